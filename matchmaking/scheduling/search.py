"""What is known so far about a problem, shared by everybody who searches for its best plan."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from matchmaking.scheduling.checker import breaks_of, objections, timetable_objections
from matchmaking.scheduling.interruption import Interruption
from matchmaking.scheduling.plan import Plan, Progress, ProgressListener, Status
from matchmaking.scheduling.problem import Problem

Stop = Callable[[], None]
Question = Callable[[], bool]


class Search:
    """The best plan, the proven bound and the time spent; every change is told to all."""

    def __init__(
        self,
        problem: Problem,
        *,
        seconds: float,
        listener: ProgressListener | None = None,
        interruption: Interruption | None = None,
    ) -> None:
        """Start the clock."""
        self.problem = problem
        self.slots: tuple[int, ...] | None = None
        self.breaks: int | None = None
        self.bound = 0
        self.is_infeasible = False
        self._began = time.perf_counter()
        self._seconds = seconds
        self._listener = listener
        self._interruption = interruption or Interruption()
        self._lock = threading.RLock()
        self._running: dict[int, tuple[Question, Stop]] = {}
        self._interruption.call(self._stop_the_pointless)

    @property
    def elapsed(self) -> float:
        """Seconds since the search began."""
        return time.perf_counter() - self._began

    @property
    def remaining(self) -> float:
        """Seconds that are left."""
        return max(0.0, self._seconds - self.elapsed)

    @property
    def is_over(self) -> bool:
        """Whether there is nothing left to find, or no time to find it."""
        return (
            self.is_infeasible
            or self.breaks == self.bound
            or self._interruption.is_requested
            or not self.remaining
        )

    def offer(self, slots: tuple[int, ...]) -> None:
        """Take a timetable if it is better than the best and the checker agrees."""
        breaks = sum(breaks_of(self.problem, slots))
        with self._lock:
            is_better = self.breaks is None or breaks < self.breaks
            if not is_better or timetable_objections(self.problem, slots):
                return
            self.slots, self.breaks = slots, breaks
        self._tell()

    def raise_bound(self, bound: int) -> None:
        """Take a proven bound if it says more than the one before."""
        with self._lock:
            if bound <= self.bound:
                return
            self.bound = bound
        self._tell()

    def conclude_infeasible(self) -> None:
        """Take the proof that no plan exists."""
        self.is_infeasible = True
        self._stop_the_pointless()

    def report(self) -> None:
        """Tell the listener how far the search is."""
        if self._listener is not None:
            self._listener(Progress(self.breaks, self.bound, self.elapsed))

    @contextmanager
    def running(self, stop: Stop, is_pointless: Question | None = None) -> Iterator[None]:
        """Have some work stopped as soon as the search is over or the work has no point."""

        def should_stop() -> bool:
            return self.is_over or (is_pointless is not None and is_pointless())

        key = id(should_stop)
        with self._lock:
            self._running[key] = (should_stop, stop)
        try:
            yield
        finally:
            with self._lock:
                del self._running[key]

    def plan(self) -> Plan:
        """Conclude: the best plan, if it stands up to the checker."""
        plan = Plan(self._status(), self.slots, self.breaks, self.bound, self.elapsed)
        if self.is_infeasible:
            plan = Plan(Status.INFEASIBLE, None, None, None, self.elapsed)
        if objections(self.problem, plan):
            return Plan(Status.UNKNOWN, None, None, 0, self.elapsed)
        return plan

    def _status(self) -> Status:
        if self.slots is None:
            return Status.UNKNOWN
        return Status.OPTIMAL if self.breaks == self.bound else Status.FEASIBLE

    def _tell(self) -> None:
        with self._lock:
            self.report()
        self._stop_the_pointless()

    def _stop_the_pointless(self) -> None:
        with self._lock:
            for should_stop, stop in self._running.values():
                if should_stop():
                    stop()
