"""Find better plans, and better bounds, by all means but asking for the bound itself.

Which means help depends on how large an event is, and on how its meetings are spread.
"""

import math
from collections.abc import Callable
from dataclasses import replace
from enum import Enum
from functools import cached_property, partial
from typing import TYPE_CHECKING

from matchmaking.scheduling.bounds import assignment_program, counting_program
from matchmaking.scheduling.choosing import close_by_days, raise_by_days
from matchmaking.scheduling.days import fair_ranges
from matchmaking.scheduling.decisions import HOPEFUL, UNTUNED, Effort, decide, minimise
from matchmaking.scheduling.domains import Domains
from matchmaking.scheduling.hopes import Patience
from matchmaking.scheduling.linear_program import LinearProgram, Method, Outcome, rounded_up
from matchmaking.scheduling.model import TimetableModel, timetable_model
from matchmaking.scheduling.neighbourhoods import Neighbourhoods
from matchmaking.scheduling.problem import Problem
from matchmaking.scheduling.search import Search
from matchmaking.scheduling.surroundings import Surroundings

if TYPE_CHECKING:
    from matchmaking.scheduling.annealing import Annealing
    from matchmaking.scheduling.leanings import Leanings
    from matchmaking.scheduling.outlines import Outlines

# Effort in the solver's deterministic units, roughly seconds, where a turn has one.
QUESTION_UNITS = 3.0
WALK_UNITS = 2.0
# For so long the bound is raised before there is a plan: by CP-SAT from below, and by whole days.
COUNTING_UNITS, CHOOSING_UNITS = 2.5, 1.0
# Later it takes CP-SAT longer, and what it has found out by then is lost where others wait for
# their turns. Where nobody does, the first improver is not stopped again.
MINIMISING_UNITS = 6.0
# Where meetings are spread, longer cooling is worth less than looking around.
MOST_MOVING_UNITS = 3.0
# A plan with at most so many breaks more than the bound is good enough to look near it.
NEAR = 12
# Of the way from the bound to the best plan, how much the first leap leaves.
FIRST_SHARE = 0.1
HALF_WAY = 0.5
# Up to this many places for meetings the larger linear program takes a tenth of a second, and
# up to this many some seconds.
FEW_PLACES, MOST_PLACES = 2_600, 12_000
# Meetings are spread where there are more places; or where one has more to choose from than this,
# if there are too many for the first questions to settle it.
MANY_SLOTS, SOME_PLACES = 12, 1_500
FIRST_TURN, LATE_TURN = 1, 4
# Meetings are restricted where they can be in less than this share of the slots: then it says more
# than the small one.
RESTRICTED_SHARE = 0.9


class Means(Enum):
    """What an improver may do in a turn."""

    MINIMISE = "let CP-SAT raise the bound from below"
    CHOOSE = "have everybody choose a whole day, weighed by a linear program"
    LEAP = "ask for a plan nearer to the bound"
    ANNEAL = "make many small moves"
    WALK = "lay some meetings anew, then others"
    LOOK_AROUND = "look near good plans for better ones"
    OUTLINE = "draw up everybody's hours, and look near them"
    LEAN = "have everybody weigh their days, and look where meetings lean to"


# What can stand in for each other, before a leap does for both.
LOOKING = (Means.LEAN, Means.OUTLINE, Means.LOOK_AROUND)
FOR_FEW_PLACES = (
    Means.MINIMISE,
    Means.LEAP,
    Means.ANNEAL,
    Means.CHOOSE,
    Means.WALK,
    Means.CHOOSE,
    Means.CHOOSE,
)
# Where meetings are spread over many slots, pieces lead nowhere, and small moves soon no further.
FOR_SPREAD_MEETINGS = (
    Means.MINIMISE,
    Means.CHOOSE,
    Means.LEAN,
    Means.ANNEAL,
    Means.OUTLINE,
    Means.LEAP,
    Means.LEAN,
    Means.LOOK_AROUND,
    Means.OUTLINE,
)
# Where restrictions make breaks unavoidable it is the bound that is far off, more than the plan.
FOR_RESTRICTED_DAYS = (
    Means.LEAP,
    Means.MINIMISE,
    Means.LOOK_AROUND,
    Means.MINIMISE,
    Means.LEAN,
    Means.MINIMISE,
)
# Of many places a first plan is far from good, and raising the bound takes as long as all else.
FOR_MANY_PLACES = (Means.ANNEAL, Means.ANNEAL, Means.WALK, Means.MINIMISE)


