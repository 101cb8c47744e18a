"""The meetings' pages."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.core.clock import set_clock
from matchmaking.meetings import services
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.values import MeetingState
from tests.browser import Browser, QueryCounter
from tests.factories.accounts import make_lead, make_organiser, make_staff
from tests.factories.delegations import make_delegation
from tests.factories.enterprises import make_representative
from tests.factories.expo import NOW, venue_time
from tests.factories.meetings import Scene, ask, make_meeting, make_scene, make_side

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


def test_each_tab_shows_its_meetings(browser: Browser, session: Session) -> None:
    scene = make_scene(session)
    ours = make_side(session, scene.edition)
    ask(session, scene)
    ask(session, scene, asker=ours, asked=scene.asker, starts_at=venue_time(5, 15))
    browser.signed_in_as(scene.asker.grant)

    words = {
        tab: browser.get(f"/meetings?tab={tab}").words
        for tab in ("ours", "theirs", "confirmed", "past")
    }

    assert str(ours.participation.label) in words["ours"]
    assert str(scene.asked.participation.label) in words["theirs"]
    assert "No confirmed meetings to come" in words["confirmed"]
    assert "Nothing yet" in words["past"]


def test_rivals_stand_side_by_side(browser: Browser, session: Session) -> None:
    scene = make_scene(session)
    first = ask(session, scene)
    rival = ask(session, scene, asker=make_side(session, scene.edition))
    browser.signed_in_as(scene.asked.grant)

    words = browser.get("/meetings").words
    page = browser.get(f"/meetings/{first.id}")

    assert "They want the same time." in words
    assert "Accept instead" in words
    assert "Others want this time too" in page.words
    assert f"/meetings/{rival.id}" in page.page.links


@pytest.mark.parametrize("query", ["?q=Nobody", "?state=held", "?tab=confirmed&state=requested"])
def test_a_search_that_finds_nothing_says_so(
    browser: Browser, session: Session, query: str
) -> None:
    scene = make_scene(session)
    ask(session, scene)
    browser.signed_in_as(scene.asked.grant)

    assert "No meeting fits" in browser.get(f"/meetings{query}").words


@pytest.mark.parametrize("query", ["?tab=x", "?state=x", "?page=-1", "?page=9999999999999999999"])
def test_odd_addresses_show_what_there_is(browser: Browser, session: Session, query: str) -> None:
    scene = make_scene(session)
    ask(session, scene)
    browser.signed_in_as(scene.asked.grant)

    assert "“Gear boxes”" in browser.get(f"/meetings{query}").words


def test_meetings_are_found_by_either_name(browser: Browser, session: Session) -> None:
    scene = make_scene(session)
    ask(session, scene)
    browser.signed_in_as(scene.asked.grant)
    label = scene.asker.participation.label

    for words in (label.en.upper(), label.zh):
        assert "“Gear boxes”" in browser.get(f"/meetings?q={words}").words


def test_officers_see_the_meetings_of_theirs(browser: Browser, session: Session) -> None:
    scene = make_scene(session)
    delegation = make_delegation(session, scene.edition)
    scene.asked.participation.delegation = delegation
    meeting = ask(session, scene)

    for grant in (
        make_organiser(session, scene.edition),
        make_lead(session, scene.edition, delegation),
    ):
        browser.signed_in_as(grant)
        assert "Gear boxes" in browser.get("/meetings").words
        assert "Gear boxes" in browser.get(f"/meetings?state={meeting.state}").words
        page = browser.get(f"/meetings/{meeting.id}")
        assert "What you can do" not in page.words


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

    browser.submit(
        f"/meetings/{meeting.id}",
        action=f"/meetings/{meeting.id}/reassign",
        person=str(colleague.id),
    )

    assert meeting.requester_representative == colleague
    assert browser.post(f"/meetings/{meeting.id}/reassign", {"person": "x"}).status_code == 422


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


@pytest.mark.parametrize("tab", ["ours", "theirs", "confirmed", "past"])
def test_the_list_takes_as_many_queries_for_many_meetings_as_for_few(
    browser: Browser, session: Session, queries: QueryCounter, tab: str
) -> None:
    scene = make_scene(session)
    browser.signed_in_as(scene.asker.grant)

    def add(count: int) -> None:
        for _ in range(count):
            other = make_side(session, scene.edition)
            sides = {
                "ours": (other, scene.asker, MeetingState.REQUESTED),
                "theirs": (scene.asker, other, MeetingState.REQUESTED),
                "confirmed": (scene.asker, other, MeetingState.CONFIRMED),
                "past": (other, scene.asker, MeetingState.HELD),
            }
            asker, asked, state = sides[tab]
            make_meeting(
                session,
                scene.edition,
                requester=asker.participation,
                receiver=asked.participation,
                requester_representative=asker.person,
                receiver_representative_id=asked.person.id,
                block=scene.block,
                place_id=scene.tables[0].id,
                state=state,
            )

    add(3)
    browser.get(f"/meetings?tab={tab}")
    with queries:
        browser.get(f"/meetings?tab={tab}")
    few = len(queries)
    add(20)

    with queries:
        browser.get(f"/meetings?tab={tab}")

    assert len(queries) == few
