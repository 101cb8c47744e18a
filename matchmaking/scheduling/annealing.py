"""Find a timetable and improve it by annealing: many small moves, ever fewer for the worse.

It proves nothing, but where few meetings are spread over many slots it comes down to a handful
of breaks in seconds where questions about pieces get stuck. What it finds is offered to the
search, whose checker decides.
"""

import math

import numpy as np

from matchmaking.scheduling.compiling import MOST_SLOTS, Dice, Numbers, dice_for, numbers
from matchmaking.scheduling.domains import Domains
from matchmaking.scheduling.drafts import drafted
from matchmaking.scheduling.kempe import Event, State, anneal, total_cost
from matchmaking.scheduling.problem import Problem
from matchmaking.scheduling.search import Search

# How likely a move that costs one break more is made: exp(-1 / heat).
HOTTEST, COLDEST = 0.2, 0.08
# While meetings wait, one has to go now and then for others to come: exp(-2 / heat) of the time.
PLACING = 0.5
# Most events need a hundredth of this; where nearly everybody is busy all day all of it may do.
PLACING_SHARE = 0.5
# What does not become fair in this share of it had better be left to CP-SAT: it may be impossible.
FAIR_SHARE = 0.125
# After so many links of chains the search is asked whether it is over: a twentieth of a second.
# Moves would not do as a measure: where everybody is busy all day chains are twenty times longer.
LINKS_AT_ONCE = 2_000_000
LINKS_PER_UNIT = 48_000_000
# What a break beyond the fair number costs more than any other.
EXCESS = 3
# What a meeting that waits costs each of its two: more than all breaks together.
WAITING = 2**30

Slots = tuple[int, ...]


class Annealing:
    """A walk that is heated up again and again, begun at the best plan that the search has.

    Where the search has none the walk can find one.
    """

    def __init__(self, search: Search, domains: Domains, seed: int) -> None:
        """Prepare a walk; the same seed walks the same way."""
        self._search = search
        self._domains = domains
        self._event = event_of(search.problem, domains)
        self._dice = dice_for(seed)

    @staticmethod
    def is_possible(problem: Problem) -> bool:
        """Return whether the event's slots can be counted in one number."""
        return problem.slots <= MOST_SLOTS

    def begin(self, units: float) -> None:
        """Look for a first plan with about so many seconds' worth of links, and improve it.

        Meetings without a slot wait after the day. A chain between a slot there and one of the
        day lets one meeting in for another; chains within the day make room. As long as meetings
        wait, breaks count for nothing. Should the time run out while all this is loaded, a plan
        that can be had in a moment is had all the same.
        """
        slots = self._placed(units * PLACING_SHARE)
        if slots is not None:
            self._search.offer(slots)
            self._cool(slots, units * FAIR_SHARE)
            self.improve(units)

    def improve(self, units: float) -> Slots | None:
        """Cool down once, with about so many seconds' worth of links; return where that ends."""
        begin = self._search.slots
        return None if begin is None else self._cool(begin, units)

    def _placed(self, units: float) -> Slots | None:
        """Bring all meetings into the day; None if that takes too long."""
        problem = self._search.problem
        draft = drafted(problem, self._domains)
        waiting = max(draft, default=0) + 1 - problem.slots
        if waiting <= 0:
            return draft
        if problem.slots + waiting > MOST_SLOTS:
            return None
        event = event_of(problem, self._domains, waiting)
        state = state_of(problem, draft, self._dice)
        heat = (PLACING * WAITING, PLACING * WAITING)
        for part in range(_parts(units)):
            if part and self._search.is_over:
                break
            if anneal(event, state, LINKS_AT_ONCE, heat, WAITING) < WAITING:
                return tuple(state.best.tolist())
        return None

    def _cool(self, begin: Slots, units: float) -> Slots:
        """Walk from a timetable; the search may not have taken it because it is not fair."""
        state = state_of(self._search.problem, begin, self._dice)
        parts = _parts(units)
        cost = total_cost(self._event, state)
        for part in range(parts):
            if part and self._search.is_over:
                break
            heat = (_heat(part / parts), _heat((part + 1) / parts))
            reached = anneal(self._event, state, LINKS_AT_ONCE, heat, cost)
            if reached < cost:
                cost = reached
                self._search.offer(tuple(state.best.tolist()))
        return tuple(state.slots.tolist())


def _parts(units: float) -> int:
    return max(1, round(units * LINKS_PER_UNIT / LINKS_AT_ONCE))


def _heat(share: float) -> float:
    return HOTTEST * math.pow(COLDEST / HOTTEST, share)


def event_of(problem: Problem, domains: Domains, waiting: int = 0) -> Event:
    """Write an event down in numbers, with so many slots after the day in which meetings wait.

    Where meetings can wait, none that waits any more is good enough.
    """
    after = ((1 << waiting) - 1) << problem.slots
    seats = [problem.tables] * problem.slots + [len(problem.meetings)] * waiting
    enough = WAITING - 1 if waiting else 0
    partners, partner_ends = order_of(problem)
    return Event(
        sides=numbers([(meeting.a, meeting.b) for meeting in problem.meetings]),
        allowed=numbers([sum(1 << slot for slot in slots) | after for slots in domains]),
        partners=partners,
        partner_ends=partner_ends,
        tables=numbers(seats),
        rules=numbers([problem.slots, problem.fairness, EXCESS, WAITING, enough]),
    )


def order_of(problem: Problem) -> tuple[Numbers, Numbers]:
    """Return the meetings that each is ordered with, 1 if they come later, and where they end."""
    ordered: list[list[tuple[int, int]]] = [
        [*((i, -1) for i in meeting.after), *((i, 1) for i in problem.followers_of[index])]
        for index, meeting in enumerate(problem.meetings)
    ]
    rows = [row for rows in ordered for row in rows]
    return numbers(rows).reshape(len(rows), 2), np.cumsum(numbers([0, *map(len, ordered)]))


def state_of(problem: Problem, slots: Slots, dice: Dice) -> State:
    """Write a timetable down in numbers, with all that is worked out from it."""
    count, width = len(slots), max(problem.slots, 1 + max(slots, default=0))
    state = State(
        slots=numbers(slots),
        meeting_at=np.full((problem.participants, width), -1, dtype=np.int64),
        busy=np.zeros(problem.participants, dtype=np.int64),
        load=np.zeros(width, dtype=np.int64),
        members=np.zeros((width, count), dtype=np.int64),
        place=np.zeros(count, dtype=np.int64),
        chain=np.zeros(2 * count + 1, dtype=np.int64),
        dice=dice,
        best=numbers(slots),
        links=numbers([0]),
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
