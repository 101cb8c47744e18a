"""Links with which people set a password they have forgotten: for one hour, and one use."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from matchmaking.accounts.errors import PasswordLinkOverError
from matchmaking.accounts.guessing import ATTEMPT_WINDOW, count_public_attempt, forget_failures
from matchmaking.accounts.models import Account, PasswordLink, SignIn
from matchmaking.accounts.queries import account_by_email
from matchmaking.accounts.services import call_off_address_changes, hash_password
from matchmaking.core.codes import digest, new_token

LASTS = timedelta(hours=1)
LINKS_PER_ACCOUNT = 3
# Nothing tells whoever asks that there is no such account, or that it was asked for too often.
IS_MAILED = PasswordLink.token_digest.is_not(None)


def ask_for_link(session: Session, email: str, *, address: str, at: datetime) -> None:
    """Have a link mailed, if there is such an account; whoever asks learns nothing about that.

    The caller commits even when this raises: the attempt counts.

    Raises:
        TooManyAttemptsError: too many links were asked for from this network address of late.
    """
    count_public_attempt(session, "forgotten", address, at=at)
    account = account_by_email(session, email)
    if account is None or not account.is_active:
        return
    lately = session.scalar(
        sa.select(sa.func.count()).where(
            PasswordLink.account_id == account.id, PasswordLink.asked_at > at - ATTEMPT_WINDOW
        )
    )
    if (lately or 0) < LINKS_PER_ACCOUNT:
        session.add(PasswordLink(account_id=account.id, asked_at=at))
        session.flush()


def make_link(session: Session, account: Account, *, at: datetime) -> str:
    """Make a link for somebody to hand over, and return the token it carries."""
    token = new_token()
    session.add(
        PasswordLink(
            account_id=account.id,
            asked_at=at,
            token_digest=digest(token),
            expires_at=at + LASTS,
        )
    )
    session.flush()
    return token


def links_to_mail(session: Session, *, at: datetime) -> list[PasswordLink]:
    """Return the links that were asked for of late and have not been mailed."""
    query = (
        sa.select(PasswordLink)
        .options(joinedload(PasswordLink.account))
        .where(~IS_MAILED, PasswordLink.asked_at > at - LASTS)
        .order_by(PasswordLink.id)
    )
    return list(session.scalars(query))


def give_token(session: Session, link: PasswordLink, *, at: datetime) -> str | None:
    """Give a link its token and return that; nothing if somebody else has just done so."""
    token = new_token()
    given = session.execute(
        sa.update(PasswordLink)
        .where(PasswordLink.id == link.id, ~IS_MAILED)
        .values(token_digest=digest(token), expires_at=at + LASTS)
        .returning(PasswordLink.id)
    ).first()
    return token if given else None


def take_token_back(session: Session, link: PasswordLink) -> None:
    """Let a link wait again to be mailed: nobody has seen the token it was given."""
    session.execute(
        sa.update(PasswordLink)
        .where(PasswordLink.id == link.id, PasswordLink.used_at.is_(None))
        .values(token_digest=None, expires_at=None)
    )


def account_of_link(session: Session, token: str, *, at: datetime) -> Account:
    """Return whose password a link sets.

    Raises:
        PasswordLinkOverError: it was used, is too old, or there is none.
    """
    query = (
        sa.select(Account)
        .join(PasswordLink, PasswordLink.account_id == Account.id)
        .where(*_valid(token, at), Account.is_active)
    )
    account = session.scalar(query)
    if account is None:
        raise PasswordLinkOverError
    return account


def set_password(session: Session, token: str, password: str, *, at: datetime) -> Account:
    """Use a link up: set the password, and end every sign-in and every other link.

    Raises:
        PasswordLinkOverError: it was used, is too old, or there is none.
    """
    account = account_of_link(session, token, at=at)
    used = session.execute(
        sa.update(PasswordLink)
        .where(*_valid(token, at))
        .values(used_at=at)
        .returning(PasswordLink.id)
        .execution_options(synchronize_session=False)
    ).first()
    if used is None:
        raise PasswordLinkOverError
    account.password_hash = hash_password(password)
    session.execute(
        sa.delete(PasswordLink).where(
            PasswordLink.account_id == account.id, PasswordLink.used_at.is_(None)
        )
    )
    session.execute(sa.delete(SignIn).where(SignIn.account_id == account.id))
    call_off_address_changes(session, account, at=at)
    forget_failures(session, account)
    session.flush()
    return account


def _valid(token: str, at: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        PasswordLink.token_digest == digest(token),
        PasswordLink.used_at.is_(None),
        PasswordLink.expires_at > at,
    )
