"""The program of a search: ``python -m matchmaking.timetables.search_program DESCRIPTOR``.

It reads the round over a connection that it inherits, reports how the search goes, and ends with
what came of it. When the worker ends, so does the search.
"""

import os
import sys
import threading
from contextlib import suppress
from dataclasses import replace
from multiprocessing.connection import Connection

from matchmaking.scheduling.interruption import Interruption
from matchmaking.scheduling.rounds.checker import faults
from matchmaking.scheduling.rounds.obstacles import explain, summary
from matchmaking.scheduling.rounds.reasons import Obstacle
from matchmaking.scheduling.rounds.solver import solve_round
from matchmaking.scheduling.rounds.values import RoundPlan, RoundProblem
from matchmaking.timetables.searching import Found, Limits, Report, Word
from matchmaking.timetables.summaries import with_own

# How long what would place the unplaced meetings, one by one and in all, is looked for: less where
# somebody has said that what is found is good enough, and waits for it.
EXPLAINING_SECONDS, SUMMING_UP_SECONDS = 10.0, 5.0
IN_HASTE = 0.3
MOST_PROCESSORS = 8
LOWER_PRIORITY = 5


def main(connection: Connection) -> None:
    """Search and explain."""
    os.nice(LOWER_PRIORITY)
    problem, limits = connection.recv()
    interruption, lock = Interruption(), threading.Lock()
    threading.Thread(target=_listen, args=(connection, interruption), daemon=True).start()

    def tell(report: Report) -> None:
        # Nobody listens any more if the worker has ended: then the search ends as well.
        with lock, suppress(OSError):
            connection.send(report)

    tell(Word.BEGUN)
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
    seconds = seconds_to_explain(limits, is_awaited=interruption.is_requested)
    tell(_explained(problem, plan, seconds))


def seconds_to_explain(limits: Limits, *, is_awaited: bool) -> float:
    """Return how long to look for what would place the meetings that have no seat."""
    seconds = min(EXPLAINING_SECONDS, limits.seconds / 2)
    return seconds * IN_HASTE if is_awaited else seconds


def _explained(problem: RoundProblem, plan: RoundPlan, seconds: float) -> Found:
    """Return a plan with what stops the unplaced meetings and what would place them."""
    obstacles = explain(problem, plan.seats, seconds=seconds)
    remedies = summary(problem, plan.seats, obstacles, seconds=min(SUMMING_UP_SECONDS, seconds))
    return Found(plan, tuple(map(_told, obstacles)), tuple(with_own(remedies, obstacles)))


def _told(obstacle: Obstacle) -> Obstacle:
    """Return an obstacle without the whole timetable that its remedy was tried with."""
    if obstacle.remedy is None:
        return obstacle
    return replace(obstacle, remedy=replace(obstacle.remedy, seat=None, seats=()))


def _listen(connection: Connection, interruption: Interruption) -> None:
    """Wait for word from the worker; when the worker ends, so does the search."""
    with suppress(EOFError, OSError):
        while True:
            connection.recv()
            interruption.request()
    os._exit(1)


if __name__ == "__main__":
    main(Connection(int(sys.argv[1])))
