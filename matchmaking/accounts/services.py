"""Making accounts, signing in and out, granting roles."""

from datetime import datetime, timedelta
from functools import cache

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy.orm import Session

from matchmaking.accounts.errors import (
    EmailTakenError,
    InvitationUsedError,
    NotYourHatError,
    SignInRefusedError,
    WrongPasswordError,
)
from matchmaking.accounts.guessing import Attempt, forget_old_attempts
from matchmaking.accounts.models import (
    Account,
    AddressChange,
    ApiToken,
    Grant,
    PasswordLink,
    SignIn,
)
from matchmaking.accounts.queries import account_by_email
from matchmaking.accounts.values import Role
from matchmaking.core.codes import digest, new_token
from matchmaking.core.database import unique_or
from matchmaking.core.wording import Name

SIGN_IN_LASTS = timedelta(days=14)
TOKEN_LASTS = timedelta(days=365)
LINKS_KEPT = timedelta(days=1)

_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


def hash_password(password: str) -> str:
    """Return the argon2id hash under which a password is kept."""
    return _hasher.hash(password)


@cache
def _nobodys_hash() -> str:
    """Return a hash to check against when there is no account: it takes the same time."""
    return _hasher.hash(new_token())


def create_account(
    session: Session, *, email: str, name: str, password: str | None, at: datetime
) -> Account:
    """Make an account.

    Raises:
        EmailTakenError: the address has one already.
    """
    account = Account(
        email=email.strip().lower(),
        name=name,
        password_hash=hash_password(password) if password else None,
        created_at=at,
    )
    with unique_or(session, EmailTakenError(account.email)):
        session.add(account)
    return account


def grant_role(
    session: Session,
    account: Account,
    role: Role,
    *,
    edition_id: int,
    at: datetime,
    scope: Name,
    delegation_id: int | None = None,
    participation_id: int | None = None,
    representative_id: int | None = None,
) -> Grant:
    """Give a person a role; ``scope`` names in the switch what it extends to."""
    grant = Grant(
        account=account,
        role=role,
        edition_id=edition_id,
        delegation_id=delegation_id,
        participation_id=participation_id,
        representative_id=representative_id,
        scope_en=scope.en,
        scope_zh=scope.zh,
        granted_at=at,
    )
    session.add(grant)
    session.flush()
    return grant


def revoke_grant(session: Session, grant: Grant) -> None:
    """Take a role back at once, with every program's token for it; sign-ins in it change hats."""
    session.execute(sa.delete(ApiToken).where(ApiToken.grant_id == grant.id))
    session.execute(sa.update(SignIn).where(SignIn.grant_id == grant.id).values(grant_id=None))
    session.delete(grant)
    session.flush()
    session.expire(grant.account, ["grants"])


def check_password(
    session: Session, *, email: str, password: str, address: str, at: datetime
) -> Account:
    """Return the account that signs in with this address and password.

    The caller commits what was counted even when this raises. An unknown address takes as long,
    and reads the same, as a wrong password.

    Raises:
        SignInRefusedError: they don't belong together, or the account is closed.
        TooManyAttemptsError: too many failures of late.
    """
    attempt = Attempt(email, address, at)
    attempt.check(session)
    account = account_by_email(session, email)
    if _matches(account, password) and account is not None and account.is_active:
        attempt.succeed(session)
        return account
    raise attempt.fail(session, SignInRefusedError())


def _matches(account: Account | None, password: str) -> bool:
    known = account.password_hash if account and account.password_hash else _nobodys_hash()
    try:
        return _hasher.verify(known, password)
    except (VerificationError, InvalidHashError):
        return False


def sign_in(
    session: Session, account: Account, *, device: str, at: datetime, grant: Grant | None = None
) -> str:
    """Open a sign-in on a device, in a hat if one is given; return the token its cookie carries."""
    token = new_token()
    session.add(
        SignIn(
            token_digest=digest(token),
            account_id=account.id,
            grant_id=grant.id if grant else None,
            created_at=at,
            expires_at=at + SIGN_IN_LASTS,
            device=device[:200],
        )
    )
    session.flush()
    return token


def sign_out(session: Session, token: str) -> None:
    """End a sign-in for good: the cookie is dead wherever it was copied to."""
    session.execute(sa.delete(SignIn).where(SignIn.token_digest == digest(token)))


def forget_expired_sign_ins(session: Session, *, at: datetime) -> None:
    """Forget sign-ins and links that have expired and failed attempts that count no more."""
    session.execute(sa.delete(PasswordLink).where(PasswordLink.asked_at <= at - LINKS_KEPT))
    session.execute(sa.delete(AddressChange).where(AddressChange.asked_at <= at - LINKS_KEPT))
    session.execute(sa.delete(SignIn).where(SignIn.expires_at <= at))
    forget_old_attempts(session, at=at)


