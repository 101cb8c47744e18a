"""The calendar people subscribe to: what it says, and who can read it for how long."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from icalendar import Calendar, Event
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from matchmaking.agenda.calendars import Appointed, calendar_of
from matchmaking.agenda.feeds import close_feed, feed_of, feed_token, open_feed, read_token
from matchmaking.core.errors import NotFoundError
from matchmaking.meetings import services
from tests.browser import Browser, QueryCounter
from tests.dialogues.scene import Person, book
from tests.factories.accounts import make_lead, make_team_member
from tests.factories.delegations import make_delegation
from tests.factories.dialogues import make_dialogue
from tests.factories.expo import NOW, make_edition, venue_time
from tests.factories.meetings import ask, make_scene, make_side

SECRET = "only for this test"


def token_of(session: Session, person_id: int, language: str = "en") -> str:
    feed = feed_of(session, person_id)
    assert feed is not None
    return feed_token(SECRET, feed, language)


def address_on(browser: Browser) -> str:
    """Return the path of the address shown on the page of the calendar."""
    fields = browser.get("/agenda/calendar").page.every("input")
    (address,) = [field.get("value", "") for field in fields if field.get("id") == "address"]
    return urlsplit(address).path


def events(body: bytes) -> dict[str, dict[str, Any]]:
    """Return the appointments of a calendar by title."""
    calendar = Calendar.from_ical(body)
    found = [event for event in calendar.walk("VEVENT") if isinstance(event, Event)]
    return {
        str(event["summary"]): {**event, "start": event.start, "end": event.end} for event in found
    }


def test_an_address_leads_to_its_person_until_it_is_changed_or_closed(session: Session) -> None:
    person = make_side(session, make_edition(session)).person
    open_feed(session, person.id, at=NOW)
    first = token_of(session, person.id, "zh_Hans")
    assert read_token(session, SECRET, first) == (person, "zh_Hans")

    open_feed(session, person.id, at=NOW)
    second = token_of(session, person.id)
    with pytest.raises(NotFoundError):
        read_token(session, SECRET, first)
    assert read_token(session, SECRET, second) == (person, "en")

    close_feed(session, person.id, at=NOW)
    with pytest.raises(NotFoundError):
        read_token(session, SECRET, second)
    open_feed(session, person.id, at=NOW)
    with pytest.raises(NotFoundError):
        read_token(session, SECRET, second)


def test_a_made_up_address_and_that_of_somebody_who_left_lead_nowhere(session: Session) -> None:
    person = make_side(session, make_edition(session)).person
    open_feed(session, person.id, at=NOW)
    token = token_of(session, person.id)

    for wrong in ("made-up", token[:-1], ""):
        with pytest.raises(NotFoundError):
            read_token(session, SECRET, wrong)
    with pytest.raises(NotFoundError):
        read_token(session, "another secret", token)
    person.is_active = False
    session.flush()
    with pytest.raises(NotFoundError):
        read_token(session, SECRET, token)


def test_whose_role_was_taken_away_reads_no_calendar_any_more(session: Session) -> None:
    side = make_side(session, make_edition(session))
    open_feed(session, side.person.id, at=NOW)
    token = token_of(session, side.person.id)
    side.grant.account.is_active = False
    session.flush()
    with pytest.raises(NotFoundError):
        read_token(session, SECRET, token)

    side.grant.account.is_active = True
    session.flush()
    assert read_token(session, SECRET, token)[0] == side.person
    session.delete(side.grant)
    session.flush()
    with pytest.raises(NotFoundError):
        read_token(session, SECRET, token)


def test_what_is_written_is_read_back_as_it_was() -> None:
    title = "Gears; oils, “and more”\nof everything, 齿轮" * 4
    one = Appointed(
        uid="meeting-1-2@fair.example",
        title=title,
        starts_at=venue_time(5, 14),
        ends_at=venue_time(5, 14, 30),
        place="Table 112, Hall 2.2",
        note="",
        url="https://fair.example/meetings/1",
        is_open=True,
    )

    event = events(calendar_of("Fair", [one], at=NOW))[title]

    assert event["UID"] == one.uid
    assert (event["start"], event["end"]) == (one.starts_at, one.ends_at)
    assert (event["LOCATION"], event["URL"], event["STATUS"]) == (one.place, one.url, "TENTATIVE")
    assert "DESCRIPTION" not in event


def test_a_calendar_follows_its_person_without_signing_in(
    browser: Browser, session: Session
) -> None:
    scene = make_scene(session)
    me, partner = scene.asker, scene.asked.participation.label
    meeting = ask(session, scene)
    dialogue = make_dialogue(session, scene.edition, starts_at=venue_time(5, 16))
    book(session, Person(me.actor, me.person.id), dialogue.id)
    browser.signed_in_as(me.grant)
    browser.post("/agenda/calendar")
    address = address_on(browser)
    browser.signed_out()

    before = events(browser.get(address).data)
    services.confirm_meeting(session, meeting, actor=scene.asked.actor, at=NOW)
    session.flush()
    after = events(browser.get(address).data)
    services.cancel_meeting(session, meeting, actor=me.actor, at=NOW - timedelta(days=1))
    session.flush()
    left = events(browser.get(address).data)

    assert set(before) == {partner.en, dialogue.name_en}
    assert [one[partner.en]["STATUS"] for one in (before, after)] == ["TENTATIVE", "CONFIRMED"]
    assert before[partner.en]["UID"] == after[partner.en]["UID"]
    assert "Table" in after[partner.en]["LOCATION"]
    assert after[partner.en]["URL"] == f"http://localhost/meetings/{meeting.id}"
    assert set(left) == {dialogue.name_en}


def test_a_calendar_is_in_the_language_its_address_was_made_in(
    browser: Browser, session: Session
) -> None:
    scene = make_scene(session)
    ask(session, scene)
    browser.speaking("zh_Hans")
    browser.signed_in_as(scene.asker.grant)
    browser.post("/agenda/calendar")
    address = address_on(browser)
    browser.signed_out()

    answer = browser.get(address)

    assert set(events(answer.data)) == {scene.asked.participation.label.zh}
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"


def test_an_address_is_changed_and_closed_on_its_page(browser: Browser, session: Session) -> None:
    scene = make_scene(session)
    browser.signed_in_as(scene.asker.grant)
    assert "Make the address" in browser.get("/agenda/calendar").words

    browser.post("/agenda/calendar")
    first = address_on(browser)
    browser.post("/agenda/calendar")
    second = address_on(browser)
    seen = [browser.get(path).status_code for path in (first, second)]
    closed = browser.follow(browser.post("/agenda/calendar/close"))

    assert seen == [404, 200]
    assert "The address leads nowhere any more." in closed.words
    assert browser.get(second).status_code == 404


def test_logs_do_not_tell_the_address(browser: Browser, session: Session) -> None:
    browser.signed_in_as(make_scene(session).asker.grant)
    browser.post("/agenda/calendar")
    address = address_on(browser)

    with capture_logs() as logs:
        browser.get(address)

    assert [line["path"] for line in logs if line["event"] == "request"] == ["/calendars/….ics"]


def test_who_represents_nobody_has_no_calendar(browser: Browser, session: Session) -> None:
    scene = make_scene(session)
    browser.signed_in_as(make_team_member(session, scene.asker.participation))

    assert "no appointments of your own" in browser.get("/agenda/calendar").words
    assert browser.post("/agenda/calendar").status_code == 404
    edition = make_edition(session)
    browser.signed_in_as(make_lead(session, edition, make_delegation(session, edition)))
    assert browser.get("/agenda/calendar").status_code == 404


def test_a_full_calendar_costs_as_many_queries_as_one_with_a_meeting(
    browser: Browser, session: Session, queries: QueryCounter
) -> None:
    scene = make_scene(session)
    browser.signed_in_as(scene.asker.grant)
    browser.post("/agenda/calendar")
    address, counts = address_on(browser), []

    for hours in ([14], [15, 16]):
        for hour in hours:
            ask(
                session,
                scene,
                asked=make_side(session, scene.edition),
                starts_at=venue_time(5, hour),
            )
        session.flush()
        with queries:
            browser.get(address)
        counts.append(len(queries))

    assert counts[0] == counts[1]
