"""Setting a forgotten password: by a link that is mailed or handed over, once, within an hour."""

import re
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from matchmaking.accounts import guessing, password_links, services
from matchmaking.accounts.errors import (
    PasswordLinkOverError,
    SignInRefusedError,
    TooManyAttemptsError,
)
from matchmaking.accounts.models import Account, PasswordLink, SignIn
from matchmaking.accounts.values import Role
from matchmaking.config import MailServer
from matchmaking.notifications import jobs
from matchmaking.notifications.models import Notice
from tests.browser import Browser
from tests.databases import Database
from tests.factories.accounts import make_account, make_grant, make_lead, make_organiser
from tests.factories.delegations import make_delegation
from tests.factories.expo import NOW, make_edition
from tests.notifications.letterbox import Letterbox, post_to
from tests.racing import together

NEW = "another good password"
ADDRESS = re.compile(r"https://fair\.example\.org(/new-password/\S+)")


@pytest.fixture
def mailing(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """Return the application as if a mail server were set."""
    settings = replace(app.extensions["settings"], mail_server=MailServer("mail.example.org"))
    monkeypatch.setitem(app.extensions, "settings", settings)
    return app


def mailed(app: Flask, session: Session, box: Letterbox, minutes: int = 1) -> int:
    """Mail the links that wait."""
    session.flush()
    connection = session.connection()
    with app.app_context():
        return jobs.links.deliver(
            lambda: Session(connection, join_transaction_mode="create_savepoint"),
            post_to(box, minutes),
        )


def links(session: Session) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(PasswordLink)) or 0


def test_somebody_who_forgot_their_password_is_mailed_a_link_and_chooses_another(
    mailing: Flask, browser: Browser, session: Session
) -> None:
    email = make_organiser(session, make_edition(session)).account.email
    box = Letterbox()

    asked = browser.follow(browser.submit("/forgotten", email=email.upper()))
    sent, again = mailed(mailing, session, box), mailed(mailing, session, box)
    [path] = ADDRESS.findall(box.mails[0].get_content())
    done = browser.submit(path, new=NEW, again=NEW)
    browser.signed_out()
    signed_in = browser.submit("/sign-in", action="/sign-in", email=email, password=NEW)

    assert "a link to choose another password is on its way" in asked.words
    assert (sent, again, box.mails[0]["To"]) == (1, 0, email)
    assert (done.location, signed_in.location) == ("/", "/")


def test_the_mail_speaks_its_reader_s_language(mailing: Flask, session: Session) -> None:
    account = make_account(session)
    account.language = "zh_Hans"
    password_links.ask_for_link(session, account.email, address="::1", at=NOW)
    box = Letterbox()

    mailed(mailing, session, box)

    assert "密码" in str(box.mails[0]["Subject"])
    assert "密码" in box.mails[0].get_content()


def test_whether_there_is_an_account_is_not_told(
    mailing: Flask, browser: Browser, session: Session
) -> None:
    known = make_account(session)
    closed = make_account(session)
    closed.is_active = False
    session.flush()

    answers = [
        browser.submit("/forgotten", email=email)
        for email in (known.email, closed.email, "nobody@example.org")
    ]

    assert len({(one.status_code, one.location) for one in answers}) == 1
    assert links(session) == 1


def test_a_link_works_once_and_for_an_hour(session: Session) -> None:
    account = make_account(session)
    first, old = (password_links.make_link(session, account, at=NOW) for _ in range(2))

    password_links.set_password(session, first, NEW, at=NOW)

    for token, at in ((first, NOW), (old, NOW), ("made up", NOW)):
        with pytest.raises(PasswordLinkOverError):
            password_links.set_password(session, token, "x" * 12, at=at)
    late = password_links.make_link(session, account, at=NOW)
    with pytest.raises(PasswordLinkOverError):
        password_links.account_of_link(session, late, at=NOW + password_links.LASTS)


