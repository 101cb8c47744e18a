"""What a plan locks: publishing locks what stands, undoing unlocks it again."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.timetables.models import ArrangedMeeting
from matchmaking.timetables.queries.differences import difference_of
from tests.factories.expo import NOW
from tests.timetables.published import make_show, notices, row_of
from tests.timetables.test_publishing import meeting_of


def test_locks_of_a_plan_hold_what_stands(session: Session) -> None:
    show = make_show(session)
    plan = show.plan(session, (0, 1, 0, 0), (2, 3, 0, 1))
    row_of(session, plan, show, 0, 1).is_locked = True
    session.flush()

    show.publish(session, plan)

    locked = session.scalars(
        sa.select(ArrangedMeeting.meeting_id).where(ArrangedMeeting.is_locked)
    ).all()
    assert locked == [meeting_of(session, show, 0, 1).id]


def test_a_plan_that_only_locks_is_published_and_nobody_told(session: Session) -> None:
    show = make_show(session)
    show.publish(session, show.plan(session, (0, 1, 0, 0)))
    copy = show.plan(session, (0, 1, 0, 0))
    row_of(session, copy, show, 0, 1).is_locked = True
    session.flush()

    difference = difference_of(session, copy, at=NOW)
    show.publish(session, copy)

    assert (difference.changes, len(difference.relocked)) == ([], 1)
    assert session.scalars(sa.select(ArrangedMeeting.is_locked)).all() == [True]
    assert len(notices(session, show.sides[0])) == 1


def test_undoing_locks_and_unlocks_what_stands_as_before(session: Session) -> None:
    show = make_show(session)
    for locked, other in (((0, 1), (2, 3)), ((2, 3), (0, 1))):
        plan = show.plan(session, (0, 1, 0, 0), (2, 3, 0, 1), *[(0, 2, 2, 0)][show.numbers - 1 :])
        row_of(session, plan, show, *locked).is_locked = True
        row_of(session, plan, show, *other).is_locked = False
        session.flush()
        show.publish(session, plan)

    show.undo(session)

    query = sa.select(ArrangedMeeting.meeting_id).where(ArrangedMeeting.is_locked)
    assert session.scalars(query).all() == [meeting_of(session, show, 0, 1).id]
