"""Bounds on breaks and walking whose value is known by argument, or by trying everything."""

from dataclasses import replace

from hypothesis import assume, given, settings, strategies as st

from matchmaking.scheduling.rounds.agendas import bound_agendas
from matchmaking.scheduling.rounds.checker import score
from matchmaking.scheduling.rounds.search import RoundSearch, merit
from matchmaking.scheduling.rounds.values import Aim, RoundProblem, Seat, Site
from tests.scheduling.rounds.drawing import draw, timetables
from tests.scheduling.rounds.rounds import a_round, hours, with_party, with_person


def bounds(problem: RoundProblem, *seats: Seat | None) -> dict[Aim, int]:
    """Return what is known of a search that has one plan."""
    search = RoundSearch(problem, seconds=600)
    search.offer(seats)
    bound_agendas(search)
    return search.bounds


def test_who_is_away_between_two_meetings_has_a_break() -> None:
    problem = with_person(a_round([(0, 1), (0, 2)], slots=3), 0, closed=frozenset({1}))
    assert bounds(problem, Seat(0, 0, 1, 0), Seat(2, 0, 2, 0))[Aim.BREAKS] == 1


def test_no_break_has_to_be_if_a_meeting_may_stay_away() -> None:
    problem = with_person(a_round([(0, 1), (0, 2)], slots=3), 0, closed=frozenset({1}))
    assert bounds(problem, Seat(0, 0, 1, 0), None)[Aim.BREAKS] == 0


def test_the_end_of_a_block_is_no_break() -> None:
    slots = [*hours(1), *hours(2, block=1, start=600)]
    problem = with_person(a_round([(0, 1), (0, 2)], slots=slots), 0, closed=frozenset({1}))
    assert bounds(problem, Seat(0, 0, 1, 0), Seat(2, 0, 2, 0))[Aim.BREAKS] == 0


def booths(days: tuple[int, ...]) -> RoundProblem:
    """Return a round in which 0 visits two booths, seven minutes from each other."""
    slots = [replace(slot, day=day) for slot, day in zip(hours(2, pause=10), days, strict=True)]
    problem = a_round([(0, 1), (0, 2)], slots=slots)
    sites = (*problem.sites, Site(0, (1, 1), party=1), Site(1, (1, 1), party=2))
    problem = replace(problem, sites=sites, walks=((0, 7), (7, 0)))
    return with_party(with_party(problem, 1, own_site=1), 2, own_site=2)


def test_booths_in_two_halls_are_a_walk_apart() -> None:
    found = bounds(booths((0, 0)), Seat(0, 0, 1, 1), Seat(1, 0, 2, 2))
    assert found[Aim.WALKING] == 7


def test_booths_visited_on_two_days_need_no_walk() -> None:
    found = bounds(booths((0, 1)), Seat(0, 0, 1, 1), Seat(1, 0, 2, 2))
    assert found[Aim.WALKING] == 0


@given(st.integers(0, 10**6))
@settings(max_examples=150, deadline=None, derandomize=True)
def test_no_best_timetable_is_below_the_bounds(seed: int) -> None:
    problem = draw(seed)
    everything = timetables(problem)
    assume(everything is not None)
    assert everything is not None
    best = max(everything, key=lambda seats: merit(score(problem, seats)))

    found, reached = bounds(problem, *best), score(problem, best)

    assert found[Aim.BREAKS] <= reached[Aim.BREAKS]
    assert found[Aim.WALKING] <= reached[Aim.WALKING]
