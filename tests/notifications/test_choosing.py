"""Choosing what is mailed: on the page, and by the address that a mail carries."""

from collections.abc import Callable
from email.message import EmailMessage

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from matchmaking.accounts.models import Account
from matchmaking.notifications.jobs import digests, notices
from matchmaking.notifications.queries import ways_of
from matchmaking.notifications.stop_links import stop_token
from matchmaking.notifications.values import KIND_WORDS, SOON_HOURS, NoticeKind, Way
from tests.browser import Browser
from tests.databases import SECRET
from tests.factories.accounts import make_account
from tests.factories.expo import venue_time
from tests.factories.notifications import choose, make_notice
from tests.notifications.letterbox import Letterbox, post_to

K = NoticeKind
# What mail programs send, with nothing else: neither cookie nor token against forgery.
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def form(ways: dict[NoticeKind, Way]) -> dict[str, str]:
    """Return what the page sends."""
    return {kind.value: way.value for kind, way in ways.items()}


@pytest.fixture
def account(session: Session) -> Account:
    return make_account(session, email="zhao@example.org")


def test_who_has_chosen_nothing_is_mailed_everything_at_once(
    session: Session, account: Account
) -> None:
    assert ways_of(session, account.id) == dict.fromkeys(KIND_WORDS, Way.AT_ONCE)
    assert set(KIND_WORDS) == {*NoticeKind} - {NoticeKind.ACCOUNT}


def test_each_kind_is_chosen_by_itself(
    browser: Browser, session: Session, account: Account
) -> None:
    browser.signed_in_as(account)
    chosen = {K.MEETINGS: Way.AT_ONCE, K.DIALOGUES: Way.DAILY, K.DEALS: Way.APP_ONLY}
    rest = {K.TIMETABLES: Way.DAILY, K.ORGANISERS: Way.AT_ONCE}

    answer = browser.post("/notices/by-mail", data=form({**chosen, **rest}))

    assert answer.location == "/notices/by-mail"
    assert ways_of(session, account.id) == {**chosen, **rest}
    checked = browser.get("/notices/by-mail").text.count("checked")
    assert checked == len(KIND_WORDS)


def test_the_page_says_where_mails_go_and_what_is_always_mailed(
    browser: Browser, account: Account
) -> None:
    browser.signed_in_as(account)

    words = browser.get("/notices/by-mail").words

    assert "also mailed to zhao@example.org" in words
    assert "This can't be switched off." in words
    assert f"of the next {SOON_HOURS} hours is cancelled" in words
    assert "Notices by e-mail" in browser.get("/account").words


def test_a_way_that_does_not_exist_is_refused(
    browser: Browser, session: Session, account: Account
) -> None:
    browser.signed_in_as(account)
    pigeons = {**form(dict.fromkeys(KIND_WORDS, Way.DAILY)), "deals": "by pigeon"}

    answer = browser.post("/notices/by-mail", data=pigeons)

    assert answer.status_code == 422
    assert set(ways_of(session, account.id).values()) == {Way.AT_ONCE}


def mailed(app: Flask, session: Session, deliver: Callable[..., int]) -> EmailMessage:
    """Mail what waits at seven; return the one mail of it."""
    box = Letterbox()
    connection = session.connection()
    with app.app_context():
        deliver(
            lambda: Session(connection, join_transaction_mode="create_savepoint"),
            post_to(box, 0, since=venue_time(6, 7)),
        )
    session.expire_all()
    (mail,) = box.mails
    return mail


def address_in(mail: EmailMessage) -> str:
    """Return the path at which such mails are stopped."""
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    return str(mail["List-Unsubscribe"]).removeprefix("<https://fair.example.org").strip(">")


def test_one_click_in_a_mail_program_stops_a_kind_without_signing_in(
    app: Flask, session: Session, account: Account
) -> None:
    make_notice(session, account, kind=K.DEALS)

    answer = app.test_client().post(
        address_in(mailed(app, session, notices.deliver)), data=ONE_CLICK
    )

    assert answer.status_code == 200
    usual = dict.fromkeys(KIND_WORDS, Way.AT_ONCE)
    assert ways_of(session, account.id) == {**usual, K.DEALS: Way.APP_ONLY}


def test_one_click_stops_the_daily_mail_with_all_that_comes_in_it(
    app: Flask, session: Session, account: Account
) -> None:
    choose(session, account, Way.DAILY, K.MEETINGS, K.DEALS)
    make_notice(session, account)
    address = address_in(mailed(app, session, digests.deliver))

    answers = [app.test_client().post(address, data=ONE_CLICK) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    usual = dict.fromkeys(KIND_WORDS, Way.AT_ONCE)
    stopped = {K.MEETINGS: Way.APP_ONLY, K.DEALS: Way.APP_ONLY}
    assert ways_of(session, account.id) == {**usual, **stopped}


def test_opening_the_address_asks_and_changes_nothing(
    browser: Browser, session: Session, account: Account
) -> None:
    address = f"/notices/by-mail/stop/{stop_token(SECRET, account.id, K.DEALS)}"

    asked = browser.get(address)
    unchanged = ways_of(session, account.id)
    stopped = browser.post(address)

    assert "Notices about “Purchase intentions” will no longer be mailed to you." in asked.words
    assert unchanged[K.DEALS] is Way.AT_ONCE
    assert "Notices about “Purchase intentions” are no longer mailed to you." in stopped.words
    assert ways_of(session, account.id)[K.DEALS] is Way.APP_ONLY


def test_the_address_of_the_daily_mail_asks_about_it(browser: Browser, account: Account) -> None:
    address = f"/notices/by-mail/stop/{stop_token(SECRET, account.id, None)}"

    assert "The daily mail will no longer come." in browser.get(address).words
    assert "The daily mail no longer comes." in browser.post(address).words


@pytest.mark.parametrize("token", ["x", "WzEsbnVsbF0", "WzEsbnVsbF0.made-up"])
def test_a_made_up_address_stops_nothing(browser: Browser, token: str) -> None:
    answers = (
        browser.get(f"/notices/by-mail/stop/{token}"),
        browser.post(f"/notices/by-mail/stop/{token}"),
    )

    assert [answer.status_code for answer in answers] == [404, 404]


def test_an_address_signed_for_something_else_stops_nothing(
    browser: Browser, account: Account
) -> None:
    token = stop_token("another secret", account.id, None)

    assert browser.post(f"/notices/by-mail/stop/{token}").status_code == 404


def test_mail_programs_get_the_address_as_it_is_however_long(
    app: Flask, session: Session, account: Account
) -> None:
    make_notice(session, account)

    mail = mailed(app, session, notices.deliver)

    whole = f"\nList-Unsubscribe: <https://fair.example.org{address_in(mail)}>\n"
    assert whole in mail.as_bytes().decode()


@pytest.mark.parametrize("values", [{"is_urgent": True}, {"kind": K.ACCOUNT}])
def test_mails_that_can_not_be_stopped_do_not_offer_it(
    app: Flask, session: Session, account: Account, values: dict[str, object]
) -> None:
    make_notice(session, account, **values)

    mail = mailed(app, session, notices.deliver)

    assert (mail["List-Unsubscribe"], mail["List-Unsubscribe-Post"]) == (None, None)
    assert "by-mail" not in mail.get_content()
