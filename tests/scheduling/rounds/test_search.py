"""What a search of a round's timetable holds, and how long it may work on what."""

from matchmaking.scheduling.rounds.search import RoundSearch
from matchmaking.scheduling.rounds.values import Aim, Seat
from tests.scheduling.rounds.rounds import a_round


def searched(*slots: int) -> RoundSearch:
    """Return a search of 1,000 seconds in which one person meets two others in these slots."""
    search = RoundSearch(a_round([(0, 1), (0, 2)], slots=4), seconds=1_000)
    assert search.offer([Seat(slot, 0, other, 0) for other, slot in enumerate(slots, 1)])
    return search


def test_the_end_of_the_time_is_kept_for_days_that_may_be_better() -> None:
    search = searched(0, 3)

    assert not search.is_proven(Aim.BREAKS)
    assert search.remaining_for(Aim.WISHES) <= 800 < search.remaining_for(Aim.BREAKS)


def test_where_days_are_at_their_best_all_time_is_left_for_wishes() -> None:
    search = searched(0, 1)

    assert search.is_proven(Aim.BREAKS)
    assert search.remaining_for(Aim.WISHES) > 800


def test_an_open_aim_is_closed_as_soon_as_only_the_time_for_days_is_left() -> None:
    search = searched(0, 3)
    search.bounds[Aim.WISHES] += 1
    assert not search.is_closed(Aim.WISHES)

    search._began -= 900  # noqa: SLF001 - as if that time had passed

    assert search.is_closed(Aim.WISHES)
    assert not search.is_closed(Aim.BREAKS)
