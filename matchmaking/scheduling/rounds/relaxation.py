"""How good a round's timetable can be at most, and what a good one would choose.

Both come from linear programs (``spreading``), one aim after the other, with nothing given up of
the aims before. A floor is asked for one value at a time, with every need rounded up.
"""

import math
from dataclasses import dataclass, replace

from matchmaking.scheduling.linear_program import TOLERANCE, Outcome, rounded_up
from matchmaking.scheduling.rounds.satisfaction import WHOLE
from matchmaking.scheduling.rounds.search import RoundSearch
from matchmaking.scheduling.rounds.spreading import Goal, Spreading, SpreadProgram
from matchmaking.scheduling.rounds.values import Aim

# Of the time left, so much may be spent on one question about whole meetings.
WHOLE_SHARE = 0.05


@dataclass(frozen=True, slots=True)
class Choice:
    """The wishes that a timetable would fulfil if it had one long slot, and what it would reach.

    Nothing is known of either if there was no time to find out.
    """

    wishes: frozenset[int] = frozenset()
    goal: Goal | None = None


class Relaxation:
    """Asks what timetables can be refuted without seeking any."""

    def __init__(self, search: RoundSearch) -> None:
        """Find out when everything could be."""
        self._search = search
        self._spreading = Spreading(search.possibilities, search.best)
        self._known: dict[tuple[Aim, Goal], int] = {}

    def bound_all(self) -> None:
        """Tell the search what no timetable can surpass, whatever it has found so far."""
        for aim in (Aim.MUSTS, Aim.FLOOR, Aim.WISHES):
            self._tell(aim, Goal())

    def bound(self, aim: Aim) -> None:
        """Tell the search what can't be surpassed with nothing given up of what is reached."""
        goal = self._held_before(aim)
        if (aim, goal) in self._known or not self._search.is_over:
            self._tell(aim, goal)

    def choose(self) -> Choice:
        """Return what the best timetable would choose, were there no slots to be kept apart."""
        goal = Goal()
        for aim in (Aim.MUSTS, Aim.MINIMA, Aim.FLOOR):
            best = self.best(aim, goal)
            if best is None:
                return Choice()
            goal = _with(goal, aim, best)
        program = SpreadProgram(self._spreading, Aim.WISHES, goal)
        least = self._least(program)
        if isinstance(least, Outcome):
            return Choice()
        self._known[Aim.WISHES, goal] = most_gained(least)
        return Choice(program.taken(), goal)

    def best(self, aim: Aim, goal: Goal) -> int | None:
        """Return what can't be surpassed in an aim, if there was time to find out."""
        if (aim, goal) not in self._known:
            best = self._greatest_floor(goal) if aim is Aim.FLOOR else self._optimum(aim, goal)
            if best is None:
                return None
            self._known[aim, goal] = best
        return self._known[aim, goal]

    def _held_before(self, aim: Aim) -> Goal:
        """Return what the search has reached in the aims before one."""
        goal = Goal()
        for earlier in (Aim.MUSTS, Aim.MINIMA, Aim.FLOOR):
            if earlier is aim:
                break
            goal = _with(goal, earlier, self._search.values[earlier])
        return goal

    def _tell(self, aim: Aim, goal: Goal) -> None:
        best = self.best(aim, goal)
        if best is not None:
            self._search.bound_by(aim, best)

    def _optimum(self, aim: Aim, goal: Goal) -> int | None:
        least = self._least(SpreadProgram(self._spreading, aim, goal))
        if isinstance(least, Outcome):
            return None
        return rounded_up(least) if aim is Aim.MINIMA else most_gained(least)

    def _least(self, program: SpreadProgram) -> float | Outcome:
        """Ask for whole meetings where slots are not told apart, if that can be answered soon."""
        if self._spreading.by_slot:
            return self._minimum(program, whole=False)
        least = self._minimum(program, whole=True)
        return self._minimum(program, whole=False) if least is Outcome.STOPPED else least

    def _minimum(self, program: SpreadProgram, *, whole: bool) -> float | Outcome:
        remaining = self._search.remaining
        seconds = remaining * WHOLE_SHARE if whole else remaining
        with self._search.running(program.linear.stop):
            return program.linear.minimum(seconds, whole=whole)

    def _greatest_floor(self, goal: Goal) -> int:
        """Return the greatest floor that no program refutes."""
        program = SpreadProgram(self._spreading, Aim.FLOOR, goal)
        low, high = 0, min(WHOLE, self._search.bounds[Aim.FLOOR])
        while low < high and not self._search.is_over:
            middle = (low + high + 1) // 2
            program.lift(middle)
            if self._least(program) is Outcome.IMPOSSIBLE:
                high = middle - 1
            else:
                low = middle
        return high


def _with(goal: Goal, aim: Aim, value: int) -> Goal:
    """Return a goal that one more aim belongs to."""
    names = {Aim.MUSTS: "musts", Aim.MINIMA: "missing", Aim.FLOOR: "floor"}
    return replace(goal, **{names[aim]: value})


def most_gained(least: float) -> int:
    """Return the greatest whole gain that a program's least cost, the gain negated, allows."""
    return math.floor(-least + TOLERANCE)
