"""Words of the one-to-one meetings, and the rules about their states and deadlines."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

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
class Settlement:
    """What a meeting becomes by an act: the columns that change."""

    state: MeetingState
    closed_by_id: int | None = None
    reason: str = ""
    is_late: bool = False


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
