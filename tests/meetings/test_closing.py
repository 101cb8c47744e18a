"""Taking back, calling off, expiring, reporting, and sending a colleague."""

from datetime import timedelta
from itertools import product

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.accounts.values import Role
from matchmaking.core.errors import ChangedMeanwhileError
from matchmaking.meetings import services
from matchmaking.meetings.errors import (
    AlreadyBegunError,
    ComesAlreadyError,
    MeetingNotOpenError,
    NotOnTheTeamError,
    NotOverYetError,
    PersonNotFreeError,
    ReasonNeededError,
)
from matchmaking.meetings.jobs import expire_requests
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.services.settling import settle
from matchmaking.meetings.values import TRANSITIONS, Act, MeetingState, OtherTime, outcome
from tests.factories.accounts import make_team_member
from tests.factories.enterprises import make_representative
from tests.factories.expo import NOW, venue_time
from tests.factories.meetings import (
    Scene,
    Side,
    ask,
    confirmed,
    make_meeting,
    make_scene,
    make_side,
)
from tests.meetings import busy, notices_of, urgent_to

OVER, LATER = venue_time(5, 14, 30), venue_time(5, 16)
S = MeetingState


def test_withdrawing_frees_the_person_and_tells_the_receiver(session: Session) -> None:
    scene = make_scene(session)
    meeting = ask(session, scene)

    services.withdraw_request(session, meeting, actor=scene.asker.actor, at=NOW)

    assert meeting.state is S.WITHDRAWN
    assert busy(session) == []
    assert notices_of(session, scene.asked)[-1] == (
        f"{scene.asker.participation.label} has taken back the request for "
        "2019-11-05 06:00:00+00:00."
    )


@pytest.mark.parametrize("by", ["asker", "asked"])
def test_either_side_cancels_and_the_other_is_told_why(session: Session, by: str) -> None:
    scene = make_scene(session)
    meeting = confirmed(session, scene)
    side: Side = getattr(scene, by)
    other = scene.asked if by == "asker" else scene.asker

    services.cancel_meeting(
        session, meeting, actor=side.actor, at=NOW, reason="Our flight is late."
    )

    assert (meeting.state, meeting.closed_by_id) == (S.CANCELLED, side.participation.id)
    assert meeting.is_late
    assert busy(session) == []
    assert notices_of(session, other)[-1] == (
        f"{side.participation.label} has cancelled your meeting at 2019-11-05 06:00:00+00:00. "
        "They say: “Our flight is late.”"
    )


@pytest.mark.parametrize("hours, is_urgent", [(1, True), (25, True), (26, False)])
def test_word_of_a_cancelled_meeting_is_urgent_on_its_last_day(
    session: Session, hours: int, *, is_urgent: bool
) -> None:
    scene = make_scene(session)
    meeting = confirmed(session, scene)
    at = meeting.starts_at - timedelta(hours=hours) + timedelta(minutes=1)

    services.cancel_meeting(session, meeting, actor=scene.asker.actor, at=at, reason="Ill.")

    assert urgent_to(session, scene.asked)[-1] is is_urgent


def test_two_hours_before_no_reason_is_needed(session: Session) -> None:
    scene = make_scene(session)
    meeting = confirmed(session, scene)
    in_time = meeting.starts_at - timedelta(hours=2)

    services.cancel_meeting(session, meeting, actor=scene.asker.actor, at=in_time)

    assert (meeting.state, meeting.is_late, meeting.close_reason) == (S.CANCELLED, False, "")


def test_later_than_that_a_reason_is_needed(session: Session) -> None:
    scene = make_scene(session)
    meeting = confirmed(session, scene)
    late = meeting.starts_at - timedelta(hours=2) + timedelta(seconds=1)

    with pytest.raises(ReasonNeededError, match="less than 2 hours") as caught:
        services.cancel_meeting(session, meeting, actor=scene.asker.actor, at=late)

    assert caught.value.field == "reason"
    assert meeting.state is S.CONFIRMED


def test_what_has_begun_is_not_cancelled(session: Session) -> None:
    scene = make_scene(session)
    meeting = confirmed(session, scene)

    with pytest.raises(AlreadyBegunError):
        services.cancel_meeting(
            session, meeting, actor=scene.asker.actor, at=meeting.starts_at, reason="Late."
        )


def test_overdue_requests_expire_and_their_senders_are_told(session: Session) -> None:
    scene = make_scene(session)
    due, open_one = ask(session, scene), make_side(session, scene.edition)
    kept = ask(
        session, scene, asker=open_one, starts_at=venue_time(5, 15), at=NOW + timedelta(1 / 48)
    )

    count = services.expire_overdue(session, at=due.expires_at)

    assert (count, due.state, kept.state) == (1, S.EXPIRED, S.REQUESTED)
    assert busy(session) == [("person", open_one.person.id, venue_time(5, 15))]
    assert notices_of(session, scene.asker) == [
        (
            f"{scene.asked.participation.label} did not answer your request for "
            "2019-11-05 06:00:00+00:00 in time. Your time is free again: ask for another one."
        )
    ]


