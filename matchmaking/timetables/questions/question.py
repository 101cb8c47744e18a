"""The question put to the solver, and what its numbers stand for."""

from dataclasses import dataclass
from enum import StrEnum

from matchmaking.expo.values import Slot
from matchmaking.scheduling.rounds.values import RoundProblem
from matchmaking.timetables.questions.facts import Held, Pair
from matchmaking.timetables.settings import ExtraBlock


@dataclass(frozen=True, slots=True)
class Spot:
    """A place for one meeting; without ``place_id`` a table that a what-if adds to the hall."""

    hall_id: int
    unit: int
    place_id: int | None = None


@dataclass(frozen=True, slots=True)
class BlockSlot:
    """A slot of the round: of one of its blocks, or of an ``extra`` one that a what-if adds."""

    slot: Slot
    block_id: int | None = None
    extra: ExtraBlock | None = None


class WhySkipped(StrEnum):
    """Why a wish is not put to the solver at all."""

    VETO = "veto"
    MET = "met"
    CALLED_OFF = "called_off"
    NOT_TAKING_PART = "not_taking_part"
    NOBODY_COMES = "nobody_comes"


@dataclass(frozen=True)
class Skipped:
    """A wished pair that no plan can bring together, or that needs none."""

    pair: Pair
    why: WhySkipped


@dataclass(frozen=True)
class Question:
    """A problem, with the row each of its numbers stands for.

    ``spots`` are, per site and slot, where a meeting may sit, in the order they are given away.
    ``held`` has, per wanted meeting, the seat it has so far.
    """

    problem: RoundProblem
    slots: tuple[BlockSlot, ...]
    people: tuple[int, ...]
    parties: tuple[int, ...]
    spots: tuple[tuple[tuple[Spot, ...], ...], ...]
    interpreters: tuple[int, ...]
    halls: tuple[int, ...]
    pairs: tuple[Pair, ...]
    meetings: tuple[int | None, ...]
    held: tuple[Held | None, ...]
    skipped: tuple[Skipped, ...]
