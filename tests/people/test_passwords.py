"""Another password: guessing the present one is slowed down, and it is written down."""

from functools import partial

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.accounts import guessing, password_links, services
from matchmaking.accounts.errors import TooManyAttemptsError, WrongPasswordError
from matchmaking.accounts.models import Account
from matchmaking.audit.models import AuditEntry
from matchmaking.audit.queries import history_of
from tests.browser import Answer, Browser
from tests.factories.accounts import PASSWORD, make_organiser
from tests.factories.expo import NOW, make_edition

HERE, NEW = "127.0.0.1", "another long password"


@pytest.fixture
def person(browser: Browser, session: Session) -> Account:
    grant = make_organiser(session, make_edition(session))
    browser.signed_in_as(grant)
    return grant.account


def change(browser: Browser, old: str = PASSWORD) -> Answer:
    return browser.submit("/account/password", old=old, new=NEW, again=NEW)


def deeds(session: Session, person: Account) -> list[tuple[str, str]]:
    return [(deed.who, deed.action) for deed in history_of(session, ("account", person.id))]


def test_who_guesses_the_present_password_is_slowed_down_as_when_signing_in(
    browser: Browser, session: Session, person: Account
) -> None:
    wrong = {change(browser, "wrong").status_code for _ in range(guessing.ATTEMPTS_PER_ACCOUNT)}

    refused = change(browser)
    check = partial(services.check_password, session, email=person.email, password=PASSWORD, at=NOW)

    assert (wrong, refused.status_code) == ({422}, 429)
    assert "Too many attempts. Wait 15 minutes, then try again." in refused.words
    assert refused.page.with_class("field--wrong") != []
    with pytest.raises(TooManyAttemptsError):
        check(address=HERE)
    assert check(address="192.0.2.1") == person


def test_failures_to_sign_in_count_here_and_a_right_password_forgets_them(
    browser: Browser, session: Session, person: Account
) -> None:
    attempt = guessing.Attempt(person.email, HERE, NOW)
    for _ in range(guessing.ATTEMPTS_PER_ACCOUNT - 1):
        attempt.fail(session, WrongPasswordError())

    assert change(browser).location == "/account"
    assert change(browser, "wrong").status_code == 422
    attempt.check(session)


@pytest.mark.parametrize(
    "ticked, action",
    [
        ({}, "changed the password"),
        ({"with_tokens": "y"}, "changed the password and ended all tokens"),
    ],
)
def test_it_is_written_down_that_a_password_was_changed_but_not_which(
    browser: Browser, session: Session, person: Account, ticked: dict[str, str], action: str
) -> None:
    services.issue_token(session, person.grants[0], name="badges", at=NOW)

    browser.submit("/account/password", old=PASSWORD, new=NEW, again=NEW, **ticked)

    assert deeds(session, person) == [(person.name, action)]
    [entry] = session.scalars(sa.select(AuditEntry))
    assert NEW not in str(vars(entry))
    assert str(person.password_hash) not in str(vars(entry))


def test_a_wrong_password_is_not_written_down(
    browser: Browser, session: Session, person: Account
) -> None:
    change(browser, "wrong")

    assert deeds(session, person) == []


def test_a_password_set_by_a_link_is_written_down_too(
    browser: Browser, session: Session, person: Account
) -> None:
    token = password_links.make_link(session, person, at=NOW)
    browser.signed_out()

    browser.submit(f"/new-password/{token}", new=NEW, again=NEW)

    assert deeds(session, person) == [(person.name, "set a password by a link")]
