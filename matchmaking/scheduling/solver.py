"""Find the timetable with the fewest breaks, and prove how good it is.

Two kinds of searcher share what they find. A *prover* asks for a plan as good as the bound: a
plan ends the search, a refutation raises the bound. An *improver* finds any plan, in larger events
by small moves, leaps towards the bound, searches nearby, anneals, and raises the bound by other
means. With one worker they take turns; with more they run side by side.
"""

import threading
from collections.abc import Callable
from functools import partial
from itertools import count

from matchmaking.scheduling.bounds import counting_program
from matchmaking.scheduling.decisions import PLAIN_PLACES
from matchmaking.scheduling.domains import Domains, possible_slots
from matchmaking.scheduling.improving import MOST_PLACES, Formulations, Improver, bound_by
from matchmaking.scheduling.interruption import Interruption
from matchmaking.scheduling.plan import Plan, ProgressListener
from matchmaking.scheduling.problem import Problem
from matchmaking.scheduling.proving import Prover
from matchmaking.scheduling.search import Search

# Effort per turn in the solver's deterministic units, roughly seconds. Questions have to be let
# run: thinking ahead alone takes half a unit on the larger events.
FIRST_UNITS = 1.0
GROWTH = 1.4
ODD_SEED = 7_919


def solve(
    problem: Problem,
    *,
    seconds: float = 60.0,
    workers: int = 1,
    seed: int = 0,
    progress: ProgressListener | None = None,
    interruption: Interruption | None = None,
) -> Plan:
    """Give every meeting a slot with as few breaks as can be proven possible in the time.

    With one worker the same seed finds the same plans in the same order: when the time runs out,
    the last of them is taken, and how far the search came depends on the machine.
    """
    search = Search(problem, seconds=seconds, listener=progress, interruption=interruption)
    domains = possible_slots(problem)
    if domains is None:
        search.conclude_infeasible()
        return search.plan()
    if not problem.meetings:
        search.offer(())
    bound_by(search, domains, counting_program)
    search.report()
    if not search.is_over:
        _run(_searchers(search, domains, workers, seed))
    return search.plan()


Turn = Callable[[int, float], None]


def _searchers(
    search: Search, domains: Domains, workers: int, seed: int
) -> list[Callable[[], None]]:
    """Return what each worker does until the search is over."""
    formulations = Formulations(search.problem, domains)
    places = formulations.places
    turns: list[Turn] = []
    for number in range(max(workers, 2)):
        own = seed + number * ODD_SEED
        # Beyond some size nobody can expect to hit the bound: everybody improves.
        is_improving = bool(number % 2) or places > MOST_PLACES
        improver = Improver(
            search,
            formulations,
            domains,
            own,
            is_first=number == 1,
            is_steadfast=not is_improving,
            is_alone=workers > 1,
        )
        prover = Prover(search, formulations, own, improver)
        turns.append(improver.turn if is_improving else prover.turn)
    units = FIRST_UNITS * max(1.0, places / PLAIN_PLACES)
    if workers == 1:
        # Small events may be solved by the first question; in others small moves come first.
        order = turns[::-1] if formulations.is_spread else turns
        return [partial(_take_turns, search, order, units)]
    return [partial(_take_turns, search, [turn], units) for turn in turns]


def _take_turns(search: Search, turns: list[Turn], units: float) -> None:
    for number in count():
        for turn in turns:
            if search.is_over:
                return
            turn(number, units)
        units *= GROWTH


def _run(searchers: list[Callable[[], None]]) -> None:
    threads = [threading.Thread(target=searcher) for searcher in searchers[1:]]
    for thread in threads:
        thread.start()
    searchers[0]()
    for thread in threads:
        thread.join()
