"""The summary of what would place most has whatever a meeting's own row names."""

from matchmaking.scheduling.rounds.reasons import Obstacle, ObstacleKind, Remedy, RemedyKind
from matchmaking.scheduling.rounds.values import Seat
from matchmaking.timetables.summaries import with_own

TABLE = Remedy(RemedyKind.PLACES, (3,), site=0)
TWO_TABLES = Remedy(RemedyKind.PLACES, (2, 5), site=0, moved=(7,), seat=Seat(2, 1, 0, 0), also=(9,))
TABLE_AND_MORE = Remedy(RemedyKind.PLACES, (3,), site=0, over=(4,))


def stopped(meeting: int, remedy: Remedy | None) -> Obstacle:
    """Return a meeting that finds no place, and what would place it."""
    return Obstacle(meeting, ObstacleKind.NO_PLACE, remedy=remedy)


def test_several_changes_at_once_that_the_summary_had_no_time_for_are_in_it() -> None:
    summed = [Remedy(RemedyKind.MAXIMUM, party=1, also=(0,))]
    obstacles = [stopped(0, summed[0]), stopped(1, TWO_TABLES), stopped(2, TABLE_AND_MORE)]

    found = with_own(summed, obstacles)

    assert [(one.slots, one.over, one.also) for one in found] == [
        ((2, 5), (), (1, 9)),
        ((), (), (0,)),
        ((3,), (4,), (2,)),
    ]
    assert (found[0].seat, found[0].seats) == (None, ())


def test_what_the_summary_names_already_is_not_named_twice() -> None:
    summed = [Remedy(RemedyKind.PLACES, (1, 3), count=2, site=0, also=(0, 1))]

    assert with_own(summed, [stopped(0, TABLE), stopped(2, TABLE), stopped(3, None)]) == summed


def test_two_meetings_that_need_the_same_change_share_a_line() -> None:
    found = with_own([], [stopped(0, TABLE_AND_MORE), stopped(1, TABLE_AND_MORE)])

    assert len(found) == 1
