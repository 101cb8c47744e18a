"""Timetables found by way of everybody's hours."""

import pytest

from bench.events import Shape, draw
from matchmaking.scheduling.checker import breaks_of
from matchmaking.scheduling.domains import possible_slots
from matchmaking.scheduling.improving import Formulations, Improver
from matchmaking.scheduling.outlines import Outlines
from matchmaking.scheduling.problem import Half, Meeting, Problem
from matchmaking.scheduling.search import Search
from tests.scheduling.events import event


def _outlined(problem: Problem, units: float = 4, *, is_steadfast: bool = False) -> Search:
    """Look for a plan by way of hours alone; what the checker objects to is no plan."""
    domains = possible_slots(problem)
    assert domains is not None
    search = Search(problem, seconds=6000)
    Outlines(search, domains, 1, is_steadfast=is_steadfast).improve(units)
    return search


def test_a_first_plan_is_found_without_a_break() -> None:
    problem = draw(Shape(30, 60, 16, 10), 2)

    search = _outlined(problem)

    assert search.slots is not None
    assert sum(breaks_of(problem, search.slots)) == 0


def test_nobody_has_a_choice_where_all_meet_all_in_every_slot() -> None:
    # The circle method: six people, five slots, three tables, all of them taken.
    pairs = [(a, b) for b in range(6) for a in range(b)]

    search = _outlined(event(pairs, slots=5, tables=3))

    assert search.breaks == 0


def test_meetings_stay_in_the_slots_they_may_have() -> None:
    meetings = [
        Meeting(0, 1, slot=3),
        Meeting(0, 2, half=Half.AFTERNOON),
        Meeting(0, 3, after=(1,)),
    ]
    problem = event([], slots=8, morning_slots=4, meetings=meetings, forbidden={3: {0, 1, 2, 3}})

    search = _outlined(problem)

    assert search.slots == (3, 4, 5)


def test_who_must_have_a_break_is_given_one_after_nothing_fits_without() -> None:
    problem = event([], slots=6, meetings=[Meeting(0, 1, slot=0), Meeting(0, 2, slot=4)])

    search = _outlined(problem)

    assert (search.breaks, search.bound) == (1, 0)


def test_the_steadfast_do_not_ask_for_more_breaks_as_long_as_hours_fit() -> None:
    # Three who all meet each other fill two hours each by themselves, but one of them has to wait.
    triangles = [(0, 1), (1, 2), (0, 2), (3, 4), (4, 5), (3, 5)]
    problem = event(triangles, slots=6, tables=3)

    steadfast, other = (_outlined(problem, is_steadfast=value) for value in (True, False))

    assert (steadfast.breaks, other.breaks) == (None, 2)


def test_one_seed_draws_one_way() -> None:
    problem = draw(Shape(30, 60, 12, 8), 3)

    assert _outlined(problem).slots == _outlined(problem).slots


@pytest.mark.parametrize("slots, is_possible", [(62, True), (63, False)])
def test_hours_are_drawn_up_for_as_many_slots_as_a_number_has_bits(
    slots: int, *, is_possible: bool
) -> None:
    problem = draw(Shape(30, 60, slots, 10), 1)
    domains = possible_slots(problem)
    assert domains is not None
    search, formulations = Search(problem, seconds=6000), Formulations(problem, domains)

    drawn = Improver(search, formulations, domains, 1, is_first=True).outline(1)

    assert drawn is is_possible
    assert (search.breaks == 0) is is_possible


def test_where_no_hours_fit_other_means_have_longer_and_longer_turns() -> None:
    problem = draw(Shape(42, 90, 30, 8), 1)
    domains = possible_slots(problem)
    assert domains is not None
    search = Search(problem, seconds=6000)
    improver = Improver(search, Formulations(problem, domains), domains, 1, is_first=True)
    drawn = []

    def draw_in_vain(_outlines: Outlines, units: float) -> bool:
        drawn.append(units)
        return False

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Outlines, "improve", draw_in_vain)
        turns = [improver.outline(1) for _ in range(9)]

    assert turns == [True, False, True, False, False, False, True, False, False]
    assert len(drawn) == turns.count(True)
