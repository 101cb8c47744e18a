"""A plan in force: all of it or nothing, each person told once, and taken back again."""

from datetime import datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.accounts.values import Role
from matchmaking.audit.queries import history_of
from matchmaking.core.wording import Name
from matchmaking.enterprises.values import ParticipationState
from matchmaking.expo.models import Occupancy
from matchmaking.expo.services import occupy
from matchmaking.expo.values import Holder, HolderKind, Resource, ResourceKind
from matchmaking.meetings import services
from matchmaking.meetings.models import Meeting, Veto
from matchmaking.meetings.values import MeetingState
from matchmaking.timetables.errors import (
    HypotheticalPlanError,
    NothingToUndoError,
    PlanHinderedError,
    PlanInForceError,
    PlanNotReadyError,
    PublishedMeanwhileError,
    UndoHinderedError,
)
from matchmaking.timetables.models import Absence, ArrangedMeeting, Publication, PublishedChange
from matchmaking.timetables.queries.differences import difference_of
from matchmaking.timetables.queries.publications import in_force
from matchmaking.timetables.queries.undoing import undoing_of
from matchmaking.timetables.services.publishing import publish
from matchmaking.timetables.values import Change, PlanState
from tests.factories.accounts import make_grant
from tests.factories.expo import NOW, venue_time
from tests.factories.meetings import Scene, ask
from tests.factories.timetables import make_planned, make_wish_list
from tests.meetings import urgent_to
from tests.timetables.published import Show, make_show, notices, row_of, seats, slot, timetable


def take(session: Session, show: Show, side: int, number: int, what: str) -> None:
    """Let somebody book a seat at something else."""
    person = Resource(ResourceKind.PERSON, show.sides[side].person.id)
    holder = Holder(HolderKind.REGISTRATION, 900 + number)
    occupy(session, [person], slot(number), holder, what=Name(what, what))


def hindrances(session: Session, show: Show, *rows: tuple[int, int, int, int]) -> list[str]:
    """Return what stands in the way of a plan, in words."""
    plan = show.plan(session, *rows)
    return [str(one.sentence) for one in difference_of(session, plan, at=NOW).hindrances]


def meeting_of(session: Session, show: Show, one: int, other: int) -> Meeting:
    """Return the newest meeting of two sides."""
    keys = {show.sides[one].participation.id, show.sides[other].participation.id}
    query = sa.select(Meeting).where(Meeting.requester_id.in_(keys), Meeting.receiver_id.in_(keys))
    return session.scalars(query.order_by(Meeting.id.desc())).first() or pytest.fail("none")


def test_a_published_plan_stands_and_everybody_is_told_once(session: Session) -> None:
    show = make_show(session)
    plan = show.plan(session, (0, 1, 0, 0), (0, 2, 1, 0), (2, 3, 0, 1))

    publication = show.publish(session, plan)

    assert timetable(session, show) == seats((0, 1, 0, 0), (0, 2, 1, 0), (2, 3, 0, 1))
    assert publication.published_by_id == show.organiser.account_id
    assert [len(notices(session, side)) for side in show.sides] == [1, 1, 1, 1]
    (told,) = notices(session, show.sides[0])
    assert told.startswith(
        "The timetable of “Matchmaking on 5 November” stands: you have 2 meetings. Changed: 2 new"
    )
    assert "Hida 2019-11-05 06:00:00+00:00 (new), Kauri 2019-11-05 06:30:00+00:00 (new)." in told
    assert [deed.action for deed in history_of(session, ("plan", plan.id))] == [
        "published the plan"
    ]
    assert row_of(session, plan, show, 0, 1).meeting_id == meeting_of(session, show, 0, 1).id


def test_who_acts_for_two_enterprises_is_told_of_both_by_name(session: Session) -> None:
    show = make_show(session)
    agent, second = show.sides[0], show.sides[2]
    make_grant(
        session,
        Role.ENTERPRISE_ADMIN,
        show.edition,
        account=agent.grant.account,
        participation_id=second.participation.id,
    )

    show.publish(session, show.plan(session, (0, 1, 0, 0), (2, 3, 0, 1)))

    told = notices(session, agent)
    assert [sentence.split(": The timetable")[0] for sentence in told] == ["Adler", "Kauri"]


