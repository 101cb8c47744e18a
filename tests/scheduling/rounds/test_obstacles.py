"""What stops a meeting, and remedies that really place it."""

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given, settings, strategies as st

from matchmaking.scheduling.rounds.checker import faults
from matchmaking.scheduling.rounds.obstacles import explain, summary
from matchmaking.scheduling.rounds.reasons import Obstacle, ObstacleKind, RemedyKind
from matchmaking.scheduling.rounds.remedies import changed_by
from matchmaking.scheduling.rounds.solver import solve_round
from matchmaking.scheduling.rounds.values import (
    Away,
    Interpreter,
    Party,
    Person,
    RoundProblem,
    Seat,
    Site,
)
from tests.scheduling.rounds.drawing import draw
from tests.scheduling.rounds.rounds import a_round, hours, with_party, with_person


def only_obstacle(problem: RoundProblem, seats: Sequence[Seat | None] | None = None) -> Obstacle:
    """Return what stops the one meeting that has no seat in the best timetable."""
    seats = solve_round(problem, seconds=120).seats if seats is None else seats
    (obstacle,) = explain(problem, seats, seconds=120)
    return obstacle


def test_a_table_more_is_asked_for_in_a_slot_where_both_are_free() -> None:
    obstacle = only_obstacle(a_round([(0, 1), (2, 3)], slots=1, tables=1))
    assert obstacle.kind is ObstacleKind.NO_PLACE
    assert obstacle.slots == (0,)
    assert obstacle.remedy is not None
    assert (obstacle.remedy.kind, obstacle.remedy.slots) == (RemedyKind.PLACES, (0,))


def test_people_who_never_come_together() -> None:
    problem = with_person(a_round([(0, 1)], slots=2), 0, closed=frozenset({0}))
    obstacle = only_obstacle(with_person(problem, 1, closed=frozenset({1})))
    assert obstacle.kind is ObstacleKind.NO_COMMON_SLOT
    assert obstacle.remedy is not None
    assert obstacle.remedy.kind is RemedyKind.OPEN_SLOT
    assert (obstacle.remedy.person, obstacle.remedy.slots) == (0, (0,))


def test_people_who_meet_others_whenever_they_come() -> None:
    obstacle = only_obstacle(a_round([(0, 1), (0, 2)], slots=1))
    assert obstacle.kind is ObstacleKind.BUSY
    assert obstacle.remedy is None


def test_a_maximum_is_named_with_its_party() -> None:
    obstacle = only_obstacle(with_party(a_round([(0, 1), (0, 2)]), 0, maximum=1))
    assert (obstacle.kind, obstacle.party) == (ObstacleKind.MAXIMUM, 0)
    assert obstacle.remedy is not None
    assert (obstacle.remedy.kind, obstacle.remedy.party) == (RemedyKind.MAXIMUM, 0)


def test_two_who_have_enough_must_both_take_one_more() -> None:
    problem = a_round([(0, 1), (2, 3), (0, 2)])
    for party in (0, 2):
        problem = with_party(problem, party, maximum=1)
    seats = solve_round(problem, seconds=120).seats

    obstacle = only_obstacle(problem, seats)

    remedy = obstacle.remedy
    assert remedy is not None
    assert (remedy.kind, remedy.party, remedy.over) == (RemedyKind.MAXIMUM, 0, (2,))
    assert not faults(changed_by(problem, remedy), remedy.seats)
    assert [(one.kind, one.over) for one in summary(problem, seats, [obstacle])] == [
        (RemedyKind.MAXIMUM, (2,))
    ]


def test_who_has_enough_and_is_not_there_must_take_one_more_and_come() -> None:
    problem = with_party(a_round([(0, 1), (0, 2)], slots=2), 0, maximum=1)
    problem = with_person(problem, 0, closed=frozenset({1}))

    obstacle = only_obstacle(problem)

    remedy = obstacle.remedy
    assert obstacle.kind is ObstacleKind.MAXIMUM
    assert remedy is not None
    assert (remedy.kind, remedy.over) == (RemedyKind.OPEN_SLOT, (0,))
    assert (remedy.person, remedy.slots) == (0, (1,))
    assert not faults(changed_by(problem, remedy), remedy.seats)


def foreign(problem: RoundProblem) -> RoundProblem:
    """Return the round with people who by turns speak one language and another."""
    for index in range(len(problem.people)):
        language = "zh" if index % 2 else "en"
        problem = with_person(problem, index, languages=frozenset({language}))
    return problem


