"""Everybody chooses a day: the answers are right, and questions follow as long as there are any."""

import pytest
from hypothesis import given, settings, strategies as st

from bench.events import Shape, draw
from matchmaking.scheduling.choosing import choose_days, close_by_days, raise_by_days
from matchmaking.scheduling.day_choice import choices_of
from matchmaking.scheduling.days import fair_ranges
from matchmaking.scheduling.decisions import Answer, Effort
from matchmaking.scheduling.domains import Domains, possible_slots
from matchmaking.scheduling.problem import Meeting, Problem
from matchmaking.scheduling.search import Search
from tests.scheduling.events import TWO_BREAKS, event
from tests.scheduling.test_solver import fewest_breaks, tight_problems

PLENTY, HARDLY_ANY = Effort(100, 0), Effort(1e-9, 0)


def _domains(problem: Problem) -> Domains:
    domains = possible_slots(problem)
    assert domains is not None
    return domains


@given(tight_problems(), st.integers(-1, 1))
@settings(max_examples=150, deadline=None)
def test_there_is_a_choice_of_days_exactly_where_trying_everything_finds_a_plan(
    problem: Problem, more: int
) -> None:
    domains = possible_slots(problem)
    if domains is None or not fair_ranges(problem, domains):
        return
    fewest = fewest_breaks(problem)
    most = max(0, (fewest or 1) + more)
    search = Search(problem, seconds=600)

    answer = choose_days(search, domains, most, PLENTY)

    is_possible = fewest is not None and fewest <= most
    assert answer is (Answer.YES if is_possible else Answer.NO)
    assert (search.breaks is not None and search.breaks <= most) is is_possible
    assert search.bound == (0 if is_possible else most + 1)


def test_a_day_in_which_the_meetings_have_no_place_is_none_to_choose() -> None:
    # Both meetings can be in the first slot; the second can be in the last one, too.
    meetings = [Meeting(0, 1, slot=0), Meeting(0, 2)]
    problem = event([], slots=3, meetings=meetings, forbidden={2: {1}})

    choices = choices_of(problem, _domains(problem), 5)

    assert choices is not None
    assert choices[0] == [((0, 2), 1)]


def test_nobody_chooses_more_breaks_than_the_fewest_of_the_others_leave() -> None:
    # The first must wait once. With one break in all the others have none, with two one has.
    meetings = [Meeting(0, 1, slot=0), Meeting(0, 2, slot=4), Meeting(3, 4), Meeting(3, 5)]
    problem = event([], slots=5, meetings=meetings)
    domains = _domains(problem)

    found = [choices_of(problem, domains, most) for most in (0, 1, 2)]

    assert [
        None if choices is None else [max(breaks for _, breaks in days) for days in choices if days]
        for choices in found
    ] == [[], [1, 0, 0, 0, 0, 0], [1, 0, 0, 1, 0, 0]]


def test_the_bound_rises_as_long_as_no_choice_comes_up_to_it() -> None:
    search = Search(TWO_BREAKS, seconds=600)

    assert raise_by_days(search, _domains(TWO_BREAKS), PLENTY)

    assert (search.breaks, search.bound) == (2, 2)


def test_a_plan_near_the_bound_is_improved_until_none_is_better() -> None:
    problem = event([(0, 1), (0, 2), (0, 3)], slots=9)
    search = Search(problem, seconds=600)
    search.offer((0, 2, 8))
    assert (search.breaks, search.bound) == (2, 0)

    assert close_by_days(search, _domains(problem), PLENTY)

    assert (search.breaks, search.bound) == (0, 0)


@pytest.mark.parametrize("ask", [raise_by_days, close_by_days])
def test_a_question_that_stays_open_ends_it(ask: object) -> None:
    problem = draw(Shape(42, 125, 8, 16), 1)
    search = Search(problem, seconds=600)

    assert callable(ask)
    assert ask(search, _domains(problem), HARDLY_ANY)
    assert (search.breaks, search.bound) == (None, 0)


def test_where_there_are_too_many_days_nothing_is_asked() -> None:
    problem = draw(Shape(70, 154, 21, 12), 1)
    domains = _domains(problem)
    search = Search(problem, seconds=600)

    assert choices_of(problem, domains, 0) is not None
    assert choose_days(search, domains, 1, PLENTY) is None
    search.raise_bound(1)
    assert not raise_by_days(search, domains, PLENTY)
