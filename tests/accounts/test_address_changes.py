"""Changing one's own e-mail address: by a link to the new one, once, within an hour."""

import re
import smtplib
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from matchmaking.accounts import address_changes, guessing, password_links, services
from matchmaking.accounts.errors import AddressLinkOverError, EmailTakenError, SignInRefusedError
from matchmaking.accounts.models import Account, AddressChange, PasswordLink, SignIn
from matchmaking.accounts.queries import tokens_of
from matchmaking.audit.queries import history_of
from matchmaking.config import MailServer
from matchmaking.core.codes import digest
from matchmaking.notifications.jobs import addresses
from tests.browser import Answer, Browser
from tests.databases import Database
from tests.factories.accounts import PASSWORD, make_account, make_organiser
from tests.factories.expo import NOW, make_edition
from tests.notifications.letterbox import Letterbox, post_to
from tests.racing import together

OLD, NEW = "zhao@old.example", "zhao@new.example"
LINK = re.compile(r"https://fair\.example\.org(/account/email/\S+)")


@dataclass
class Owner:
    """Somebody who changes their address in their browser."""

    account: Account
    browser: Browser
    session: Session
    app: Flask

    def ask(self, email: str = NEW, password: str = PASSWORD) -> Answer:
        """Ask for another address."""
        return self.browser.submit("/account/email", email=email, old=password)

    def mailed(self, box: Letterbox, minutes: int = 1) -> int:
        """Mail what waits, as the worker does."""
        self.session.flush()
        connection = self.session.connection()
        with self.app.app_context():
            sent = addresses.deliver(
                lambda: Session(connection, join_transaction_mode="create_savepoint"),
                post_to(box, minutes),
            )
        self.session.expire_all()
        return sent

    def link(self) -> str:
        """Ask, and return where the link that is mailed leads."""
        box = Letterbox()
        self.ask()
        self.mailed(box)
        return link_in(box)


def link_in(box: Letterbox) -> str:
    [path] = [path for mail in box.mails for path in LINK.findall(mail.get_content())]
    return str(path)


@pytest.fixture
def owner(app: Flask, browser: Browser, session: Session, monkeypatch: pytest.MonkeyPatch) -> Owner:
    settings = replace(app.extensions["settings"], mail_server=MailServer("mail.example.org"))
    monkeypatch.setitem(app.extensions, "settings", settings)
    grant = make_organiser(session, make_edition(session))
    grant.account.email = OLD
    grant.account.name = "Zhao Min"
    browser.signed_in_as(grant)
    return Owner(grant.account, browser, session, app)


def test_an_address_changes_when_the_link_sent_there_is_confirmed(owner: Owner) -> None:
    box = Letterbox()

    asked = owner.browser.follow(owner.ask(NEW.upper()))
    sent, again = owner.mailed(box), owner.mailed(box)
    path = link_in(box)
    shown = owner.browser.get(path)
    before = owner.account.email
    done = owner.browser.submit(path)

    assert f"Until then you sign in with {OLD}." in asked.words
    assert (sent, again, [mail["To"] for mail in box.mails]) == (2, 0, [OLD, NEW])
    assert f"From now on you sign in with {NEW} instead of {OLD}" in shown.words
    assert (before, owner.account.email, done.location) == (OLD, NEW, "/account")
    assert owner.browser.get(path).status_code == 410


def test_the_old_address_is_told_when_it_is_asked_for_and_when_it_is_done(owner: Owner) -> None:
    owner.browser.submit(owner.link())
    asked, box = Letterbox(), Letterbox()

    owner.mailed(box)
    told = [(mail["To"], mail["Subject"]) for mail in box.mails]
    owner.account.email = OLD
    owner.session.flush()
    owner.ask("zhao@other.example")
    owner.mailed(asked)

    assert told == [(OLD, "Your e-mail address was changed")]
    text = asked.mails[0].get_content()
    assert asked.mails[0]["To"] == OLD
    assert "zhao@other.example" in text
    assert "https://fair.example.org/account/password" in text
    assert "/account/email/" not in text


