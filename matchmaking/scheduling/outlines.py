"""Look for a timetable by way of everybody's hours: first when they are busy, then whom they meet.

Hours with few breaks in which everybody's own meetings fit are found in a second or two by small
moves (``hours``). Near them CP-SAT mostly finds a timetable within another second, or not at all;
then one begins anew. Asked for a timetable as good anywhere it may take minutes.
"""

import numpy as np

from matchmaking.scheduling.annealing import order_of
from matchmaking.scheduling.compiling import Dice, dice_for, numbers
from matchmaking.scheduling.decisions import HOPEFUL, PLAIN_PLACES, Answer, Effort, ask
from matchmaking.scheduling.domains import Domains
from matchmaking.scheduling.fitting import Event, State
from matchmaking.scheduling.hopes import Hopes
from matchmaking.scheduling.hours import settle, walk
from matchmaking.scheduling.model import timetable_model
from matchmaking.scheduling.problem import Problem
from matchmaking.scheduling.search import Search
from matchmaking.scheduling.sides import two_sides

# How likely a move that costs one more is made: exp(-1 / heat).
HOTTEST, COLDEST = 0.35, 0.15
# After so many moves the search is asked whether it is over: a twentieth of a second.
MOVES_AT_ONCE = 75_000
# How long to cool down, and the solver's deterministic units that a piece of it is worth.
MOVES_PER_PERSON = 60_000
UNITS_AT_ONCE = 0.05
# What a break beyond those allowed costs, by turns: dear, few wrong ways are gone; cheap, many are
# gone back from. Where none is allowed cheap ones lead nowhere.
DEAR, CHEAP = 4.0, 1.2
# For so many pieces more hours that fit may become such that leave more choice.
LOOSENING = 6
# How many slots earlier or later than their hours people may meet, asked one after the other.
WIDTHS = (1, 2)
# Effort in the solver's deterministic units for one question, and for writing it down.
QUESTION_UNITS, WRITING_UNITS = 1.5, 0.1

Hours = list[int]


