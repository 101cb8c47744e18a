"""Publishing while the round's meetings take place: what has been stays, what is to come counts."""

from datetime import datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.meetings.models import Meeting
from matchmaking.meetings.values import MeetingState
from matchmaking.timetables.models import Publication
from matchmaking.timetables.queries.differences import difference_of, standing_pairs
from matchmaking.timetables.queries.publications import in_force
from matchmaking.timetables.services.publishing import publish
from matchmaking.timetables.services.undoing import undo
from matchmaking.timetables.values import Change
from tests.factories.expo import venue_time
from tests.factories.meetings import make_meeting
from tests.timetables.published import Show, make_show, seats, slot, timetable

AFTER_TWO = venue_time(5, 14, 45)


def first_of(session: Session) -> Meeting:
    """Return the earliest meeting."""
    return session.scalars(sa.select(Meeting).order_by(Meeting.starts_at, Meeting.id)).first() or (
        pytest.fail("none")
    )


def reported(session: Session, state: MeetingState) -> Show:
    """Publish a plan of two meetings, of which the first has been."""
    show = make_show(session)
    show.publish(session, show.plan(session, (0, 1, 0, 0), (2, 3, 3, 1)))
    first_of(session).state = state
    session.flush()
    return show


def put_in_force(
    session: Session, show: Show, at: datetime, *rows: tuple[int, int, int, int]
) -> Publication:
    """Publish a plan at a later time."""
    standing = in_force(session, show.round.id)
    plan = show.plan(session, *rows)
    return publish(session, plan, actor=show.actor, at=at, seen=standing.id if standing else 0)


@pytest.mark.parametrize("state", [MeetingState.HELD, MeetingState.NO_SHOW, MeetingState.DISPUTED])
def test_a_meeting_that_has_been_is_in_no_plans_way(session: Session, state: MeetingState) -> None:
    show = reported(session, state)

    put_in_force(session, show, AFTER_TWO, (0, 1, 0, 0), (2, 3, 4, 1))

    assert timetable(session, show) == seats((2, 3, 4, 1))
    assert first_of(session).state is state


@pytest.mark.parametrize("state", [MeetingState.HELD, MeetingState.DISPUTED])
def test_who_have_met_meanwhile_are_not_sent_to_meet_again(
    session: Session, state: MeetingState
) -> None:
    show = reported(session, state)

    put_in_force(session, show, AFTER_TWO, (0, 1, 4, 0), (2, 3, 4, 1))

    assert timetable(session, show) == seats((2, 3, 4, 1))


def test_who_missed_each_other_may_be_given_another_time(session: Session) -> None:
    show = reported(session, MeetingState.NO_SHOW)

    put_in_force(session, show, AFTER_TWO, (0, 1, 4, 0), (2, 3, 4, 1))

    assert timetable(session, show) == seats((0, 1, 4, 0), (2, 3, 4, 1))


def test_a_request_since_the_meeting_counts_for_the_pair(session: Session) -> None:
    show = reported(session, MeetingState.NO_SHOW)
    asked = make_meeting(
        session,
        show.edition,
        requester=show.sides[0].participation,
        receiver=show.sides[1].participation,
        starts_at=slot(5).starts_at,
        ends_at=slot(5).ends_at,
    )
    plan = show.plan(session, (0, 1, 4, 0), (2, 3, 3, 1))

    difference = difference_of(session, plan, at=AFTER_TWO)

    [answered] = difference.changes
    assert (answered.change, answered.stand and answered.stand.meeting_id) == (
        Change.ADDED,
        asked.id,
    )


def test_a_plans_grid_marks_who_have_met(session: Session) -> None:
    show = reported(session, MeetingState.HELD)
    plan = show.plan(session, (0, 1, 0, 0))

    assert standing_pairs(session, plan) == {first_of(session).pair_key}


def test_undoing_brings_no_meeting_back_to_who_have_met_since(session: Session) -> None:
    show = make_show(session)
    show.publish(session, show.plan(session, (0, 1, 4, 0)))
    put_in_force(session, show, venue_time(5, 9), (2, 3, 0, 1))
    sides = [show.sides[number].participation for number in (0, 1)]
    make_meeting(
        session,
        show.edition,
        requester=sides[0],
        receiver=sides[1],
        receiver_representative=show.sides[1].person,
        place=show.tables[2],
        state=MeetingState.HELD,
    )
    standing = in_force(session, show.round.id)
    assert standing is not None

    undo(session, standing, actor=show.actor, at=venue_time(5, 13), rest=True)

    assert timetable(session, show) == set()
