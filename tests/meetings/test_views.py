"""One meeting's page, and what one does there."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from matchmaking.core.clock import set_clock
from matchmaking.meetings import services
from matchmaking.meetings.values import MeetingState
from tests.browser import Browser
from tests.factories.accounts import make_organiser, make_staff
from tests.factories.enterprises import make_representative
from tests.factories.expo import NOW, venue_time
from tests.factories.meetings import ask, make_meeting, make_scene, make_side


def test_a_stranger_sees_what_a_missing_meeting_looks_like(
    browser: Browser, session: Session
) -> None:
    scene = make_scene(session)
    meeting = ask(session, scene)
    strangers = [
        make_side(session, scene.edition).grant,
        make_staff(session, scene.edition),
        make_organiser(session, make_scene(session).edition),
    ]

    for grant in strangers:
        browser.signed_in_as(grant)
        theirs, missing = browser.get(f"/meetings/{meeting.id}"), browser.get("/meetings/99999")
        assert (theirs.status_code, missing.status_code) == (404, 404)
        assert theirs.words == missing.words
        for step in ("confirm", "decline", "withdraw", "cancel", "report", "reassign"):
            assert browser.post(f"/meetings/{meeting.id}/{step}").status_code == 404


@pytest.mark.parametrize("step", ["confirm", "decline"])
def test_the_asking_side_does_not_answer_itself(
    browser: Browser, session: Session, step: str
) -> None:
    scene = make_scene(session)
    meeting = ask(session, scene)
    browser.signed_in_as(scene.asker.grant)

    assert browser.post(f"/meetings/{meeting.id}/{step}").status_code == 403
    assert meeting.state is MeetingState.REQUESTED


def test_the_asked_side_withdraws_nothing(browser: Browser, session: Session) -> None:
    scene = make_scene(session)
    meeting = ask(session, scene)
    browser.signed_in_as(scene.asked.grant)

    assert browser.post(f"/meetings/{meeting.id}/withdraw").status_code == 403


def test_a_request_is_declined_with_a_reason(browser: Browser, session: Session) -> None:
    scene = make_scene(session)
    meeting = ask(session, scene)
    browser.signed_in_as(scene.asked.grant)

    browser.submit(
        f"/meetings/{meeting.id}",
        action=f"/meetings/{meeting.id}/decline",
        reason="Only castings.",
    )

    assert (meeting.state, meeting.close_reason) == (MeetingState.DECLINED, "Only castings.")
    browser.signed_in_as(scene.asker.grant)
    words = browser.get(f"/meetings/{meeting.id}").words
    assert "Only castings." in words
    assert "Free for both of you:" in words


def test_whoever_loses_is_told_and_offered_other_times(browser: Browser, session: Session) -> None:
    scene = make_scene(session)
    chosen = ask(session, scene)
    lost = ask(session, scene, asker=make_side(session, scene.edition))
    services.confirm_meeting(session, chosen, actor=scene.asked.actor, at=NOW)
    browser.signed_in_as(scene.asked.grant)

    answer = browser.post(f"/meetings/{lost.id}/confirm")

    assert answer.status_code == 409
    assert "Another request was confirmed for this time." in answer.words
    assert f"That was done by {scene.asked.grant.account.name}." in answer.words
    assert sum("slot=2019" in link for link in answer.page.links) == 3


def test_an_expired_request_is_marked_when_touched(browser: Browser, session: Session) -> None:
    scene = make_scene(session)
    meeting = ask(session, scene)
    browser.signed_in_as(scene.asked.grant)
    set_clock(meeting.expires_at + timedelta(seconds=1))

    answer = browser.post(f"/meetings/{meeting.id}/confirm")

    assert answer.status_code == 409
    assert "This request expired at Tue 5 Nov 13:40." in answer.words
    assert meeting.state is MeetingState.EXPIRED


def test_a_late_cancellation_asks_for_the_reason(browser: Browser, session: Session) -> None:
    scene = make_scene(session)
    meeting = ask(session, scene)
    services.confirm_meeting(session, meeting, actor=scene.asked.actor, at=NOW)
    browser.signed_in_as(scene.asker.grant)

    refused = browser.post(f"/meetings/{meeting.id}/cancel", {"reason": "  "})
    done = browser.post(f"/meetings/{meeting.id}/cancel", {"reason": "Flight"})

    assert refused.status_code == 422
    assert "Say why" in refused.words
    assert done.status_code == 302
    assert meeting.state is MeetingState.CANCELLED


def test_after_the_meeting_both_report_and_record_what_was_signed(
    browser: Browser, session: Session
) -> None:
    scene = make_scene(session)
    meeting = ask(session, scene)
    services.confirm_meeting(session, meeting, actor=scene.asked.actor, at=NOW)
    set_clock(venue_time(5, 14, 31))
    browser.signed_in_as(scene.asker.grant)

    page = browser.get(f"/meetings/{meeting.id}")
    browser.post(f"/meetings/{meeting.id}/report", {"met": "yes"})

    first = meeting.state
    assert f"/intentions/new?meeting={meeting.id}" in page.page.links
    browser.signed_in_as(scene.asked.grant)
    browser.post(f"/meetings/{meeting.id}/report", {"met": "no"})
    assert (first, meeting.state) == (MeetingState.HELD, MeetingState.DISPUTED)
    assert "report different things" in browser.get(f"/meetings/{meeting.id}").words


def test_a_colleague_is_sent(browser: Browser, session: Session) -> None:
    scene = make_scene(session)
    colleague = make_representative(session, scene.asker.participation)
    meeting = ask(session, scene)
    browser.signed_in_as(scene.asker.grant)

    page = browser.get(f"/meetings/{meeting.id}").page
    offered = [option.get("value") for option in page.every("option")]
    browser.submit(f"/meetings/{meeting.id}", action=f"/meetings/{meeting.id}/reassign")

    assert offered == [str(colleague.id)]

    assert meeting.requester_representative == colleague
    assert browser.post(f"/meetings/{meeting.id}/reassign", {"person": "x"}).status_code == 422


def test_a_late_cancellation_without_a_reason_is_marked_where_it_lacks(
    browser: Browser, session: Session
) -> None:
    scene = make_scene(session)
    meeting = ask(session, scene)
    services.confirm_meeting(session, meeting, actor=scene.asked.actor, at=NOW)
    browser.signed_in_as(scene.asker.grant)
    path = f"/meetings/{meeting.id}"

    refused = browser.submit(path, action=f"{path}/cancel", reason="")

    page = refused.page
    (reason,) = [field for field in page.every("input") if field.get("name") == "reason"]
    folds = [fold for fold in page.ancestors(reason) if fold.tag == "details"]
    assert refused.status_code == 422
    assert reason.get("required") is not None
    assert reason.get("aria-invalid") == "true"
    assert [fold.get("open") is not None for fold in folds] == [True]


def test_a_time_just_called_off_is_not_offered_again(browser: Browser, session: Session) -> None:
    scene = make_scene(session)
    meeting = ask(session, scene)
    services.confirm_meeting(session, meeting, actor=scene.asked.actor, at=NOW)
    browser.signed_in_as(scene.asker.grant)
    path = f"/meetings/{meeting.id}"

    browser.submit(path, action=f"{path}/cancel", reason="The plane is late.")

    offered = [link for link in browser.get(path).page.links if "slot=" in link]
    assert offered
    assert [link for link in offered if f"{meeting.starts_at:%Y-%m-%dT%H:%MZ}" in link] == []


@pytest.mark.parametrize("state", MeetingState)
@pytest.mark.parametrize("language", ["en", "zh_Hans"])
def test_every_state_has_a_page_for_both_sides(
    browser: Browser, session: Session, state: MeetingState, language: str
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
    browser.speaking(language)
    for at in (NOW, venue_time(5, 14, 10), venue_time(5, 15)):
        set_clock(at)
        for side in (scene.asker, scene.asked):
            browser.signed_in_as(side.grant)
            assert browser.get(f"/meetings/{meeting.id}").status_code == 200
            assert browser.get(f"/meetings?state={state}").status_code == 200
