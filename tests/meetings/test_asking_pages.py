"""Asking for a meeting, on pages."""

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.enterprises.values import ParticipationState
from matchmaking.expo.models import BlockPlace
from matchmaking.expo.values import Phase
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.services import withdraw_request
from matchmaking.meetings.values import MeetingState
from tests.browser import Answer, Browser, form_values
from tests.factories.enterprises import make_representative
from tests.factories.expo import NOW, venue_time
from tests.factories.meetings import Scene, ask, make_scene, make_side

HALF_PAST = "2019-11-05T06:30Z"


def request_page(scene: Scene, slot: str = "") -> str:
    """Return where the asker asks the scene's other side."""
    return f"/meetings/request?with={scene.asked.participation.id}&slot={slot}"


def test_somebody_asks_for_a_meeting_and_the_other_side_confirms(
    browser: Browser, session: Session
) -> None:
    scene = make_scene(session)
    partner = scene.asked.participation
    browser.signed_in_as(scene.asker.grant)

    assert "14:30" in browser.get(f"/meetings/with/{partner.id}/slots").words
    sent = browser.submit(request_page(scene, HALF_PAST), topic="Gear boxes")

    meeting = session.scalars(sa.select(Meeting)).one()
    assert sent.location == f"/meetings/{meeting.id}"
    assert "Your request is on its way." in browser.follow(sent).words
    assert meeting.starts_at == venue_time(5, 14, 30)

    browser.signed_in_as(scene.asked.grant)
    assert "“Gear boxes”" in browser.get("/meetings").words
    answered = browser.post(f"/meetings/{meeting.id}/confirm")

    assert meeting.state is MeetingState.CONFIRMED
    page = browser.follow(answered)
    assert f"Table {scene.tables[0].code}, Hall {scene.hall.code}" in page.words
    agenda = browser.get("/agenda?day=2019-11-05")
    assert f"Table {scene.tables[0].code}" in agenda.words


@pytest.mark.parametrize(
    "typed, said",
    [
        ({"slot": ""}, "Choose one of the free times."),
        ({"slot": "tomorrow"}, "Choose one of the free times."),
        ({"slot": "2019-11-05T06:10Z"}, "Choose one of the free times; the one you sent is none"),
        ({"topic": ""}, "Say in a few words what it is about."),
        ({"topic": "x" * 121}, "120"),
        ({"message": "x" * 1001}, "1000"),
        ({"person": "999"}, "Choose one of your own people"),
        ({"person": "a"}, ""),
    ],
)
def test_what_is_wrong_with_a_request_is_said_and_what_was_typed_stays(
    browser: Browser, session: Session, typed: dict[str, str], said: str
) -> None:
    scene = make_scene(session)
    make_representative(session, scene.asker.participation)
    browser.signed_in_as(scene.asker.grant)
    fields = {"slot": HALF_PAST, "topic": "Gear boxes", "message": "Hello", **typed}

    answer = browser.post(request_page(scene), fields)

    if said:
        assert answer.status_code in {409, 422}
        assert said in answer.words
        assert fields["message"] in answer.words
    else:
        assert answer.status_code == 302


def test_what_is_missing_is_said_in_the_order_of_the_page(
    browser: Browser, session: Session
) -> None:
    scene = make_scene(session)
    browser.signed_in_as(scene.asker.grant)

    (form,) = browser.get(request_page(scene)).page.with_class("fields")
    refused = browser.submit(request_page(scene))

    # Else the browser would complain about the first of the fields it knows of.
    assert form.get("novalidate") is not None
    links = [one.get("href") for one in refused.page.every("a")]
    assert [one for one in links if one in {"#slot", "#topic"}] == ["#slot", "#topic"]
    assert refused.status_code == 422


def test_a_slot_lost_meanwhile_offers_three_others(browser: Browser, session: Session) -> None:
    scene = make_scene(session)
    ask(session, scene, asked=make_side(session, scene.edition), starts_at=venue_time(5, 14, 30))
    browser.signed_in_as(scene.asker.grant)

    answer = browser.post(request_page(scene), {"slot": HALF_PAST, "topic": "Gear boxes"})

    assert answer.status_code == 409
    assert "Free for both of you:" in answer.words
    assert sum("slot=2019" in link for link in answer.page.links) == 3


