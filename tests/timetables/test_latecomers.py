"""What a team reads of its wishes once a timetable is published."""

import pytest
from sqlalchemy.orm import Session

from matchmaking.enterprises.values import ParticipationState
from matchmaking.scheduling.rounds.values import Grade
from tests.browser import Browser
from tests.factories.expo import venue_time
from tests.factories.timetables import make_wish_list
from tests.timetables.published import Show, make_show


@pytest.fixture
def show(session: Session) -> Show:
    """Return a round with a plan in force, whose wishes close in a while."""
    show = make_show(session)
    show.round.wishes_close_at = venue_time(5, 13, 30)
    show.publish(session, show.plan(session, (0, 1, 0, 0)))
    return show


def test_whose_profile_waits_is_told_that_it_comes_first(
    browser: Browser, session: Session, show: Show
) -> None:
    show.sides[3].participation.state = ParticipationState.SUBMITTED
    session.flush()
    browser.signed_in_as(show.sides[3].grant)

    page = browser.get(f"/timetable/wishes/{show.round.id}")

    assert "You can wish for meetings once your profile is approved." in page.words
    assert "You can ask partners for a meeting yourself." not in page.words
    assert "/profile" in page.page.links


def test_from_the_wishes_one_gets_to_the_day_of_the_meetings(browser: Browser, show: Show) -> None:
    browser.signed_in_as(show.sides[0].grant)

    page = browser.get(f"/timetable/wishes/{show.round.id}")

    assert "/agenda?day=2019-11-05&person=team" in page.page.links


def test_who_allows_meetings_again_is_reminded_of_the_wish(
    browser: Browser, session: Session, show: Show
) -> None:
    one, other = (side.participation for side in show.sides[2:])
    make_wish_list(session, show.round, one, {other: Grade.WANT})
    browser.signed_in_as(show.sides[2].grant)

    back = {"next": f"/timetable/wishes/{show.round.id}"}
    refused = browser.follow(browser.post(f"/timetable/vetoes/{other.id}", back))
    allowed = browser.follow(browser.post(f"/timetable/vetoes/{other.id}/lift", back))

    assert "No meetings with Nordlys from now on." in refused.words
    assert "Nobody yet" in allowed.words
    assert "If you had wished for them, add the wish anew." in allowed.words


@pytest.mark.parametrize("is_open", [True, False])
def test_who_has_no_meeting_is_led_to_partners_only_while_booking_is_open(
    browser: Browser, session: Session, show: Show, *, is_open: bool
) -> None:
    show.edition.booking_closes_at = venue_time(6 if is_open else 4, 18)
    session.flush()
    browser.signed_in_as(show.sides[2].grant)

    page = browser.get(f"/timetable/wishes/{show.round.id}")

    assert "You have no meeting in it." in page.words
    assert ("You can ask partners for a meeting yourself." in page.words) is is_open
