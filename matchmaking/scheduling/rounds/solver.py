"""Make a round's timetable: the best in every aim in turn, and how good that is at most.

A first plan within moments, then CP-SAT over the whole round, one aim after the other.
"""

from collections.abc import Callable
from itertools import count

from matchmaking.scheduling.interruption import Interruption
from matchmaking.scheduling.rounds.agendas import bound_agendas
from matchmaking.scheduling.rounds.closing import Closing
from matchmaking.scheduling.rounds.first import first_plan
from matchmaking.scheduling.rounds.pieces import Pieces
from matchmaking.scheduling.rounds.pursuit import Effort, Pursuit
from matchmaking.scheduling.rounds.relaxation import Relaxation
from matchmaking.scheduling.rounds.search import AIMS, RoundSearch
from matchmaking.scheduling.rounds.thousands import lay, place_thousands
from matchmaking.scheduling.rounds.tidying import tidy_up
from matchmaking.scheduling.rounds.values import Aim, Moment, RoundPlan, RoundProblem

# The share of the time that the first plan may take.
FIRST_SHARE = 0.2
# With more places for meetings than this, only what is linear in them is done.
MOST_PLACES = 300_000
# With more than this, the round is improved piece by piece only.
MOST_PLACES_AT_ONCE = 20_000
# Effort per turn in the solver's deterministic units.
FIRST_UNITS = 0.5
GROWTH = 1.6
# How often an aim is tried before the next is. A later aim is worth nothing if an earlier one is
# then met better after all.
TURNS = {
    Aim.MUSTS: 6,
    Aim.MINIMA: 4,
    Aim.FLOOR: 4,
    Aim.WISHES: 3,
    Aim.BREAKS: 2,
    Aim.WALKING: 1,
}
# How much more than a turn is spent on questions at the ends of an aim's gap: the first time, when
# all aims are to have had their turn soon, and later.
FIRST_QUESTIONS = {Aim.FLOOR: 4}
QUESTIONS = {Aim.FLOOR: 6, Aim.WISHES: 4}


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

    if search.possibilities.count > MOST_PLACES:
        place_thousands(search, seed)
        return search.plan()

    def stop() -> bool:
        return search.interruption.is_requested

    search.offer(first_plan(search.possibilities, stop=stop, seconds=seconds * FIRST_SHARE))
    relaxation = Relaxation(search)
    search.offer(lay(search, relaxation.choose(), seconds * FIRST_SHARE))
    tidy_up(search, seed)
    search.report()
    if search.open_aim is None or search.is_over:
        return search.plan()
    _Seeking(search, relaxation, workers, seed).seek()
    return search.plan()


class _Seeking:
    """Work on one aim after the other, and harder each time round.

    An aim is left when it is proven or has had its share; those left open come round again.
    """

    def __init__(
        self, search: RoundSearch, relaxation: Relaxation, workers: int, seed: int
    ) -> None:
        self._search = search
        self._workers = workers
        self._seed = seed
        self._relaxation = relaxation
        self._relaxation.bound_all()
        is_small = search.possibilities.count <= MOST_PLACES_AT_ONCE
        self._pursuit = Pursuit(search) if is_small else None
        self._walk = Pieces(search, seed)

    def seek(self) -> None:
        """Seek until everything is proven or the time is up."""
        units = FIRST_UNITS
        for number in count():
            for aim in AIMS:
                self._work_on(aim, units, self._seed + number)
                if not self._search.is_over:
                    self._prepare_after(aim)
            if self._search.is_over:
                return
            units *= GROWTH

    def _work_on(self, aim: Aim, units: float, seed: int) -> None:
        """Take turns at one aim, then ask at the ends of its gap."""
        for turn in range(TURNS[aim]):
            if self._search.is_closed(aim):
                break
            if self._pursuit is not None and aim is not Aim.FLOOR:
                self._pursuit.pursue(aim, Effort(units, self._workers, seed + turn))
            self._walk.improve(aim, units)
        if aim is Aim.WISHES and not self._search.is_over:
            bound_agendas(self._search)
        if self._pursuit is not None and not self._search.is_closed(aim):
            more = (QUESTIONS if seed > self._seed else FIRST_QUESTIONS).get(aim, 1)
            Closing(self._search, self._pursuit).close(aim, units * more, seed)

    def _prepare_after(self, aim: Aim) -> None:
        """Bound or begin what comes next, now that an aim has been worked on."""
        following = {Aim.MUSTS: Aim.MINIMA, Aim.MINIMA: Aim.FLOOR, Aim.FLOOR: Aim.WISHES}
        if aim in following:
            self._relaxation.bound(following[aim])
        elif aim is Aim.WISHES:
            tidy_up(self._search, self._seed)