def test_a_stranger_at_a_mistyped_address_learns_no_name_and_changes_nothing(
    owner: Owner, session: Session
) -> None:
    box = Letterbox()
    owner.ask()
    owner.mailed(box)
    path = link_in(box)
    owner.browser.signed_out()

    sent_to_sign_in = owner.browser.get(path).location
    owner.browser.signed_in_as(make_account(session))
    theirs = owner.browser.get(path), owner.browser.post(path)

    text = box.mails[1].as_string()
    assert "Zhao" not in text
    assert OLD not in text
    assert sent_to_sign_in is not None
    assert sent_to_sign_in.startswith("/sign-in?next=")
    assert [one.status_code for one in theirs] == [410, 410]
    assert owner.account.email == OLD


def test_who_types_a_taken_address_learns_nothing_and_its_owner_is_told(
    owner: Owner, session: Session
) -> None:
    other = make_account(session, email="taken@example.org", language="zh_Hans")
    make_account(session, email="closed@example.org", is_active=False)
    box = Letterbox()

    answers = []
    for email in (NEW, "taken@example.org", "closed@example.org"):
        asked = owner.ask(email)
        answers.append((asked.status_code, asked.location, owner.browser.follow(asked).words))
        owner.mailed(box)

    assert len(set(answers)) == 1
    assert [mail["To"] for mail in box.mails] == [OLD, NEW, OLD, other.email, OLD]
    assert "账号" in box.mails[3]["Subject"]
    assert not LINK.search(box.mails[3].get_content())


def test_an_address_that_is_taken_meanwhile_stays_its_owners(
    owner: Owner, session: Session
) -> None:
    path = owner.link()
    make_account(session, email=NEW)

    answer = owner.browser.submit(path)

    assert answer.status_code == 409
    assert owner.account.email == OLD


@pytest.mark.parametrize(
    "email, password, status, words",
    [
        (NEW, "wrong", 422, "This is not your present password."),
        (OLD.upper(), PASSWORD, 422, "This is the present address."),
        ("no address", PASSWORD, 422, "Please check what you entered"),
    ],
)
def test_what_can_t_be_is_said(
    owner: Owner, email: str, password: str, status: int, words: str
) -> None:
    answer = owner.ask(email, password)

    assert (answer.status_code, words in answer.words) == (status, True)
    assert owner.mailed(Letterbox()) == 0


def test_another_address_calls_the_first_off(owner: Owner) -> None:
    first, box = owner.link(), Letterbox()

    owner.ask("zhao@third.example")
    owner.mailed(box)

    assert owner.browser.get(first).status_code == 410
    assert owner.browser.get(link_in(box)).status_code == 200


def test_what_was_called_off_before_it_was_mailed_is_not_mailed(owner: Owner) -> None:
    box = Letterbox()

    owner.ask("mistyped@example.org")
    owner.ask()
    owner.mailed(box)

    assert [mail["To"] for mail in box.mails] == [OLD, OLD, NEW]


def test_another_password_calls_a_change_off(owner: Owner, session: Session) -> None:
    chosen = "another long password"
    path = owner.link()

    owner.browser.submit("/account/password", old=PASSWORD, new=chosen, again=chosen)
    own = owner.browser.get(path).status_code
    owner.ask(password=chosen)
    token = password_links.make_link(session, owner.account, at=NOW)
    password_links.set_password(session, token, PASSWORD, at=NOW)
    box = Letterbox()
    owner.mailed(box)

    assert own == 410
    assert [mail["To"] for mail in box.mails] == [OLD]


def test_a_link_is_over_after_an_hour_and_kept_as_a_digest_only(
    owner: Owner, session: Session
) -> None:
    token = owner.link().rpartition("/")[2]
    late = NOW + timedelta(minutes=1) + address_changes.LASTS

    [kept] = session.scalars(sa.select(AddressChange))
    assert kept.token_digest == digest(token)
    with pytest.raises(AddressLinkOverError):
        address_changes.change_of_link(session, owner.account, token, at=late)


