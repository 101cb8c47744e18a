"""Why a meeting that a timetable arranged stands, as those who come to it read it."""

from sqlalchemy.orm import Session

from matchmaking.scheduling.rounds.values import Grade
from tests.browser import Browser
from tests.factories.timetables import make_wish_list
from tests.timetables.published import Show, make_show, slot
from tests.timetables.test_agreed_times import move
from tests.timetables.test_publishing import meeting_of


def wished_show(session: Session) -> Show:
    """Publish a plan with the one wish of the first side."""
    show = make_show(session)
    one, other = (side.participation for side in show.sides[:2])
    make_wish_list(session, show.round, one, {other: Grade.MUST})
    show.publish(session, show.plan(session, (0, 1, 0, 0)))
    return show


def read(browser: Browser, session: Session, show: Show, side: int) -> str:
    browser.signed_in_as(show.sides[side].grant)
    return browser.get(f"/timetable/meetings/{meeting_of(session, show, 0, 1).id}/why").words


def test_whoever_wished_reads_their_own_wish(browser: Browser, session: Session) -> None:
    show = wished_show(session)

    assert "On your wish list it is number 1 (Must)." in read(browser, session, show, 0)


def test_the_other_side_reads_that_they_are_wished_for_not_how_much(
    browser: Browser, session: Session
) -> None:
    words = read(browser, session, wished_show(session), 1)

    assert "Adler wished for it." in words
    assert "Must" not in words


def test_chinese_sentences_follow_each_other_without_a_space(
    browser: Browser, session: Session
) -> None:
    show = wished_show(session)
    browser.speaking("zh_Hans")
    show.sides[0].grant.account.language = "zh_Hans"

    words = read(browser, session, show, 0)

    assert "安排。在" in words or "安排。您" in words
    assert "。 " not in words.split("为何有这场洽谈")[-1].split("此时")[0].rstrip()


def test_a_time_the_two_agreed_on_is_said_to_be_theirs(browser: Browser, session: Session) -> None:
    show = wished_show(session)
    move(session, show, 0, 1, slot(3))

    assert "the one you have agreed on with Hida" in read(browser, session, show, 0)


def test_a_strangers_meeting_is_not_there(browser: Browser, session: Session) -> None:
    show = wished_show(session)
    browser.signed_in_as(show.sides[2].grant)

    answer = browser.get(f"/timetable/meetings/{meeting_of(session, show, 0, 1).id}/why")

    assert answer.status_code == 404


def test_the_meetings_page_leads_there_and_says_who_wished(
    browser: Browser, session: Session
) -> None:
    show = wished_show(session)
    meeting = meeting_of(session, show, 0, 1)
    browser.signed_in_as(show.sides[1].grant)

    page = browser.get(f"/meetings/{meeting.id}")

    assert f"/timetable/meetings/{meeting.id}/why" in page.page.links
    assert "Wished by" in page.words
    assert "Asked by" not in page.words
