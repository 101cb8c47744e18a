"""Who guesses passwords is slowed down; whoever they guess at is not."""

import pytest
from sqlalchemy.orm import Session

from matchmaking.accounts import guessing, password_links, services
from matchmaking.accounts.errors import SignInRefusedError, TooManyAttemptsError
from matchmaking.accounts.models import Account
from tests.factories.accounts import PASSWORD, make_account
from tests.factories.expo import NOW

HERE, ELSEWHERE = "192.0.2.1", "198.51.100.7"


def attempt(session: Session, account: Account, password: str, address: str = HERE) -> Account:
    return services.check_password(
        session, email=account.email, password=password, address=address, at=NOW
    )


def guess(session: Session, account: Account, times: int, address: str = HERE) -> None:
    for _ in range(times):
        with pytest.raises(SignInRefusedError):
            attempt(session, account, "wrong", address)


@pytest.fixture
def account(session: Session) -> Account:
    return make_account(session)


def test_a_stranger_who_guesses_elsewhere_does_not_keep_the_owner_out(
    session: Session, account: Account
) -> None:
    guess(session, account, guessing.ATTEMPTS_PER_ACCOUNT, ELSEWHERE)

    with pytest.raises(TooManyAttemptsError):
        attempt(session, account, PASSWORD, ELSEWHERE)
    assert attempt(session, account, PASSWORD) == account


def test_who_guesses_from_very_many_networks_is_stopped_too(
    session: Session, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guessing, "ATTEMPTS_PER_ACCOUNT_ANYWHERE", 10)
    for number in range(10):
        guess(session, account, 1, f"203.0.113.{number}")

    with pytest.raises(TooManyAttemptsError):
        attempt(session, account, "wrong")


def test_an_address_varied_within_a_subscribers_network_is_one(
    session: Session, account: Account
) -> None:
    for number in range(guessing.ATTEMPTS_PER_ACCOUNT):
        guess(session, account, 1, f"2001:db8:0:1::{number + 1:x}")

    with pytest.raises(TooManyAttemptsError):
        attempt(session, account, PASSWORD, "2001:db8:0:1:ffff::9")
    assert attempt(session, account, PASSWORD, "2001:db8:0:2::1") == account


def test_a_password_link_lets_the_account_be_tried_anew(session: Session, account: Account) -> None:
    guess(session, account, guessing.ATTEMPTS_PER_ACCOUNT)
    token = password_links.make_link(session, account, at=NOW)

    password_links.set_password(session, token, "another long password", at=NOW)

    assert attempt(session, account, "another long password") == account
