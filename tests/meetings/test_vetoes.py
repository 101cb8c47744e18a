"""Wanting no meetings with somebody."""

import pytest
from sqlalchemy.orm import Session

from matchmaking.meetings import queries, services
from matchmaking.meetings.errors import PartnerNotBookableError, VetoError
from matchmaking.meetings.models import Veto
from matchmaking.meetings.services.requests import Asking
from matchmaking.meetings.values import MeetingState
from tests.browser import Browser
from tests.factories.accounts import make_team_member
from tests.factories.enterprises import make_participation
from tests.factories.expo import NOW, make_edition, venue_time
from tests.factories.meetings import Scene, Side, ask, make_scene
from tests.meetings import busy, notices_of


def veto(session: Session, by: Side, partner: Side, **values: object) -> object:
    return services.veto(
        session, by.actor, by.participation, partner.participation, at=NOW, **values
    )


def test_neither_side_can_ask_the_other(session: Session) -> None:
    scene = make_scene(session)

    veto(session, scene.asker, scene.asked)

    with pytest.raises(VetoError) as own:
        ask(session, scene)
    with pytest.raises(VetoError) as theirs:
        ask(session, scene, asker=scene.asked, asked=scene.asker)
    partner, us = scene.asked.participation.label, scene.asker.participation.label
    assert str(own.value) == (
        f"You want no meetings with {partner}, until you allow them again on the partner's page."
    )
    assert str(theirs.value) == f"Meetings with {us} can't be arranged."
    assert (own.value.rule, own.value.status) == ("veto", 409)


def test_who_vetoed_and_is_vetoed_is_told_of_the_own_one(session: Session) -> None:
    scene = make_scene(session)
    veto(session, scene.asker, scene.asked)
    veto(session, scene.asked, scene.asker)

    with pytest.raises(VetoError) as refused:
        ask(session, scene)

    assert refused.value.is_own


def test_no_times_are_offered_then(session: Session) -> None:
    scene = make_scene(session)
    asking = Asking(scene.asker.actor, scene.asker.participation, scene.asked.participation)
    assert services.obstacle(session, asking, at=NOW) is None

    veto(session, scene.asked, scene.asker)

    assert isinstance(services.obstacle(session, asking, at=NOW), VetoError)


def test_an_own_request_is_taken_back(session: Session) -> None:
    scene = make_scene(session)
    meeting = ask(session, scene)

    assert veto(session, scene.asker, scene.asked) is None

    assert meeting.state is MeetingState.WITHDRAWN
    assert busy(session) == []
    assert "has taken back the request" in notices_of(session, scene.asked)[-1]


def test_a_request_of_theirs_is_declined(session: Session) -> None:
    scene = make_scene(session)
    meeting = ask(session, scene)

    veto(session, scene.asked, scene.asker)

    assert meeting.state is MeetingState.DECLINED
    assert "can't take your meeting" in notices_of(session, scene.asker)[-1]


def test_a_request_that_is_overdue_expires(session: Session) -> None:
    scene = make_scene(session)
    meeting = ask(session, scene)
    late = meeting.expires_at

    services.veto(
        session,
        scene.asked.actor,
        scene.asked.participation,
        scene.asker.participation,
        at=late,
    )

    assert meeting.state is MeetingState.EXPIRED


def test_a_confirmed_meeting_stands_and_is_named(session: Session) -> None:
    scene = make_scene(session)
    meeting = ask(session, scene)
    services.confirm_meeting(session, meeting, actor=scene.asked.actor, at=NOW)

    assert veto(session, scene.asker, scene.asked) is meeting

    assert meeting.state is MeetingState.CONFIRMED


def test_a_request_asked_while_the_veto_was_made_is_never_confirmed(session: Session) -> None:
    scene = make_scene(session)
    meeting = ask(session, scene)
    session.add(
        Veto(
            participation_id=scene.asker.participation.id,
            partner_id=scene.asked.participation.id,
            made_at=NOW,
        )
    )
    session.flush()

    with pytest.raises(VetoError) as refused:
        services.confirm_meeting(session, meeting, actor=scene.asked.actor, at=NOW)

    assert not refused.value.is_own
    assert meeting.state is MeetingState.REQUESTED


def test_a_second_time_changes_nothing(session: Session) -> None:
    scene = make_scene(session)

    veto(session, scene.asker, scene.asked)
    veto(session, scene.asker, scene.asked)

    assert len(queries.vetoes_of(session, scene.asker.participation.id)) == 1


def test_lifted_meetings_can_be_asked_for_again(session: Session) -> None:
    scene = make_scene(session)
    veto(session, scene.asker, scene.asked)
    own, partner = scene.asker.participation, scene.asked.participation

    services.lift_veto(session, scene.asker.actor, own, partner.id, at=NOW)
    services.lift_veto(session, scene.asker.actor, own, partner.id, at=NOW)

    assert queries.vetoes_of(session, own.id) == []
    assert ask(session, scene).state is MeetingState.REQUESTED


def test_nobody_vetoes_themselves_or_another_edition(session: Session) -> None:
    scene = make_scene(session)
    elsewhere = make_participation(session, make_edition(session))
    own = scene.asker.participation

    for partner in (own, elsewhere):
        with pytest.raises(PartnerNotBookableError):
            services.veto(session, scene.asker.actor, own, partner, at=NOW)


def test_the_request_page_says_it_neutrally(session: Session, browser: Browser) -> None:
    scene: Scene = make_scene(session)
    veto(session, scene.asked, scene.asker)
    browser.signed_in_as(make_team_member(session, scene.asker.participation))
    partner = scene.asked.participation

    page = browser.get(f"/meetings/request?with={partner.id}")
    slots = browser.get(f"/meetings/with/{partner.id}/slots")
    sent = browser.post(
        f"/meetings/request?with={partner.id}",
        {"slot": venue_time(5, 14).isoformat(), "topic": "Gear boxes"},
    )

    for answer in (page, slots, sent):
        assert f"Meetings with {partner.label} can't be arranged." in answer.words
    assert sent.status_code == 409
