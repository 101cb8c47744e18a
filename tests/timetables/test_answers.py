"""From the solver's seats to tables with numbers."""

from sqlalchemy.orm import Session

from matchmaking.expo.models import BlockPlace, Interpreter
from matchmaking.expo.values import Slot
from matchmaking.scheduling.rounds.values import Grade, Seat
from matchmaking.timetables.answers import answers
from matchmaking.timetables.findings import findings_of, times_of
from matchmaking.timetables.settings import MoreInterpreters, PlanSettings
from tests.factories.enterprises import make_participation, make_representative
from tests.factories.expo import make_place, venue_time
from tests.factories.timetables import make_wish_list
from tests.timetables.fair import Fair, make_fair


def make_wide_fair(session: Session) -> Fair:
    """Make a fair with three tables and four enterprises, all of which want to meet."""
    fair = make_fair(session)
    third = make_place(session, fair.edition, hall=fair.hall)
    session.add(BlockPlace(block_id=fair.block.id, place_id=third.id))
    fair.tables.append(third)
    fourth = make_participation(session, fair.edition)
    fair.teams.append(fourth)
    fair.people.append(make_representative(session, fourth))
    for number, team in enumerate(fair.teams):
        wishes = dict.fromkeys(fair.teams[number + 1 :], Grade.WANT)
        make_wish_list(session, fair.round, team, wishes)
    return fair


def test_low_numbers_are_given_away_first(session: Session) -> None:
    fair = make_wide_fair(session)
    question = fair.ask()  # pairs: 01 02 03 12 13 23

    seats = (Seat(0, 0, 1, 0), None, None, None, None, Seat(0, 2, 3, 0))
    rows = answers(question, seats)

    assert [row.place_id for row in rows] == [
        fair.tables[0].id,
        None,
        None,
        None,
        None,
        fair.tables[1].id,
    ]
    assert (rows[0].starts_at, rows[0].ends_at) == (venue_time(5, 14), venue_time(5, 14, 30))
    assert rows[0].block_id == fair.block.id
    assert rows[0].a_representative_id == fair.people[0].id
    assert rows[1].starts_at is None


def test_people_stay_where_they_sit_if_they_can(session: Session) -> None:
    fair = make_wide_fair(session)
    question = fair.ask()

    seats = (Seat(0, 0, 1, 0), None, None, None, Seat(1, 1, 3, 0), Seat(0, 2, 3, 0))
    later = answers(question, seats)[4]
    others = (Seat(0, 0, 1, 0), Seat(2, 0, 2, 0), None, None, None, Seat(1, 2, 3, 0))
    moved = answers(question, others)[1]

    assert later.place_id == fair.tables[0].id
    assert moved.place_id == fair.tables[0].id


def test_a_meeting_that_stands_keeps_its_table(session: Session) -> None:
    fair = make_wide_fair(session)
    fair.tables.reverse()
    fair.arrange(2, 3)
    question = fair.ask()

    seats = (Seat(0, 0, 1, 0), None, None, None, None, Seat(0, 2, 3, 0))
    rows = answers(question, seats)

    assert rows[5].place_id == fair.tables[0].id
    assert rows[0].place_id == fair.tables[2].id
    assert rows[5].meeting_id is not None


def test_times_that_follow_at_once_are_said_as_one(session: Session) -> None:
    question = make_wide_fair(session).ask()

    assert times_of(question, [3, 0, 1]) == [
        [venue_time(5, 14).isoformat(), venue_time(5, 15).isoformat()],
        [venue_time(5, 15, 30).isoformat(), venue_time(5, 16).isoformat()],
    ]


def test_tables_in_use_are_counted(session: Session) -> None:
    question = make_wide_fair(session).ask()
    seats = (Seat(0, 0, 1, 0), None, None, None, None, Seat(0, 2, 3, 0))

    found = findings_of(question, seats)

    assert found["tables"] == {"used": 2, "spots": 18}


def test_an_interpreter_whom_a_what_if_assumes_is_nobody_yet(session: Session) -> None:
    fair = make_wide_fair(session)
    real = Interpreter(edition_id=fair.edition.id, name_en="Gu", name_zh="", languages="en,zh")
    session.add(real)
    one_more = MoreInterpreters(Slot(venue_time(5, 14), venue_time(5, 17)), ("en", "zh"))
    question = fair.ask(PlanSettings(more_interpreters=(one_more,)))

    seats = (Seat(0, 0, 1, 0, 0), None, None, None, None, Seat(0, 2, 3, 0, 1))
    rows = answers(question, seats)

    assert len(question.problem.interpreters) == 2
    assert [rows[0].interpreter_id, rows[5].interpreter_id] == [real.id, None]
