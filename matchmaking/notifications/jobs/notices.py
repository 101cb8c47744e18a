"""Mailing what people were told."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask import g
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from matchmaking.accounts.models import Account
from matchmaking.notifications import queries
from matchmaking.notifications.jobs.letters import Letter, Post, Words, addressed, hand_over
from matchmaking.notifications.models import Notice
from matchmaking.notifications.values import KIND_WORDS
from matchmaking.web.language import DEFAULT_ZONE, spoken

BATCH = 200
# What is older was told in the app; mailing it now would only confuse.
FRESH = timedelta(days=1)
SUBJECT_LENGTH = 120


def deliver(session_factory: Callable[[], Session], post: Post) -> int:
    """Hand over every notice that waits; return how many. One that is lost stays in the app.

    Needs an application context for the languages.
    """
    since = post.at - FRESH
    with session_factory() as session:
        if not queries.to_mail(session, since=since, limit=1):
            return 0
        waiting = queries.to_mail(session, since=since, limit=BATCH)
        return hand_over(session, post.transport, [NoticeLetter(post, *row) for row in waiting])


@dataclass
class NoticeLetter(Letter):
    """A notice that waits to be mailed."""

    post: Post
    notice: Notice
    account: Account
    zone: str | None

    @property
    def key(self) -> int:
        """Return the key of the notice."""
        return self.notice.id

    def claim(self, session: Session) -> EmailMessage | None:
        """Mark the notice as mailed unless it was just mailed or read, or its reader is gone."""
        if not self.account.is_active:
            return None
        claimed = session.execute(
            sa.update(Notice)
            .where(Notice.id == self.notice.id, queries.WAITS)
            .values(mailed_at=self.post.at)
            .returning(Notice.id)
        ).first()
        return self._message() if claimed else None

    def give_back(self, session: Session) -> None:
        """Let the notice wait again."""
        session.execute(sa.update(Notice).where(Notice.id == self.notice.id).values(mailed_at=None))

    def _message(self) -> EmailMessage:
        """Word it in its reader's language, times in the venue's."""
        g.venue_zone = ZoneInfo(self.zone) if self.zone else DEFAULT_ZONE
        account, stop = self.account, ""
        if self._can_be_stopped:
            stop = self.post.stop_address(account.id, self.notice.kind)
        return self.post.write(account.email, account.language, self._words, stop=stop)

    @property
    def _can_be_stopped(self) -> bool:
        return self.notice.kind in KIND_WORDS and not self.notice.is_urgent

    def _words(self) -> Words:
        text = spoken(self.notice.sentence)
        closing = [_("Qiatan sent this because it concerns your part in the fair.")]
        if self.notice.path:
            address = self.post.public_url + self.notice.path
            closing = [_("See it here: %(address)s", address=address), "", *closing]
        if self._can_be_stopped:
            closing.append(self.post.choices_line())
        lines = addressed(self.account.name, text, *closing)
        return " ".join(text.split())[:SUBJECT_LENGTH], lines
