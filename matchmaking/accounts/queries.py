"""Finding people, their sign-ins and their hats."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager, joinedload

from matchmaking.accounts.models import Account, ApiToken, Grant, SignIn
from matchmaking.accounts.values import Actor, Arrival, Hat, Role
from matchmaking.core.codes import digest
from matchmaking.core.database import rows_of

# Every request asks this: plain columns by a statement built once, a row for each hat.
ARRIVAL = (
    sa.select(
        SignIn.id,
        SignIn.account_id,
        Account.name,
        Account.language,
        SignIn.grant_id,
        Grant.id,
        Grant.role,
        Grant.edition_id,
        Grant.delegation_id,
        Grant.participation_id,
        Grant.representative_id,
        Grant.scope_en,
        Grant.scope_zh,
    )
    .join(SignIn.account)
    .outerjoin(Account.grants)
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


def arrival(session: Session, token: str, *, at: datetime) -> Arrival | None:
    """Find whom a cookie's token belongs to, with their hats."""
    rows = rows_of(session, ARRIVAL, {"digest": digest(token), "at": at}).all()
    if not rows:
        return None
    sign_in_id, account_id, name, language, chosen = rows[0][:5]
    hats = tuple(Hat._make(row[5:]) for row in rows if row[5] is not None)
    worn = next((hat for hat in hats if hat.id == chosen), next(iter(hats), None))
    return Arrival(sign_in_id, account_id, name, language, hats, worn)


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


def tokens_of(session: Session, account_id: int, *, at: datetime) -> list[ApiToken]:
    """Return the tokens in force with which programs act for a person, the oldest first."""
    query = (
        sa.select(ApiToken)
        .join(ApiToken.grant)
        .options(contains_eager(ApiToken.grant))
        .where(
            Grant.account_id == account_id, ApiToken.revoked_at.is_(None), ApiToken.expires_at > at
        )
        .order_by(ApiToken.id)
    )
    return list(session.scalars(query))


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


def actor_of(account_id: int, name: str, grant: Grant | Hat | None) -> Actor:
    """Return the person in this hat as the value policies decide on."""
    if grant is None:
        return Actor(account_id=account_id, name=name)
    return Actor(
        account_id=account_id,
        name=name,
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


def organiser_accounts(session: Session, edition_id: int) -> list[int]:
    """Return the active organisers of an edition."""
    return holders(session, edition_id, Grant.role == Role.ORGANISER)


def holders(session: Session, edition_id: int, held: sa.ColumnElement[bool]) -> list[int]:
    """Return whose active account holds such a role in an edition."""
    query = (
        sa.select(Grant.account_id)
        .join(Account)
        .where(Grant.edition_id == edition_id, held, Account.is_active)
        .distinct()
    )
    return sorted(session.scalars(query))
