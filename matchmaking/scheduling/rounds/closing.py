"""Close the gap of an aim from both ends: could it be met a little better, or as well as bounded?

A question with a number in it is far easier than the search for the best: near the gap's ends
CP-SAT often finds a plan, or that there is none, within a second.
"""

from matchmaking.scheduling.rounds.objectives import RISING
from matchmaking.scheduling.rounds.pursuit import SETTINGS, Effort, Pursuit
from matchmaking.scheduling.rounds.satisfaction import WHOLE
from matchmaking.scheduling.rounds.search import RoundSearch
from matchmaking.scheduling.rounds.values import Aim

# Aims that are counted, so that a bound is moved one by one.
COUNTED = frozenset({Aim.MUSTS, Aim.MINIMA, Aim.WISHES, Aim.BREAKS})


class Closing:
    """Questions at both ends of a gap."""

    def __init__(self, search: RoundSearch, pursuit: Pursuit) -> None:
        """Prepare for a search; ``pursuit`` has the model of the whole round."""
        self._search = search
        self._pursuit = pursuit
        self._levels: list[int] = []

    def close(self, aim: Aim, units: float, seed: int) -> None:
        """Spend so many of the solver's units at either end, or more while answers come."""
        if aim is Aim.FLOOR:
            self._close_floor(units, seed)
        elif aim in COUNTED:
            self._close_count(aim, units, seed)

    def _close_floor(self, units: float, seed: int) -> None:
        """Ask for the next share that any party could have, and for the greatest of all."""
        self._levels = self._levels or self._attainable()
        effort = Effort(units, seed=seed, setting=SETTINGS[0])
        while levels := self._open_levels():
            answer = self._pursuit.decide(Aim.FLOOR, levels[0], effort)
            if answer is False:
                self._search.bound_by(Aim.FLOOR, self._search.values[Aim.FLOOR])
            if answer is not True:
                break
        while levels := self._open_levels():
            answer = self._pursuit.decide(Aim.FLOOR, levels[-1], effort)
            if answer is not False:
                break
            below = [self._search.values[Aim.FLOOR], *levels[:-1]]
            self._search.bound_by(Aim.FLOOR, below[-1])
        if not self._search.is_closed(Aim.FLOOR) and not self._open_levels():
            self._search.bound_by(Aim.FLOOR, self._search.values[Aim.FLOOR])

    def _open_levels(self) -> list[int]:
        """Return the shares in the gap; nothing when the time is up."""
        if self._search.is_closed(Aim.FLOOR):
            return []
        low, high = self._search.values[Aim.FLOOR], self._search.bounds[Aim.FLOOR]
        return [level for level in self._levels if low < level <= high]

    def _attainable(self) -> list[int]:
        """Return every share that some party could have."""
        problem, found = self._search.problem, {0, WHOLE}
        for party, most in enumerate(self._search.best):
            sums = {0}
            for index in problem.meetings_of[party]:
                weight = problem.meetings[index].weight_for(party)
                sums |= {total + weight for total in sums}
            if most:
                found |= {min(WHOLE, WHOLE * total // most) for total in sums}
        return sorted(found)

    def _close_count(self, aim: Aim, units: float, seed: int) -> None:
        """Ask for the bound itself, as long as it is refuted; then for one better than so far.

        Where the two are the same, it is asked once, in another way each time.
        """
        step = 1 if aim in RISING else -1
        better = self._search.values[aim] + step
        is_same = self._search.bounds[aim] == better
        settings = (SETTINGS[seed % len(SETTINGS)],) if is_same else SETTINGS[1:]
        for setting in settings:
            effort = Effort(units, seed=seed, setting=setting)
            while not self._search.is_closed(aim):
                bound = self._search.bounds[aim]
                if self._pursuit.decide(aim, bound, effort) is not False:
                    break
                self._search.bound_by(aim, bound - step)
        if not is_same and not self._search.is_closed(aim):
            better = self._search.values[aim] + step
            effort = Effort(units, seed=seed, setting=SETTINGS[0])
            if self._pursuit.decide(aim, better, effort) is False:
                self._search.bound_by(aim, self._search.values[aim])
