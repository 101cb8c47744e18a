"""What opens and closes by itself: written down once, when it comes, and told to the organisers."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.accounts.queries import organiser_accounts
from matchmaking.audit.changes import changes_in, in_words
from matchmaking.audit.queries import Deed, history_of
from matchmaking.audit.services import record
from matchmaking.core.database import dialect_of, insert_if_new
from matchmaking.core.wording import VenueTime, say
from matchmaking.expo.booking import booking_of
from matchmaking.expo.deeds import KINDS, PASSED, SET_DATES
from matchmaking.expo.models import Edition, PassedMoment
from matchmaking.expo.values import Gate
from matchmaking.notifications.services import notify_all
from matchmaking.notifications.values import NoticeKind

JUST_BEFORE = timedelta(microseconds=1)
PATH = "/fair?open=edition"
TOLD = {
    Gate.REGISTRATION.opens: say(
        "Registration for %(edition)s has opened, as announced: %(when)s."
    ),
    Gate.REGISTRATION.closes: say(
        "Registration for %(edition)s has closed, as announced: %(when)s."
    ),
    Gate.BOOKING.opens: say("Booking for %(edition)s has opened, as announced: %(when)s."),
    Gate.BOOKING.closes: say("Booking for %(edition)s has closed, as announced: %(when)s."),
}


@dataclass(frozen=True)
class Passed:
    """A moment of an edition that has come."""

    edition: Edition
    gate: Gate
    name: str
    moment: datetime

    @property
    def moves(self) -> bool:
        """Return whether anything opened or closed then: not if the phase said so already."""
        return self._is_open(self.moment - JUST_BEFORE) is not self._is_open(self.moment)

    def _is_open(self, at: datetime) -> bool:
        if self.gate is Gate.REGISTRATION:
            return self.edition.takes_registrations(at)
        return booking_of(self.edition, at).is_open


def note_passed(session: Session, *, at: datetime, edition_id: int | None = None) -> int:
    """Write down each announced moment that has come, and tell the organisers; return how many.

    Each is looked at once, by whoever inserts its row first. Nothing is said of a moment that was
    over when it was entered, for nothing opened or closed at it.
    """
    due = list(_due(session, at, edition_id))
    return sum(_note(session, one, at) for one in due if _is_first(session, one, at))


def _due(session: Session, at: datetime, edition_id: int | None) -> Iterator[Passed]:
    names = [(gate, name) for gate in Gate for name in (gate.opens, gate.closes)]
    known = sa.select(PassedMoment.edition_id, PassedMoment.name, PassedMoment.moment)
    seen = {tuple(row) for row in session.execute(known)}
    columns = [getattr(Edition, name) for _, name in names]
    query = sa.select(Edition).where(sa.or_(*(column <= at for column in columns)))
    if edition_id is not None:
        query = query.where(Edition.id == edition_id)
    for edition in session.scalars(query.order_by(Edition.id)):
        for gate, name in names:
            moment = getattr(edition, name)
            if moment and moment <= at and (edition.id, name, moment) not in seen:
                yield Passed(edition, gate, name, moment)


def _is_first(session: Session, one: Passed, at: datetime) -> bool:
    row = {
        "edition_id": one.edition.id,
        "name": one.name,
        "moment": one.moment,
        "noted_at": at,
    }
    insert = insert_if_new(dialect_of(session), PassedMoment).values(row)
    return session.execute(insert.returning(PassedMoment.name)).first() is not None


def _note(session: Session, one: Passed, at: datetime) -> bool:
    announcement = _announcement(session, one)
    if announcement is None or announcement.at >= one.moment or not one.moves:
        return False
    subject, zone = (KINDS[Edition], one.edition.id), one.edition.zone
    told = {"announced_by": announcement.who, "announced_at": VenueTime(announcement.at, zone)}
    reason = in_words(dict.fromkeys(told, ""), told)
    record(session, None, PASSED[one.name].text, subject=subject, at=one.moment, reason=reason)
    notify_all(
        session,
        organiser_accounts(session, one.edition.id),
        kind=NoticeKind.ORGANISERS,
        sentence=say(TOLD[one.name].text, edition=one.edition.label, when=one.moment),
        path=PATH,
        at=at,
        edition_id=one.edition.id,
    )
    return True


def _announcement(session: Session, one: Passed) -> Deed | None:
    """Return by which deed the moment was set: the last that changed it."""
    deeds = history_of(session, (KINDS[Edition], one.edition.id))
    set_by = [
        deed
        for deed in deeds
        if deed.action == SET_DATES[one.gate].text
        and one.name in {change.field for change in changes_in(deed.reason)}
    ]
    return set_by[-1] if set_by else None
