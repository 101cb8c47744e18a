"""Rounds whose best timetable is known by argument: one for each aim and each kind of rule."""

from dataclasses import replace

import pytest

from matchmaking.scheduling.interruption import Interruption
from matchmaking.scheduling.rounds.checker import faults
from matchmaking.scheduling.rounds.pieces import Pieces
from matchmaking.scheduling.rounds.search import RoundSearch
from matchmaking.scheduling.rounds.solver import solve_round
from matchmaking.scheduling.rounds.values import (
    Aim,
    Away,
    Interpreter,
    Moment,
    Person,
    RoundPlan,
    RoundProblem,
    Seat,
    Site,
)
from tests.scheduling.rounds.rounds import (
    MAY,
    MUST,
    WANT,
    a_round,
    hours,
    wish,
    with_party,
    with_person,
)


def solved(problem: RoundProblem) -> RoundPlan:
    """Return a plan that is proven and sound."""
    plan = solve_round(problem, seconds=120)
    assert faults(problem, plan.seats) == []
    assert plan.is_proven
    return plan


def values(problem: RoundProblem) -> dict[Aim, int]:
    return {reached.aim: reached.value for reached in solved(problem).scores}


def placed(problem: RoundProblem) -> list[bool]:
    return [seat is not None for seat in solved(problem).seats]


def test_nothing_wished_is_proven_at_once() -> None:
    assert solved(a_round([], parties=2)).seats == ()


def test_a_must_goes_before_heavier_wishes() -> None:
    # One table, one slot: the must of weight 4 or the wish of weight 4 that isn't one.
    both = wish(0, 1, WANT, WANT)
    assert placed(a_round([both, wish(2, 3, MUST)], slots=1, tables=1)) == [False, True]


def test_a_minimum_goes_before_weight() -> None:
    problem = a_round([wish(0, 1, WANT, WANT), wish(2, 3, MAY)], slots=1, tables=1)
    assert placed(problem) == [True, False]
    assert placed(with_party(problem, 3, minimum=1)) == [False, True]


def test_a_minimum_that_cannot_be_reached_is_counted() -> None:
    assert values(with_party(a_round([(0, 1)]), 0, minimum=3))[Aim.MINIMA] == 2


def test_the_least_satisfied_gets_as_much_as_can_be_had_for_all() -> None:
    # Two slots, one table, two wishers of two dear wishes or two cheap ones: one each, although
    # both dear ones weigh more.
    wishes = [wish(0, 2, WANT), wish(0, 3, WANT), wish(1, 2, MAY), wish(1, 3, MAY)]
    problem = a_round(wishes, slots=2, tables=1)

    found = values(problem)

    assert found[Aim.FLOOR] == 500
    assert found[Aim.WISHES] == 3


def test_satisfaction_is_measured_by_what_could_have_been_had() -> None:
    # Five wishes, three slots: three of five are all that party 0 can have.
    found = values(a_round([(0, other) for other in range(1, 6)], slots=3))

    assert found[Aim.FLOOR] == 1000
    assert found[Aim.WISHES] == 6


def test_of_two_wishes_the_heavier_is_placed() -> None:
    assert placed(a_round([wish(0, 2, MAY), wish(0, 2, WANT)], slots=1)) == [False, True]


def test_meetings_follow_each_other_where_they_can() -> None:
    problem = with_person(a_round([(0, 1), (0, 2)], slots=3), 1, closed=frozenset({1, 2}))
    slots = [seat.slot for seat in solved(problem).seats if seat]
    assert slots == [0, 1]


def test_a_break_that_cannot_be_avoided_is_proven() -> None:
    problem = with_person(a_round([(0, 1), (0, 2)], slots=3), 1, closed=frozenset({1, 2}))
    problem = with_person(problem, 2, closed=frozenset({0, 1}))
    assert values(problem)[Aim.BREAKS] == 1


