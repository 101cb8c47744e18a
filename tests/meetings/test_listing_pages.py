"""The list of meetings."""

import pytest
from sqlalchemy.orm import Session

from matchmaking.meetings.values import MeetingState
from tests.browser import Browser, QueryCounter
from tests.factories.accounts import make_lead, make_organiser
from tests.factories.delegations import make_delegation
from tests.factories.expo import venue_time
from tests.factories.meetings import ask, make_meeting, make_scene, make_side


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
