"""Proposing another time and answering one, on the pages."""

import pytest
from sqlalchemy.orm import Session

from matchmaking.meetings import services
from matchmaking.meetings.values import MeetingState
from tests.browser import Browser
from tests.factories.accounts import make_organiser
from tests.factories.enterprises import make_representative
from tests.factories.expo import NOW, make_block, venue_time
from tests.factories.meetings import ask, confirmed, make_scene, propose

TWO, THREE, FOUR = (venue_time(5, hour) for hour in (14, 15, 16))
# On a card to answer, and beside what one waits for.
ASKED_FOR = ("Proposes Tue 5 Nov 15:00 instead of Tue 5 Nov 14:00.", "Other time proposed")
AT_THREE, AT_FOUR = "2019-11-05T07:00Z", "2019-11-05T08:00Z"


def test_one_side_proposes_and_the_other_accepts(browser: Browser, session: Session) -> None:
    scene = make_scene(session)
    meeting = confirmed(session, scene)
    page = f"/meetings/{meeting.id}"
    browser.signed_in_as(scene.asker.grant)
    before = browser.get(page)
    assert f"{page}/other-time" in before.page.links
    assert "If you can't come, propose another time or cancel." in before.words

    browser.submit(f"{page}/other-time", slot=AT_THREE, message="Our train is late.")

    words = browser.get(page).words
    assert "You propose Tue 5 Nov 15:00–15:30 instead." in words
    assert "Take the proposal back" in words
    browser.signed_in_as(scene.asked.grant)
    words = browser.get(page).words
    assert "proposes Tue 5 Nov 15:00–15:30 instead." in words
    assert "“Our train is late.”" in words

    browser.submit(page, action=f"{page}/other-time/accept")

    assert (meeting.state, meeting.starts_at) == (MeetingState.CONFIRMED, THREE)
    assert "instead." not in browser.get(page).words


def test_the_other_side_keeps_the_time_it_has(browser: Browser, session: Session) -> None:
    scene = make_scene(session)
    meeting = confirmed(session, scene)
    propose(session, meeting, scene.asker)
    page = f"/meetings/{meeting.id}"
    browser.signed_in_as(scene.asked.grant)

    browser.submit(page, action=f"{page}/other-time/decline")

    assert (meeting.starts_at, meeting.proposed) == (TWO, None)


@pytest.mark.parametrize(
    "day, words",
    [(5, "Accept 15:00 Keep 14:00"), (6, "Accept Wed 6 Nov 15:00 Keep Tue 5 Nov 14:00")],
)
def test_the_answers_name_the_day_where_it_is_another(
    browser: Browser, session: Session, day: int, words: str
) -> None:
    scene = make_scene(session)
    hours = {"starts_at": venue_time(6, 14), "ends_at": venue_time(6, 17)}
    make_block(session, scene.edition, scene.tables, **hours)
    meeting = confirmed(session, scene)
    propose(session, meeting, scene.asker, starts_at=venue_time(day, 15))
    browser.signed_in_as(scene.asked.grant)

    assert words in browser.get(f"/meetings/{meeting.id}").words


def test_whoever_proposes_takes_it_back_on_the_page(browser: Browser, session: Session) -> None:
    scene = make_scene(session)
    meeting = confirmed(session, scene)
    propose(session, meeting, scene.asker)
    page = f"/meetings/{meeting.id}"
    browser.signed_in_as(scene.asker.grant)
    shown = browser.get(page, headers={"Accept-Language": "zh-CN"})

    browser.submit(page, action=f"{page}/other-time/withdraw")

    assert "撤回改约提议" in shown.words

    assert meeting.proposed is None


def test_a_page_that_is_older_than_the_proposal_accepts_nothing(
    browser: Browser, session: Session
) -> None:
    scene = make_scene(session)
    meeting = confirmed(session, scene)
    propose(session, meeting, scene.asker)
    browser.signed_in_as(scene.asked.grant)
    propose(session, meeting, scene.asker, starts_at=FOUR)

    answer = browser.post(f"/meetings/{meeting.id}/other-time/accept", {"slot": AT_THREE})

    assert (answer.status_code, meeting.starts_at) == (409, TWO)
    assert "They propose Tue 5 Nov 16:00 now." in answer.words


@pytest.mark.parametrize("slot", ["", "soon", "2019-11-05"])
def test_what_is_no_time_is_no_answer(browser: Browser, session: Session, slot: str) -> None:
    scene = make_scene(session)
    meeting = confirmed(session, scene)
    propose(session, meeting, scene.asker)
    browser.signed_in_as(scene.asked.grant)

    answer = browser.post(f"/meetings/{meeting.id}/other-time/accept", {"slot": slot})

    assert (answer.status_code, meeting.starts_at) == (409, TWO)


