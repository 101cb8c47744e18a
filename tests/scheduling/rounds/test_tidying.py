"""Moves and trades that leave every meeting in its place in the round, with fewer breaks."""

from dataclasses import replace

from hypothesis import given, settings, strategies as st

from matchmaking.scheduling.rounds.checker import faults, score
from matchmaking.scheduling.rounds.first import first_plan
from matchmaking.scheduling.rounds.possibilities import Possibilities
from matchmaking.scheduling.rounds.search import AIMS, RoundSearch
from matchmaking.scheduling.rounds.tidying import tidy_up
from matchmaking.scheduling.rounds.values import Aim, RoundProblem, Seat, Site
from tests.scheduling.rounds.drawing import draw
from tests.scheduling.rounds.rounds import a_round, hours


def tidied(problem: RoundProblem, *seats: Seat | None) -> RoundSearch:
    """Return a search whose plan was tidied up, and nothing else."""
    search = RoundSearch(problem, seconds=600)
    search.offer(seats)
    tidy_up(search)
    assert faults(problem, search.seats) == []
    return search


def test_a_lonely_meeting_goes_beside_the_other() -> None:
    search = tidied(a_round([(0, 1), (0, 2)], slots=4), Seat(0, 0, 1, 0), Seat(3, 0, 2, 0))
    assert search.values[Aim.BREAKS] == 0


def test_where_all_places_are_taken_two_meetings_trade_their_slots() -> None:
    problem = a_round([(0, 1), (0, 2), (3, 4)], slots=3, tables=1)
    search = tidied(problem, Seat(0, 0, 1, 0), Seat(2, 0, 2, 0), Seat(1, 3, 4, 0))
    assert search.values[Aim.BREAKS] == 0
    assert all(search.seats)


def test_a_meeting_goes_to_the_hall_in_which_its_people_are() -> None:
    problem = a_round([(0, 1), (0, 2)], slots=hours(2, pause=10))
    problem = replace(problem, sites=(*problem.sites, Site(1, (2, 2))), walks=((0, 7), (7, 0)))
    search = tidied(problem, Seat(0, 0, 1, 0), Seat(1, 0, 2, 1))
    assert search.values[Aim.WALKING] == 0


def test_locked_meetings_stay() -> None:
    problem = a_round([(0, 1), (0, 2)], slots=3)
    seats = (Seat(0, 0, 1, 0), Seat(2, 0, 2, 0))
    locked = tuple(replace(m, locked=s) for m, s in zip(problem.meetings, seats, strict=True))
    search = tidied(replace(problem, meetings=locked), *seats)
    assert search.seats == seats


def test_slots_that_overlap_are_left_alone() -> None:
    slots = [*hours(2), *hours(2, start=550)]
    seats = (Seat(0, 0, 1, 0), Seat(3, 0, 2, 0))
    assert tidied(a_round([(0, 1), (0, 2)], slots=slots), *seats).seats == seats


@given(st.integers(0, 10**6))
@settings(max_examples=200, deadline=None, derandomize=True)
def test_nothing_is_lost_and_no_rule_broken_by_tidying_up(seed: int) -> None:
    problem = draw(seed)
    first = first_plan(Possibilities(problem), stop=lambda: False, seconds=60)
    before = score(problem, first)

    search = tidied(problem, *first)

    assert all(search.values[aim] == before[aim] for aim in AIMS[:4])
    assert search.values[Aim.BREAKS] <= before[Aim.BREAKS]
