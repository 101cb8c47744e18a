"""The best timetable of a round so far, what is proven about it, and who wants to know."""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

from matchmaking.scheduling.interruption import Interruption
from matchmaking.scheduling.rounds.checker import faults, score
from matchmaking.scheduling.rounds.objectives import RISING
from matchmaking.scheduling.rounds.possibilities import Possibilities
from matchmaking.scheduling.rounds.satisfaction import WHOLE, best_alone
from matchmaking.scheduling.rounds.values import (
    Aim,
    Moment,
    RoundPlan,
    RoundProblem,
    Score,
    Seat,
    WantedMeeting,
)

AIMS = tuple(Aim)
# What one more wish costs in people's days is mended in this share of the time, kept until then.
DAYS = (Aim.BREAKS, Aim.WALKING)
SHARE_FOR_DAYS = 0.2
Listener = Callable[[Moment], None]


class RoundSearch:
    """Holds the best seats and the bounds; takes nothing that the checker has not seen."""

    def __init__(
        self,
        problem: RoundProblem,
        *,
        seconds: float,
        listener: Listener | None = None,
        interruption: Interruption | None = None,
    ) -> None:
        """Start the clock, with what is locked and nothing else."""
        self._began = time.perf_counter()
        self._seconds = seconds
        self._listener = listener
        self.interruption = interruption or Interruption()
        self._stop: Callable[[], None] | None = None
        self.interruption.call(self._stop_running)
        self.problem = problem
        self.possibilities = Possibilities(problem)
        self.best = best_alone(problem, self.possibilities)
        self.seats: tuple[Seat | None, ...] = tuple(m.locked for m in problem.meetings)
        self.values = score(problem, self.seats, self.best)
        self.bounds = self._plain_bounds()
        self.aim = Aim.MUSTS

    @property
    def elapsed(self) -> float:
        """Seconds since the search began."""
        return time.perf_counter() - self._began

    @property
    def remaining(self) -> float:
        """Seconds that are left."""
        return max(0.0, self._seconds - self.elapsed)

    def remaining_for(self, aim: Aim) -> float:
        """Seconds in which an aim may be worked on."""
        if aim in DAYS or all(self.is_proven(later) for later in DAYS):
            return self.remaining
        return max(0.0, self.remaining - self._seconds * SHARE_FOR_DAYS)

    @property
    def is_over(self) -> bool:
        """Whether there is nothing left to find, or no time to find it."""
        return self.interruption.is_requested or not self.remaining or self.open_aim is None

    @property
    def open_aim(self) -> Aim | None:
        """The first aim in which more may be possible."""
        return next((aim for aim in AIMS if not self.is_proven(aim)), None)

    def is_proven(self, aim: Aim) -> bool:
        """Return whether nothing better is possible in an aim."""
        return self.values[aim] == self.bounds[aim]

    def is_closed(self, aim: Aim) -> bool:
        """Return whether there is nothing left to do for an aim, or no time for it."""
        return self.is_over or self.is_proven(aim) or not self.remaining_for(aim)

    def offer(self, seats: Sequence[Seat | None]) -> bool:
        """Take a timetable if it is better than the best and breaks no rule."""
        values = score(self.problem, seats, self.best)
        if merit(values) <= merit(self.values) or faults(self.problem, seats):
            return False
        before = self.values
        self.seats, self.values = tuple(seats), values
        changed = next(aim for aim in AIMS if before[aim] != values[aim])
        self.report(changed)
        return True

    @contextmanager
    def running(self, stop: Callable[[], None]) -> Iterator[None]:
        """Have some work stopped when somebody asks the search to stop."""
        self._stop = stop
        if self.interruption.is_requested:
            stop()
        try:
            yield
        finally:
            self._stop = None

    def _stop_running(self) -> None:
        stop = self._stop
        if stop is not None:
            stop()

    def bound_by(self, aim: Aim, bound: int) -> None:
        """Take a proven bound if it says more than the one before.

        It must hold among the plans at least as good as the best so far in all earlier aims.
        When one of these is met better later on, fewer plans remain and it still holds.
        """
        better = min if aim in RISING else max
        tighter = better(self.bounds[aim], bound)
        if tighter != self.bounds[aim]:
            self.bounds[aim] = tighter
            self.report(aim)

    def report(self, aim: Aim | None = None) -> None:
        """Tell the listener how far the search is."""
        aim = aim or self.aim
        if self._listener is not None:
            placed = sum(seat is not None for seat in self.seats)
            values, bounds = self.values[aim], self.bounds[aim]
            self._listener(Moment(aim, values, bounds, self.elapsed, placed))

    def plan(self) -> RoundPlan:
        """Conclude."""
        scores = tuple(Score(aim, self.values[aim], self.bounds[aim]) for aim in AIMS)
        return RoundPlan(self.seats, scores, self.elapsed)

    def _plain_bounds(self) -> dict[Aim, int]:
        """Return what no timetable can surpass, at a glance."""
        possible = [
            index
            for index, meeting in enumerate(self.problem.meetings)
            if meeting.locked or any(bits for _, bits in self.possibilities.together(index))
        ]
        meetings = [self.problem.meetings[index] for index in possible]
        return {
            Aim.MUSTS: sum(meeting.is_must for meeting in meetings),
            Aim.MINIMA: self._least_shortfall(meetings),
            Aim.FLOOR: WHOLE,
            Aim.WISHES: sum(meeting.weight for meeting in meetings),
            Aim.BREAKS: 0,
            Aim.WALKING: 0,
        }

    def _least_shortfall(self, meetings: Sequence[WantedMeeting]) -> int:
        """Return how many meetings are missing to the minima if all possible ones are placed.

        A maximum holds, unless what is locked is more already.
        """
        counts, locked = Counter[int](), Counter[int]()
        for meeting in meetings:
            counts.update((meeting.a, meeting.b))
            if meeting.locked is not None:
                locked.update((meeting.a, meeting.b))
        missing = 0
        for index, party in enumerate(self.problem.parties):
            most = counts[index]
            if party.maximum is not None:
                most = min(most, max(party.maximum, locked[index]))
            missing += max(0, party.minimum - most)
        return missing


def merit(values: dict[Aim, int]) -> tuple[int, ...]:
    """Return what is greater for the better of two plans."""
    return tuple(values[aim] if aim in RISING else -values[aim] for aim in AIMS)


def earlier_than(aim: Aim) -> Iterable[Aim]:
    """Return the aims that come before one."""
    return AIMS[: AIMS.index(aim)]
