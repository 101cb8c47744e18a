"""What a person was told."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.accounts.models import Account
from matchmaking.core.database import rows_of
from matchmaking.notifications.models import Notice

# Written by the fair's slice, which lies above this one.
EDITIONS = sa.table("editions", sa.column("id"), sa.column("time_zone"))
# Every page asks this: building the statement anew would cost as much as running it.
UNREAD = sa.select(sa.func.count()).where(
    Notice.account_id == sa.bindparam("reader"), Notice.read_at.is_(None)
)


def notices_of(account_id: int) -> sa.Select[Notice]:
    """Return the query for a person's notices: unread ones first, the newest first."""
    return (
        sa.select(Notice)
        .where(Notice.account_id == account_id)
        .order_by(Notice.read_at.is_not(None), Notice.created_at.desc(), Notice.id.desc())
    )


def unread_count(session: Session, account_id: int) -> int:
    """Count what the person has not seen yet."""
    return int(rows_of(session, UNREAD, {"reader": account_id}).scalar_one())


def to_mail(
    session: Session, *, since: datetime, limit: int
) -> list[tuple[Notice, Account, str | None]]:
    """Return notices not mailed nor read yet, each with its reader and the venue's time zone."""
    query = (
        sa.select(Notice, Account, EDITIONS.c.time_zone)
        .join(Account, Account.id == Notice.account_id)
        .outerjoin(EDITIONS, EDITIONS.c.id == Notice.edition_id)
        .where(
            Notice.mailed_at.is_(None),
            Notice.read_at.is_(None),
            Notice.created_at >= since,
            Account.is_active,
        )
        .order_by(Notice.id)
        .limit(limit)
    )
    return [tuple(row) for row in session.execute(query)]