def test_other_sign_ins_and_password_links_end_and_programs_go_on(
    owner: Owner, session: Session
) -> None:
    services.sign_in(session, owner.account, device="phone", at=NOW)
    services.issue_token(session, owner.account.grants[0], name="badges", at=NOW)
    password_links.make_link(session, owner.account, at=NOW)
    count = partial(sa.select(sa.func.count()).select_from)

    owner.browser.submit(owner.link())

    assert owner.browser.get("/account").status_code == 200
    assert session.scalar(count(SignIn)) == 1
    assert session.scalar(count(PasswordLink)) == 0
    assert [one.name for one in tokens_of(session, owner.account.id, at=NOW)] == ["badges"]
    check = partial(services.check_password, session, password=PASSWORD, address="::1", at=NOW)
    assert check(email=NEW) == owner.account
    with pytest.raises(SignInRefusedError):
        check(email=OLD)


def test_it_is_written_down_who_changed_which_address(owner: Owner, session: Session) -> None:
    owner.browser.submit(owner.link())

    [deed] = history_of(session, ("account", owner.account.id))
    assert (deed.who, deed.action) == (
        "Zhao Min",
        f"changed the e-mail address from {OLD} to {NEW}",
    )


def test_changes_are_not_asked_for_without_end(owner: Owner, session: Session) -> None:
    for number in range(address_changes.CHANGES_PER_ACCOUNT):
        owner.ask(f"zhao@{number}.example")

    refused = owner.ask("zhao@more.example")

    assert refused.status_code == 429
    assert "Too many attempts." in refused.words
    assert session.scalar(sa.select(sa.func.count()).select_from(AddressChange)) == 3


def test_passwords_are_not_guessed_here(owner: Owner) -> None:
    for _ in range(guessing.ATTEMPTS_PER_ACCOUNT):
        owner.ask(password="wrong")

    refused = owner.ask()

    assert (refused.status_code, owner.mailed(Letterbox())) == (429, 0)
    assert "Too many attempts." in refused.words


def test_a_mail_the_server_does_not_take_now_is_sent_later(owner: Owner) -> None:
    closing = smtplib.SMTPSenderRefused(421, b"closing", "x")
    first, second = Letterbox(leaves=closing), Letterbox()
    owner.ask()

    assert (owner.mailed(first), owner.mailed(second)) == (1, 1)
    assert (first.mails[0]["To"], second.mails[0]["To"]) == (OLD, NEW)
    assert owner.browser.get(link_in(second)).status_code == 200


def test_a_server_without_mail_says_who_can_help(browser: Browser, session: Session) -> None:
    browser.signed_in_as(make_organiser(session, make_edition(session)))

    assert "No mail is sent from here." in browser.get("/account/email").words


def test_of_several_who_confirm_at_once_one_does(race_database: Database) -> None:
    with race_database.session() as session:
        account = make_account(session)
        key, at = account.id, NOW
        address_changes.ask_for_change(
            session, account, NEW, password=PASSWORD, address="::1", at=at
        )
        [change] = address_changes.to_mail(session, at=at)
        token = address_changes.give_token(session, change, at=at)
        session.commit()

    def confirm() -> bool:
        with race_database.session() as session:
            person = session.get_one(Account, key)
            address_changes.confirm_change(session, person, token or "", keep_token="", at=at)
            session.commit()
        return True

    results = together(*([confirm] * 4))

    assert results.count(True) == 1
    assert sum(isinstance(one, AddressLinkOverError) for one in results) == 3


def test_of_two_who_want_one_address_one_gets_it(race_database: Database) -> None:
    with race_database.session() as session:
        keys = [make_account(session).id for _ in range(2)]
        session.commit()

    def move(key: int) -> bool:
        with race_database.session() as session:
            person = session.get_one(Account, key)
            address_changes.change_at_once(session, person, NEW, at=NOW)
            session.commit()
        return True

    results = together(*(partial(move, key) for key in keys))

    assert results.count(True) == 1
    assert sum(isinstance(one, EmailTakenError) for one in results) == 1


def test_changes_are_forgotten_after_a_day(session: Session) -> None:
    for days in (0, 1):
        session.add(
            AddressChange(
                account_id=make_account(session).id,
                old_email=OLD,
                new_email=NEW,
                asked_at=NOW - timedelta(days=days),
            )
        )
    session.flush()

    services.forget_expired_sign_ins(session, at=NOW)

    assert session.scalar(sa.select(sa.func.count()).select_from(AddressChange)) == 1
