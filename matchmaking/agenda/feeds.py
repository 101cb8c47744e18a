"""Calendars people subscribe to: a secret address each, which they can change or close.

Who knows an address reads that person's appointments, so it is signed, kept nowhere, and worth
nothing once its number is out of date.
"""

from datetime import datetime

import sqlalchemy as sa
from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy.orm import Session

from matchmaking.accounts.models import Account, Grant
from matchmaking.agenda.models import CalendarFeed
from matchmaking.core.database import dialect_of, insert_if_new
from matchmaking.core.errors import NotFoundError
from matchmaking.enterprises.models import Representative


def _serialiser(secret: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret, salt="calendar")


def feed_of(session: Session, representative_id: int | None) -> CalendarFeed | None:
    """Return the feed somebody has, if they have opened one."""
    feed = session.get(CalendarFeed, representative_id) if representative_id else None
    return feed if feed is not None and feed.is_open else None


def open_feed(session: Session, representative_id: int, *, at: datetime) -> None:
    """Give somebody a new address; the one before leads nowhere from now on."""
    none_yet = {"number": 0, "is_open": False, "changed_at": at}
    session.execute(
        insert_if_new(dialect_of(session), CalendarFeed),
        {"representative_id": representative_id, **none_yet},
    )
    _change(session, representative_id, at, number=CalendarFeed.number + 1, is_open=True)


def close_feed(session: Session, representative_id: int, *, at: datetime) -> None:
    """Let somebody's address lead nowhere."""
    _change(session, representative_id, at, is_open=False)


def _change(session: Session, representative_id: int, at: datetime, **values: object) -> None:
    session.execute(
        sa.update(CalendarFeed)
        .where(CalendarFeed.representative_id == representative_id)
        .values(changed_at=at, **values)
    )


def feed_token(secret: str, feed: CalendarFeed, language: str) -> str:
    """Return what the address of a feed carries: whose it is, and the language it is read in."""
    token: str = _serialiser(secret).dumps([feed.representative_id, feed.number, language])
    return token


def read_token(session: Session, secret: str, token: str) -> tuple[Representative, str]:
    """Return whose calendar an address leads to, and in which language.

    Raises:
        NotFoundError: it was made up, changed or closed, or nobody signs in as the person any more.
    """
    try:
        key, number, language = _serialiser(secret).loads(token)
    except (BadData, ValueError, TypeError) as wrong:
        raise NotFoundError from wrong
    feed = feed_of(session, key)
    if feed is None or feed.number != number or not _is_there(session, feed.representative):
        raise NotFoundError
    return feed.representative, language


def _is_there(session: Session, person: Representative) -> bool:
    """Return whether somebody still signs in as the person: who left keeps no calendar either."""
    grants = (
        sa.select(Grant.id)
        .join(Account)
        .where(Grant.representative_id == person.id, Account.is_active)
    )
    return person.is_active and session.scalar(grants.limit(1)) is not None
