"""Words of the one-to-one meetings, and the rules about their states and deadlines."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from matchmaking.expo.values import Slot


class MeetingState(StrEnum):
    """Where a meeting stands (the transitions are those of ``TRANSITIONS``)."""

    REQUESTED = "requested"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    CANCELLED = "cancelled"
    HELD = "held"
    NO_SHOW = "no_show"
    DISPUTED = "disputed"


class Act(StrEnum):
    """What is done to a meeting."""

    CONFIRM = "confirm"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    EXPIRE = "expire"
    SUPERSEDE = "supersede"
    CANCEL = "cancel"
    REASSIGN = "reassign"
    REPORT = "report"
    PROPOSE = "propose"
    MOVE = "move"
    KEEP = "keep"


S = MeetingState
REPORTED = frozenset({S.HELD, S.NO_SHOW, S.DISPUTED})
# From which states each act is possible; to which it leads is decided by its service.
TRANSITIONS: Mapping[Act, frozenset[MeetingState]] = {
    Act.CONFIRM: frozenset({S.REQUESTED}),
    Act.DECLINE: frozenset({S.REQUESTED}),
    Act.WITHDRAW: frozenset({S.REQUESTED}),
    Act.EXPIRE: frozenset({S.REQUESTED}),
    Act.SUPERSEDE: frozenset({S.REQUESTED}),
    Act.CANCEL: frozenset({S.CONFIRMED}),
    Act.REASSIGN: frozenset({S.REQUESTED, S.CONFIRMED}),
    Act.REPORT: frozenset({S.CONFIRMED}) | REPORTED,
    # Another time is proposed, accepted, or not: declined, taken back or left unanswered.
    Act.PROPOSE: frozenset({S.REQUESTED, S.CONFIRMED}),
    Act.MOVE: frozenset({S.REQUESTED, S.CONFIRMED}),
    Act.KEEP: frozenset({S.REQUESTED, S.CONFIRMED}),
}
# A pair of enterprises has at most one meeting in these states at a time.
OPEN_STATES = (S.REQUESTED, S.CONFIRMED)

# A request waits so long for its answer, before the fair and during it.
PATIENCE_BEFORE = timedelta(hours=48)
PATIENCE_DURING = timedelta(hours=1)
# Whoever cancels later than this before the start has to say why.
LATE = timedelta(hours=2)
LONGEST_TOPIC = 120
LONGEST_MESSAGE = 1000
LONGEST_REASON = 500


@dataclass(frozen=True)
class Proposal:
    """A request as somebody filled it in: when, about what, and who would come.

    ``representative_id`` is nobody if whoever is free shall come.
    """

    starts_at: datetime
    topic: str
    message: str = ""
    representative_id: int | None = None


@dataclass(frozen=True)
class OtherTime:
    """Another time for a meeting as somebody chose it.

    ``representative_id`` is nobody if whoever is free shall come.
    """

    starts_at: datetime
    message: str = ""
    representative_id: int | None = None


@dataclass(frozen=True)
class ProposedTime:
    """Another time that one side proposes, in which it holds its person until it is answered."""

    by_id: int
    representative_id: int
    block_id: int
    slot: Slot
    until: datetime
    message: str = ""

    def awaits(self, participation_id: int | None, at: datetime) -> bool:
        """Return whether it is still for this side to answer."""
        return self.by_id != participation_id and self.until > at

    @property
    def columns(self) -> dict[str, object]:
        """Return how it is written down with a meeting."""
        return {
            "proposed_by_id": self.by_id,
            "proposed_representative_id": self.representative_id,
            "proposed_block_id": self.block_id,
            "proposed_starts_at": self.slot.starts_at,
            "proposed_ends_at": self.slot.ends_at,
            "proposed_until": self.until,
            "proposed_message": self.message,
        }


def proposed_time(*columns: Any) -> ProposedTime | None:
    """Read another time from a meeting's columns, in the order of ``ProposedTime.columns``."""
    by_id, representative_id, block_id, starts_at, ends_at, until, message = columns
    if by_id is None:
        return None
    return ProposedTime(
        by_id, representative_id, block_id, Slot(starts_at, ends_at), until, message
    )


NOTHING_PROPOSED: Mapping[str, object] = {
    "proposed_by_id": None,
    "proposed_representative_id": None,
    "proposed_block_id": None,
    "proposed_starts_at": None,
    "proposed_ends_at": None,
    "proposed_until": None,
    "proposed_message": "",
}


def deadline(asked_at: datetime, *, fair_starts_at: datetime, slot: Slot) -> datetime:
    """Return until when a request can be answered: never later than its slot's start."""
    patience = PATIENCE_BEFORE if asked_at < fair_starts_at else PATIENCE_DURING
    return min(asked_at + patience, slot.starts_at)


def pair_key(one: int, other: int) -> str:
    """Return the key of two participations, whoever asked whom."""
    low, high = sorted((one, other))
    return f"{low}-{high}"


def outcome(requester_met: bool | None, receiver_met: bool | None) -> MeetingState:  # noqa: FBT001
    """Return what a meeting became by what its sides report.

    One side's word counts until the other contradicts it: if one met and the other did not, or
    each says the other stayed away, it is disputed and nobody is called a no-show.
    """
    reports = {requester_met, receiver_met} - {None}
    if reports == {True}:
        return MeetingState.HELD
    if reports == {False} and None in {requester_met, receiver_met}:
        return MeetingState.NO_SHOW
    return MeetingState.DISPUTED if reports else MeetingState.CONFIRMED