def test_an_interpreter_is_asked_for() -> None:
    obstacle = only_obstacle(foreign(a_round([(0, 1)])))
    assert obstacle.kind is ObstacleKind.NO_INTERPRETER
    assert obstacle.remedy is not None
    assert obstacle.remedy.kind is RemedyKind.INTERPRETER
    assert set(obstacle.remedy.languages) == {"en", "zh"}


def test_a_busy_interpreter_is_not_a_missing_one() -> None:
    problem = foreign(a_round([(0, 1), (2, 3)], slots=1))
    obstacle = only_obstacle(replace(problem, interpreters=(Interpreter(frozenset({"en", "zh"})),)))
    assert obstacle.kind is ObstacleKind.INTERPRETER_BUSY
    assert obstacle.remedy is not None
    assert obstacle.remedy.kind is RemedyKind.INTERPRETER


def test_lunch_is_named() -> None:
    problem = replace(a_round([(0, 1), (0, 2)], slots=2), lunch=(frozenset({0, 1}),))
    assert only_obstacle(problem).kind is ObstacleKind.LUNCH


def test_a_walk_is_named() -> None:
    problem = a_round([(0, 1), (0, 2)], slots=hours(2))
    problem = replace(problem, sites=(Site(0, (1, 0)), Site(1, (0, 1))), walks=((0, 7), (7, 0)))
    assert only_obstacle(problem).kind is ObstacleKind.WALK


def between_halls() -> tuple[RoundProblem, tuple[Seat | None, ...]]:
    """Return a round in which 0 and 3 are free only while all tables are taken, and far away.

    0 meets 1 in one hall just before and 2 in another just after.
    """
    wishes = [(0, 3), (0, 1), (0, 2), (4, 5)]
    problem = with_person(a_round(wishes, slots=3), 3, closed=frozenset({0, 2}))
    problem = replace(
        problem, sites=(Site(0, (1, 1, 0)), Site(1, (0, 0, 1))), walks=((0, 9), (9, 0))
    )
    return problem, (None, Seat(0, 0, 1, 0), Seat(2, 0, 2, 1), Seat(1, 4, 5, 0))


def test_all_that_stands_in_the_way_is_named_where_there_is_no_remedy() -> None:
    obstacle = only_obstacle(*between_halls())

    assert (obstacle.kind, obstacle.remedy) == (ObstacleKind.NO_PLACE, None)
    assert [(one.kind, one.slots) for one in obstacle.besides] == [(ObstacleKind.WALK, (1,))]


def test_what_one_change_mends_is_named_alone() -> None:
    problem, seats = between_halls()
    obstacle = only_obstacle(replace(problem, walks=((0, 0), (0, 0))), seats)
    assert obstacle.remedy is not None
    assert obstacle.besides == ()


def test_what_stops_who_has_enough_meetings_is_named_too() -> None:
    problem = with_party(a_round([(0, 1), (0, 2)], slots=1), 0, maximum=1)
    obstacle = only_obstacle(problem)
    assert (obstacle.kind, obstacle.remedy) == (ObstacleKind.MAXIMUM, None)
    assert [one.kind for one in obstacle.besides] == [ObstacleKind.BUSY]


def test_a_meeting_for_which_no_time_was_left_is_said_not_to_be_tried() -> None:
    problem, seats = between_halls()
    (hurried,) = explain(problem, seats, seconds=0)
    assert hurried.is_cut_short
    assert not only_obstacle(problem, seats).is_cut_short


def test_what_would_fit_is_said_to_be_left_out() -> None:
    obstacle = only_obstacle(a_round([(0, 1)]), seats=(None,))
    assert obstacle.kind is ObstacleKind.LEFT_OUT
    assert obstacle.remedy is not None
    assert obstacle.remedy.kind is RemedyKind.MOVES


def test_appointments_are_no_closed_slots() -> None:
    problem = with_person(a_round([(0, 1)], slots=1), 0, away=(Away(540, 550),))
    assert only_obstacle(problem).remedy is None


def test_one_remedy_may_place_several() -> None:
    # Two pairs share one table; the third party of each side has one person too few.
    problem = with_party(a_round([(0, 1), (0, 2), (0, 3)], slots=3), 0, maximum=1)
    obstacles = explain(problem, solve_round(problem, seconds=120).seats, seconds=120)
    remedies = summary(problem, solve_round(problem, seconds=120).seats, obstacles)
    assert [remedy.kind for remedy in remedies] == [RemedyKind.MAXIMUM]
    assert remedies[0].count == 2
    assert len(remedies[0].also) == 2