def test_the_next_plan_adds_moves_and_removes(session: Session) -> None:
    show = make_show(session)
    show.publish(session, show.plan(session, (0, 1, 0, 0), (0, 2, 1, 0), (2, 3, 0, 1)))
    plan = show.plan(session, (0, 1, 0, 0), (0, 2, 2, 0), (1, 3, 1, 0))

    difference = difference_of(session, plan, at=NOW)
    show.publish(session, plan)

    assert [difference.count(kind) for kind in (*Change, None)] == [1, 1, 1, 1]
    assert timetable(session, show) == seats((0, 1, 0, 0), (0, 2, 2, 0), (1, 3, 1, 0))
    assert "you have 2 meetings. Changed: 1 moved – Kauri" in notices(session, show.sides[0])[1]
    assert "Changed: 1 new, 1 called off –" in notices(session, show.sides[3])[1]
    gone = meeting_of(session, show, 2, 3)
    assert gone.state is MeetingState.CANCELLED
    assert gone.closed_by_id is None


def test_word_of_what_moves_or_is_called_off_today_is_urgent(session: Session) -> None:
    show = make_show(session)
    show.publish(session, show.plan(session, (0, 1, 0, 0), (2, 3, 0, 1)))

    show.publish(session, show.plan(session, (0, 1, 1, 0), (0, 2, 2, 0)))

    # New, then moved and new; new, then called off.
    assert [urgent_to(session, show.sides[n]) for n in (0, 3)] == [[False, True], [False, True]]


def test_word_of_new_meetings_alone_can_wait(session: Session) -> None:
    show = make_show(session)
    show.publish(session, show.plan(session, (0, 1, 0, 0)))

    show.publish(session, show.plan(session, (0, 1, 0, 0), (2, 3, 0, 1)))

    assert [urgent_to(session, side) for side in show.sides] == [[False]] * 4


def test_two_meetings_swap_their_seats(session: Session) -> None:
    show = make_show(session, tables=1)
    show.publish(session, show.plan(session, (0, 1, 0, 0), (2, 3, 1, 0)))

    show.publish(session, show.plan(session, (0, 1, 1, 0), (2, 3, 0, 0)))

    assert timetable(session, show) == seats((0, 1, 1, 0), (2, 3, 0, 0))


def test_publishing_twice_does_nothing_twice(session: Session) -> None:
    show = make_show(session)
    plan = show.plan(session, (0, 1, 0, 0))
    show.publish(session, plan)

    with pytest.raises(PlanInForceError):
        show.publish(session, plan)
    with pytest.raises(PlanInForceError):
        publish(session, plan, actor=show.actor, at=NOW, seen=0)

    assert session.scalar(sa.select(sa.func.count()).select_from(Publication)) == 1
    assert [len(notices(session, side)) for side in show.sides[:2]] == [1, 1]


def test_who_has_seen_something_older_publishes_nothing(session: Session) -> None:
    show = make_show(session)
    show.publish(session, show.plan(session, (0, 1, 0, 0)))
    other = show.plan(session, (0, 1, 1, 0))

    with pytest.raises(PublishedMeanwhileError) as refused:
        publish(session, other, actor=show.actor, at=NOW, seen=0)

    assert "published plan 1 at" in str(refused.value)
    assert timetable(session, show) == seats((0, 1, 0, 0))


def test_a_plan_still_sought_is_not_published(session: Session) -> None:
    show = make_show(session)

    with pytest.raises(PlanNotReadyError):
        show.publish(session, show.plan(session, (0, 1, 0, 0), state=PlanState.RUNNING))


def test_a_table_there_is_not_has_to_be_put_up_first(session: Session) -> None:
    show = make_show(session)
    plan = show.plan(session, (0, 1, 0, 0))
    row = row_of(session, plan, show, 0, 1)
    row.extra_hall_id, row.place_id = show.tables[0].hall_id, None
    session.flush()

    with pytest.raises(HypotheticalPlanError) as refused:
        show.publish(session, plan)

    assert f"1 more table in hall {show.tables[0].hall.code}" in str(refused.value)


