import pytest
from hypothesis import given, settings

from matchmaking.scheduling.bounds import assignment_program, counting_program
from matchmaking.scheduling.domains import possible_slots
from matchmaking.scheduling.linear_program import Outcome, rounded_up
from matchmaking.scheduling.problem import Meeting, Problem
from matchmaking.scheduling.sides import two_sides
from tests.scheduling.events import event
from tests.scheduling.test_solver import fewest_breaks, small_problems


@given(small_problems())
@settings(max_examples=60, deadline=None)
def test_a_bound_never_says_more_than_there_is(problem: Problem) -> None:
    fewest = fewest_breaks(problem)
    domains = possible_slots(problem)
    if domains is None:
        assert fewest is None
        return

    bounds = [
        program(problem, domains).minimum(10) for program in (counting_program, assignment_program)
    ]

    for bound in bounds:
        if isinstance(bound, Outcome):
            assert (bound, fewest) == (Outcome.IMPOSSIBLE, None)
        elif fewest is not None:
            assert rounded_up(bound) <= fewest


def test_people_who_fill_the_day_on_too_few_tables_are_counted() -> None:
    # Five couples meet twice in three slots on four tables: 30 places less ten are idle, and
    # the middle slot takes eight of the ten people who would all want to sit there.
    couples = [(2 * n, 2 * n + 1) for n in range(5)]
    problem = event(couples * 2, slots=3, tables=4)
    domains = possible_slots(problem)
    assert domains is not None

    bound = counting_program(problem, domains).minimum(10)

    assert bound == pytest.approx(2)


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
