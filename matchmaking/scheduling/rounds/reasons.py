"""Why a wanted meeting has no seat, and what would give it one."""

from dataclasses import dataclass
from enum import StrEnum

from matchmaking.scheduling.rounds.values import Seat


class ObstacleKind(StrEnum):
    """The constraint that stops a meeting."""

    # Somebody of each side is there, but never at the same time, or nowhere they may meet.
    NO_COMMON_SLOT = "no common slot"
    # They come at the same times, but one or the other already meets somebody then.
    BUSY = "busy with others"
    # Both are free together only in slots in which every place is taken.
    NO_PLACE = "all places taken"
    # A party has as many meetings as it wants at most.
    MAXIMUM = "maximum reached"
    # They share no language, and nobody interprets between theirs.
    NO_INTERPRETER = "nobody interprets"
    # Somebody could, but not when both are free.
    INTERPRETER_BUSY = "interpreters busy"
    LUNCH = "lunch"
    WALK = "too far to walk"
    # It would fit; whoever laid the timetable left it out.
    LEFT_OUT = "left out"


class RemedyKind(StrEnum):
    """What could be changed."""

    # Nothing but the seats of others.
    MOVES = "move others"
    PLACES = "more places"
    OPEN_SLOT = "come in a closed slot"
    MAXIMUM = "raise the maximum"
    INTERPRETER = "one more interpreter"


@dataclass(frozen=True, slots=True)
class Remedy:
    """A change that was tried and places the meeting, with nothing dropped.

    ``count`` is how many places more there are to be at ``site`` in each of ``slots``, or by how
    much the maximum of ``party`` rises; those of ``over`` rise by one besides. ``person`` comes
    in a slot that is closed so far. ``languages`` has the two between which an interpreter is
    needed. ``seat`` is what the meeting gets; ``moved`` are meetings that go elsewhere; ``also``
    are other unplaced meetings
    that fit then as well; ``seats`` is the whole timetable with all of these. In a summary
    ``also`` are all that the remedy places.
    """

    kind: RemedyKind
    slots: tuple[int, ...] = ()
    count: int = 1
    site: int | None = None
    person: int | None = None
    party: int | None = None
    over: tuple[int, ...] = ()
    languages: tuple[str, ...] = ()
    seat: Seat | None = None
    moved: tuple[int, ...] = ()
    also: tuple[int, ...] = ()
    seats: tuple[Seat | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What stops one wanted meeting: in which slots, because of whom, and the cheapest remedy.

    Without a remedy ``besides`` is what would stop it if that were out of the way, and so on;
    ``is_cut_short`` says that the time was up before every change was tried.
    """

    meeting: int
    kind: ObstacleKind
    slots: tuple[int, ...] = ()
    people: tuple[int, ...] = ()
    party: int | None = None
    remedy: Remedy | None = None
    besides: tuple["Obstacle", ...] = ()
    is_cut_short: bool = False