def test_the_night_is_no_break() -> None:
    days = [*hours(1), *hours(1, block=1, start=2 * 1440 + 540)]
    problem = with_person(a_round([(0, 1), (0, 2)], slots=days), 1, closed=frozenset({1}))
    problem = with_person(problem, 2, closed=frozenset({0}))
    assert values(problem)[Aim.BREAKS] == 0


def two_halls(problem: RoundProblem, minutes: int) -> RoundProblem:
    """Return the round with two tables in a second hall."""
    count = len(problem.slots)
    far = Site(1, (2,) * count)
    return replace(problem, sites=(*problem.sites, far), walks=((0, minutes), (minutes, 0)))


def test_nobody_walks_without_need() -> None:
    assert values(two_halls(a_round([(0, 1), (0, 2), (0, 3)], slots=3), 0))[Aim.WALKING] == 0
    problem = two_halls(a_round([(0, 1), (0, 2)], slots=hours(2, pause=10), tables=1), 10)
    assert values(problem)[Aim.WALKING] == 0


def test_a_walk_that_must_be_is_counted() -> None:
    problem = a_round([(0, 1), (0, 2)], slots=hours(2, pause=10))
    sites = (Site(0, (1, 0)), Site(1, (0, 1)))
    problem = replace(problem, sites=sites, walks=((0, 7), (7, 0)))
    assert values(problem)[Aim.WALKING] == 7


def test_a_walk_without_the_time_for_it_is_not_made() -> None:
    problem = a_round([(0, 1), (0, 2)], slots=hours(2, pause=5))
    sites = (Site(0, (1, 0)), Site(1, (0, 1)))
    problem = replace(problem, sites=sites, walks=((0, 7), (7, 0)))
    assert sum(placed(problem)) == 1


def test_appointments_and_the_way_to_them_are_kept_free() -> None:
    problem = replace(a_round([(0, 1)], slots=3), walks=((0, 10), (10, 0)))
    # From 9.20 in the other hall: neither 9.00 (too near), nor 9.20; 9.40 from this hall only.
    there = with_person(problem, 0, away=(Away(565, 580, 1),))
    here = with_person(problem, 0, away=(Away(565, 580, 0),))
    everywhere = with_person(here, 1, closed=frozenset({0}))
    assert placed(with_person(there, 1, closed=frozenset({0}))) == [False]
    assert [seat.slot for seat in solved(everywhere).seats if seat] == [2]


def test_whoever_is_free_attends() -> None:
    problem = with_person(a_round([(0, 1), (0, 2)], slots=1), 0)
    problem = replace(problem, people=(*problem.people, Person()))
    problem = with_party(problem, 0, people=(0, 3))
    assert {seat.person_a for seat in solved(problem).seats if seat} == {0, 3}


def test_an_interpreter_helps_one_meeting_at_a_time() -> None:
    problem = a_round([(0, 1), (2, 3)], slots=1)
    for person, language in enumerate(("en", "zh", "en", "zh")):
        problem = with_person(problem, person, languages=frozenset({language}))
    helper = Interpreter(frozenset({"en", "zh"}))
    assert sum(placed(problem)) == 0
    assert sum(placed(replace(problem, interpreters=(helper,)))) == 1
    assert sum(placed(replace(problem, interpreters=(helper, helper)))) == 2
    assert sum(placed(replace(problem, needs_languages=False))) == 2


def test_meetings_go_to_the_booth_first_and_others_never() -> None:
    problem = a_round([(0, 1), (0, 2), (1, 2)], slots=3)
    problem = replace(problem, sites=(*problem.sites, Site(0, (1, 1, 1), party=0)))
    plan = solved(with_party(problem, 0, own_site=1))
    assert [seat.site for seat in plan.seats if seat] == [1, 1, 0]


def test_a_full_booth_sends_people_to_the_tables() -> None:
    problem = a_round([(0, 1), (0, 2)], slots=1)
    problem = replace(problem, people=(*problem.people, Person()))
    problem = replace(problem, sites=(*problem.sites, Site(0, (1,), party=0)))
    plan = solved(with_party(problem, 0, own_site=1, people=(0, 3)))
    assert sorted(seat.site for seat in plan.seats if seat) == [0, 1]