class Outlines:
    """Draws up hours for as few breaks as there is hope for, and asks near them."""

    def __init__(self, search: Search, domains: Domains, seed: int, *, is_steadfast: bool) -> None:
        """Prepare to draw; the same seed draws the same way."""
        self._search = search
        self._domains = domains
        self._event = event_of(search.problem, domains)
        self._dice = dice_for(seed)
        self._seed = seed
        self._is_steadfast = is_steadfast
        self._hopes = Hopes(search)
        self._drawn = self._questions = 0
        self._units = QUESTION_UNITS * max(1.0, sum(map(len, domains)) / PLAIN_PLACES)

    def improve(self, units: float) -> bool:
        """Draw and ask for so many of the solver's deterministic units; return whether any fit."""
        has_fitted = False
        while units > 0 and not self._search.is_over:
            goal = self._hopes.breaks
            hours, spent = self.fitting(goal)
            units -= spent
            answer = Answer.NO
            if hours is not None:
                has_fitted = True
                answer, spent = self._look_near(hours, goal)
                units -= spent
            if answer is Answer.YES:
                self._hopes.come_true()
            elif hours is None or not self._is_steadfast:
                self._hopes.fade(goal)
        return has_fitted

    def fitting(self, goal: int) -> tuple[Hours | None, float]:
        """Return hours with at most so many breaks that fit everybody, if found, and the units.

        Each person's hours are the bits of one number.
        """
        state = state_of(self._event, self._dice)
        parts = max(1, len(self._event.sides) * MOVES_PER_PERSON // MOVES_AT_ONCE)
        self._drawn += 1
        hope = goal, CHEAP if goal and self._drawn % 2 == 0 else DEAR
        best: tuple[float, Hours] | None = None
        since = part = 0
        while part < parts and since <= LOOSENING and not self._search.is_over:
            heat = (_heat(part / parts), _heat((part + 1) / parts))
            tight = walk(self._event, state, MOVES_AT_ONCE, heat, hope)
            if tight >= 0 and (best is None or tight < best[0]):
                best = tight, state.best.tolist()
            since += best is not None
            part += 1
        return best and best[1], part * UNITS_AT_ONCE

    def _look_near(self, hours: Hours, goal: int) -> tuple[Answer, float]:
        """Ask for a plan with such hours, or a little earlier or later; return what it cost."""
        cost, answer = 0.0, Answer.NO
        for width in WIDTHS:
            if answer is Answer.NO:
                answer, units = self._ask(hours, width, goal)
                cost += units + WRITING_UNITS
        return answer, cost

    def _ask(self, hours: Hours, width: int, goal: int) -> tuple[Answer, float]:
        problem, near = self._search.problem, [_widened(day, width) for day in hours]
        domains = tuple(
            frozenset(slot for slot in slots if near[meeting.a] & near[meeting.b] & 1 << slot)
            for slots, meeting in zip(self._domains, problem.meetings, strict=True)
        )
        self._questions += 1
        model = timetable_model(problem, domains, has_windows=self._questions % 2 == 0)
        effort = Effort(self._units, self._seed + self._questions, HOPEFUL)
        return ask(self._search, model, goal, effort)


def _heat(share: float) -> float:
    return float(HOTTEST * (COLDEST / HOTTEST) ** share)


def _widened(day: int, width: int) -> int:
    for _ in range(width):
        day |= day << 1 | day >> 1
    return day


def event_of(problem: Problem, domains: Domains) -> Event:
    """Write an event down in numbers."""
    everybody = range(problem.participants)
    spots = [
        sorted(set().union(*(domains[index] for index in problem.meetings_of[person])))
        for person in everybody
    ]
    mine = [sorted(problem.meetings_of[person]) for person in everybody]
    partners = [
        problem.meetings[index].a + problem.meetings[index].b - person
        for person in everybody
        for index in mine[person]
    ]
    sides = two_sides(problem)
    order, order_ends = order_of(problem)
    return Event(
        partners=numbers(partners),
        meetings=numbers([index for indices in mine for index in indices]),
        ends=_ends(mine),
        allowed=numbers([sum(1 << slot for slot in slots) for slots in domains]),
        pairs=numbers([(meeting.a, meeting.b) for meeting in problem.meetings]),
        spots=numbers([slot for slots in spots for slot in slots]),
        spot_ends=_ends(spots),
        sides=numbers([0 if not sides else 1 if p in sides[0] else -1 for p in everybody]),
        order=order,
        order_ends=order_ends,
        who=numbers([p for p in everybody if 0 < len(mine[p]) < len(spots[p])]),
        sizes=numbers([2 * problem.tables, problem.fairness, sides is not None, problem.slots]),
    )


def _ends(rows: list[list[int]]) -> np.ndarray:
    return np.cumsum(numbers([0, *map(len, rows)]))


def state_of(event: Event, dice: Dice) -> State:
    """Begin with everybody's day in one piece, at a time drawn by chance."""
    people, slots = len(event.sides), int(event.sizes[3])
    generator = np.random.default_rng(int(dice[0]))
    state = State(
        days=numbers([_some_day(event, person, generator) for person in range(people)]),
        unmet=np.zeros(people, dtype=np.int64),
        tight=np.zeros(people),
        busy=np.zeros(slots, dtype=np.int64),
        surplus=np.zeros(slots, dtype=np.int64),
        hours=np.zeros(len(event.partners), dtype=np.int64),
        takers=np.zeros(people * slots, dtype=np.int64),
        options=np.zeros(slots, dtype=np.int64),
        came=np.zeros(slots, dtype=np.int64),
        queue=np.zeros(slots + 1, dtype=np.int64),
        old=np.zeros(len(event.partners), dtype=np.int64),
        touched=np.zeros(slots + 2, dtype=np.int64),
        new_unmet=np.zeros(slots + 1, dtype=np.int64),
        new_tight=np.zeros(slots + 1),
        sums=np.zeros(4),
        best=np.zeros(people, dtype=np.int64),
        dice=dice,
    )
    settle(event, state)
    return state


def _some_day(event: Event, person: int, generator: np.random.Generator) -> int:
    begin, end = event.spot_ends[person : person + 2]
    size = event.ends[person + 1] - event.ends[person]
    first = begin + generator.integers(end - begin - size + 1)
    return sum(1 << int(slot) for slot in event.spots[first : first + size])
