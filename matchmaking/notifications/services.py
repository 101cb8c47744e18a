"""Telling people things, noting what they have read and how they want to be told."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.accounts.models import Grant
from matchmaking.core.database import dialect_of, insert_if_new
from matchmaking.core.wording import Sentence
from matchmaking.notifications.models import Digest, MailChoice, Notice
from matchmaking.notifications.values import KIND_WORDS, NoticeKind, Way, packed, quieter


@dataclass(frozen=True)
class Message:
    """What one of many people is told; ``path`` is where to see it."""

    account_id: int
    sentence: Sentence
    path: str
    is_urgent: bool = False


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


def tell_holder(
    session: Session, grant: Grant, sentence: Sentence, *, path: str, at: datetime
) -> None:
    """Tell whoever holds a role about it, or about the account it belongs to."""
    notify(
        session,
        account_id=grant.account_id,
        kind=NoticeKind.ACCOUNT,
        sentence=sentence,
        path=path,
        at=at,
        edition_id=grant.edition_id,
    )


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
    told = [Message(account_id, sentence, path, is_urgent) for account_id in account_ids]
    notify_each(session, told, kind=kind, at=at, edition_id=edition_id)


def notify_each(
    session: Session,
    messages: Iterable[Message],
    *,
    kind: NoticeKind,
    at: datetime,
    edition_id: int | None = None,
) -> None:
    """Tell many people something of their own each, however many they are in a few statements."""
    rows = [
        {
            "account_id": one.account_id,
            "edition_id": edition_id,
            "kind": kind,
            "is_urgent": one.is_urgent,
            "text": one.sentence.text,
            "facts": packed(one.sentence),
            "path": one.path,
            "created_at": at,
        }
        for one in messages
    ]
    if rows:
        session.execute(sa.insert(Notice), rows)


def choose(
    session: Session, account_id: int, ways: Mapping[NoticeKind, Way], *, at: datetime
) -> None:
    """Let a person get these kinds of notices in these ways from now on."""
    for choice in _choices(session, account_id, at=at):
        way = ways.get(choice.kind, choice.way)
        if way is not choice.way:
            _change(session, choice, way, at=at)
    session.flush()


def _change(session: Session, choice: MailChoice, way: Way, *, at: datetime) -> None:
    before = quieter(choice.way, way)
    if choice.way_before is Way.APP_ONLY and before is not Way.APP_ONLY:
        _never_mail(session, choice, at=at)
    choice.way_before, choice.way, choice.since = before, way, at


def _never_mail(session: Session, choice: MailChoice, *, at: datetime) -> None:
    """Leave in the application what came while nothing was mailed.

    A choice remembers only what was chosen just before it: it would be taken for what came then.
    """
    session.execute(
        sa.update(Notice)
        .where(
            Notice.account_id == choice.account_id,
            Notice.kind == choice.kind,
            Notice.is_urgent.is_(False),
            Notice.created_at < choice.since,
            Notice.mailed_at.is_(None),
        )
        .values(mailed_at=at)
        .execution_options(synchronize_session=False)
    )


def stop_mails(session: Session, account_id: int, kind: NoticeKind | None, *, at: datetime) -> None:
    """Mail a person nothing of this kind any more; without one, nothing that comes once a day."""
    stopped = {
        choice.kind: Way.APP_ONLY
        for choice in _choices(session, account_id, at=at)
        if kind is choice.kind or (kind is None and choice.way is Way.DAILY)
    }
    choose(session, account_id, stopped, at=at)


def _choices(session: Session, account_id: int, *, at: datetime) -> Sequence[MailChoice]:
    """Return the choices of a person, made if need be, for nobody else to change meanwhile."""
    usual = {"way": Way.AT_ONCE, "way_before": Way.AT_ONCE, "since": at}
    rows = [{"account_id": account_id, "kind": kind, **usual} for kind in KIND_WORDS]
    session.execute(insert_if_new(dialect_of(session), MailChoice).values(rows))
    query = sa.select(MailChoice).where(MailChoice.account_id == account_id)
    query = query.order_by(MailChoice.kind).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).all()


def begin_digest(session: Session, account_id: int, day: date, *, at: datetime) -> bool:
    """Take on making somebody's mail of the day; return whether nobody else has."""
    row = {"account_id": account_id, "day": day, "begun_at": at}
    insert = insert_if_new(dialect_of(session), Digest).values(row).returning(Digest.day)
    return session.execute(insert).first() is not None


def give_digest_back(session: Session, account_id: int, day: date) -> None:
    """Let the mail be made anew: the server did not take it."""
    session.execute(sa.delete(Digest).where(Digest.account_id == account_id, Digest.day == day))


def note_mailed(session: Session, notice_ids: Iterable[int], *, at: datetime) -> None:
    """Note that a digest has brought these notices."""
    session.execute(sa.update(Notice).where(Notice.id.in_(notice_ids)).values(mailed_at=at))