Program = Callable[[Problem, Domains, range], LinearProgram]


def bound_by(
    search: Search,
    domains: Domains,
    write: Program,
    method: Method = Method.SIMPLEX,
    *,
    whole: bool = False,
) -> None:
    """Take the bound of a program: the least of those for all that can be fair.

    If ``whole``, people are sent one by one, not in fractions.
    """
    fewest: float | None = None
    for fair in fair_ranges(search.problem, domains):
        if fewest is not None and fair.start * search.problem.participants >= fewest:
            break
        if search.is_over:
            return
        program = write(search.problem, domains, fair)
        with search.running(program.stop):
            minimum = program.minimum(search.remaining, method, whole=whole)
        if minimum is Outcome.STOPPED:
            return
        if minimum is not Outcome.IMPOSSIBLE:
            fewest = minimum if fewest is None else min(fewest, minimum)
    if fewest is None:
        search.conclude_infeasible()
    else:
        search.raise_bound(rounded_up(fewest))


class Formulations:
    """The problem written down in two ways, each only when it is needed."""

    def __init__(self, problem: Problem, domains: Domains) -> None:
        """Count the places that meetings can have: what most depends on."""
        self.places = sum(map(len, domains))
        many = max(SOME_PLACES, MANY_SLOTS * len(domains))
        self.is_spread = self.places > min(FEW_PLACES, many)
        self.is_restricted = self.places < RESTRICTED_SHARE * len(domains) * problem.slots
        # There CP-SAT mostly sees from below which breaks can't be avoided.
        self.has_long_restricted_days = (
            self.is_restricted and problem.slots > MANY_SLOTS and self.places <= MOST_PLACES
        )
        self._write = partial(timetable_model, problem, domains)

    @cached_property
    def plain(self) -> TimetableModel:
        """The one that says no more than it has to."""
        return self._write()

    @cached_property
    def windowed(self) -> TimetableModel:
        """The one that also knows how long days are."""
        return self._write(has_windows=True)

    def of_turn(self, number: int) -> TimetableModel:
        """Return one after the other."""
        return self.windowed if number % 2 else self.plain


def means_for(formulations: Formulations) -> tuple[Means, ...]:
    """Return what helps, turn after turn, in an event."""
    if formulations.places > MOST_PLACES:
        return FOR_MANY_PLACES
    if formulations.has_long_restricted_days:
        return FOR_RESTRICTED_DAYS
    return FOR_SPREAD_MEETINGS if formulations.is_spread else FOR_FEW_PLACES


