"""Reading who holds which role."""

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager

from matchmaking.accounts.models import Account, Grant
from matchmaking.accounts.values import Role


def grants_in(edition_id: int, *, role: Role | None, words: str) -> sa.Select[Grant]:
    """Return the roles held in an edition, by person; narrowed to a role, a name or an address."""
    query = (
        sa.select(Grant)
        .join(Grant.account)
        .options(contains_eager(Grant.account))
        .where(Grant.edition_id == edition_id)
        .order_by(sa.func.lower(Account.name), Account.id, Grant.id)
    )
    if role is not None:
        query = query.where(Grant.role == role)
    for word in words.replace("\x00", "").split()[:5]:
        query = query.where(
            sa.or_(
                Account.name.icontains(word, autoescape=True),
                Account.email.icontains(word, autoescape=True),
                Grant.scope_en.icontains(word, autoescape=True),
                Grant.scope_zh.contains(word, autoescape=True),
            )
        )
    return query


def counts_by_role(session: Session, edition_id: int) -> dict[Role, int]:
    """Return how often each role is held in an edition."""
    rows = session.execute(
        sa.select(Grant.role, sa.func.count())
        .where(Grant.edition_id == edition_id)
        .group_by(Grant.role)
    )
    counts = {role: count for role, count in rows}  # noqa: C416 - rows are not pairs to the type
    return {role: counts.get(role, 0) for role in Role}


def organisers_of(session: Session, edition_id: int) -> int:
    """Return how many people organise an edition."""
    query = sa.select(sa.func.count(sa.distinct(Grant.account_id))).where(
        Grant.edition_id == edition_id, Grant.role == Role.ORGANISER
    )
    return session.scalar(query) or 0
