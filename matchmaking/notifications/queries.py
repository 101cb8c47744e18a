"""What a person was told, and what of it waits to be mailed."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.accounts.models import Account
from matchmaking.core.database import rows_of
from matchmaking.notifications.models import Digest, MailChoice, Notice
from matchmaking.notifications.values import KIND_WORDS, Morning, NoticeKind, Way

# Written by the fair's slice, which lies above this one.
EDITIONS = sa.table("editions", sa.column("id"), sa.column("time_zone"))
# Every page asks this: building the statement anew would cost as much as running it.
UNREAD = sa.select(sa.func.count()).where(
    Notice.account_id == sa.bindparam("reader"), Notice.read_at.is_(None)
)

CHOICE_OF_NOTICE = sa.and_(
    MailChoice.account_id == Notice.account_id, MailChoice.kind == Notice.kind
)
# How the reader wants a notice, if they ever chose.
CHOSEN = sa.case(
    (Notice.created_at < MailChoice.since, MailChoice.way_before), else_=MailChoice.way
)
AT_ONCE = sa.or_(Notice.is_urgent, CHOSEN.is_(None), CHOSEN == Way.AT_ONCE)
DAILY = sa.and_(sa.not_(Notice.is_urgent), CHOSEN == Way.DAILY)
WAITS = sa.and_(Notice.mailed_at.is_(None), Notice.read_at.is_(None))


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
    """Return notices to mail at once, each with its reader and the venue's time zone."""
    query = (
        sa.select(Notice, Account, EDITIONS.c.time_zone)
        .join(Account, Account.id == Notice.account_id)
        .outerjoin(EDITIONS, EDITIONS.c.id == Notice.edition_id)
        .outerjoin(MailChoice, CHOICE_OF_NOTICE)
        .where(WAITS, AT_ONCE, Notice.created_at >= since, Account.is_active)
        .order_by(Notice.id)
        .limit(limit)
    )
    return [tuple(row) for row in session.execute(query)]


def ways_of(session: Session, account_id: int) -> dict[NoticeKind, Way]:
    """Return how a person gets each kind of notice they can choose about."""
    query = sa.select(MailChoice.kind, MailChoice.way).where(MailChoice.account_id == account_id)
    usual = dict.fromkeys(KIND_WORDS, Way.AT_ONCE)
    return {**usual, **{row.kind: row.way for row in session.execute(query)}}


def zones(session: Session) -> list[str]:
    """Return the time zones in which fairs are held."""
    return list(session.scalars(sa.select(EDITIONS.c.time_zone).distinct()))


def digest_readers(
    session: Session, morning: Morning, *, zone: str, usual_zone: str, limit: int
) -> list[Account]:
    """Return who is to get the morning's digest and has not: what waits is of fairs in the zone."""
    begun = sa.exists().where(Digest.account_id == Account.id, Digest.day == morning.day)
    waiting = (
        sa.select(Notice.account_id)
        .join(MailChoice, CHOICE_OF_NOTICE)
        .outerjoin(EDITIONS, EDITIONS.c.id == Notice.edition_id)
        .where(*_for_digest(morning), sa.func.coalesce(EDITIONS.c.time_zone, usual_zone) == zone)
    )
    query = sa.select(Account).where(Account.is_active, Account.id.in_(waiting), ~begun)
    return list(session.scalars(query.order_by(Account.id).limit(limit)))


def to_digest(
    session: Session, account_id: int, morning: Morning
) -> list[tuple[Notice, str | None]]:
    """Return what a digest brings as of now, oldest first, each with the venue's time zone."""
    query = (
        sa.select(Notice, EDITIONS.c.time_zone)
        .join(MailChoice, CHOICE_OF_NOTICE)
        .outerjoin(EDITIONS, EDITIONS.c.id == Notice.edition_id)
        .where(Notice.account_id == account_id, *_for_digest(morning))
        .order_by(Notice.created_at, Notice.id)
    )
    return [tuple(row) for row in session.execute(query)]


def _for_digest(morning: Morning) -> tuple[sa.ColumnElement[bool], ...]:
    return WAITS, DAILY, Notice.created_at >= morning.since, Notice.created_at < morning.until