def test_what_was_booked_meanwhile_is_named_and_nothing_published(session: Session) -> None:
    show = make_show(session)
    plan = show.plan(session, (0, 1, 0, 0), (2, 3, 0, 1))
    take(session, show, 1, 0, "Forum")

    with pytest.raises(PlanHinderedError):
        show.publish(session, plan)

    assert timetable(session, show) == set()
    (hindrance,) = difference_of(session, plan, at=NOW).hindrances
    assert "already has “Forum”" in str(hindrance.sentence)
    assert set(hindrance.shift.sides) == {one.participation.id for one in show.sides[:2]}


def test_a_closed_table_is_named(session: Session) -> None:
    show = make_show(session)
    show.tables[0].is_open = False
    session.flush()

    assert hindrances(session, show, (0, 1, 0, 0)) == [
        f"Place {show.tables[0].code} in hall {show.tables[0].hall.code} is closed."
    ]


def test_who_withdrew_is_named(session: Session) -> None:
    show = make_show(session)
    show.sides[1].participation.state = ParticipationState.WITHDRAWN
    session.flush()

    assert hindrances(session, show, (0, 1, 0, 0)) == ["Hida no longer takes part."]


def test_who_left_the_team_is_named(session: Session) -> None:
    show = make_show(session)
    show.sides[1].person.is_active = False
    session.flush()

    assert hindrances(session, show, (0, 1, 0, 0)) == [
        f"{show.sides[1].person.label} no longer represents Hida."
    ]


def test_a_new_veto_is_named(session: Session) -> None:
    show = make_show(session)
    one, other = (side.participation.id for side in show.sides[:2])
    session.add(Veto(participation_id=other, partner_id=one, made_at=NOW))
    session.flush()

    assert hindrances(session, show, (0, 1, 0, 0)) == [
        "One of the two wants no meeting with the other."
    ]


@pytest.mark.parametrize("sent_at", [NOW, None])
def test_who_can_not_come_is_named_whether_they_handed_in_or_not(
    session: Session, sent_at: datetime | None
) -> None:
    show = make_show(session)
    one = show.sides[0].participation
    listed = make_wish_list(session, show.round, one, sent_at=sent_at)
    listed.absences = [Absence(starts_at=venue_time(5, 13), ends_at=venue_time(5, 14, 15))]
    session.flush()

    assert hindrances(session, show, (0, 1, 0, 0), (0, 2, 1, 0)) == [
        f"{show.sides[0].person.label} can't come at this time."
    ]


def test_a_time_that_is_over_is_named(session: Session) -> None:
    show = make_show(session)
    plan = show.plan(session, (0, 1, 0, 0))

    found = difference_of(session, plan, at=venue_time(5, 14)).hindrances

    assert [str(one.sentence) for one in found] == ["This time is over."]


def test_what_one_side_called_off_is_not_arranged_again_unseen(session: Session) -> None:
    show = make_show(session)
    plan = show.plan(session, (0, 1, 0, 0))
    show.publish(session, plan)
    meeting = meeting_of(session, show, 0, 1)
    services.cancel_meeting(
        session, meeting, actor=show.sides[1].actor, at=NOW, reason="Our truck is late"
    )

    (hindrance,) = difference_of(session, plan, at=NOW).hindrances

    assert str(hindrance.sentence) == "Hida has called this meeting off."


def test_what_two_arranged_themselves_is_left_as_it_is(session: Session) -> None:
    show = make_show(session)
    scene = Scene(
        show.edition, show.tables[0].hall, show.tables, show.round.blocks[0], *show.sides[:2]
    )
    meeting = ask(session, scene, starts_at=slot(3).starts_at)
    services.confirm_meeting(session, meeting, actor=show.sides[1].actor, at=NOW)
    plan = show.plan(session, (0, 1, 0, 0), (2, 3, 0, 1))

    show.publish(session, plan)

    assert timetable(session, show) == seats((0, 1, 3, 0), (2, 3, 0, 1))
    assert session.get(ArrangedMeeting, meeting.id) is None


