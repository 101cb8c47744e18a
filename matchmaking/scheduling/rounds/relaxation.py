"""How good a round's timetable can be at most, by a linear program of fractions of meetings.

Each meeting is spread over the slots in which it could be. People, places, interpreters, maxima
and lunches are kept; that meetings are whole is kept only where a floor asks for a weight that
takes at least so many meetings. Large rounds are taken as one long slot.
"""

import math

from matchmaking.scheduling.linear_program import TOLERANCE, LinearProgram, Outcome
from matchmaking.scheduling.rounds.possibilities import Possibilities, ones
from matchmaking.scheduling.rounds.rows import Rows
from matchmaking.scheduling.rounds.satisfaction import WHOLE
from matchmaking.scheduling.rounds.search import RoundSearch
from matchmaking.scheduling.rounds.values import Aim

# Up to so many places for meetings slots are told apart.
MOST_PLACES = 15_000


class Relaxation:
    """What is known of a round before any timetable is sought."""

    def __init__(self, search: RoundSearch) -> None:
        """Find out when everything could be."""
        self._search = search
        self._problem = search.problem
        possibilities = search.possibilities
        self._when = [_when(possibilities, i) for i in range(len(self._problem.meetings))]
        self._needs_help = [*map(possibilities.needs_help, range(len(self._problem.meetings)))]
        self._by_slot = sum(bits.bit_count() for bits in self._when) <= MOST_PLACES

    def bound_all(self) -> None:
        """Tell the search what no timetable can surpass."""
        meetings = self._problem.meetings
        for aim, gains in (
            (Aim.MUSTS, [int(meeting.is_must) for meeting in meetings]),
            (Aim.WISHES, [meeting.weight for meeting in meetings]),
        ):
            least = self._least(self._program([-gain for gain in gains]))
            if not isinstance(least, Outcome):
                self._search.bound_by(aim, most_gained(least))
        self._search.bound_by(Aim.FLOOR, self._greatest_floor())

    def bound_wishes(self) -> None:
        """Tell the search how much can be placed with nobody below the floor that is reached."""
        gains = [-meeting.weight for meeting in self._problem.meetings]
        program = self._program(gains, floor=self._search.values[Aim.FLOOR])
        least = self._least(program)
        if not isinstance(least, Outcome):
            self._search.bound_by(Aim.WISHES, most_gained(least))

    def _least(self, program: LinearProgram) -> float | Outcome:
        with self._search.running(program.stop):
            return program.minimum(self._search.remaining)

    def _greatest_floor(self) -> int:
        """Return the greatest floor that the program does not refute."""
        low, high = self._search.values[Aim.FLOOR], self._search.bounds[Aim.FLOOR]
        while low < high and not self._search.is_over:
            middle = (low + high + 1) // 2
            program = self._program([0] * len(self._problem.meetings), floor=middle)
            if self._least(program) is Outcome.IMPOSSIBLE:
                high = middle - 1
            else:
                low = middle
        return high

    def _program(self, costs: list[int], *, floor: int | None = None) -> LinearProgram:
        program = LinearProgram()
        rows = Rows(program, self._search.possibilities)
        placed: list[list[int]] = []
        for index, meeting in enumerate(self._problem.meetings):
            slots = list(ones(self._when[index])) if self._by_slot else [0]
            if not self._when[index]:
                slots = []
            variables = [program.variable(high=1.0, cost=costs[index]) for _ in slots]
            placed.append(variables)
            low = 1.0 if meeting.locked is not None else 0.0
            row = program.row(low=low, high=1.0)
            for slot, variable in zip(slots, variables, strict=True):
                program.term(row, variable)
                helped = self._needs_help[index] and meeting.locked is None
                rows.enter(meeting, slot if self._by_slot else None, variable, is_helped=helped)
        self._limit_parties(program, placed, floor)
        return program

    def _limit_parties(
        self, program: LinearProgram, placed: list[list[int]], floor: int | None
    ) -> None:
        for party, wishes in enumerate(self._problem.meetings_of):
            locked = sum(self._problem.meetings[i].locked is not None for i in wishes)
            maximum = self._problem.parties[party].maximum
            most = len(wishes) if maximum is None else max(maximum, locked)
            weights = [self._problem.meetings[index].weight_for(party) for index in wishes]
            need = -(-(floor or 0) * self._search.best[party] // WHOLE)
            count = program.row(low=fewest(weights, need), high=most)
            weight = program.row(low=need, high=sum(weights))
            for index, own in zip(wishes, weights, strict=True):
                for variable in placed[index]:
                    program.term(count, variable)
                    if own:
                        program.term(weight, variable, own)


def fewest(weights: list[int], need: int) -> int:
    """Return how many meetings it takes at least to reach a weight."""
    count = 0
    for weight in sorted(weights, reverse=True):
        if need <= 0:
            break
        need -= weight
        count += 1
    return count


def most_gained(least: float) -> int:
    """Return the greatest whole gain that a program's least cost, the gain negated, allows."""
    return math.floor(-least + TOLERANCE)


def _when(possibilities: Possibilities, index: int) -> int:
    """Return the slots in which a meeting could be."""
    locked = possibilities.problem.meetings[index].locked
    if locked is not None:
        return 1 << locked.slot
    bits = 0
    for _, slots in possibilities.together(index):
        bits |= slots
    return bits
