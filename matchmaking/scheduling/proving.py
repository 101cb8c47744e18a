"""Find the plan that ends the search, by asking for the bound itself."""

from dataclasses import dataclass, replace

from matchmaking.scheduling.decisions import HOPEFUL, UNTUNED, Effort, decide, minimise
from matchmaking.scheduling.improving import QUESTION_UNITS, Formulations, Improver
from matchmaking.scheduling.search import Search

# Of so many ways to ask where restrictions of long days make breaks unavoidable, the last is to
# minimise from below: it says *no* soonest.
WAYS, FROM_BELOW = 3, 2


@dataclass
class Prover:
    """Asks again and again for a plan as good as the bound.

    A question that is answered is followed by the next one at once: mostly that is answered as
    well. After one that stays open it looks where meetings lean to, near everybody's hours, or
    around good plans: that leads there too. Where meetings are not spread, everybody chooses a
    day instead.
    """

    search: Search
    formulations: Formulations
    seed: int
    improver: Improver
    _asked: int = 0
    _is_open: bool = False

    def turn(self, _number: int, units: float) -> None:
        """Ask once, or look where there may be a plan."""
        if self._is_open and self._looks_elsewhere(units):
            self._is_open = False
        else:
            self._ask(self.search.bound, units)

    def _looks_elsewhere(self, units: float) -> bool:
        improver = self.improver
        if improver.foresee(units) or improver.look_around(units):
            return True
        return improver.settle(Effort(units * QUESTION_UNITS, self.seed + self._asked))

    def _ask(self, bound: int, units: float) -> None:
        asked, self._asked = self._asked, self._asked + 1
        effort = Effort(units * QUESTION_UNITS, self.seed + asked, asked + HOPEFUL)
        is_restricted = self.formulations.has_long_restricted_days
        if is_restricted and asked % WAYS == FROM_BELOW:
            own = replace(effort, setting=UNTUNED)
            minimise(self.search, self.formulations.plain, bound, own)
        else:
            decide(self.search, self.formulations.of_turn(asked), bound, effort)
        self._is_open = self.search.bound == bound
