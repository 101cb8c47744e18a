"""Find the timetable with the fewest breaks, and prove how good it is.

Two kinds of searcher share what they find. A *prover* asks for a plan as good as the bound: a
plan ends the search, a refutation raises the bound. An *improver* halves the distance between
the best plan and the bound. With one worker they take turns; with more they run side by side.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import count

from matchmaking.scheduling.bounds import assignment_program, counting_program
from matchmaking.scheduling.decisions import Effort, decide, minimise
from matchmaking.scheduling.domains import Domains, possible_slots
from matchmaking.scheduling.interruption import Interruption
from matchmaking.scheduling.linear_program import LinearProgram, Outcome, rounded_up
from matchmaking.scheduling.model import TimetableModel, timetable_model
from matchmaking.scheduling.neighbourhoods import Neighbourhoods
from matchmaking.scheduling.plan import Plan, ProgressListener
from matchmaking.scheduling.problem import Problem
from matchmaking.scheduling.search import Search

# Effort per turn in the solver's deterministic units, roughly seconds. Questions have to be let
# run: thinking ahead alone takes half a unit on the larger events.
FIRST_UNITS = 1.0
GROWTH = 1.4
PROOF_UNITS = 3.0
WALK_UNITS = 2.0
# Up to this many places for meetings the larger linear program is worth its time.
MOST_PLACES = 12_000
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

    With one worker the same seed gives the same plan, unless the time runs out.
    """
    search = Search(problem, seconds=seconds, listener=progress, interruption=interruption)
    domains = possible_slots(problem)
    if domains is None:
        search.conclude_infeasible()
        return search.plan()
    if not problem.meetings:
        search.offer(())
    _bound_by(search, counting_program(problem, domains))
    search.report()
    if not search.is_over:
        model = timetable_model(problem, domains)
        _run(_searchers(search, model, domains, workers, seed))
    return search.plan()


def _bound_by(search: Search, program: LinearProgram) -> None:
    with search.running(program.stop):
        minimum = program.minimum(search.remaining)
    if minimum is Outcome.IMPOSSIBLE:
        search.conclude_infeasible()
    elif not isinstance(minimum, Outcome):
        search.raise_bound(rounded_up(minimum))


@dataclass
class _Prover:
    """Asks again and again for a plan as good as the bound."""

    search: Search
    model: TimetableModel
    seed: int

    def turn(self, number: int, units: float) -> None:
        """Ask once."""
        effort = Effort(units * PROOF_UNITS, self.seed + number, number)
        decide(self.search, self.model, self.search.bound, effort)


@dataclass
class _Improver:
    """Asks for any plan first, then raises the bound and improves the plan by all other means."""

    search: Search
    model: TimetableModel
    walk: Neighbourhoods
    seed: int
    # What raises the bound once, as soon as there is a plan.
    program: Callable[[], LinearProgram] | None = None
    share: float = 0.5

    def turn(self, number: int, units: float) -> None:
        """Search nearby, everywhere at once or with a leap; each in its turn."""
        effort = Effort(units, self.seed + number, number)
        if self.search.breaks is None:
            decide(self.search, self.model, None, effort)
        elif self.program is not None:
            program, self.program = self.program, None
            _bound_by(self.search, program())
        else:
            self._improve(number, effort)

    def _improve(self, number: int, effort: Effort) -> None:
        way = number % 4
        if way == 0:
            minimise(self.search, self.model, effort)
        elif way == 2:
            self._leap(effort)
        else:
            self.walk.improve(effort.units * WALK_UNITS)

    def _leap(self, effort: Effort) -> None:
        """Ask for a plan nearer to the bound, less near after failing."""
        best = self.search.breaks or 0
        target = self.search.bound + int((best - 1 - self.search.bound) * self.share)
        decide(self.search, self.model, target, effort)
        failed = self.search.breaks == best
        self.share = (1 + self.share) / 2 if failed else self.share / 2


Turn = Callable[[int, float], None]


def _searchers(
    search: Search, model: TimetableModel, domains: Domains, workers: int, seed: int
) -> list[Callable[[], None]]:
    """Return what each worker does until the search is over."""
    turns: list[Turn] = []
    for number in range(max(workers, 2)):
        own = seed + number * ODD_SEED
        if number % 2:
            walk = Neighbourhoods(search, domains, own)
            is_first = model.places <= MOST_PLACES and number == 1
            program = partial(assignment_program, search.problem, domains) if is_first else None
            turns.append(_Improver(search, model, walk, own, program).turn)
        else:
            turns.append(_Prover(search, model, own).turn)
    if workers == 1:
        return [partial(_take_turns, search, turns)]
    return [partial(_take_turns, search, [turn]) for turn in turns]


def _take_turns(search: Search, turns: list[Turn]) -> None:
    units = FIRST_UNITS
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
