"""An organiser changes the address of somebody who can't do it themselves."""

from dataclasses import dataclass, replace
from functools import partial

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from matchmaking.accounts.errors import EmailTakenError, InvitationExpiredError
from matchmaking.accounts.invitations import invitation_token, invited_account
from matchmaking.accounts.models import Account, Grant, SignIn
from matchmaking.accounts.services import sign_in
from matchmaking.accounts.values import Role
from matchmaking.audit.queries import history_of
from matchmaking.config import MailServer
from matchmaking.expo.models import Edition
from matchmaking.notifications.jobs import addresses, notices
from matchmaking.people import policies
from matchmaking.people.services.addresses import change_address
from tests.browser import Answer, Browser
from tests.databases import Database
from tests.factories.accounts import actor, make_account, make_grant, make_organiser, make_staff
from tests.factories.expo import NOW, make_edition
from tests.notifications.letterbox import Letterbox, post_to
from tests.racing import together

OLD, NEW, REASON = "zhao@old.example", "zhao@new.example", "She left the old company."


@dataclass
class Desk:
    """An organiser at their browser, and somebody who asks them for help."""

    browser: Browser
    session: Session
    edition: Edition
    organiser: Grant
    person: Grant

    def change(self, email: str = NEW, **typed: str) -> Answer:
        """Change the address of the person."""
        fields = {"email": email, "email_again": email, "reason": REASON, **typed}
        return self.browser.submit(f"/people/{self.person.id}/email", **fields)


@pytest.fixture
def desk(app: Flask, browser: Browser, session: Session, monkeypatch: pytest.MonkeyPatch) -> Desk:
    settings = replace(app.extensions["settings"], mail_server=MailServer("mail.example.org"))
    monkeypatch.setitem(app.extensions, "settings", settings)
    edition = make_edition(session)
    organiser, person = make_organiser(session, edition), make_staff(session, edition)
    person.account.email, person.account.name = OLD, "Zhao Min"
    browser.signed_in_as(organiser)
    return Desk(browser, session, edition, organiser, person)


def mailed(app: Flask, session: Session) -> list[tuple[str, str]]:
    """Mail what waits; return to whom and with which words."""
    session.flush()
    connection, box = session.connection(), Letterbox()
    with app.app_context():
        for job in (addresses, notices):
            job.deliver(
                lambda: Session(connection, join_transaction_mode="create_savepoint"),
                post_to(box, 1),
            )
    session.expire_all()
    return [(mail["To"], " ".join(mail.get_content().split())) for mail in box.mails]


def test_it_is_changed_at_once_and_both_addresses_are_told(
    app: Flask, session: Session, desk: Desk
) -> None:
    sign_in(session, desk.person.account, device="phone", at=NOW)

    page = desk.browser.get(f"/people/{desk.person.id}/email").words
    done = desk.change(NEW.upper())
    old, new = mailed(app, session)

    assert f"At present: {OLD}" in page
    assert done.location == "/people"
    assert f"Zhao Min signs in with {NEW} from now on." in desk.browser.follow(done).words
    assert desk.person.account.email == NEW
    theirs = sa.select(SignIn).where(SignIn.account_id == desk.person.account_id)
    assert session.scalar(theirs) is None
    assert (old[0], new[0]) == (OLD, NEW)
    assert f"From now on that is {NEW}" in old[1]
    assert "If you did not ask for it" in old[1]
    assert f"{desk.organiser.account.name} changed the address" in new[1]
    assert f"from {OLD} to {NEW}. Reason: {REASON}" in new[1]


def test_whoever_searched_for_somebody_is_back_in_what_was_found(
    session: Session, desk: Desk
) -> None:
    searched = "/people?role=staff&q=zhao%20min"
    links = [one.get("href") or "" for one in desk.browser.get(searched).page.every("a")]
    [path] = [link for link in links if link.startswith(f"/people/{desk.person.id}/email")]

    refused = desk.browser.submit(path, email=OLD, email_again=OLD, reason=REASON)
    assert any(one.get("href") == searched for one in refused.page.every("a"))
    done = desk.browser.submit(path, email=NEW, email_again=NEW, reason=REASON)

    assert done.location == searched
    assert NEW in desk.browser.follow(done).words


