"""Good days are not lost for one more wish."""

from collections.abc import Sequence

from matchmaking.scheduling.rounds.returning import return_to_days
from matchmaking.scheduling.rounds.search import RoundSearch
from matchmaking.scheduling.rounds.values import Aim, RoundProblem, Seat
from tests.scheduling.rounds.rounds import a_round, with_person


def searched(problem: RoundProblem, seats: Sequence[Seat | None]) -> RoundSearch:
    """Return a search that has found this."""
    search = RoundSearch(problem, seconds=600)
    assert search.offer(seats)
    return search


def test_one_more_wish_is_added_to_the_days_that_were_good() -> None:
    problem = a_round([(0, 1), (0, 2), (0, 3)], slots=6)
    good = (Seat(0, 0, 1, 0), Seat(1, 0, 2, 0), None)
    search = searched(problem, (Seat(4, 0, 1, 0), Seat(0, 0, 2, 0), Seat(2, 0, 3, 0)))

    assert return_to_days(search, good)

    assert search.seats == (*good[:2], Seat(2, 0, 3, 0))
    assert search.values[Aim.BREAKS] == 0


def test_what_is_chosen_no_more_makes_room() -> None:
    problem = a_round([(0, 1), (0, 2), (0, 3)], slots=3)
    good = (Seat(0, 0, 1, 0), Seat(1, 0, 2, 0), None)
    search = searched(problem, (Seat(0, 0, 1, 0), None, Seat(2, 0, 3, 0)))

    assert return_to_days(search, good)

    assert search.seats == (Seat(0, 0, 1, 0), None, Seat(1, 0, 3, 0))


def test_where_the_old_days_are_of_no_use_nothing_changes() -> None:
    # One comes at first only, the other at last only.
    problem = a_round([(0, 1), (0, 2)], slots=3)
    problem = with_person(
        with_person(problem, 1, closed=frozenset({1, 2})), 2, closed=frozenset({0, 1})
    )
    found = (Seat(0, 0, 1, 0), Seat(2, 0, 2, 0))
    search = searched(problem, found)

    assert not return_to_days(search, (Seat(0, 0, 1, 0), None))

    assert search.seats == found
