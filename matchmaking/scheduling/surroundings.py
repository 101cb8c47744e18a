"""Look for a better timetable near good ones: every meeting a few slots from where it is, at most.

Near a timetable CP-SAT finds within a second what it does not find in minutes among all of them,
or refutes it at once; then one looks further and further, and where there is nothing anywhere, the
timetable is the best there is. Where many small moves
end for the time being is as good a place to look around as the best timetable: it is another
each time, and often one of few breaks.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from matchmaking.scheduling.decisions import Answer, Effort, ask
from matchmaking.scheduling.domains import Domains
from matchmaking.scheduling.model import timetable_model
from matchmaking.scheduling.search import Search

if TYPE_CHECKING:
    from matchmaking.scheduling.annealing import Annealing

# How far meetings may go at first, and how much further each time there is nothing.
NEAREST, FURTHER = 3, 1.35
# Effort in the solver's deterministic units: at most for one question, for the moves that lead to
# another timetable, and for writing a question down.
LEAST_UNITS, MOST_UNITS = 1.5, 6.0
MOVING_UNITS = 1.0
WRITING_UNITS = 0.1


class Surroundings:
    """Looks around the best timetable whenever there is a new one, else around others."""

    def __init__(self, search: Search, domains: Domains, moves: "Annealing", seed: int) -> None:
        """Prepare to look; the same seed looks the same way."""
        self._search = search
        self._domains = domains
        self._moves = moves
        self._seed = seed
        self._seen: tuple[int, ...] | None = None
        self._questions = 0

    def improve(self, units: float) -> None:
        """Look around timetables for so many of the solver's deterministic units."""
        most = min(MOST_UNITS, max(LEAST_UNITS, units / 4))
        while units > 0 and not self._search.is_over and self._search.slots is not None:
            units -= self._look_around(self._centre(self._search.slots), most)

    def _centre(self, best: tuple[int, ...]) -> tuple[int, ...]:
        """Return what to look around: a new best timetable, or where some moves from it end."""
        if best != self._seen:
            self._seen = best
            return best
        return self._moves.improve(MOVING_UNITS) or best

    def _look_around(self, centre: Sequence[int], most: float) -> float:
        """Ask ever further from a timetable until there is something; return what it cost."""
        best, cost = self._search.breaks or 0, MOVING_UNITS
        for width in _widths(self._search.problem.slots):
            answer, units = self._ask(centre, width, best - 1, most)
            cost += units + WRITING_UNITS
            if answer is not Answer.NO:
                return cost
        self._search.raise_bound(best)
        return cost

    def _ask(
        self, centre: Sequence[int], width: int, goal: int, units: float
    ) -> tuple[Answer, float]:
        """Ask for a plan with at most so many breaks and every meeting near to where it is."""
        near = tuple(
            frozenset(slot for slot in slots if abs(slot - here) <= width)
            for slots, here in zip(self._domains, centre, strict=True)
        )
        self._questions += 1
        has_windows = self._questions % 2 == 0
        model = timetable_model(self._search.problem, near, has_windows=has_windows)
        effort = Effort(units, self._seed + self._questions, self._questions // 2)
        return ask(self._search, model, goal, effort)


def _widths(slots: int) -> Iterator[int]:
    """Yield how far to look, one after the other; the last is everywhere."""
    width = NEAREST
    while width < slots - 1:
        yield width
        width = round(width * FURTHER)
    yield slots - 1
