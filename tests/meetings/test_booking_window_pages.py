"""Whoever may not book yet, or not any more, is told so wherever booking is offered."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from matchmaking.expo.values import Gate, Window
from matchmaking.meetings.services import withdraw_request
from matchmaking.meetings.values import MeetingState
from tests.browser import Browser
from tests.factories.accounts import make_organiser
from tests.factories.dialogues import make_dialogue
from tests.factories.expo import NOW
from tests.factories.meetings import Scene, ask, make_scene

PAGES = ("today", "programme", "session", "partners", "partner", "request", "slots", "list", "met")
TO_COME = "Booking opens on 6 November 2019, 12:40 (China Standard Time, GMT+08:00)."
OVER = "Booking closed on 5 November 2019, 12:40 (China Standard Time, GMT+08:00)."


def book_between(
    session: Session, scene: Scene, opens: datetime | None, closes: datetime | None = None
) -> None:
    scene.edition.set_windows({Gate.BOOKING: Window(opens, closes)})
    session.flush()


def paths_of(session: Session, scene: Scene) -> dict[str, str]:
    """Return every page that offers to book, for whoever asks in the scene."""
    meeting = ask(session, scene)
    withdraw_request(session, meeting, actor=scene.asker.actor, at=NOW)
    assert meeting.state is MeetingState.WITHDRAWN
    dialogue, partner = make_dialogue(session, scene.edition), scene.asked.participation.id
    return {
        "today": "/",
        "programme": "/programme",
        "session": f"/programme/{dialogue.id}",
        "partners": "/partners",
        "partner": f"/partners/{partner}",
        "request": f"/meetings/request?with={partner}",
        "slots": f"/meetings/with/{partner}/slots",
        "list": "/meetings",
        "met": f"/meetings/{meeting.id}",
    }


@pytest.mark.parametrize("page", PAGES)
def test_it_is_said_before_and_after_and_not_meanwhile(
    browser: Browser, session: Session, page: str
) -> None:
    scene = make_scene(session)
    path = paths_of(session, scene)[page]
    browser.signed_in_as(scene.asker.grant)
    tomorrow = NOW + timedelta(days=1)

    book_between(session, scene, tomorrow)
    before = browser.get(path).words
    book_between(session, scene, None, tomorrow)
    meanwhile = browser.get(path).words
    book_between(session, scene, None, NOW)
    after = browser.get(path).words

    assert TO_COME in before
    assert "Booking opens" not in meanwhile
    assert "Booking closed" not in meanwhile
    assert OVER in after


@pytest.mark.parametrize("page", ["partner", "session", "request", "met"])
def test_no_button_leads_where_it_is_refused(browser: Browser, session: Session, page: str) -> None:
    scene = make_scene(session)
    path = paths_of(session, scene)[page]
    browser.signed_in_as(scene.asker.grant)
    offers = ("Request a meeting", "Book a seat", "Send the request", "Ask for another time")

    booked = browser.get(path).words
    book_between(session, scene, NOW + timedelta(days=1))
    refused = browser.get(path)

    assert sum(offer in booked for offer in offers) == 1
    assert not any(offer in refused.words for offer in offers)
    assert not any("/meetings/request" in link for link in refused.page.links)


def test_other_sessions_are_no_way_round(browser: Browser, session: Session) -> None:
    scene = make_scene(session)
    full = make_dialogue(session, scene.edition, capacity=0)
    make_dialogue(session, scene.edition)
    browser.signed_in_as(scene.asker.grant)

    offered = browser.get(f"/programme/{full.id}").words
    book_between(session, scene, None, NOW)

    assert "Free that day, and fits the calendar" in offered
    assert "Free that day" not in browser.get(f"/programme/{full.id}").words


def test_whoever_books_for_nobody_is_not_bothered(browser: Browser, session: Session) -> None:
    scene = make_scene(session)
    book_between(session, scene, NOW + timedelta(days=1))
    browser.signed_in_as(make_organiser(session, scene.edition))

    for path in ("/programme", "/partners", "/meetings"):
        assert "Booking opens" not in browser.get(path).words


def test_what_was_asked_in_time_is_answered_afterwards(browser: Browser, session: Session) -> None:
    scene = make_scene(session)
    meeting = ask(session, scene)
    book_between(session, scene, None, NOW)
    browser.signed_in_as(scene.asked.grant)

    browser.post(f"/meetings/{meeting.id}/confirm")

    assert meeting.state is MeetingState.CONFIRMED
    assert OVER in browser.get("/").words