def wear_hat(session: Session, sign_in_row: SignIn, grant_id: int) -> Grant:
    """Let the person act in another of their roles from now on.

    Raises:
        NotYourHatError: the grant is somebody else's.
    """
    for grant in sign_in_row.account.grants:
        if grant.id == grant_id:
            sign_in_row.grant_id = grant.id
            session.flush()
            return grant
    raise NotYourHatError


def issue_token(session: Session, grant: Grant, *, name: str, at: datetime) -> str:
    """Make a bearer token for one of a person's hats and return it; it is shown only once."""
    token = f"qt_{new_token()}"
    session.add(
        ApiToken(
            token_digest=digest(token),
            grant_id=grant.id,
            name=name,
            created_at=at,
            expires_at=at + TOKEN_LASTS,
        )
    )
    session.flush()
    return token


def revoke_token(session: Session, token_id: int, *, at: datetime) -> bool:
    """End a program's token; return whether there was one in force."""
    ended = session.execute(
        sa.update(ApiToken)
        .where(ApiToken.id == token_id, ApiToken.revoked_at.is_(None), ApiToken.expires_at > at)
        .values(revoked_at=at)
    )
    return bool(ended.rowcount)  # type: ignore[attr-defined]


def end_own_tokens(
    session: Session, account: Account, *, at: datetime, token_id: int | None = None
) -> int:
    """End all tokens with which programs act for a person, or one; return how many were in force.

    Somebody else's stay.
    """
    theirs = sa.select(Grant.id).where(Grant.account_id == account.id)
    which = ApiToken.id == token_id if token_id is not None else sa.true()
    ended = session.execute(
        sa.update(ApiToken)
        .where(
            which,
            ApiToken.grant_id.in_(theirs),
            ApiToken.revoked_at.is_(None),
            ApiToken.expires_at > at,
        )
        .values(revoked_at=at)
        .execution_options(synchronize_session=False)
    )
    return int(ended.rowcount)  # type: ignore[attr-defined]


def sign_out_device(session: Session, account: Account, sign_in_id: int) -> None:
    """End one of a person's own sign-ins; somebody else's stays."""
    session.execute(
        sa.delete(SignIn).where(SignIn.id == sign_in_id, SignIn.account_id == account.id)
    )


def check_own_password(
    session: Session, account: Account, password: str, *, address: str, at: datetime
) -> None:
    """Make sure that it is the person who sits there: guessing is no easier here than elsewhere.

    The caller commits what was counted even when this raises.

    Raises:
        WrongPasswordError: the password is not the account's.
        TooManyAttemptsError: too many failures of late, here or when signing in.
    """
    attempt = Attempt(account.email, address, at)
    attempt.check(session, field="old")
    if not _matches(account, password):
        raise attempt.fail(session, WrongPasswordError())
    attempt.succeed(session)


def call_off_address_changes(session: Session, account: Account, *, at: datetime) -> None:
    """End what would let the person sign in with another address, unless it is confirmed."""
    session.execute(
        sa.update(AddressChange)
        .where(AddressChange.account_id == account.id, AddressChange.confirmed_at.is_(None))
        .values(token_digest=None, expires_at=at)
        .execution_options(synchronize_session=False)
    )


def change_password(
    session: Session, account: Account, new: str, *, keep_token: str, at: datetime
) -> None:
    """Set another password and end every sign-in but the one this is done from.

    A change of address that waits is off: it may be a stranger's.
    """
    account.password_hash = hash_password(new)
    call_off_address_changes(session, account, at=at)
    sign_out_elsewhere(session, account, keep_token=keep_token)


def sign_out_elsewhere(session: Session, account: Account, *, keep_token: str) -> None:
    """End every sign-in of a person but the one this is done from."""
    session.execute(
        sa.delete(SignIn).where(
            SignIn.account_id == account.id, SignIn.token_digest != digest(keep_token)
        )
    )


def choose_first_password(session: Session, account: Account, password: str) -> None:
    """Set the password of an invited person, who has none yet.

    Raises:
        InvitationUsedError: the account has a password already.
    """
    changed = session.execute(
        sa.update(Account)
        .where(Account.id == account.id, Account.password_hash.is_(None))
        .values(password_hash=hash_password(password))
    )
    if changed.rowcount == 0:  # type: ignore[attr-defined]
        raise InvitationUsedError


def change_own_details(session: Session, account: Account, *, name: str, language: str) -> None:
    """Let a person be called and addressed otherwise."""
    account.name, account.language = name, language
    session.flush()