def test_an_open_request_is_answered_by_the_plan_and_opened_again(session: Session) -> None:
    show = make_show(session)
    scene = Scene(
        show.edition, show.tables[0].hall, show.tables, show.round.blocks[0], *show.sides[:2]
    )
    request = ask(session, scene, starts_at=slot(3).starts_at)

    show.publish(session, show.plan(session, (0, 1, 0, 0)))
    assert timetable(session, show) == seats((0, 1, 0, 0))
    assert request.topic == "Gear boxes"

    show.undo(session)
    assert request.state is MeetingState.REQUESTED
    assert request.starts_at == slot(3).starts_at
    assert session.get(ArrangedMeeting, request.id) is None


def test_undoing_puts_everything_back_and_tells_once(session: Session) -> None:
    show = make_show(session)
    first = show.plan(session, (0, 1, 0, 0), (0, 2, 1, 0), (2, 3, 0, 1))
    show.publish(session, first)
    show.publish(session, show.plan(session, (0, 1, 0, 0), (0, 2, 2, 0), (1, 3, 1, 0)))

    back = show.undo(session)

    assert back.hindrances == ()
    assert timetable(session, show) == seats((0, 1, 0, 0), (0, 2, 1, 0), (2, 3, 0, 1))
    standing = in_force(session, show.round.id)
    assert standing is not None
    assert standing.plan_id == first.id
    assert [len(notices(session, side)) for side in show.sides] == [3, 3, 3, 3]
    assert "is as it was before: you have 2 meetings" in notices(session, show.sides[0])[2]

    show.undo(session)
    assert timetable(session, show) == set()
    assert session.scalar(sa.select(sa.func.count()).select_from(Occupancy)) == 0


def test_where_nothing_can_stand_again_the_plan_stays_in_force(session: Session) -> None:
    show = make_show(session, tables=1)
    show.publish(session, show.plan(session, (0, 1, 0, 0), (2, 3, 1, 0)))
    show.publish(session, show.plan(session, (0, 1, 2, 0), (2, 3, 0, 0)))
    take(session, show, 2, 1, "Forum")

    with pytest.raises(UndoHinderedError):
        show.undo(session)
    assert timetable(session, show) == seats((0, 1, 2, 0), (2, 3, 0, 0))

    standing = in_force(session, show.round.id)
    assert standing is not None

    with pytest.raises(NothingToUndoError):
        show.undo(session, rest=True)

    back, _ground = undoing_of(session, standing, at=NOW)
    reasons = [str(one.sentence) for one in back.hindrances]
    assert "already has “Forum”" in reasons[0]
    assert "there is already “Kauri – Nordlys”" in reasons[1]
    assert timetable(session, show) == seats((0, 1, 2, 0), (2, 3, 0, 0))
    assert in_force(session, show.round.id) == standing


def test_what_has_begun_is_neither_moved_nor_undone(session: Session) -> None:
    show = make_show(session)
    show.publish(session, show.plan(session, (0, 1, 0, 0)))
    plan = show.plan(session, (2, 3, 3, 1))
    later = venue_time(5, 14, 10)

    difference = difference_of(session, plan, at=later)

    assert [one.change for one in difference.shifts] == [None, Change.ADDED]


def test_a_place_for_two_takes_two_meetings(session: Session) -> None:
    show = make_show(session, tables=1)
    show.tables[0].meetings_at_once = 2
    show.publish(session, show.plan(session, (0, 1, 0, 0)))

    other = show.plan(session, (0, 1, 0, 0))
    row_of(session, other, show, 0, 1).unit = 1
    session.flush()
    people = (show.sides[2].person, show.sides[3].person)
    make_planned(session, other, people, show.tables[0])
    show.publish(session, other)

    assert timetable(session, show) == seats((0, 1, 0, 0), (2, 3, 0, 0))


def test_what_a_publication_did_is_kept(session: Session) -> None:
    show = make_show(session)
    show.publish(session, show.plan(session, (0, 1, 0, 0)))
    show.publish(session, show.plan(session, (0, 1, 1, 0)))

    kept = session.scalars(sa.select(PublishedChange).order_by(PublishedChange.id)).all()

    assert [one.change for one in kept] == [Change.ADDED, Change.MOVED]
    assert kept[0].before is None
    assert kept[1].before is not None
    assert kept[1].before["starts_at"] == slot(0).starts_at.isoformat()
