"""The list of what one was told."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from matchmaking.core.wording import say
from tests.browser import Browser, QueryCounter
from tests.factories.accounts import make_account
from tests.factories.expo import NOW
from tests.factories.notifications import make_notice


def test_unread_notices_come_first_and_the_badge_counts_them(
    browser: Browser, session: Session
) -> None:
    reader = make_account(session)
    make_notice(session, reader, sentence=say("Read."), at=NOW + timedelta(hours=1)).read_at = NOW
    make_notice(session, reader, sentence=say("First."))
    make_notice(session, reader, sentence=say("Second."), at=NOW + timedelta(minutes=1))
    make_notice(session, make_account(session), sentence=say("Somebody else's."))
    browser.signed_in_as(reader)

    words = browser.get("/notices").words

    assert [words.index(text) for text in ("Second.", "First.", "Read.")] == sorted(
        words.index(text) for text in ("Second.", "First.", "Read.")
    )
    assert "2 unread" in words
    assert "Somebody else's" not in words


def test_an_empty_list_says_what_will_appear(browser: Browser, session: Session) -> None:
    browser.signed_in_as(make_account(session))

    assert "Nothing to tell you yet" in browser.get("/notices").words


def test_opening_a_notice_marks_it_read_and_leads_to_its_page(
    browser: Browser, session: Session
) -> None:
    reader = make_account(session)
    notice = make_notice(session, reader, path="/programme")
    browser.signed_in_as(reader)

    answer = browser.post(f"/notices/{notice.id}/open")

    assert answer.location == "/programme"
    assert notice.read_at is not None


def test_somebody_elses_notice_looks_like_a_missing_one(browser: Browser, session: Session) -> None:
    notice = make_notice(session, make_account(session))
    browser.signed_in_as(make_account(session))

    theirs = browser.post(f"/notices/{notice.id}/open")
    missing = browser.post("/notices/999999/open")

    assert (theirs.status_code, missing.status_code) == (404, 404)
    assert theirs.words == missing.words
    assert notice.read_at is None


def test_everything_can_be_marked_read(browser: Browser, session: Session) -> None:
    reader, other = make_account(session), make_account(session)
    mine = [make_notice(session, reader), make_notice(session, reader)]
    theirs = make_notice(session, other)
    browser.signed_in_as(reader)

    browser.post("/notices/read")

    assert all(notice.read_at for notice in mine)
    assert theirs.read_at is None


@pytest.mark.parametrize("page", ["0", "-3", "99999999999999999999", "x", "3"])
def test_a_page_number_out_of_range_shows_what_there_is(
    browser: Browser, session: Session, page: str
) -> None:
    reader = make_account(session)
    make_notice(session, reader)
    browser.signed_in_as(reader)

    assert browser.get(f"/notices?page={page}").status_code == 200


def test_the_list_takes_as_many_queries_for_one_notice_as_for_many(
    browser: Browser, session: Session, queries: QueryCounter
) -> None:
    reader = make_account(session)
    browser.signed_in_as(reader)
    make_notice(session, reader)
    browser.get("/notices")
    with queries:
        browser.get("/notices")
    one = len(queries)
    for _ in range(20):
        make_notice(session, reader)

    with queries:
        browser.get("/notices")

    assert len(queries) == one
