"""A search in a program of its own: it can be stopped, and what it reports is read as it comes.

Solving takes a processor and may take much memory. Apart from the worker it holds up no other
job, runs at a lower priority than the pages, and takes nothing with it if it fails. Whatever
becomes of that program, nobody waits for it: two threads talk with it, and both end with it.
"""

import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import Any

from matchmaking.scheduling.rounds.reasons import Obstacle, Remedy
from matchmaking.scheduling.rounds.values import Moment, RoundPlan, RoundProblem

PROGRAM = "matchmaking.timetables.search_program"
# How long a program may take to begin: it loads the solver and reads what it is asked.
STARTING_SECONDS = 60.0
# How long a program that was killed may take to be gone.
ENDING_SECONDS = 10.0


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


class Word(StrEnum):
    """What the worker and the search say to each other beside questions and answers."""

    BEGUN = "begun"
    STOP = "stop"
    ENDED = "ended"


Report = Moment | Found | Word


class SearchFailedError(Exception):
    """The search ended without a plan: its program was killed, or made a mistake."""


class Search:
    """A running search."""

    def __init__(self, problem: RoundProblem, limits: Limits) -> None:
        """Start it."""
        self.found: Found | None = None
        self._has_begun = False
        self._due = time.monotonic() + STARTING_SECONDS
        self._orders: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._reports: queue.SimpleQueue[Report] = queue.SimpleQueue()
        self._connection, there = Pipe()
        self._process = _started(there)
        there.close()
        self._orders.put((problem, limits))
        self._threads = [
            threading.Thread(target=_send, args=(self._connection, self._orders), daemon=True),
            threading.Thread(target=_receive, args=(self._connection, self._reports), daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    @property
    def pid(self) -> int:
        """Return the number of its program."""
        return self._process.pid

    def news(self, seconds: float) -> Iterator[Moment]:
        """Yield what is reported, waiting at most so long for the first report.

        Raises:
            SearchFailedError: the search has ended without a plan, or never began.
        """
        wait = seconds
        while self.found is None:
            try:
                report = self._reports.get(timeout=wait)
            except queue.Empty:
                break
            wait = 0
            if isinstance(report, Moment):
                yield report
            else:
                self._hear(report)
        if not self._has_begun and time.monotonic() > self._due:
            raise SearchFailedError

    def stop(self) -> None:
        """Ask it to end with the best it has."""
        self._orders.put(Word.STOP)

    def end(self) -> None:
        """End its program, whatever it is doing."""
        self._process.kill()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(ENDING_SECONDS)
        self._orders.put(Word.ENDED)
        for thread in self._threads:
            thread.join(ENDING_SECONDS)
        if not any(thread.is_alive() for thread in self._threads):
            self._connection.close()

    def _hear(self, report: Found | Word) -> None:
        if report is Word.ENDED:
            raise SearchFailedError
        if isinstance(report, Found):
            self.found = report
        self._has_begun = True


def _started(there: Connection) -> subprocess.Popen[bytes]:
    """Start the program at the other end of a connection."""
    return subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-m", PROGRAM, str(there.fileno())],
        stdin=subprocess.DEVNULL,
        pass_fds=[there.fileno()],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
    )


def _send(connection: Connection, orders: "queue.SimpleQueue[Any]") -> None:
    """Send what the search is asked and told: it may be long, and nobody may be there to read."""
    with suppress(OSError):
        while (order := orders.get()) is not Word.ENDED:
            connection.send(order)


def _receive(connection: Connection, reports: "queue.SimpleQueue[Report]") -> None:
    """Collect what the search reports until its program ends."""
    with suppress(EOFError, OSError):
        while True:
            reports.put(connection.recv())
    reports.put(Word.ENDED)
