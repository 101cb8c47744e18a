"""Improve a timetable by annealing: many small moves, ever fewer of them for the worse.

It proves nothing, but where few meetings are spread over many slots it comes down to a handful
of breaks in seconds where questions about pieces get stuck. What it finds is offered to the
search, whose checker decides.
"""

import math

import numpy as np

from matchmaking.scheduling.domains import Domains
from matchmaking.scheduling.kempe import MOST_SLOTS, Event, State, anneal, total_cost
from matchmaking.scheduling.problem import Meeting, Problem
from matchmaking.scheduling.search import Search

# How likely a move that costs one break more is made: exp(-1 / heat).
HOTTEST, COLDEST = 0.2, 0.08
# After so many moves the search is asked whether it is over: a twentieth of a second.
MOVES_AT_ONCE = 500_000
MOVES_PER_UNIT = 12_000_000
# What a break beyond the fair number costs more than any other.
EXCESS = 3


class Annealing:
    """A walk that is heated up again and again, begun at the best plan that the search has."""

    def __init__(self, search: Search, domains: Domains, seed: int) -> None:
        """Prepare a walk; the same seed walks the same way."""
        self._search = search
        self._event = event_of(search.problem, domains)
        self._dice = np.array([seed * 0x9E3779B97F4A7C15 % 2**64 | 1], dtype=np.uint64)

    @staticmethod
    def is_possible(problem: Problem) -> bool:
        """Return whether the event's slots can be counted in one number."""
        return problem.slots <= MOST_SLOTS

    def improve(self, units: float) -> None:
        """Cool down once, with about so many seconds' worth of moves."""
        if self._search.slots is None:
            return
        state = state_of(self._search.problem, self._search.slots, self._dice)
        parts = max(1, round(units * MOVES_PER_UNIT / MOVES_AT_ONCE))
        cost = total_cost(self._event, state)
        for part in range(parts):
            if self._search.is_over:
                return
            heat = (_heat(part / parts), _heat((part + 1) / parts))
            reached = anneal(self._event, state, MOVES_AT_ONCE, heat, cost)
            if reached < cost:
                cost = reached
                self._search.offer(tuple(state.best.tolist()))


def _heat(share: float) -> float:
    return HOTTEST * math.pow(COLDEST / HOTTEST, share)


def event_of(problem: Problem, domains: Domains) -> Event:
    """Write an event down in numbers."""
    ordered: list[list[tuple[int, int]]] = [
        [*((i, -1) for i in meeting.after), *((i, 1) for i in problem.followers_of[index])]
        for index, meeting in enumerate(problem.meetings)
    ]
    rows = [row for rows in ordered for row in rows]
    return Event(
        sides=_numbers([(meeting.a, meeting.b) for meeting in problem.meetings]),
        allowed=_numbers([sum(1 << slot for slot in slots) for slots in domains]),
        partners=_numbers(rows).reshape(len(rows), 2),
        partner_ends=np.cumsum(_numbers([0, *map(len, ordered)])),
        rules=_numbers([problem.tables, problem.slots, problem.fairness, EXCESS]),
    )


def state_of(problem: Problem, slots: tuple[int, ...], dice: np.ndarray) -> State:
    """Write a timetable down in numbers, with all that is worked out from it."""
    count = len(slots)
    state = State(
        slots=_numbers(slots),
        meeting_at=np.full((problem.participants, problem.slots), -1, dtype=np.int64),
        busy=np.zeros(problem.participants, dtype=np.int64),
        load=np.zeros(problem.slots, dtype=np.int64),
        members=np.zeros((problem.slots, count), dtype=np.int64),
        place=np.zeros(count, dtype=np.int64),
        chain=np.zeros(2 * count + 1, dtype=np.int64),
        dice=dice,
        best=_numbers(slots),
    )
    for index, slot in enumerate(slots):
        meeting = problem.meetings[index]
        for person in (meeting.a, meeting.b):
            state.meeting_at[person, slot] = index
            state.busy[person] |= 1 << slot
        state.place[index] = state.load[slot]
        state.members[slot, state.load[slot]] = index
        state.load[slot] += 1
    return state


def _numbers(values: object) -> np.ndarray:
    return np.array(values, dtype=np.int64)


def compile_now() -> None:
    """Have the moves compiled, and kept beside the program for whoever anneals next."""
    meetings = (Meeting(0, 1), Meeting(1, 2))
    problem = Problem(3, 4, 4, 2, 2, meetings, (frozenset(),) * 3)
    search = Search(problem, seconds=60)
    search.offer((0, 3))
    Annealing(search, (frozenset(range(4)),) * 2, 0).improve(0)


if __name__ == "__main__":
    compile_now()
