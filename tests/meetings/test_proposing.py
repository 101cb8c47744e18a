"""Proposing another time for a request or a meeting."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from matchmaking.core.errors import ChangedMeanwhileError
from matchmaking.expo.values import PlaceKind
from matchmaking.meetings import queries, services
from matchmaking.meetings.errors import (
    NotOnTheTeamError,
    RequestExpiredError,
    SlotNotOfferedError,
    TimeNotProposedError,
)
from matchmaking.meetings.services.settling import settle
from matchmaking.meetings.values import Act, MeetingState
from tests.factories.expo import NOW, make_hall, make_place, make_walk, venue_time
from tests.factories.meetings import ask, confirmed, make_scene, make_side, propose
from tests.meetings import busy, held_by, notices_of

TWO, THREE, FOUR = (venue_time(5, hour) for hour in (14, 15, 16))
S = MeetingState


def test_until_it_is_answered_the_meeting_keeps_its_time_and_its_place(session: Session) -> None:
    scene = make_scene(session)
    meeting = confirmed(session, scene)

    propose(session, meeting, scene.asker)

    assert (meeting.state, meeting.starts_at, meeting.place) == (S.CONFIRMED, TWO, scene.tables[0])
    assert held_by(session, scene) == {
        "asker": ["14:00", "15:00"],
        "asked": ["14:00"],
        "table 0": ["14:00"],
    }


def test_the_other_side_is_told_with_what_is_said_about_it(session: Session) -> None:
    scene = make_scene(session)
    meeting = confirmed(session, scene)

    propose(session, meeting, scene.asker, message="Our train is late.")

    assert notices_of(session, scene.asked)[-1] == (
        f"{scene.asker.participation.label} proposes 2019-11-05 07:00:00+00:00 instead of "
        "2019-11-05 06:00:00+00:00 for your meeting. Answer until 2019-11-05 05:40:00+00:00. "
        "They say: “Our train is late.”"
    )


def test_a_request_with_another_time_can_still_be_confirmed_as_it_was(session: Session) -> None:
    scene = make_scene(session)
    meeting = ask(session, scene)
    propose(session, meeting, scene.asked)

    services.confirm_meeting(session, meeting, actor=scene.asked.actor, at=NOW)

    assert (meeting.starts_at, meeting.proposed) == (TWO, None)
    assert held_by(session, scene) == {"asker": ["14:00"], "asked": ["14:00"], "table 0": ["14:00"]}


def test_whoever_proposes_takes_it_back(session: Session) -> None:
    scene = make_scene(session)
    meeting = confirmed(session, scene)
    propose(session, meeting, scene.asker)

    services.take_time_back(session, meeting, actor=scene.asker.actor, at=NOW)

    assert (meeting.starts_at, meeting.proposed) == (TWO, None)
    assert held_by(session, scene) == {"asker": ["14:00"], "asked": ["14:00"], "table 0": ["14:00"]}
    assert "no longer proposes" in notices_of(session, scene.asked)[-1]


def test_the_other_side_takes_nothing_back(session: Session) -> None:
    scene = make_scene(session)
    meeting = confirmed(session, scene)
    propose(session, meeting, scene.asker)

    with pytest.raises(TimeNotProposedError):
        services.take_time_back(session, meeting, actor=scene.asked.actor, at=NOW)


def test_another_proposal_takes_the_place_of_the_first(session: Session) -> None:
    scene = make_scene(session)
    meeting = confirmed(session, scene)
    propose(session, meeting, scene.asker)

    propose(session, meeting, scene.asked, starts_at=FOUR)

    assert meeting.proposed is not None
    assert meeting.proposed.by_id == scene.asked.participation.id
    assert held_by(session, scene) == {
        "asker": ["14:00"],
        "asked": ["14:00", "16:00"],
        "table 0": ["14:00"],
    }


def test_only_times_free_for_both_are_offered(session: Session) -> None:
    scene = make_scene(session)
    meeting = confirmed(session, scene)
    other = ask(
        session, scene, asker=scene.asked, asked=make_side(session, scene.edition), starts_at=THREE
    )

    with pytest.raises(SlotNotOfferedError) as caught:
        propose(session, meeting, scene.asker)

    assert other.slot not in caught.value.alternatives
    assert meeting.slot not in caught.value.alternatives
    assert len(caught.value.alternatives) == 3


def test_the_meeting_is_not_in_its_own_way(session: Session) -> None:
    """Between two halls an hour apart nothing else could be before or after it."""
    scene = make_scene(session)
    far = make_hall(session, scene.edition)
    make_walk(session, scene.hall, far, 45)
    booth = make_place(session, scene.edition, kind=PlaceKind.BOOTH, hall=far)
    scene.asked.participation.booth = booth
    meeting = confirmed(session, scene)
    assert meeting.place == booth
    scene.asked.participation.booth = None
    session.flush()

    starts = [
        one.slot.starts_at
        for one in queries.other_times(session, meeting, scene.asker.participation.id, at=NOW)
    ]

    assert venue_time(5, 14, 30) in starts


def test_what_is_proposed_already_is_not_offered_again(session: Session) -> None:
    scene = make_scene(session)
    meeting = confirmed(session, scene)
    propose(session, meeting, scene.asker)

    for side in (scene.asker, scene.asked):
        with pytest.raises(SlotNotOfferedError):
            propose(session, meeting, side)


def test_nobody_of_another_team_comes(session: Session) -> None:
    scene = make_scene(session)
    meeting = confirmed(session, scene)

    with pytest.raises(NotOnTheTeamError):
        propose(session, meeting, scene.asker, representative_id=scene.asked.person.id)


def test_an_expired_request_gets_no_other_time(session: Session) -> None:
    scene = make_scene(session)
    meeting = ask(session, scene)

    with pytest.raises(RequestExpiredError):
        propose(session, meeting, scene.asked, at=meeting.expires_at)


def test_a_request_waits_as_long_as_the_time_proposed_for_it(session: Session) -> None:
    scene = make_scene(session)
    meeting = ask(session, scene)
    later = NOW + timedelta(minutes=20)

    propose(session, meeting, scene.asked, at=later)

    assert meeting.proposed is not None
    assert meeting.expires_at == meeting.proposed.until == later + timedelta(hours=1)


def test_a_time_nobody_answers_lapses_and_everything_stays(session: Session) -> None:
    scene = make_scene(session)
    meeting = confirmed(session, scene)
    propose(session, meeting, scene.asker)
    until = meeting.proposed_until or NOW

    assert services.expire_overdue(session, at=until - timedelta(seconds=1)) == 0
    assert services.expire_overdue(session, at=until) == 1

    session.refresh(meeting)
    assert (meeting.state, meeting.starts_at, meeting.proposed) == (S.CONFIRMED, TWO, None)
    assert held_by(session, scene) == {"asker": ["14:00"], "asked": ["14:00"], "table 0": ["14:00"]}
    assert "did not say in time" in notices_of(session, scene.asker)[-1]


@pytest.mark.parametrize("step", ["cancel", "withdraw", "decline", "expire", "supersede"])
def test_whatever_closes_a_meeting_ends_what_was_proposed_for_it(
    session: Session, step: str
) -> None:
    scene = make_scene(session)
    meeting = confirmed(session, scene) if step == "cancel" else ask(session, scene)
    propose(session, meeting, scene.asked)
    if step == "cancel":
        services.cancel_meeting(session, meeting, actor=scene.asker.actor, at=NOW, reason="Ill.")
    elif step == "withdraw":
        services.withdraw_request(session, meeting, actor=scene.asker.actor, at=NOW)
    elif step == "decline":
        services.decline_meeting(session, meeting, actor=scene.asked.actor, at=NOW)
    elif step == "expire":
        services.expire_request(session, meeting, at=meeting.expires_at)
    else:
        rival = ask(session, scene, asker=make_side(session, scene.edition))
        services.confirm_meeting(session, rival, actor=scene.asked.actor, at=NOW)

    session.refresh(meeting)
    assert meeting.proposed is None
    assert [one for one in busy(session) if one[2] == THREE] == []


def test_somebody_elses_change_in_between_is_not_overwritten(session: Session) -> None:
    scene = make_scene(session)
    meeting = confirmed(session, scene)
    stale = meeting.version
    propose(session, meeting, scene.asker)
    meeting.__dict__["version"] = stale

    with pytest.raises(ChangedMeanwhileError):
        settle(session, meeting, Act.KEEP)
