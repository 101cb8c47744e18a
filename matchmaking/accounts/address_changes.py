"""Signing in with another e-mail address: once a link that was sent there is opened."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from matchmaking.accounts.errors import (
    AddressLinkOverError,
    EmailTakenError,
    SameAddressError,
    TooManyAttemptsError,
)
from matchmaking.accounts.guessing import ATTEMPT_WINDOW
from matchmaking.accounts.models import Account, AddressChange, PasswordLink
from matchmaking.accounts.services import (
    LINKS_KEPT,
    call_off_address_changes,
    check_own_password,
    sign_out_elsewhere,
)
from matchmaking.core.codes import digest, new_token
from matchmaking.core.database import unique_or

LASTS = timedelta(hours=1)
CHANGES_PER_ACCOUNT = 3
# One that was called off has an end, too, but no token.
WAITS = sa.and_(AddressChange.token_digest.is_(None), AddressChange.expires_at.is_(None))


def ask_for_change(
    session: Session, account: Account, email: str, *, password: str, address: str, at: datetime
) -> None:
    """Have a link sent to another address; nobody learns here whether it has an account already.

    What was asked for before is off: it may have been mistyped. The caller commits even when this
    raises: the attempt counts.

    Raises:
        TooManyAttemptsError: too many were asked for, or too many passwords were wrong, of late.
        WrongPasswordError: the password is not the account's.
        SameAddressError: it is the account's address already.
    """
    check_own_password(session, account, password, address=address, at=at)
    wanted = normalised(email)
    if wanted == account.email:
        raise SameAddressError
    _refuse_many(session, account, at=at)
    call_off_address_changes(session, account, at=at)
    session.add(_change_of(account, wanted, at=at))
    session.flush()


def normalised(email: str) -> str:
    """Return an address as accounts are known by it."""
    return email.strip().lower()


def _change_of(account: Account, wanted: str, *, at: datetime) -> AddressChange:
    return AddressChange(
        account_id=account.id, old_email=account.email, new_email=wanted, asked_at=at
    )


def _refuse_many(session: Session, account: Account, *, at: datetime) -> None:
    lately = session.scalar(
        sa.select(sa.func.count()).where(
            AddressChange.account_id == account.id, AddressChange.asked_at > at - ATTEMPT_WINDOW
        )
    )
    if (lately or 0) >= CHANGES_PER_ACCOUNT:
        raise TooManyAttemptsError(int(ATTEMPT_WINDOW.total_seconds() // 60), field="email")


def to_tell(session: Session, *, at: datetime) -> list[AddressChange]:
    """Return the changes of which the old address has yet to be told."""
    return _of_late(session, AddressChange.told_at.is_(None), since=at - LINKS_KEPT)


def to_mail(session: Session, *, at: datetime) -> list[AddressChange]:
    """Return the changes whose link has yet to be sent to the new address."""
    waits = sa.and_(WAITS, AddressChange.confirmed_at.is_(None))
    return _of_late(session, waits, since=at - LASTS)


def _of_late(
    session: Session, which: sa.ColumnElement[bool], *, since: datetime
) -> list[AddressChange]:
    query = (
        sa.select(AddressChange)
        .options(joinedload(AddressChange.account))
        .where(which, AddressChange.asked_at > since)
        .order_by(AddressChange.id)
    )
    return list(session.scalars(query))


def claim_telling(session: Session, change: AddressChange, *, at: datetime) -> bool:
    """Note that the old address is told; return whether nobody else has just done so."""
    return _update(session, change.id, AddressChange.told_at.is_(None), told_at=at)


def tell_later(session: Session, change: AddressChange) -> None:
    """Let the old address wait again to be told."""
    _update(session, change.id, AddressChange.told_at.is_not(None), told_at=None)


def give_token(session: Session, change: AddressChange, *, at: datetime) -> str | None:
    """Give a change its token and return that; nothing if it is off, or somebody else did."""
    token = new_token()
    given = _update(session, change.id, WAITS, token_digest=digest(token), expires_at=at + LASTS)
    return token if given else None


def take_token_back(session: Session, change: AddressChange) -> None:
    """Let a change wait again to be mailed, unless it was called off meanwhile."""
    in_force = sa.and_(
        AddressChange.token_digest.is_not(None), AddressChange.confirmed_at.is_(None)
    )
    _update(session, change.id, in_force, token_digest=None, expires_at=None)


def _update(
    session: Session, key: int, condition: sa.ColumnElement[bool], **values: datetime | str | None
) -> bool:
    updated = session.execute(
        sa.update(AddressChange)
        .where(AddressChange.id == key, condition)
        .values(values)
        .returning(AddressChange.id)
        .execution_options(synchronize_session=False)
    ).first()
    return updated is not None


def change_of_link(
    session: Session, account: Account, token: str, *, at: datetime
) -> AddressChange:
    """Return which change of this person's a link confirms.

    Raises:
        AddressLinkOverError: it was used, is too old or somebody else's, or there is none.
    """
    query = sa.select(AddressChange).where(*_valid(account, token, at))
    change = session.scalar(query)
    if change is None:
        raise AddressLinkOverError
    return change


def confirm_change(
    session: Session, account: Account, token: str, *, keep_token: str, at: datetime
) -> AddressChange:
    """Use a link up: let its person sign in with the new address, and tell the old one.

    Raises:
        AddressLinkOverError: it was used, is too old or somebody else's, or there is none.
        EmailTakenError: somebody made an account with the address meanwhile.
    """
    change = change_of_link(session, account, token, at=at)
    valid = sa.and_(*_valid(account, token, at))
    if not _update(session, change.id, valid, confirmed_at=at, told_at=None):
        raise AddressLinkOverError
    _move(session, account, change.new_email, keep_token=keep_token)
    return change


def change_at_once(session: Session, account: Account, email: str, *, at: datetime) -> None:
    """Let a person sign in with another address that they showed to be theirs in another way.

    Raises:
        SameAddressError: it is the account's address already.
        EmailTakenError: somebody has an account with it.
    """
    wanted = normalised(email)
    if wanted == account.email:
        raise SameAddressError
    call_off_address_changes(session, account, at=at)
    change = _change_of(account, wanted, at=at)
    change.confirmed_at = at
    session.add(change)
    _move(session, account, wanted, keep_token="")


def _move(session: Session, account: Account, email: str, *, keep_token: str) -> None:
    """Put the new address in the old one's place, and end all that was got by the old one."""
    with unique_or(session, EmailTakenError(email)):
        account.email = email
    session.execute(
        sa.delete(PasswordLink).where(
            PasswordLink.account_id == account.id, PasswordLink.used_at.is_(None)
        )
    )
    sign_out_elsewhere(session, account, keep_token=keep_token)


def _valid(account: Account, token: str, at: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        AddressChange.account_id == account.id,
        AddressChange.token_digest == digest(token),
        AddressChange.confirmed_at.is_(None),
        AddressChange.expires_at > at,
    )
