"""A search in a program of its own: it can be stopped, and what it reports is read as it comes.

Solving takes a processor and may take much memory. Apart from the worker it holds up no other
job, runs at a lower priority than the pages, and takes nothing with it if it fails.
"""

import multiprocessing
import os
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection

from matchmaking.scheduling.interruption import Interruption
from matchmaking.scheduling.rounds.checker import faults
from matchmaking.scheduling.rounds.obstacles import explain, summary
from matchmaking.scheduling.rounds.reasons import Obstacle, Remedy
from matchmaking.scheduling.rounds.solver import solve_round
from matchmaking.scheduling.rounds.values import Moment, RoundPlan, RoundProblem

# How long the reasons of unplaced meetings and what would place them are looked for.
EXPLAINING_SECONDS = 10.0
MOST_PROCESSORS = 8
LOWER_PRIORITY = 5


@dataclass(frozen=True)
class Found:
    """What a search ended with."""

    plan: RoundPlan
    obstacles: tuple[Obstacle, ...] = ()
    remedies: tuple[Remedy, ...] = ()


@dataclass(frozen=True)
class Limits:
    """How long and with what luck to search."""

    seconds: float
    seed: int


class SearchFailedError(Exception):
    """The search ended without a plan: its program was killed, or made a mistake."""


class Search:
    """A running search."""

    def __init__(self, problem: RoundProblem, limits: Limits) -> None:
        """Start it."""
        context = multiprocessing.get_context("spawn")
        self._here, there = context.Pipe()
        self._process = context.Process(
            target=_work, args=(there, problem, limits), name="search", daemon=True
        )
        self._process.start()
        there.close()
        self.found: Found | None = None

    def news(self, seconds: float) -> Iterator[Moment]:
        """Yield what is reported, waiting at most so long for the first report.

        Raises:
            SearchFailedError: the search has ended without a plan.
        """
        wait = seconds
        try:
            while self.found is None and self._here.poll(wait):
                report = self._here.recv()
                if isinstance(report, Found):
                    self.found = report
                else:
                    yield report
                wait = 0
        except (EOFError, OSError) as ended:
            raise SearchFailedError from ended

    def stop(self) -> None:
        """Ask it to end with the best it has."""
        with suppress(OSError):
            self._here.send("stop")

    def end(self) -> None:
        """End its program, whatever it is doing."""
        self._here.close()
        self._process.kill()
        self._process.join()
        self._process.close()


def _work(connection: Connection, problem: RoundProblem, limits: Limits) -> None:
    """Search and explain; runs in the program of the search."""
    os.nice(LOWER_PRIORITY)
    interruption, lock = Interruption(), threading.Lock()
    listener = threading.Thread(target=_listen, args=(connection, interruption), daemon=True)
    listener.start()

    def tell(report: Moment | Found) -> None:
        # Nobody listens any more if the worker has ended: then the search ends as well.
        with lock, suppress(OSError):
            connection.send(report)

    plan = solve_round(
        problem,
        seconds=limits.seconds,
        workers=min(MOST_PROCESSORS, len(os.sched_getaffinity(0))),
        seed=limits.seed,
        progress=tell,
        interruption=interruption,
    )
    broken = faults(problem, plan.seats)
    if broken:
        message = f"The solver broke a rule: {broken[0].kind}"
        raise RuntimeError(message)
    obstacles = explain(problem, plan.seats, seconds=min(EXPLAINING_SECONDS, limits.seconds / 2))
    remedies = summary(problem, plan.seats, obstacles)
    tell(Found(plan, tuple(obstacles), tuple(remedies)))


def _listen(connection: Connection, interruption: Interruption) -> None:
    """Wait for word from the worker; when the worker ends, so does the search."""
    try:
        while True:
            connection.recv()
            interruption.request()
    except (EOFError, OSError):
        os._exit(1)
