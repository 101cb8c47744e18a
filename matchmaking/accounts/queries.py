"""Finding people, their sign-ins and their hats."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from matchmaking.accounts.models import Account, ApiToken, Grant, SignIn
from matchmaking.accounts.values import Actor
from matchmaking.core.codes import digest

# Every request asks this: building the statement anew would cost as much as running it.
LIVE_SIGN_IN = (
    sa.select(SignIn)
    .join(SignIn.account)
    .outerjoin(Account.grants)
    .options(sa.orm.contains_eager(SignIn.account).contains_eager(Account.grants))
    .where(
        SignIn.token_digest == sa.bindparam("digest"),
        SignIn.expires_at > sa.bindparam("at"),
        Account.is_active,
    )
    .order_by(Grant.id)
)


def account_by_email(session: Session, email: str) -> Account | None:
    """Find an account by its address, however it was typed."""
    return session.scalar(sa.select(Account).where(Account.email == email.strip().lower()))


def live_sign_in(session: Session, token: str, *, at: datetime) -> SignIn | None:
    """Find the sign-in a cookie's token belongs to, with the person and their hats."""
    found = session.scalars(LIVE_SIGN_IN, {"digest": digest(token), "at": at})
    return found.unique().first()


def live_token(session: Session, token: str, *, at: datetime) -> ApiToken | None:
    """Find a bearer token that is neither revoked nor expired, with its hat."""
    query = (
        sa.select(ApiToken)
        .join(ApiToken.grant)
        .join(Grant.account)
        .options(joinedload(ApiToken.grant).joinedload(Grant.account))
        .where(
            ApiToken.token_digest == digest(token),
            ApiToken.revoked_at.is_(None),
            ApiToken.expires_at > at,
            Account.is_active,
        )
    )
    return session.scalar(query)


def listeners_still_allowed(
    session: Session, sign_in_ids: Collection[int], *, at: datetime
) -> set[tuple[int, int]]:
    """Return which sign-ins still hold, each with every edition its person has a role in."""
    query = (
        sa.select(SignIn.id, Grant.edition_id)
        .join(SignIn.account)
        .join(Account.grants)
        .where(SignIn.id.in_(sign_in_ids), SignIn.expires_at > at, Account.is_active)
    )
    return {(row.id, row.edition_id) for row in session.execute(query)}


def worn_grant(sign_in: SignIn) -> Grant | None:
    """Return the grant the person acts in: the chosen one, else their first."""
    grants = sign_in.account.grants
    chosen = [grant for grant in grants if grant.id == sign_in.grant_id]
    return chosen[0] if chosen else next(iter(grants), None)


def actor_of(account: Account, grant: Grant | None) -> Actor:
    """Return the person in this hat as the value policies decide on."""
    if grant is None:
        return Actor(account_id=account.id, name=account.name)
    return Actor(
        account_id=account.id,
        name=account.name,
        role=grant.role,
        grant_id=grant.id,
        edition_id=grant.edition_id,
        delegation_id=grant.delegation_id,
        participation_id=grant.participation_id,
        representative_id=grant.representative_id,
    )


def sign_ins_of(session: Session, account_id: int, *, at: datetime) -> list[SignIn]:
    """Return the devices a person is signed in on, the newest sign-in first."""
    query = sa.select(SignIn).where(SignIn.account_id == account_id, SignIn.expires_at > at)
    return list(session.scalars(query.order_by(SignIn.created_at.desc(), SignIn.id.desc())))
