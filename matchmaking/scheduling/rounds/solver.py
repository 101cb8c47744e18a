"""Make a round's timetable: the best in every aim in turn, and how good that is at most.

A first plan within moments, then CP-SAT over the whole round, one aim after the other.
"""

from collections.abc import Callable

from matchmaking.scheduling.interruption import Interruption
from matchmaking.scheduling.rounds.first import first_plan
from matchmaking.scheduling.rounds.pursuit import Effort, Pursuit
from matchmaking.scheduling.rounds.search import AIMS, RoundSearch
from matchmaking.scheduling.rounds.values import Moment, RoundPlan, RoundProblem

# The share of the time that the first plan may take.
FIRST_SHARE = 0.2
# What an aim may take, in the solver's deterministic units per second that is left.
UNITS_PER_SECOND = 0.2


def solve_round(
    problem: RoundProblem,
    *,
    seconds: float = 60.0,
    workers: int = 1,
    seed: int = 0,
    progress: Callable[[Moment], None] | None = None,
    interruption: Interruption | None = None,
) -> RoundPlan:
    """Choose and place meetings so that each aim is met as well as the earlier ones allow.

    With one worker the same seed gives the same plan, unless the time runs out.
    """
    search = RoundSearch(problem, seconds=seconds, listener=progress, interruption=interruption)

    def stop() -> bool:
        return search.interruption.is_requested

    search.offer(first_plan(search.possibilities, stop=stop, seconds=seconds * FIRST_SHARE))
    search.report()
    if search.open_aim is None or search.is_over:
        return search.plan()
    pursuit = Pursuit(search)
    for aim in AIMS:
        if search.is_over:
            break
        if not search.is_proven(aim):
            pursuit.pursue(aim, Effort(seconds * UNITS_PER_SECOND, workers, seed))
    return search.plan()
