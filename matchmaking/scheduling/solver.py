"""Find the timetable with the fewest breaks, and prove how good it is.

Two kinds of searcher share what they find. A *prover* asks for a plan as good as the bound: a
plan ends the search, a refutation raises the bound. An *improver* finds any plan, leaps towards
the bound, searches nearby, anneals, and raises the bound by other means. With one worker they
take turns; with more they run side by side.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import count
from typing import TYPE_CHECKING

from matchmaking.scheduling.bounds import assignment_program, counting_program
from matchmaking.scheduling.days import fair_ranges
from matchmaking.scheduling.decisions import Effort, decide, minimise
from matchmaking.scheduling.domains import Domains, possible_slots
from matchmaking.scheduling.interruption import Interruption
from matchmaking.scheduling.linear_program import LinearProgram, Outcome, rounded_up
from matchmaking.scheduling.model import TimetableModel, timetable_model
from matchmaking.scheduling.neighbourhoods import Neighbourhoods
from matchmaking.scheduling.plan import Plan, ProgressListener
from matchmaking.scheduling.problem import Problem
from matchmaking.scheduling.search import Search

if TYPE_CHECKING:
    from matchmaking.scheduling.annealing import Annealing

# Effort per turn in the solver's deterministic units, roughly seconds. Questions have to be let
# run: thinking ahead alone takes half a unit on the larger events.
FIRST_UNITS = 1.0
GROWTH = 1.4
PROOF_UNITS = 3.0
WALK_UNITS = 2.0
# Of the way from the bound to the best plan, how much the first leap leaves.
FIRST_SHARE = 0.1
HALF_WAY = 0.5
# A model of so many places gets the plain effort, a larger one more in proportion.
PLAIN_PLACES = 3_000
# In which of four turns the improver minimises, anneals for sure, and looks at pieces.
MINIMISING, ANNEALING, WALKING = 0, 2, 3
# Up to this many places for meetings the larger linear program takes half a second at most,
# and up to this many it is worth its time later.
FEW_PLACES, MOST_PLACES = 2_600, 12_000
LATE_TURN = 4
# The setting that begins with *yes* finds plans soonest where there are any.
HOPEFUL = 1
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
    _bound_by(search, domains, counting_program)
    search.report()
    if not search.is_over:
        _run(_searchers(search, domains, workers, seed))
    return search.plan()


Program = Callable[[Problem, Domains, range], LinearProgram]


def _bound_by(search: Search, domains: Domains, write: Program) -> None:
    """Take the bound of the program: the least of those for all that can be fair."""
    fewest: float | None = None
    for fair in fair_ranges(search.problem, domains):
        if fewest is not None and fair.start * search.problem.participants >= fewest:
            break
        program = write(search.problem, domains, fair)
        with search.running(program.stop):
            minimum = program.minimum(search.remaining)
        if minimum is Outcome.STOPPED:
            return
        if minimum is not Outcome.IMPOSSIBLE:
            fewest = minimum if fewest is None else min(fewest, minimum)
    if fewest is None:
        search.conclude_infeasible()
    else:
        search.raise_bound(rounded_up(fewest))


class _Formulations:
    """The problem written down in two ways, the second only when it is needed."""

    def __init__(self, problem: Problem, domains: Domains) -> None:
        self._write = partial(timetable_model, problem, domains)
        self.plain = self._write()

    @cached_property
    def windowed(self) -> TimetableModel:
        """The one that also knows how long days are."""
        return self._write(has_windows=True)

    def of_turn(self, number: int) -> TimetableModel:
        """Return one after the other."""
        return self.windowed if number % 2 else self.plain


@dataclass
class _Prover:
    """Asks again and again for a plan as good as the bound."""

    search: Search
    formulations: _Formulations
    seed: int

    def turn(self, number: int, units: float) -> None:
        """Ask once."""
        effort = Effort(units * PROOF_UNITS, self.seed + number, number + HOPEFUL)
        decide(self.search, self.formulations.of_turn(number), self.search.bound, effort)


@dataclass
class _Improver:
    """Asks for any plan first, then raises the bound and improves the plan by all other means."""

    search: Search
    formulations: _Formulations
    walk: Neighbourhoods
    seed: int
    # Where few meetings are spread over many slots annealing is better than leaping.
    is_spread: bool
    # In which turn the larger linear program raises the bound, if at all.
    program_turn: int | None = None
    share: float = FIRST_SHARE
    leaps: int = 0

    @cached_property
    def annealing(self) -> "Annealing | None":
        """The walk of small moves, if the event is not too long for it."""
        # Loading what is compiled takes as long as most events take to be solved.
        from matchmaking.scheduling.annealing import Annealing  # noqa: PLC0415

        if not Annealing.is_possible(self.search.problem):
            return None
        return Annealing(self.search, self.walk.domains, self.seed)

    def turn(self, number: int, units: float) -> None:
        """Search nearby, everywhere at once or with a leap; each in its turn."""
        effort = Effort(units, self.seed + number, number)
        if self.search.breaks is None:
            decide(self.search, self.formulations.plain, None, effort)
        elif self.program_turn is not None and number >= self.program_turn:
            self.program_turn = None
            _bound_by(self.search, self.walk.domains, assignment_program)
        elif number % 4 == MINIMISING:
            minimise(self.search, self.formulations.plain, effort)
        elif number % 4 == WALKING and self._may_hit_the_bound:
            hopeful = replace(effort, units=units * PROOF_UNITS, setting=HOPEFUL)
            decide(self.search, self.formulations.plain, self.search.bound, hopeful)
        elif number % 4 == WALKING:
            self.walk.improve(effort.units * WALK_UNITS)
        elif (self.is_spread or number % 4 == ANNEALING) and self.annealing is not None:
            self.annealing.improve(effort.units)
        else:
            self._leap(effort)

    @property
    def _may_hit_the_bound(self) -> bool:
        """Where meetings are spread, pieces lead nowhere; up to some size a question may."""
        return self.is_spread and self.formulations.plain.places <= MOST_PLACES

    def _leap(self, effort: Effort) -> None:
        """Ask for a plan nearer to the bound, less near after failing."""
        self.leaps += 1
        best = self.search.breaks or 0
        target = self.search.bound + int((best - 1 - self.search.bound) * self.share)
        own = replace(effort, units=effort.units * PROOF_UNITS, setting=self.leaps)
        decide(self.search, self.formulations.of_turn(self.leaps), target, own)
        failed = self.search.breaks == best
        self.share = (1 + self.share) / 2 if failed else HALF_WAY


Turn = Callable[[int, float], None]


def _searchers(
    search: Search, domains: Domains, workers: int, seed: int
) -> list[Callable[[], None]]:
    """Return what each worker does until the search is over."""
    formulations = _Formulations(search.problem, domains)
    places = formulations.plain.places
    turns: list[Turn] = []
    for number in range(max(workers, 2)):
        own = seed + number * ODD_SEED
        # Beyond some size nobody can expect to hit the bound: everybody improves.
        if number % 2 or places > MOST_PLACES:
            walk = Neighbourhoods(search, domains, own)
            improver = _Improver(search, formulations, walk, own, places > FEW_PLACES)
            if number == 1 and places <= MOST_PLACES:
                improver.program_turn = 1 if places <= FEW_PLACES else LATE_TURN
            turns.append(improver.turn)
        else:
            turns.append(_Prover(search, formulations, own).turn)
    units = FIRST_UNITS * max(1.0, places / PLAIN_PLACES)
    if workers == 1:
        return [partial(_take_turns, search, turns, units)]
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