def test_a_partner_one_has_a_meeting_with_is_not_asked_twice(
    browser: Browser, session: Session
) -> None:
    scene = make_scene(session)
    meeting = ask(session, scene)
    browser.signed_in_as(scene.asker.grant)

    page = browser.get(request_page(scene))

    assert "You already have an open request or meeting" in page.words
    assert f"/meetings/{meeting.id}" in page.page.links
    slots = browser.get(f"/meetings/with/{scene.asked.participation.id}/slots")
    assert f"/meetings/{meeting.id}" in slots.page.links


def test_nothing_free_is_said_at_once(browser: Browser, session: Session) -> None:
    scene = make_scene(session, tables=0)
    browser.signed_in_as(scene.asker.grant)

    assert "No common free time" in browser.get(request_page(scene)).words
    words = browser.get(f"/meetings/with/{scene.asked.participation.id}/slots").words
    assert "There is no time left" in words


def test_what_was_typed_stays_while_no_time_is_left_for_it(
    browser: Browser, session: Session
) -> None:
    scene = make_scene(session)
    browser.signed_in_as(scene.asker.grant)
    path = request_page(scene, HALF_PAST)
    typed = {"slot": HALF_PAST, "topic": "Gear boxes", "message": "For ships"}
    session.execute(sa.delete(BlockPlace))

    refused = browser.post(path, typed)
    session.add(BlockPlace(block_id=scene.block.id, place_id=scene.tables[0].id))
    session.flush()
    again = browser.post(path, kept_in(refused))

    assert "No common free time" in refused.words
    assert "Choose one of the free times" not in refused.words
    assert (refused.status_code, again.status_code) == (409, 422)
    assert "No common free time" not in again.words
    for answer in (refused, again):
        assert kept_in(answer).items() >= {"topic": "Gear boxes", "message": "For ships"}.items()


def kept_in(answer: Answer) -> dict[str, str]:
    """Return what is in the form that asks."""
    forms = map(form_values, answer.page.every("form"))
    return next(values for values in forms if "topic" in values)


def test_what_was_typed_is_shown_where_it_can_not_be_asked_any_more(
    browser: Browser, session: Session
) -> None:
    scene = make_scene(session)
    ask(session, scene)
    browser.signed_in_as(scene.asker.grant)

    refused = browser.post(request_page(scene), {"slot": HALF_PAST, "topic": "Second talk"})

    assert "This is what you wrote:" in refused.words
    assert "Second talk" in refused.words


@pytest.mark.parametrize("partner", ["0", "-1", "999999999999999999999", "x", "own", "elsewhere"])
def test_partners_one_can_not_ask_do_not_exist(
    browser: Browser, session: Session, partner: str
) -> None:
    scene, elsewhere = make_scene(session), make_scene(session)
    keys = {
        "own": str(scene.asker.participation.id),
        "elsewhere": str(elsewhere.asked.participation.id),
    }
    browser.signed_in_as(scene.asker.grant)

    answer = browser.get(f"/meetings/request?with={keys.get(partner, partner)}")

    assert answer.status_code == 404


def test_whose_profile_is_not_approved_is_led_to_it_instead_of_asking(
    browser: Browser, session: Session
) -> None:
    scene = make_scene(session)
    scene.asker.participation.state = ParticipationState.SUBMITTED
    browser.signed_in_as(scene.asker.grant)

    page = browser.get(request_page(scene))

    assert "Your enterprise's profile waits for approval" in page.words
    assert "/profile" in page.page.links
    scene.edition.phase = Phase.CLOSED
    assert "Booking for this edition is closed." in browser.get(request_page(scene)).words


def test_who_may_not_ask_any_more_is_offered_no_other_time(
    browser: Browser, session: Session
) -> None:
    scene = make_scene(session)
    meeting = ask(session, scene)
    withdraw_request(session, meeting, actor=scene.asker.actor, at=NOW)
    browser.signed_in_as(scene.asker.grant)

    approved = browser.get(f"/meetings/{meeting.id}").words
    scene.asker.participation.state = ParticipationState.WITHDRAWN
    withdrawn = browser.get(f"/meetings/{meeting.id}").words

    assert "Ask for another time" in approved
    assert "Free for both of you" in approved
    assert "Your enterprise has withdrawn from the fair" in withdrawn
    assert "Ask for another time" not in withdrawn
    assert "Free for both of you" not in withdrawn
