"""Repairs whose least change is known by argument."""

from dataclasses import replace

from matchmaking.scheduling.rounds.checker import faults
from matchmaking.scheduling.rounds.repair import RoundRepair, repair_round
from matchmaking.scheduling.rounds.values import RoundProblem, Seat, Site
from tests.scheduling.rounds.rounds import a_round, wish, with_party, with_person

# Four people who all meet each other at two tables, without a break.
PAIRS = [(0, 1), (2, 3), (0, 2), (1, 3), (0, 3), (1, 2)]


def standing(slots: int = 4, tables: int = 2) -> RoundProblem:
    """Return a round whose meetings stand two to a slot."""
    return a_round(
        [
            replace(wish(a, b), standing=Seat(place // 2, a, b, 0))
            for place, (a, b) in enumerate(PAIRS)
        ],
        slots=slots,
        tables=tables,
    )


def mended(problem: RoundProblem) -> RoundRepair:
    """Return a sound and proven repair."""
    repair = repair_round(problem, seconds=120)
    assert faults(problem, repair.seats) == []
    assert repair.is_proven
    return repair


def test_nothing_to_mend_moves_nobody() -> None:
    repair = mended(standing())
    assert (repair.dropped, repair.moved, repair.placed) == ((), (), ())


def test_a_cancelled_meeting_moves_nobody() -> None:
    problem = standing()
    repair = mended(replace(problem, meetings=problem.meetings[1:]))
    assert (repair.dropped, repair.moved) == ((), ())


def test_a_closed_table_moves_one_meeting() -> None:
    repair = mended(replace(standing(), sites=(Site(0, (1, 2, 2, 1)),)))
    assert repair.dropped == ()
    assert len(repair.moved) == 1


def test_without_time_for_breaks_the_least_change_is_still_found_and_proven() -> None:
    problem = replace(standing(), sites=(Site(0, (1, 2, 2, 1)),))
    repair = repair_round(problem, seconds=120, for_breaks=0)
    assert (repair.dropped, len(repair.moved)) == ((), 1)
    assert (repair.is_least, repair.is_proven) == (True, False)


def test_a_closed_table_without_another_drops_one_meeting_and_moves_none() -> None:
    repair = mended(replace(standing(slots=3), sites=(Site(0, (1, 2, 2)),)))
    assert len(repair.dropped) == 1
    assert repair.moved == ()


def test_who_cannot_come_is_moved_where_all_are_free() -> None:
    repair = mended(with_person(standing(), 0, closed=frozenset({0})))
    assert repair.moved == (0,)
    assert repair.seats[0] == Seat(3, 0, 1, 0)


def test_a_late_arrival_is_placed_without_moving_anybody() -> None:
    problem = standing()
    repair = mended(replace(problem, meetings=(*problem.meetings, wish(0, 1))))
    assert (repair.dropped, repair.moved, repair.placed) == ((), (), (6,))


def test_others_make_room_for_a_late_arrival_rather_than_leave_it_out() -> None:
    stood = replace(wish(0, 1), standing=Seat(0, 0, 1, 0))
    problem = with_person(a_round([stood, wish(0, 2)], slots=2), 2, closed=frozenset({1}))
    repair = mended(problem)
    assert (repair.dropped, repair.moved, repair.placed) == ((), (0,), (1,))


def test_nobody_is_dropped_for_a_late_arrival() -> None:
    stood = replace(wish(0, 1), standing=Seat(0, 0, 1, 0))
    repair = mended(a_round([stood, wish(0, 2), wish(2, 3)], slots=1, tables=1))
    assert (repair.dropped, repair.placed) == ((), ())


def test_a_lowered_maximum_drops_just_the_excess() -> None:
    assert len(mended(with_party(standing(), 0, maximum=2)).dropped) == 1


def test_a_locked_meeting_stays_though_a_standing_one_has_to_give_way() -> None:
    problem = replace(standing(), sites=(Site(0, (1, 2, 2, 2)),))
    locked = replace(problem.meetings[0], standing=None, locked=problem.meetings[0].standing)
    repair = mended(replace(problem, meetings=(locked, *problem.meetings[1:])))
    assert repair.moved == (1,)
    assert repair.seats[0] == locked.locked


def test_a_closed_hall_sends_everybody_to_the_other_in_the_same_slot() -> None:
    problem = replace(standing(tables=1), sites=(Site(0, (1,) * 4), Site(1, (1,) * 4)))
    seats = [Seat(place // 2, a, b, place % 2) for place, (a, b) in enumerate(PAIRS)]
    meetings = [
        replace(meeting, standing=seat)
        for meeting, seat in zip(problem.meetings, seats, strict=True)
    ]
    problem = replace(problem, meetings=tuple(meetings))
    third = replace(problem, sites=(Site(0, (1,) * 4), Site(1, (0,) * 4), Site(2, (1,) * 4)))

    repair = mended(third)

    assert (repair.dropped, repair.moved) == ((), (1, 3, 5))
    assert all(repair.seats[i] == replace(seats[i], site=2) for i in (1, 3, 5))


def test_somebody_who_could_stay_makes_room_for_one_who_cannot() -> None:
    # 0 leaves after the first slot, in which 1 meets 2; only if these go elsewhere can 0 meet 1.
    problem = a_round([(0, 1), (1, 2), (3, 4)], slots=2, tables=2)
    stand = (Seat(1, 0, 1, 0), Seat(0, 1, 2, 0), Seat(0, 3, 4, 0))
    meetings = [replace(m, standing=s) for m, s in zip(problem.meetings, stand, strict=True)]
    problem = with_person(replace(problem, meetings=tuple(meetings)), 0, closed=frozenset({1}))

    repair = mended(problem)

    assert (repair.dropped, repair.moved) == ((), (0, 1))
    assert repair.seats[2] == stand[2]


def test_breaks_are_fewest_among_the_repairs_that_move_least() -> None:
    # One of two pairs has to leave the first slot; the later, the longer the pause of 0.
    problem = a_round([(0, 1), (2, 3), (0, 4)], slots=4, tables=2)
    stand = (Seat(0, 0, 1, 0), Seat(0, 2, 3, 0), Seat(1, 0, 4, 0))
    meetings = [replace(m, standing=s) for m, s in zip(problem.meetings, stand, strict=True)]
    problem = replace(problem, meetings=tuple(meetings), sites=(Site(0, (1, 2, 2, 2)),))
    problem = with_person(problem, 2, closed=frozenset({1, 2, 3}))

    repair = mended(problem)

    assert repair.moved == (0,)
    assert repair.seats[0] == Seat(2, 0, 1, 0)
