"""Words of matchmaking rounds: wishes, plans, and what is told when one is published."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from matchmaking.core.wording import Name
from matchmaking.meetings.values import MeetingState


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


class Stage(StrEnum):
    """How far a matchmaking round has come."""

    COMING = "coming"
    GATHERING = "gathering"
    CLOSED = "closed"
    PUBLISHED = "published"


class Step(StrEnum):
    """In which direction a wish is moved among the others."""

    UP = "up"
    DOWN = "down"


LONGEST_NAME = 120
MOST_WISHES = 60
MOST_MEETINGS = 200
MOST_ABSENCES = 30
MINUTES_OF_DAY = 24 * 60
# Enterprises that have met, or will, need no plan; those of whom one stayed away may try again.
MET = (MeetingState.CONFIRMED, MeetingState.HELD, MeetingState.DISPUTED)


@dataclass(frozen=True)
class RoundPlanning:
    """A round as an organiser describes it; lunch is in minutes of the venue's day."""

    name: Name
    block_ids: tuple[int, ...]
    wishes_open_at: datetime
    wishes_close_at: datetime
    most_musts: int
    lunch: tuple[int, int] | None = None
    needs_languages: bool = True


@dataclass(frozen=True)
class AbsenceText:
    """When somebody can't come, as entered; nobody in particular means the whole enterprise."""

    starts_at: datetime
    ends_at: datetime
    representative_id: int | None = None


@dataclass(frozen=True)
class InterpreterText:
    """An interpreter of the fair, as entered; ``languages`` are codes such as ``en``."""

    name: Name
    languages: tuple[str, ...]


def stage_at(
    at: datetime, *, opens_at: datetime, closes_at: datetime, is_published: bool = False
) -> Stage:
    """Return how far a round has come; one in force is published, whatever the clock says."""
    if is_published:
        return Stage.PUBLISHED
    if at < opens_at:
        return Stage.COMING
    return Stage.GATHERING if at < closes_at else Stage.CLOSED


class ListOrder(StrEnum):
    """What comes first in a list of wish lists."""

    NAME = "name"
    FEWEST = "fewest"
    MOST = "most"
    REMINDED = "reminded"