def test_a_request_does_not_expire_before_its_deadline(session: Session) -> None:
    scene = make_scene(session)
    meeting = ask(session, scene)

    expired = services.expire_request(
        session, meeting, at=meeting.expires_at - timedelta(seconds=1)
    )

    assert (expired, meeting.state) == (False, S.REQUESTED)


def test_the_job_expires_in_its_own_transaction(session: Session) -> None:
    scene = make_scene(session)
    meeting = ask(session, scene)
    connection = session.connection()

    count = expire_requests(
        lambda: Session(connection, join_transaction_mode="create_savepoint"), meeting.expires_at
    )

    session.refresh(meeting)
    assert (count, meeting.state) == (1, S.EXPIRED)


@pytest.mark.parametrize(
    "requester_met, receiver_met, state",
    [
        (None, None, S.CONFIRMED),
        (True, None, S.HELD),
        (None, True, S.HELD),
        (True, True, S.HELD),
        (False, None, S.NO_SHOW),
        (None, False, S.NO_SHOW),
        (False, False, S.DISPUTED),
        (True, False, S.DISPUTED),
        (False, True, S.DISPUTED),
    ],
)
def test_what_a_meeting_became_follows_from_the_two_reports(
    *, requester_met: bool | None, receiver_met: bool | None, state: MeetingState
) -> None:
    assert outcome(requester_met, receiver_met) is state


def test_either_side_reports_and_may_correct_itself(session: Session) -> None:
    scene = make_scene(session)
    meeting = confirmed(session, scene)
    states = []

    for side, met in ((scene.asker, True), (scene.asked, False), (scene.asked, True)):
        services.report_attendance(session, meeting, actor=side.actor, met=met, at=OVER)
        states.append(meeting.state)

    assert states == [S.HELD, S.DISPUTED, S.HELD]
    assert "reports otherwise than you" in notices_of(session, scene.asker)[-1]


def test_a_side_said_to_have_missed_is_told_and_can_object(session: Session) -> None:
    scene = make_scene(session)
    meeting = confirmed(session, scene)

    services.report_attendance(session, meeting, actor=scene.asker.actor, met=False, at=OVER)

    first = meeting.state
    assert "reports that you did not come" in notices_of(session, scene.asked)[-1]
    services.report_attendance(session, meeting, actor=scene.asked.actor, met=True, at=OVER)
    assert (first, meeting.state) == (S.NO_SHOW, S.DISPUTED)


def test_nothing_is_reported_before_the_end(session: Session) -> None:
    scene = make_scene(session)
    meeting = confirmed(session, scene)

    with pytest.raises(NotOverYetError):
        services.report_attendance(
            session,
            meeting,
            actor=scene.asker.actor,
            met=True,
            at=meeting.ends_at - timedelta(seconds=1),
        )


@pytest.mark.parametrize("by", ["asker", "asked"])
def test_a_colleague_takes_over_and_the_other_side_is_told(session: Session, by: str) -> None:
    scene = make_scene(session)
    meeting = confirmed(session, scene)
    side: Side = getattr(scene, by)
    other = scene.asked if by == "asker" else scene.asker
    colleague = make_representative(session, side.participation)

    services.reassign(session, meeting, actor=side.actor, representative_id=colleague.id, at=NOW)

    people = {key for kind, key, _start in busy(session) if kind == "person"}
    assert people == {colleague.id, other.person.id}
    assert notices_of(session, other)[-1] == (
        f"{side.participation.label} sends {colleague.label} to your meeting at "
        "2019-11-05 06:00:00+00:00."
    )


def test_to_send_who_comes_already_is_refused(session: Session) -> None:
    scene = make_scene(session)
    meeting = confirmed(session, scene)
    coming = scene.asker.person

    with pytest.raises(ComesAlreadyError, match=str(coming.label)):
        services.reassign(
            session, meeting, actor=scene.asker.actor, representative_id=coming.id, at=NOW
        )


def test_a_busy_colleague_can_not_take_over(session: Session) -> None:
    scene = make_scene(session)
    meeting = confirmed(session, scene)
    colleague = make_representative(session, scene.asker.participation)
    partner = make_side(session, scene.edition)
    ask(session, scene, asked=partner, representative_id=colleague.id)

    with pytest.raises(PersonNotFreeError, match=f"“{partner.participation.label}”"):
        services.reassign(
            session, meeting, actor=scene.asker.actor, representative_id=colleague.id, at=NOW
        )


