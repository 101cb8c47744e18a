"""Words of the one-to-one meetings."""

from enum import StrEnum


class MeetingState(StrEnum):
    """Where a meeting stands (the transitions are those of docs/architecture.md)."""

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


# A pair of enterprises has at most one meeting in these states at a time.
OPEN_STATES = (MeetingState.REQUESTED, MeetingState.CONFIRMED)