def test_a_time_that_is_gone_is_said_at_the_field_and_the_message_stays(
    browser: Browser, session: Session
) -> None:
    scene = make_scene(session)
    meeting = confirmed(session, scene)
    browser.signed_in_as(scene.asker.grant)

    answer = browser.post(
        f"/meetings/{meeting.id}/other-time",
        {"slot": "2019-11-05T06:00Z", "message": "Our train is late."},
    )

    assert answer.status_code == 409
    assert "Choose one of the free times; the one you sent is none of them." in answer.words
    assert "Our train is late." in answer.text


def test_without_a_time_nothing_is_proposed(browser: Browser, session: Session) -> None:
    scene = make_scene(session)
    meeting = confirmed(session, scene)
    browser.signed_in_as(scene.asker.grant)

    answer = browser.post(f"/meetings/{meeting.id}/other-time", {"message": "When you like."})

    assert (answer.status_code, meeting.proposed) == (422, None)
    assert "When you like." in answer.text


def test_who_comes_can_be_chosen_where_there_are_several(
    browser: Browser, session: Session
) -> None:
    scene = make_scene(session)
    meeting = confirmed(session, scene)
    colleague = make_representative(session, scene.asker.participation)
    browser.signed_in_as(scene.asker.grant)

    browser.submit(f"/meetings/{meeting.id}/other-time", slot=AT_FOUR, person=str(colleague.id))

    assert meeting.proposed is not None
    assert meeting.proposed.representative_id == colleague.id


def test_when_it_is_too_late_the_form_says_so(browser: Browser, session: Session) -> None:
    scene = make_scene(session)
    meeting = confirmed(session, scene)
    services.cancel_meeting(session, meeting, actor=scene.asked.actor, at=NOW, reason="Ill.")
    browser.signed_in_as(scene.asker.grant)

    page = browser.get(f"/meetings/{meeting.id}/other-time")

    assert "It is too late to propose another time." in page.words
    assert f"/meetings/{meeting.id}" in page.page.links


def test_it_waits_for_whoever_has_to_answer(browser: Browser, session: Session) -> None:
    scene = make_scene(session)
    meeting = ask(session, scene)
    propose(session, meeting, scene.asked)
    tabs = {}

    for name, side in (("asker", scene.asker), ("asked", scene.asked)):
        browser.signed_in_as(side.grant)
        for tab in ("ours", "theirs"):
            words = browser.get(f"/meetings?tab={tab}").words
            tabs[name, tab] = any(said in words for said in ASKED_FOR)
        tabs[name, "home"] = "Proposes Tue 5 Nov 15:00" in browser.get("/").words

    assert tabs == {
        ("asker", "ours"): True,
        ("asker", "theirs"): False,
        ("asker", "home"): True,
        ("asked", "ours"): False,
        ("asked", "theirs"): True,
        ("asked", "home"): False,
    }


def test_an_other_time_for_a_confirmed_meeting_waits_on_the_home_page(
    browser: Browser, session: Session
) -> None:
    scene = make_scene(session)
    meeting = confirmed(session, scene)
    propose(session, meeting, scene.asker)
    browser.signed_in_as(scene.asked.grant)

    browser.submit("/", action=f"/meetings/{meeting.id}/other-time/accept")

    assert meeting.starts_at == THREE


def test_the_time_stands_in_the_day_of_whoever_is_held_for_it(
    browser: Browser, session: Session
) -> None:
    scene = make_scene(session)
    meeting = confirmed(session, scene)
    propose(session, meeting, scene.asker)
    days = {}

    for name, side in (("asker", scene.asker), ("asked", scene.asked)):
        browser.signed_in_as(side.grant)
        days[name] = "Proposed" in browser.get("/agenda?day=2019-11-05").words

    assert days == {"asker": True, "asked": False}


def test_organisers_read_who_proposes_what(browser: Browser, session: Session) -> None:
    scene = make_scene(session)
    meeting = confirmed(session, scene)
    propose(session, meeting, scene.asker)
    browser.signed_in_as(make_organiser(session, scene.edition))

    page = browser.get(f"/meetings/{meeting.id}")

    assert (
        f"{scene.asker.participation.label} proposes Tue 5 Nov 15:00–15:30 instead." in page.words
    )
    assert browser.get(f"/meetings/{meeting.id}/other-time").status_code == 404
