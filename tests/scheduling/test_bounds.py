from itertools import product

import pytest
from hypothesis import given, settings, strategies as st

from bench.events import Shape, draw
from matchmaking.scheduling.bounds import assignment_program, counting_program
from matchmaking.scheduling.days import fair_ranges
from matchmaking.scheduling.domains import possible_slots
from matchmaking.scheduling.linear_program import Outcome, rounded_up
from matchmaking.scheduling.problem import Meeting, Problem
from matchmaking.scheduling.sides import two_sides
from tests.scheduling.events import event
from tests.scheduling.test_solver import fewest_breaks, small_problems, tight_problems


@given(st.one_of(small_problems(), tight_problems()))
@settings(max_examples=60, deadline=None)
def test_a_bound_never_says_more_than_there_is(problem: Problem) -> None:
    fewest = fewest_breaks(problem)
    domains = possible_slots(problem)
    if domains is None:
        assert fewest is None
        return

    for program, whole in product((counting_program, assignment_program), (False, True)):
        outcomes = [
            program(problem, domains, fair).minimum(10, whole=whole)
            for fair in fair_ranges(problem, domains)
        ]
        bounds = [outcome for outcome in outcomes if not isinstance(outcome, Outcome)]
        assert Outcome.STOPPED not in outcomes
        assert fewest is None or rounded_up(min(bounds)) <= fewest


def test_people_who_fill_the_day_on_too_few_tables_are_counted() -> None:
    # Five couples meet twice in three slots on four tables: 30 places less ten are idle, and
    # the middle slot takes eight of the ten people who would all want to sit there.
    couples = [(2 * n, 2 * n + 1) for n in range(5)]
    problem = event(couples * 2, slots=3, tables=4)
    domains = possible_slots(problem)
    assert domains is not None

    bound = counting_program(problem, domains, range(3)).minimum(10)

    assert bound == pytest.approx(2)


def test_people_sent_one_by_one_wait_more_often_than_in_fractions() -> None:
    problem = draw(Shape(60, 237, 10, 25, 5, forbidden=0.03, hosts=26), 12)
    domains = possible_slots(problem)
    assert domains is not None
    program = counting_program(problem, domains, range(3))

    assert program.minimum(60) == pytest.approx(8)
    assert program.minimum(60, whole=True) == pytest.approx(9)


def test_who_must_wait_twice_where_others_cannot_wait_is_seen_without_a_search() -> None:
    # The first has three fixed meetings with a gap between each; nobody else has a second one.
    meetings = [Meeting(0, n, slot=2 * n) for n in (1, 2, 3)]
    problem = event([], meetings=meetings, slots=7, fairness=1)
    domains = possible_slots(problem)
    assert domains is not None

    assert fair_ranges(problem, domains) == []


def test_more_breaks_than_are_fair_are_impossible() -> None:
    # Two couples meet twice each, in fixed slots with one between: a break for everybody.
    meetings = [Meeting(0, 1, slot=0), Meeting(0, 1, slot=2)]
    meetings += [Meeting(2, 3, slot=4), Meeting(2, 3, slot=6)]
    problem = event([], meetings=meetings, slots=7, fairness=0)
    domains = possible_slots(problem)
    assert domains is not None

    assert counting_program(problem, domains, range(2)).minimum(10) == pytest.approx(4)
    assert counting_program(problem, domains, range(1)).minimum(10) is Outcome.IMPOSSIBLE


def test_no_time_is_no_evidence() -> None:
    assert rounded_up(2.00000001) == 2
    assert rounded_up(2.01) == 3
    assert rounded_up(-1e-9) == 0


def test_sides_are_found_where_only_buyers_meet_sellers() -> None:
    buyers, sellers = frozenset({0, 1}), frozenset({2, 3})

    assert two_sides(event([(0, 2), (1, 2), (1, 3)], slots=3)) == (buyers, sellers)
    assert two_sides(event([(0, 1), (1, 2), (0, 2)], slots=3)) is None


def test_certain_meetings_leave_their_people_no_other_place() -> None:
    meetings = [Meeting(0, 1, slot=0), Meeting(0, 2), Meeting(1, 2, after=(1,))]

    domains = possible_slots(event([], meetings=meetings, slots=3))

    assert domains == (frozenset({0}), frozenset({1}), frozenset({2}))
