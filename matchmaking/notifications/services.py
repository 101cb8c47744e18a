"""Telling people things, and noting what they have read."""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.core.wording import Sentence
from matchmaking.notifications.models import Notice
from matchmaking.notifications.values import NoticeKind, packed


def notify(
    session: Session,
    *,
    account_id: int,
    kind: NoticeKind,
    sentence: Sentence,
    path: str,
    at: datetime,
    edition_id: int | None = None,
    is_urgent: bool = False,
) -> Notice:
    """Tell a person something, in the caller's transaction; ``path`` is where to see it."""
    notice = Notice(
        account_id=account_id,
        edition_id=edition_id,
        kind=kind,
        is_urgent=is_urgent,
        text=sentence.text,
        facts=packed(sentence),
        path=path,
        created_at=at,
    )
    session.add(notice)
    return notice


def mark_read(session: Session, notice: Notice, *, at: datetime) -> None:
    """Note that the person has seen it; the first time counts."""
    if notice.read_at is None:
        notice.read_at = at
        session.flush()


def mark_all_read(session: Session, account_id: int, *, at: datetime) -> None:
    """Note that the person has seen everything."""
    session.execute(
        sa.update(Notice)
        .where(Notice.account_id == account_id, Notice.read_at.is_(None))
        .values(read_at=at)
    )


def notify_all(
    session: Session,
    account_ids: Iterable[int],
    *,
    kind: NoticeKind,
    sentence: Sentence,
    path: str,
    at: datetime,
    edition_id: int | None = None,
    is_urgent: bool = False,
) -> None:
    """Tell many people the same, however many they are in a few statements."""
    rows = [
        {
            "account_id": account_id,
            "edition_id": edition_id,
            "kind": kind,
            "is_urgent": is_urgent,
            "text": sentence.text,
            "facts": packed(sentence),
            "path": path,
            "created_at": at,
        }
        for account_id in account_ids
    ]
    if rows:
        session.execute(sa.insert(Notice), rows)