def test_a_new_password_ends_every_sign_in_and_every_lock(session: Session) -> None:
    account = make_account(session)
    services.sign_in(session, account, device="thief", at=NOW)
    check = partial(services.check_password, session, email=account.email, address="::1", at=NOW)
    for _ in range(guessing.ATTEMPTS_PER_ACCOUNT):
        with pytest.raises(SignInRefusedError):
            check(password="wrong")
    with pytest.raises(TooManyAttemptsError):
        check(password=NEW)
    token = password_links.make_link(session, account, at=NOW)

    password_links.set_password(session, token, NEW, at=NOW)

    assert check(password=NEW) == account
    assert session.scalars(sa.select(SignIn)).all() == []


def test_links_are_not_asked_for_without_end(
    mailing: Flask, browser: Browser, session: Session
) -> None:
    account = make_account(session)
    ask = partial(password_links.ask_for_link, session, account.email, at=NOW)
    for number in range(10):
        ask(address=f"2001:db8::{number}")
    for _ in range(guessing.PUBLIC_ATTEMPTS_PER_ADDRESS):
        guessing.count_public_attempt(session, "forgotten", "127.0.0.1", at=NOW)

    refused = browser.submit("/forgotten", email="somebody@example.org")

    assert links(session) == password_links.LINKS_PER_ACCOUNT
    assert refused.status_code == 429
    assert "Too many attempts." in refused.words


def test_a_server_without_mail_says_so(browser: Browser) -> None:
    page = browser.get("/forgotten")

    assert "No mail is sent from here." in page.words


def test_a_link_that_is_over_says_how_to_get_another(browser: Browser) -> None:
    answer = browser.get("/new-password/made-up")

    assert answer.status_code == 410
    assert "Ask for a new one." in answer.words


def test_an_organiser_hands_over_a_link_and_the_person_is_told(
    browser: Browser, session: Session
) -> None:
    edition = make_edition(session)
    helped = make_lead(session, edition, make_delegation(session, edition))
    browser.signed_in_as(make_organiser(session, edition))

    shown = browser.post(f"/people/{helped.id}/password-link")

    [path] = re.findall(r"/new-password/[\w-]+", shown.text)
    told = session.scalars(sa.select(Notice.account_id)).all()
    assert told == [helped.account_id]
    browser.signed_out()
    assert helped.account.email in browser.get(path).words


def test_nobody_gets_into_another_edition_by_a_link(browser: Browser, session: Session) -> None:
    edition = make_edition(session)
    elsewhere = make_organiser(session, make_edition(session))
    here = make_grant(session, Role.STAFF, edition, account=elsewhere.account)
    browser.signed_in_as(make_organiser(session, edition))

    answer = browser.post(f"/people/{here.id}/password-link")

    assert answer.location == "/people"
    assert links(session) == 0


def test_of_several_who_use_one_link_one_sets_the_password(race_database: Database) -> None:
    with race_database.session() as session:
        account = make_account(session)
        token = password_links.make_link(session, account, at=NOW)
        session.commit()

    def use(password: str) -> bool:
        with race_database.session() as session:
            password_links.set_password(session, token, password, at=NOW)
            session.commit()
        return True

    results = together(*(partial(use, f"{NEW} {number}") for number in range(4)))

    assert results.count(True) == 1
    assert sum(isinstance(one, PasswordLinkOverError) for one in results) == 3
    with race_database.session() as session:
        kept = session.get_one(Account, account.id)
        winner = f"{NEW} {results.index(True)}"
        found = services.check_password(
            session, email=kept.email, password=winner, address="::1", at=NOW
        )
        assert found.id == account.id


def test_links_are_forgotten_after_a_day(session: Session) -> None:
    password_links.make_link(session, make_account(session), at=NOW - timedelta(days=1))
    password_links.make_link(session, make_account(session), at=NOW)

    services.forget_expired_sign_ins(session, at=NOW)

    assert links(session) == 1
