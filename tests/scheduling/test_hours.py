"""Everybody's hours, drawn up by small moves: what is kept beside them, and what fits."""

from itertools import product

import numpy as np
import pytest

from bench.events import Shape, draw, published
from matchmaking.scheduling import outlines
from matchmaking.scheduling.compiling import dice_for
from matchmaking.scheduling.domains import Domains, possible_slots
from matchmaking.scheduling.fitting import Event, State
from matchmaking.scheduling.hours import settle, walk
from matchmaking.scheduling.outlines import DEAR
from matchmaking.scheduling.problem import Meeting, Problem
from tests.scheduling.events import event

VARIANTS = ["plain", "forbidden-7", "fixed-40", "precedences-25", "fairness-1"]
SOME_MOVES = 20_000
Days = list[set[int]]


def _walked(
    problem: Problem, *, goal: int = 0, heat: float = 0.3, moves: int = SOME_MOVES, seed: int = 1
) -> tuple[Event, State, float]:
    domains = _domains(problem)
    noted = outlines.event_of(problem, domains)
    state = outlines.state_of(noted, dice_for(seed))
    return noted, state, walk(noted, state, moves, (heat, heat), (goal, DEAR))


def _domains(problem: Problem) -> Domains:
    domains = possible_slots(problem)
    assert domains is not None
    return domains


def _days(numbers: np.ndarray) -> Days:
    return [{slot for slot in range(62) if int(day) >> slot & 1} for day in numbers]


def _met(problem: Problem, days: Days, person: int) -> int:
    """Count the meetings that find an hour of their own, by Hall's theorem: nothing is shared."""
    domains = _domains(problem)
    options = [
        days[problem.meetings[index].a] & days[problem.meetings[index].b] & domains[index]
        for index in problem.meetings_of[person]
    ]
    short = 0
    for chosen in product((False, True), repeat=len(options)):
        some = [own for own, is_chosen in zip(options, chosen, strict=True) if is_chosen]
        short = max(short, len(some) - len(set().union(*some)))
    return len(options) - short


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("name", ["tic-12crafc", "forum-13"])
def test_what_is_kept_beside_hours_says_what_they_are(name: str, variant: str) -> None:
    noted, state, _ = _walked(published(name, variant, seed=3))

    kept = {key: getattr(state, key).copy() for key in ("unmet", "busy", "surplus")}
    tight, sums = state.tight.copy(), state.sums.copy()
    settle(noted, state)

    for key, numbers in kept.items():
        assert numbers.tolist() == getattr(state, key).tolist(), key
    assert tight.tolist() == pytest.approx(state.tight.tolist())
    assert sums[1:].tolist() == pytest.approx(state.sums[1:].tolist())


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_cost_that_moves_add_up_is_that_of_the_hours(variant: str) -> None:
    noted, state, _ = _walked(published("tic-13", variant, seed=3), goal=2)

    added_up = state.sums[0]
    walk(noted, state, 0, (0.3, 0.3), (2, DEAR))

    assert state.sums[0] == pytest.approx(added_up)


@pytest.mark.parametrize("variant", VARIANTS)
def test_everybody_keeps_as_many_hours_as_meetings_where_they_can_have_any(variant: str) -> None:
    problem = published("tic-13", variant, seed=2)
    domains = _domains(problem)

    _, state, _ = _walked(problem, heat=2.0)

    for person, hours in enumerate(_days(state.days)):
        indices = problem.meetings_of[person]
        assert len(hours) == len(indices)
        assert hours <= set().union(*(domains[index] for index in indices))


@pytest.mark.parametrize("seed", range(4))
def test_who_lacks_an_hour_is_counted_as_by_halls_theorem(seed: int) -> None:
    problem = draw(Shape(14, 40, 16, 6, forbidden=0.1), seed)

    _, state, _ = _walked(problem, heat=50.0, moves=200, seed=seed)

    days = _days(state.days)
    lacking = [
        len(problem.meetings_of[person]) - _met(problem, days, person)
        for person in range(problem.participants)
    ]
    assert sum(lacking) > 0
    assert state.unmet.tolist() == lacking


@pytest.mark.parametrize("forbidden, precedences", [(0.0, 0.0), (0.07, 0.0), (0.0, 0.2)])
def test_hours_that_fit_do(forbidden: float, precedences: float) -> None:
    shape = Shape(40, 110, 14, 12, forbidden=forbidden, precedences=precedences)
    problem, goal = draw(shape, 1), 12
    domains = _domains(problem)

    _, state, tight = _walked(problem, goal=goal, heat=0.15, moves=400_000)

    assert tight > 0
    days = _days(state.best)
    breaks = sum(len({s for s in day if s - 1 not in day}) - 1 for day in days if day)
    assert breaks <= goal
    for slot in range(problem.slots):
        busy = sum(slot in day for day in days)
        assert busy % 2 == 0
        assert busy <= 2 * problem.tables
    for person, indices in enumerate(problem.meetings_of):
        assert _met(problem, days, person) == len(indices)
    hours = [
        days[meeting.a] & days[meeting.b] & slots
        for meeting, slots in zip(problem.meetings, domains, strict=True)
    ]
    for late, meeting in enumerate(problem.meetings):
        assert all(min(hours[early]) < max(hours[late]) for early in meeting.after)


def test_hours_that_fit_have_as_many_people_busy_on_either_side() -> None:
    pairs = [(a, 6 + b) for a in range(6) for b in range(10) if (a + b) % 3]
    problem = event(pairs, slots=14, tables=5)

    _, state, tight = _walked(problem, goal=3, heat=0.15, moves=400_000)

    assert tight > 0
    days = _days(state.best)
    for slot in range(problem.slots):
        hosts, guests = (sum(slot in day for day in side) for side in (days[:6], days[6:]))
        assert hosts == guests


@pytest.mark.parametrize(
    "pairs, slots, tables, fits",
    [
        # Two who both meet a third can't in one hour; with a second one they can.
        ([(0, 1), (0, 2)], 2, 2, True),
        # All three with each other: in two of three slots each, which leaves one of them alone.
        ([(0, 1), (0, 2), (1, 2)], 3, 1, False),
        # One table takes two people, not four.
        ([(0, 1), (2, 3)], 1, 1, False),
        ([(0, 1), (2, 3)], 1, 2, True),
    ],
)
def test_small_events_fit_or_do_not(
    pairs: list[tuple[int, int]], slots: int, tables: int, *, fits: bool
) -> None:
    _, _, tight = _walked(event(pairs, slots=slots, tables=tables), moves=2_000)

    assert (tight >= 0) is fits


def test_meetings_that_cannot_come_in_order_do_not_fit() -> None:
    meetings = [Meeting(0, 1, slot=1), Meeting(2, 3, after=(0,))]
    problem = event([], slots=3, meetings=meetings)
    noted = outlines.event_of(problem, (frozenset({1}), frozenset({0, 2})))
    state = outlines.state_of(noted, dice_for(1))

    tight = walk(noted, state, 2_000, (0.3, 0.3), (0, DEAR))

    assert tight >= 0
    assert _days(state.best)[2] == {2}
