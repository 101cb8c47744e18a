"""Mailing once a day what people have not read yet, to those who want it so."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from itertools import groupby
from zoneinfo import ZoneInfo

from flask import g
from flask_babel import gettext as _, ngettext
from sqlalchemy.orm import Session

from matchmaking.accounts.models import Account
from matchmaking.notifications import queries, services
from matchmaking.notifications.jobs.letters import Letter, Post, Words, hand_over
from matchmaking.notifications.models import Notice
from matchmaking.notifications.values import KIND_WORDS, Morning, morning_at
from matchmaking.web.language import DEFAULT_ZONE, day, spoken

BATCH = 200
# Of each kind, the newest; the rest is counted only.
MOST_SHOWN = 20
Told = tuple[Notice, str | None]


def deliver(session_factory: Callable[[], Session], post: Post) -> int:
    """Hand over the digests that are due; return how many. Each person gets one a day at most.

    Needs an application context for the languages.
    """
    with session_factory() as session:
        letters = [
            DigestLetter(post, account, morning)
            for morning, zone in _mornings(session, post.at)
            for account in _readers(session, morning, zone)
        ]
        return hand_over(session, post.transport, letters) if letters else 0


def _mornings(session: Session, at: datetime) -> Iterator[tuple[Morning, ZoneInfo]]:
    """Yield the mornings that have come where fairs are held."""
    for key in sorted({DEFAULT_ZONE.key, *queries.zones(session)}):
        zone = ZoneInfo(key)
        morning = morning_at(at, zone)
        if morning is not None:
            yield morning, zone


def _readers(session: Session, morning: Morning, zone: ZoneInfo) -> list[Account]:
    return queries.digest_readers(
        session, morning, zone=zone.key, usual_zone=DEFAULT_ZONE.key, limit=BATCH
    )


@dataclass
class DigestLetter(Letter):
    """The mail of a day: it is made anew if nothing of it was sent, and never twice."""

    post: Post
    account: Account
    morning: Morning
    notice_ids: Sequence[int] = ()

    @property
    def key(self) -> int:
        """Return the key of its reader."""
        return self.account.id

    def claim(self, session: Session) -> EmailMessage | None:
        """Take it on, with what its reader has not read by now."""
        told = queries.to_digest(session, self.account.id, self.morning)
        if not told or not self.account.is_active or not self._begin(session):
            return None
        # Not the rows themselves: each would be read again after every commit.
        self.notice_ids = [notice.id for notice, _zone in told]
        return self.post.write(
            self.account.email,
            self.account.language,
            lambda: self._words(told),
            stop=self.post.stop_address(self.account.id, None),
        )

    def _begin(self, session: Session) -> bool:
        return services.begin_digest(session, self.account.id, self.morning.day, at=self.post.at)

    def give_back(self, session: Session) -> None:
        """Let it be made anew."""
        services.give_digest_back(session, self.account.id, self.morning.day)

    def note_taken(self, session: Session) -> None:
        """Mail none of it again. What the server refused, or may not have got, comes tomorrow."""
        services.note_mailed(session, self.notice_ids, at=self.post.at)

    def _words(self, told: Sequence[Told]) -> Words:
        address = f"{self.post.public_url}/notices"
        lines = [
            _("Dear %(name)s,", name=self.account.name),
            "",
            _("This is what you have not read in Qiatan yet."),
            "",
            *self._parts(told),
            _("All notices: %(address)s", address=address),
            "",
            _("You get this mail once a day at most, and only when there is news."),
            self.post.choices_line(),
        ]
        return self._subject(len(told)), lines

    def _subject(self, count: int) -> str:
        on = day(self.morning.day)
        return str(ngettext("%(num)d notice, %(day)s", "%(num)d notices, %(day)s", count, day=on))

    def _parts(self, told: Sequence[Told]) -> Iterator[str]:
        """Yield the lines of each kind of notice, in the order of the page one chooses on."""
        order = list(KIND_WORDS)
        by_kind = sorted(told, key=lambda one: order.index(one[0].kind))
        for kind, group in groupby(by_kind, key=lambda one: one[0].kind):
            part = list(group)
            yield f"— {spoken(KIND_WORDS[kind])} —"
            yield ""
            if (rest := len(part) - MOST_SHOWN) > 0:
                yield from (ngettext("… %(num)d earlier one", "… %(num)d earlier ones", rest), "")
            for notice, zone in part[-MOST_SHOWN:]:
                yield from self._entry(notice, zone)

    def _entry(self, notice: Notice, zone: str | None) -> Iterator[str]:
        """Yield a notice, its times in its venue's, and where it leads."""
        g.venue_zone = ZoneInfo(zone) if zone else DEFAULT_ZONE
        yield f"• {spoken(notice.sentence)}"
        if notice.path:
            yield f"  {self.post.public_url}{notice.path}"
        yield ""
