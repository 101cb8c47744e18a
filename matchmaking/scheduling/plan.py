"""What solving a timetable problem gives: a plan, and how far it is from the best possible."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """How much is known about a plan."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Plan:
    """The slot of every meeting, with its breaks and the fewest that any plan can have.

    ``slots`` and ``breaks`` are missing where no plan was found; ``bound`` is missing where
    none can exist.
    """

    status: Status
    slots: tuple[int, ...] | None
    breaks: int | None
    bound: int | None
    seconds: float

    @property
    def gap(self) -> int | None:
        """By how many breaks the plan may still be beaten."""
        if self.breaks is None or self.bound is None:
            return None
        return self.breaks - self.bound


@dataclass(frozen=True, slots=True)
class Progress:
    """One moment of a running search."""

    best: int | None
    bound: int | None
    seconds: float


Timetable = Sequence[int]
ProgressListener = Callable[[Progress], None]