def test_tables_are_summed_up_over_slots() -> None:
    # Six pairs of people of their own, two slots, one table: four are left.
    pairs = [(2 * i, 2 * i + 1) for i in range(6)]
    problem = a_round(pairs, slots=2, tables=1)
    seats = solve_round(problem, seconds=120).seats
    (remedy,) = summary(problem, seats, explain(problem, seats, seconds=120))
    assert (remedy.kind, remedy.slots, remedy.count) == (RemedyKind.PLACES, (0, 1), 2)
    assert len(remedy.also) == 4


@given(st.integers(0, 10**6))
@settings(max_examples=80, deadline=None, derandomize=True)
def test_every_remedy_places_its_meeting_and_drops_none(seed: int) -> None:
    problem = draw(seed)
    seats = solve_round(problem, seconds=60).seats
    obstacles = explain(problem, seats, seconds=60)

    assert [o.meeting for o in obstacles] == [i for i, seat in enumerate(seats) if seat is None]
    for obstacle in obstacles:
        assert obstacle.kind is not ObstacleKind.LEFT_OUT
        needs_a_table = obstacle.kind is ObstacleKind.NO_PLACE
        assert obstacle.remedy or obstacle.besides or not needs_a_table
        if obstacle.remedy is not None:
            after = list(obstacle.remedy.seats)
            assert faults(changed_by(problem, obstacle.remedy), after) == []
            assert after[obstacle.meeting] == obstacle.remedy.seat
            assert all(after[i] for i, seat in enumerate(seats) if seat)


def test_two_people_of_a_party_are_both_tried() -> None:
    problem = a_round([(0, 1), (0, 2)], slots=1)
    problem = replace(problem, people=(*problem.people, Person(closed=frozenset({0}))))
    problem = replace(problem, parties=(Party((0, 3)), *problem.parties[1:]))
    obstacle = only_obstacle(problem)
    assert obstacle.remedy is not None
    assert (obstacle.remedy.kind, obstacle.remedy.person) == (RemedyKind.OPEN_SLOT, 3)


def fully_booked() -> tuple[RoundProblem, tuple[Seat | None, ...]]:
    """Return a round in which 0 can meet 1 only if there is a table more in both slots.

    1 comes to the first slot only, in which 0 is at the booth of 2; that is closed in the second.
    """
    problem = a_round([(0, 1), (0, 2), (3, 4), (5, 6)], slots=2, tables=1)
    for person, missed in ((1, 1), (3, 1), (5, 0)):
        starts = 540 + 20 * missed
        problem = with_person(problem, person, away=(Away(starts, starts + 20),))
    problem = replace(problem, sites=(*problem.sites, Site(0, (1, 0), party=2)))
    seats = (None, Seat(0, 0, 2, 1), Seat(0, 3, 4, 0), Seat(1, 5, 6, 0))
    return with_party(problem, 2, own_site=1), seats


def test_places_in_several_slots_are_asked_for_where_one_is_not_enough() -> None:
    problem, seats = fully_booked()

    remedy = only_obstacle(problem, seats).remedy

    assert remedy is not None
    assert (remedy.kind, remedy.site, remedy.slots) == (RemedyKind.PLACES, 0, (0, 1))
    assert remedy.moved == (1,)
    assert faults(changed_by(problem, remedy), remedy.seats) == []
    (told,) = summary(problem, seats, explain(problem, seats, seconds=120))
    assert (told.slots, told.count, told.also) == ((0, 1), 1, (0,))


def test_no_more_places_are_asked_for_than_needed() -> None:
    problem, seats = fully_booked()
    sites = (replace(problem.sites[0], spots=(1, 2)), problem.sites[1])
    remedy = only_obstacle(replace(problem, sites=sites), seats).remedy
    assert remedy is not None
    assert remedy.slots == (0,)


def test_two_meetings_are_moved_where_one_is_not_enough() -> None:
    # 1 comes to the first slot only; 0 and 2 have to trade their slots with 2 and 3.
    problem = with_person(a_round([(0, 1), (0, 2), (2, 3)], slots=2), 1, away=(Away(560, 580),))
    remedy = only_obstacle(problem, (None, Seat(0, 0, 2, 0), Seat(1, 2, 3, 0))).remedy
    assert remedy is not None
    assert (remedy.kind, remedy.moved) == (RemedyKind.MOVES, (1, 2))
