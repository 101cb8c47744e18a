"""What the database knows about a round, as plain values: read at once, then built upon."""

from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from matchmaking.expo.values import Holder, PlaceKind, Resource, Slot
from matchmaking.scheduling.rounds.values import Grade

Pair = tuple[int, int]


@dataclass(frozen=True)
class BlockRow:
    """A block of the round."""

    id: int
    slot: Slot
    slot_minutes: int


@dataclass(frozen=True)
class PlaceRow:
    """A place, and the blocks that may use it."""

    id: int
    hall_id: int
    kind: PlaceKind
    at_once: int
    block_ids: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Team:
    """An enterprise that may be met: its booth, who comes for it and what they speak."""

    id: int
    booth: PlaceRow | None
    people: dict[int, frozenset[str]]


@dataclass(frozen=True)
class Listed:
    """How many meetings a wish list asks for in all."""

    minimum: int
    maximum: int | None


@dataclass(frozen=True)
class Wished:
    """One side's wish, in the order of its rank."""

    by: int
    partner: int
    grade: Grade


@dataclass(frozen=True)
class Away:
    """When somebody can't come; nobody of the enterprise, if ``representative_id`` is missing."""

    participation_id: int
    representative_id: int | None
    slot: Slot


@dataclass(frozen=True)
class Busy:
    """A time in which a person, place or interpreter is taken by something."""

    slot: Slot
    hall_id: int | None
    holder: Holder


@dataclass(frozen=True)
class Held:
    """A meeting that has a seat: in the timetable that stands, or in a plan somebody works on.

    The keys of the sides are in order. ``meeting_id`` is missing where it stands in a plan only.
    What the two sides have moved themselves (``is_agreed``) stays where it is.
    """

    pair: Pair
    slot: Slot
    people: Pair
    place_id: int
    unit: int = 0
    interpreter_id: int | None = None
    is_locked: bool = False
    meeting_id: int | None = None
    is_agreed: bool = False


@dataclass(frozen=True)
class Facts:
    """Everything a question is made of; ``met`` are pairs that have or had their meeting.

    ``asked`` are pairs with an open request, by its key: a plan may bring them together.
    ``called_off`` are pairs of whom one has called their meeting of this round off: it is not
    arranged for them again. ``standing`` is the round's timetable in force, ``held`` the seats
    to begin from: the same, or those of a plan somebody works on.
    """

    zone: ZoneInfo
    at: datetime
    lunch: tuple[int, int] | None
    needs_languages: bool
    blocks: tuple[BlockRow, ...]
    places: tuple[PlaceRow, ...]
    teams: dict[int, Team]
    lists: dict[int, Listed]
    wishes: tuple[Wished, ...]
    absences: tuple[Away, ...]
    vetoes: frozenset[Pair]
    met: frozenset[Pair]
    asked: dict[Pair, int]
    standing: tuple[Held, ...]
    held: tuple[Held, ...]
    interpreters: dict[int, frozenset[str]]
    walks: dict[Pair, int]
    busy: dict[Resource, list[Busy]] = field(default_factory=dict)
    called_off: frozenset[Pair] = frozenset()


def pair_of(one: int, other: int) -> Pair:
    """Return two keys in order."""
    return (one, other) if one < other else (other, one)