def test_it_is_written_down_who_changed_it_and_why(session: Session, desk: Desk) -> None:
    desk.change()

    [deed] = history_of(session, ("account", desk.person.account_id))
    assert (deed.who, deed.reason) == (desk.organiser.account.name, REASON)
    assert deed.action == f"changed the e-mail address from {OLD} to {NEW}"


@pytest.mark.parametrize(
    "typed, refusal",
    [
        (
            {"email": "taken@example.org"},
            (409, "There is an account for taken@example.org already."),
        ),
        ({"email": OLD}, (422, "This is the present address.")),
        ({"email_again": "zhoa@new.example"}, (422, "The two addresses differ.")),
        ({"email": "no address"}, (422, "Write an e-mail address")),
        ({"reason": " "}, (422, "Please fill this in.")),
    ],
)
def test_what_can_t_be_is_said_and_nothing_is_changed(
    session: Session, desk: Desk, typed: dict[str, str], refusal: tuple[int, str]
) -> None:
    make_account(session, email="taken@example.org")

    answer = desk.change(**typed)

    assert (answer.status_code, refusal[1] in answer.words) == (refusal[0], True)
    assert desk.person.account.email == OLD
    assert history_of(session, ("account", desk.person.account_id)) == []


def test_whose_address_an_organiser_changes(session: Session, desk: Desk) -> None:
    elsewhere = make_edition(session)
    both = make_staff(session, desk.edition)
    make_grant(session, Role.STAFF, elsewhere, account=both.account)
    colleague = make_organiser(session, desk.edition)
    may = partial(policies.can_change_address, actor(desk.organiser))

    assert may(desk.person)
    assert may(colleague)
    assert not may(both)
    assert not may(desk.organiser)
    assert not may(make_staff(session, elsewhere))
    assert not policies.can_change_address(actor(desk.person), colleague)


def test_one_s_own_is_changed_under_my_account_and_some_by_nobody_here(
    session: Session, desk: Desk
) -> None:
    both = make_staff(session, desk.edition)
    make_grant(session, Role.STAFF, make_edition(session), account=both.account)
    before = both.account.email

    own = desk.browser.get(f"/people/{desk.organiser.id}/email")
    refused = desk.browser.post(
        f"/people/{both.id}/email", {"email": NEW, "email_again": NEW, "reason": REASON}
    )

    assert own.location == "/account/email"
    assert "roles in other editions too" in desk.browser.follow(refused).words
    assert both.account.email == before


def test_an_invitation_to_the_old_address_lets_nobody_in(session: Session) -> None:
    invited = make_account(session, email=OLD, password_hash=None)
    first = invitation_token("secret", invited)

    change_address(session, invited, NEW, at=NOW)

    with pytest.raises(InvitationExpiredError):
        invited_account(session, "secret", first)
    assert invited_account(session, "secret", invitation_token("secret", invited)) == invited


def test_without_mail_the_organiser_tells_them(browser: Browser, session: Session) -> None:
    edition = make_edition(session)
    person = make_staff(session, edition)
    browser.signed_in_as(make_organiser(session, edition))

    answer = browser.submit(f"/people/{person.id}/email", email=NEW, email_again=NEW, reason=REASON)

    assert "Tell them so." in browser.follow(answer).words


def test_of_two_who_are_given_one_address_one_gets_it_and_each_change_knows_the_last(
    race_database: Database,
) -> None:
    with race_database.session() as session:
        one, other = (make_account(session).id for _ in range(2))
        session.commit()

    def change(key: int, email: str) -> bool:
        with race_database.session() as session:
            change_address(session, session.get_one(Account, key), email, at=NOW)
            session.commit()
        return True

    taken = together(partial(change, one, NEW), partial(change, other, NEW))
    both = together(*(partial(change, one, f"zhao@{number}.example") for number in range(4)))

    assert (taken.count(True), both.count(True)) == (1, 4)
    assert sum(isinstance(each, EmailTakenError) for each in taken) == 1
    with race_database.session() as session:
        told = [deed.action.split() for deed in history_of(session, ("account", one))]
    steps = [(words[-3], words[-1]) for words in told]
    assert len({old for old, _new in steps}) == len(steps)
