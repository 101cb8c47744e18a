"""Many meetings put in force at once: in as many statements as a few, and no guard left out."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.audit.models import AuditEntry
from matchmaking.meetings.errors import MeetingChangedError
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.services import arranging, cancel_meeting
from matchmaking.meetings.values import MeetingState
from matchmaking.timetables.errors import PlanHinderedError
from matchmaking.timetables.models import Plan
from tests.browser import QueryCounter
from tests.databases import Database
from tests.factories.expo import NOW
from tests.racing import meeting_half_way
from tests.timetables.published import Show, make_show, notices, timetable

MANY = 12


@pytest.fixture
def show(session: Session) -> Show:
    """Return a round with a table for each of many pairs."""
    return make_show(session, sides=2 * MANY, tables=MANY)


def plan_of(session: Session, show: Show, pairs: int, slot: int) -> Plan:
    """Plan pairs for one slot, each at a table of its own."""
    return show.plan(session, *((2 * n, 2 * n + 1, slot, n) for n in range(pairs)))


def counted(queries: QueryCounter, step: Callable[[], object]) -> int:
    """Count the statements of a step, apart from those that number new meetings."""
    with queries:
        step()
    return sum(not one.startswith("INSERT INTO meetings ") for one in queries.statements)


def test_many_meetings_take_as_many_statements_as_a_few(
    session: Session, show: Show, queries: QueryCounter
) -> None:
    counts = []
    for pairs in (2, MANY):
        session.expire_all()
        new, moved = (plan_of(session, show, pairs, slot) for slot in (0, 1))
        steps: list[Callable[[], object]] = [
            lambda plan=new: show.publish(session, plan),  # type: ignore[misc]
            lambda plan=moved: show.publish(session, plan),  # type: ignore[misc]
            lambda: show.undo(session),
            lambda: show.undo(session),
        ]
        counts.append([counted(queries, step) for step in steps])

    assert counts[0] == counts[1]
    assert max(counts[0]) < 60


def test_each_of_many_meetings_has_its_entry_and_each_person_one_notice(
    session: Session, show: Show
) -> None:
    show.publish(session, plan_of(session, show, MANY, 0))
    show.publish(session, plan_of(session, show, MANY, 1))

    query = sa.select(AuditEntry.action, sa.func.count(AuditEntry.object_id.distinct())).where(
        AuditEntry.object_kind == "meeting"
    )
    assert dict(iter(session.execute(query.group_by(AuditEntry.action)))) == {
        arranging.ARRANGED.text: MANY,
        arranging.MOVED.text: MANY,
    }
    assert [len(notices(session, side)) for side in show.sides] == [2] * 2 * MANY
    assert {time for _pair, time, _table in timetable(session, show)} == {1}


def moved_while_called_off(database: Database) -> tuple[Exception | None, MeetingState]:
    """Publish a plan that moves a meeting while one side is calling it off; return what came."""
    with database.session() as session:
        show = make_show(session)
        show.publish(session, show.plan(session, (0, 1, 0, 0)))
        plan_id = show.plan(session, (0, 1, 1, 1)).id
        meeting_id = session.scalars(sa.select(Meeting.id)).one()
        session.commit()

    def call_off(session: Session) -> None:
        meeting = session.get_one(Meeting, meeting_id)
        cancel_meeting(session, meeting, actor=show.sides[0].actor, at=NOW, reason="Ill")

    def move() -> Exception | None:
        with database.session() as session:
            try:
                show.publish(session, session.get_one(Plan, plan_id))
            except (MeetingChangedError, PlanHinderedError) as error:
                return error
            session.commit()
        return None

    came = meeting_half_way(database, call_off, move)
    with database.session() as session:
        return came, session.get_one(Meeting, meeting_id).state


def test_a_meeting_called_off_at_this_moment_is_not_moved(race_database: Database) -> None:
    came, state = moved_while_called_off(race_database)

    waited = race_database.dialect == "postgresql"
    assert isinstance(came, MeetingChangedError if waited else PlanHinderedError)
    assert state is MeetingState.CANCELLED


def test_without_looking_once_more_it_would_be_moved(
    race_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    if race_database.dialect == "sqlite":
        pytest.skip("On SQLite one writes after the other: nobody runs into anybody.")
    monkeypatch.setattr(arranging, "_hold", lambda _session, _steps: None)

    came, state = moved_while_called_off(race_database)

    assert (came, state) == (None, MeetingState.CONFIRMED)