def test_a_maximum_is_kept() -> None:
    assert sum(placed(with_party(a_round([(0, 1), (0, 2), (0, 3)]), 0, maximum=2))) == 2


def test_everybody_keeps_time_for_lunch() -> None:
    problem = replace(a_round([(0, 1), (0, 2), (0, 3)], slots=3), lunch=(frozenset({1, 2}),))
    assert sum(placed(problem)) == 2
    # An appointment over one of the slots leaves only the other.
    problem = with_person(problem, 0, away=(Away(560, 580),))
    assert [seat.slot for seat in solved(problem).seats if seat] == [0]


def test_what_is_locked_stays_and_takes_its_room() -> None:
    locked = replace(wish(0, 1, MAY), locked=Seat(0, 0, 1, 0))
    problem = a_round([locked, wish(2, 3, MUST), wish(0, 3, MUST)], slots=1, tables=1)
    assert solved(problem).seats == (locked.locked, None, None)


def test_locked_meetings_that_contradict_each_other_are_left_alone() -> None:
    one, two = (replace(wish(0, other), locked=Seat(0, 0, other, 0)) for other in (1, 2))
    problem = a_round([one, two, wish(3, 4)], slots=1, tables=1)
    assert placed(problem) == [True, True, False]


def test_no_more_meetings_than_tables() -> None:
    assert sum(placed(a_round([(0, 1), (2, 3), (4, 5)], slots=1, tables=2))) == 2


def test_the_same_seed_gives_the_same_plan() -> None:
    wishes = [wish(a, b, MAY if (a + b) % 3 else WANT) for a in range(6) for b in range(6, 12)]
    problem = a_round(wishes, slots=4, tables=4)
    one, two = (solve_round(problem, seconds=300, seed=5) for _ in range(2))
    assert one.is_proven
    assert one.seats == two.seats


def test_progress_begins_with_a_plan_and_ends_with_the_last() -> None:
    moments: list[Moment] = []
    wishes = [wish(a, b) for a in range(4) for b in range(4, 8)]
    plan = solve_round(a_round(wishes, slots=3, tables=2), seconds=60, progress=moments.append)
    assert moments[0].placed > 0
    assert moments[-1].placed == sum(seat is not None for seat in plan.seats)


@pytest.mark.parametrize("after", [1, 2])
def test_an_interrupted_search_hands_over_its_best(after: int) -> None:
    wishes = [wish(a, b) for a in range(8) for b in range(8, 16)]
    problem = a_round(wishes, slots=5, tables=5)
    interruption = Interruption()
    moments: list[Moment] = []

    def stop(moment: Moment) -> None:
        moments.append(moment)
        if len(moments) >= after:
            interruption.request()

    plan = solve_round(problem, seconds=600, progress=stop, interruption=interruption)
    assert faults(problem, plan.seats) == []
    assert any(plan.seats)
    assert all(reached.bound >= reached.value for reached in plan.scores[:1])


def test_a_minimum_above_the_maximum_is_met_by_what_is_locked() -> None:
    locked = [replace(wish(0, o), locked=Seat(o, 0, o, 0)) for o in (1, 2)]
    problem = a_round([*locked, wish(0, 3)])
    assert values(with_party(problem, 0, minimum=2, maximum=1))[Aim.MINIMA] == 0


def test_a_walk_around_a_few_parties_comes_to_an_end() -> None:
    search = RoundSearch(a_round([(0, 1), (0, 2), (3, 4)], slots=1, tables=1), seconds=600)
    search.offer([Seat(0, 0, 1, 0), None, None])

    Pieces(search, seed=1).improve(Aim.BREAKS, 0.1)
    Pieces(search, seed=1).improve(Aim.WISHES, 0.1)

    assert faults(search.problem, search.seats) == []