class Improver:
    """Asks for any plan first, then raises the bound and improves the plan by turns."""

    def __init__(
        self,
        search: Search,
        formulations: Formulations,
        domains: Domains,
        seed: int,
        *,
        is_first: bool,
        is_steadfast: bool = False,
        is_alone: bool = False,
    ) -> None:
        """Choose the means for a problem; the first improver also writes the larger program.

        A steadfast one looks for a plan as good as the bound alone by way of everybody's hours, as
        long as any fit, and where meetings lean to. For one that is alone nobody waits.
        """
        self._search = search
        self._formulations = formulations
        self._domains = domains
        self._seed = seed
        self._walk = Neighbourhoods(search, domains, seed)
        self._leaps = 0
        self._waits = {means: Patience() for means in (Means.LEAN, Means.OUTLINE)}
        self._is_first = is_first
        self._is_alone = is_alone
        self._is_steadfast = is_steadfast
        places = formulations.places
        self._is_spread = formulations.is_spread
        self._share = HALF_WAY if self._is_spread else FIRST_SHARE
        self._means = means_for(formulations)
        # Where it helps, it helps most at first; of many places one weighs the days.
        is_weighing = self._is_spread and (is_first or places <= MOST_PLACES)
        is_counting = formulations.has_long_restricted_days
        self._firsts = [Means.LEAN] if is_weighing and not is_counting else []
        self._is_counting = is_first and is_counting
        self._program_turn = self._turn_of_program(places) if is_first else None

    def turn(self, number: int, units: float) -> None:
        """Do what it is the turn of; before the first, raise the bound where that is quick."""
        effort = Effort(units, self._seed + number, number)
        if self._is_counting:
            self._is_counting = False
            self._count(effort.seed)
        if self._search.is_over:
            return
        if self._search.breaks is None:
            self._begin(effort, number)
        elif self._firsts:
            self._improve(self._firsts.pop(), effort)
        elif self._program_turn is not None and number >= self._program_turn:
            self._program_turn = None
            if not self._is_spread:
                bound_by(self._search, self._domains, counting_program, whole=True)
            bound_by(self._search, self._domains, assignment_program, Method.INTERIOR)
        else:
            self._improve(self._means[number % len(self._means)], effort)

    def _count(self, seed: int) -> None:
        effort = Effort(COUNTING_UNITS, seed, HOPEFUL)
        minimise(self._search, self._formulations.plain, None, effort)
        raise_by_days(self._search, self._domains, Effort(CHOOSING_UNITS, seed))

    def _begin(self, effort: Effort, number: int) -> None:
        """Find any plan; of two improvers one goes the one way while the other goes the other.

        Where neither leads to one by then, looking where meetings lean to may.
        """
        turn, rest = divmod(number, 2)
        if rest and self.foresee(effort.units):
            return
        by_moves = self._is_first == (turn % 2 == 0)
        if by_moves and self._is_spread and self._annealing is not None:
            self._annealing.begin(effort.units)
        else:
            decide(self._search, self._formulations.plain, None, effort)

    def _improve(self, means: Means, effort: Effort) -> None:
        if means is Means.MINIMISE:
            self._minimise(effort)
        elif means is Means.CHOOSE and self._choose(effort):
            return
        elif means is Means.WALK:
            self._walk.improve(effort.units * WALK_UNITS)
        elif means is Means.ANNEAL and self._annealing is not None:
            looks_around = Means.LOOK_AROUND in self._means
            most = MOST_MOVING_UNITS if looks_around else effort.units
            self._annealing.improve(min(effort.units, most))
        elif not self._look(means, effort.units):
            self._leap(effort)

    def _minimise(self, effort: Effort) -> None:
        best = self._search.breaks
        if self._formulations.has_long_restricted_days:
            # Stopped and begun again, it would find out the same things once more.
            is_unlimited = self._is_first and self._is_alone
            units = math.inf if is_unlimited else effort.units * MINIMISING_UNITS
            effort = replace(effort, units=units, setting=UNTUNED)
        most = None if best is None else best - 1
        minimise(self._search, self._formulations.plain, most, effort)

    def settle(self, effort: Effort) -> bool:
        """Raise the bound by everybody's choice of days; return False where others do better."""
        return not self._is_spread and raise_by_days(self._search, self._domains, effort)

    def _choose(self, effort: Effort) -> bool:
        """Have everybody choose a day; return False if there are too many to choose from.

        Where meetings are spread there are few enough only near the bound.
        """
        search, domains = self._search, self._domains
        if self._is_spread:
            return raise_by_days(search, domains, effort)
        own = replace(effort, units=effort.units * QUESTION_UNITS)
        return close_by_days(search, domains, own)

    def _look(self, means: Means, units: float) -> bool:
        """Look where one of them can help, if it is the turn of any, and that one's first."""
        if means in self._waits and self._foresee(means, units):
            return True
        return means in LOOKING and self.look_around(units)

    def foresee(self, units: float) -> bool:
        """Look where meetings lean to, or near hours; return False if neither can help now."""
        return self.lean(units) or self.outline(units)

    def lean(self, units: float) -> bool:
        """Look where meetings lean to; return False if that can't help now."""
        return self._foresee(Means.LEAN, units)

    def outline(self, units: float) -> bool:
        """Look for a plan by way of everybody's hours; return False if that can't help now."""
        return self._foresee(Means.OUTLINE, units)

    def _foresee(self, means: Means, units: float) -> bool:
        tool = self._leanings if means is Means.LEAN else self._outlines
        if tool is None:
            return False
        patience = self._waits[means]
        if not patience.is_over():
            return False
        # Where meetings are restricted, hours that fit are rarer.
        is_doubtful = means is Means.OUTLINE and self._formulations.is_restricted
        own = units if is_doubtful else units * QUESTION_UNITS
        patience.note(has_helped=tool.improve(own))
        return True

    def look_around(self, units: float) -> bool:
        """Look near good plans, if they are good enough for that; return whether they are."""
        breaks, bound = self._search.breaks, self._search.bound
        is_near = breaks is not None and breaks - bound <= NEAR
        if not (is_near and self._is_spread and self._surroundings is not None):
            return False
        self._surroundings.improve(units * QUESTION_UNITS)
        return True

    def _leap(self, effort: Effort) -> None:
        """Ask for a plan nearer to the bound, less near after failing."""
        self._leaps += 1
        best = self._search.breaks or 0
        own = replace(effort, units=effort.units * QUESTION_UNITS, setting=self._leaps)
        formulations = self._formulations
        is_plain = self._is_spread
        model = formulations.plain if is_plain else formulations.of_turn(self._leaps)
        decide(self._search, model, self._goal(best), own)
        failed = self._search.breaks == best
        self._share = (1 + self._share) / 2 if failed else HALF_WAY

    def _goal(self, best: int) -> int:
        """Return how many breaks to ask for."""
        bound = self._search.bound
        return bound + round((best - 1 - bound) * self._share)

    @cached_property
    def _annealing(self) -> "Annealing | None":
        """The walk of small moves, if the event is not too long for it."""
        # Loading what is compiled takes as long as most events take to be solved.
        from matchmaking.scheduling.annealing import Annealing  # noqa: PLC0415

        is_possible = Annealing.is_possible(self._search.problem)
        return Annealing(self._search, self._domains, self._seed) if is_possible else None

    @cached_property
    def _outlines(self) -> "Outlines | None":
        """Everybody's hours, if the event is neither too long for that nor too large."""
        from matchmaking.scheduling.outlines import Outlines  # noqa: PLC0415 - as above

        if self._annealing is None or Means.OUTLINE not in self._means:
            return None
        return Outlines(self._search, self._domains, self._seed, is_steadfast=self._is_steadfast)

    @cached_property
    def _leanings(self) -> "Leanings | None":
        """Where meetings lean to, if that is worth weighing."""
        from matchmaking.scheduling.leanings import Leanings  # noqa: PLC0415 - as above

        search, domains = self._search, self._domains
        if not (self._is_spread and Leanings.is_possible(search.problem, domains)):
            return None
        return Leanings(search, domains, self._seed, is_steadfast=self._is_steadfast)

    @cached_property
    def _surroundings(self) -> Surroundings | None:
        """Where better plans may be found, if there are moves that lead to other ones."""
        if self._annealing is None:
            return None
        return Surroundings(self._search, self._domains, self._annealing, self._seed)

    def _turn_of_program(self, places: int) -> int | None:
        """Return in which turn the larger linear program is worth its time, if at all."""
        if places > MOST_PLACES:
            return None
        is_quick = places <= FEW_PLACES
        return FIRST_TURN if is_quick or self._formulations.is_restricted else LATE_TURN
