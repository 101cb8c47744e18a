"""Whether and when an edition takes new enterprises in: by its phase, and by its dates."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.core.wording import Sentence, VenueTime, say
from matchmaking.expo.models import Edition
from matchmaking.expo.values import Opening, Phase

TAKING = [phase for phase in Phase if phase.takes_registrations]


@dataclass(frozen=True)
class Announcement:
    """What newcomers are told: whether any edition takes them, and when which one does."""

    is_open: bool
    sentences: list[Sentence]


def taking_registrations(at: datetime) -> sa.ColumnElement[bool]:
    """Return the condition for editions in which new enterprises may register at a moment."""
    opens, closes = Edition.registration_opens_at, Edition.registration_closes_at
    has_opened = sa.and_(Edition.phase == Phase.PREPARING, opens <= at)
    return sa.and_(
        sa.or_(Edition.phase.in_(TAKING), has_opened), sa.or_(closes.is_(None), closes > at)
    )


def intake_of(edition: Edition, at: datetime) -> Opening:
    """Return whether an edition takes new enterprises in at a moment."""
    phase, is_open = edition.phase_at(at), edition.takes_registrations(at)
    return Opening(
        is_open=is_open,
        is_over=not is_open and phase is not Phase.PREPARING,
        when=_when(edition, phase, at),
    )


def _when(edition: Edition, phase: Phase, at: datetime) -> Sentence | None:
    """Say when registration opens, closes or closed, if there is a date for it."""
    opens, closes = edition.registration_opens_at, edition.registration_closes_at
    if phase is Phase.PREPARING and opens:
        return say("Registration opens on %(when)s.", when=VenueTime(opens, edition.zone))
    if not closes or not phase.takes_registrations:
        return None
    when = VenueTime(closes, edition.zone)
    if at < closes:
        return say("Registration closes on %(when)s.", when=when)
    return say("Registration closed on %(when)s.", when=when)


def announced(session: Session, at: datetime) -> Announcement:
    """Return what is announced to newcomers, the next edition first."""
    to_come = sa.and_(Edition.phase == Phase.PREPARING, Edition.registration_opens_at > at)
    query = sa.select(Edition).where(sa.or_(taking_registrations(at), to_come))
    editions = session.scalars(query.order_by(Edition.starts_on)).all()
    intakes = [(edition, intake_of(edition, at)) for edition in editions]
    return Announcement(
        is_open=any(intake.is_open for _, intake in intakes),
        sentences=[
            say("%(edition)s: %(what)s", edition=edition.label, what=intake.when)
            for edition, intake in intakes
            if intake.when
        ],
    )
