"""Words of matchmaking rounds: wishes, plans, and what is told when one is published."""

from enum import StrEnum


class Kind(StrEnum):
    """How a plan came about."""

    RUN = "run"
    WHAT_IF = "what_if"
    BY_HAND = "by_hand"
    REPAIR = "repair"


class PlanState(StrEnum):
    """Where a plan stands; it is published or not beside that."""

    QUEUED = "queued"
    RUNNING = "running"
    READY = "ready"
    FAILED = "failed"


class Change(StrEnum):
    """What publishing a plan does to a meeting."""

    ADDED = "added"
    MOVED = "moved"
    REMOVED = "removed"