def test_nobody_of_the_other_side_can_take_over(session: Session) -> None:
    scene = make_scene(session)
    meeting = confirmed(session, scene)
    stranger = make_side(session, scene.edition)

    with pytest.raises(NotOnTheTeamError):
        services.reassign(
            session,
            meeting,
            actor=scene.asker.actor,
            representative_id=stranger.person.id,
            at=NOW,
        )


def test_a_request_has_nobody_to_replace_on_the_side_that_was_asked(session: Session) -> None:
    scene = make_scene(session)
    meeting = ask(session, scene)

    with pytest.raises(NotOnTheTeamError):
        services.reassign(
            session,
            meeting,
            actor=scene.asked.actor,
            representative_id=scene.asked.person.id,
            at=NOW,
        )


def take(session: Session, act: Act, meeting: Meeting, scene: Scene) -> None:
    """Do one thing to a meeting, whatever its state."""
    asker, asked = scene.asker.actor, scene.asked.actor
    person = make_representative(session, scene.asker.participation).id
    steps = {
        Act.CONFIRM: lambda: services.confirm_meeting(session, meeting, actor=asked, at=NOW),
        Act.DECLINE: lambda: services.decline_meeting(session, meeting, actor=asked, at=NOW),
        Act.WITHDRAW: lambda: services.withdraw_request(session, meeting, actor=asker, at=NOW),
        Act.CANCEL: lambda: services.cancel_meeting(
            session, meeting, actor=asker, at=NOW, reason="Why."
        ),
        Act.REASSIGN: lambda: services.reassign(
            session, meeting, actor=asker, representative_id=person, at=NOW
        ),
        Act.REPORT: lambda: services.report_attendance(
            session, meeting, actor=asker, met=True, at=OVER
        ),
        Act.PROPOSE: lambda: services.propose_time(
            session, meeting, OtherTime(LATER), actor=asker, at=NOW
        ),
        Act.MOVE: lambda: services.accept_time(session, meeting, LATER, actor=asked, at=NOW),
        Act.KEEP: lambda: services.take_time_back(session, meeting, actor=asker, at=NOW),
    }
    steps[act]()


STEPS = [act for act in Act if act not in {Act.EXPIRE, Act.SUPERSEDE}]


@pytest.mark.parametrize("state, act", list(product(S, STEPS)))
def test_each_step_is_possible_in_its_states_only(
    session: Session, state: MeetingState, act: Act
) -> None:
    scene = make_scene(session)
    meeting = make_meeting(
        session,
        scene.edition,
        requester=scene.asker.participation,
        receiver=scene.asked.participation,
        requester_representative=scene.asker.person,
        receiver_representative_id=scene.asked.person.id,
        block=scene.block,
        place_id=scene.tables[0].id,
        state=state,
    )

    if state in TRANSITIONS[act]:
        if act in {Act.MOVE, Act.KEEP}:
            take(session, Act.PROPOSE, meeting, scene)
        take(session, act, meeting, scene)
    else:
        with pytest.raises(MeetingNotOpenError) as caught:
            take(session, act, meeting, scene)
        assert (caught.value.state, meeting.state) == (state, state)


@pytest.mark.parametrize("state", [state for state in S if state is not S.REQUESTED])
def test_only_open_requests_expire(session: Session, state: MeetingState) -> None:
    scene = make_scene(session)
    meeting = make_meeting(
        session,
        scene.edition,
        requester=scene.asker.participation,
        receiver=scene.asked.participation,
        requester_representative=scene.asker.person,
        receiver_representative_id=scene.asked.person.id,
        block=scene.block,
        place_id=scene.tables[0].id,
        state=state,
    )

    assert services.expire_request(session, meeting, at=OVER) is False


def test_somebody_elses_change_in_between_is_noticed(session: Session) -> None:
    scene = make_scene(session)
    meeting = ask(session, scene)
    session.execute(
        sa.update(Meeting)
        .values(version=Meeting.version + 1)
        .execution_options(synchronize_session=False)
    )

    with pytest.raises(ChangedMeanwhileError):
        settle(session, meeting, Act.DECLINE, state=S.DECLINED)


def test_a_member_without_a_person_answers_for_the_team(session: Session) -> None:
    scene = make_scene(session)
    meeting = ask(session, scene)
    member = make_team_member(session, scene.asked.participation, role=Role.ENTERPRISE_MEMBER)
    side = Side(scene.asked.participation, scene.asked.person, member)

    services.confirm_meeting(session, meeting, actor=side.actor, at=NOW)

    assert meeting.receiver_representative == scene.asked.person
