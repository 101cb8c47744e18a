"""Where an edition stands: being prepared, open, running, closed; and when registration opens."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy.orm import Session

from matchmaking.accounts.values import Actor
from matchmaking.audit.changes import Sight, as_seen, in_words
from matchmaking.audit.services import record
from matchmaking.core.errors import InvalidInputError
from matchmaking.core.wording import Sentence, VenueTime, say
from matchmaking.expo.correcting import deeds_on
from matchmaking.expo.deeds import ENTERED, KINDS, SET_REGISTRATION
from matchmaking.expo.models import Edition
from matchmaking.expo.values import Phase

LONGEST_AHEAD = timedelta(days=5 * 366)


@dataclass(frozen=True)
class RegistrationDates:
    """When registration opens and closes by itself, where there is a date for it."""

    opens_at: datetime | None
    closes_at: datetime | None


def dates_of(edition: Edition) -> RegistrationDates:
    """Return when registration of an edition opens and closes."""
    return RegistrationDates(edition.registration_opens_at, edition.registration_closes_at)


def enter_phase(
    session: Session,
    actor: Actor,
    edition: Edition,
    phase: Phase,
    *,
    dates: RegistrationDates | None = None,
    seen: int,
    at: datetime,
) -> None:
    """Open registration, begin the fair, or close it; or say when registration opens by itself.

    Nothing is written down of what is so already.

    Raises:
        InvalidInputError: a date makes no sense, or not in this phase.
        ChangedMeanwhileError: the edition is not what the person saw.
    """
    wanted = dates or dates_of(edition)
    sight = Sight((KINDS[Edition], edition.id), seen, deeds_on(edition))
    with as_seen(session, edition, sight):
        _require_order(edition, wanted)
        _require_fitting(phase, wanted, at)
        was, stood = dates_of(edition), edition.phase_at(at)
        edition.registration_opens_at = wanted.opens_at
        edition.registration_closes_at = wanted.closes_at
        edition.phase = phase
        if wanted != was:
            told = in_words(_written(edition, was), _written(edition, wanted))
            record(session, actor, SET_REGISTRATION.text, subject=sight.subject, at=at, reason=told)
        if phase is not stood:
            record(session, actor, ENTERED[phase].text, subject=sight.subject, at=at)


def _written(edition: Edition, dates: RegistrationDates) -> dict[str, str]:
    """Return dates as they are written down: by the venue's clock."""
    return {
        name: str(VenueTime(moment, edition.zone)) if moment else ""
        for name, moment in (
            ("registration_opens_at", dates.opens_at),
            ("registration_closes_at", dates.closes_at),
        )
    }


def _require_order(edition: Edition, dates: RegistrationDates) -> None:
    """Refuse what is not before the end of the fair, and an end before the beginning.

    Raises:
        InvalidInputError: it is so.
    """
    end = datetime.combine(edition.ends_on + timedelta(days=1), time(), edition.zone)
    for field, moment in (("opens", dates.opens_at), ("closes", dates.closes_at)):
        if moment and moment > end:
            raise InvalidInputError(
                say(
                    "The fair ends on %(day)s %(year)d: choose a moment before.",
                    day=edition.ends_on,
                    year=edition.ends_on.year,
                ),
                field=field,
            )
        if moment and moment < end - LONGEST_AHEAD:
            raise InvalidInputError(
                say("That is more than five years before the fair. Check the year."), field=field
            )
    if dates.opens_at and dates.closes_at and dates.closes_at <= dates.opens_at:
        raise InvalidInputError(
            say("Registration has to close later than it opens."), field="closes"
        )


def _require_fitting(phase: Phase, dates: RegistrationDates, at: datetime) -> None:
    """Refuse dates that say something else than the phase does.

    Raises:
        InvalidInputError: they do.
    """
    opens, closes = dates.opens_at, dates.closes_at
    if phase is Phase.PREPARING:
        for field, moment in (("opens", opens), ("closes", closes)):
            if moment and moment <= at:
                raise InvalidInputError(
                    say(
                        "This moment is over. While the fair is being prepared, choose one to "
                        "come, or leave this empty."
                    ),
                    field=field,
                )
    elif opens and opens > at:
        raise InvalidInputError(_too_late(phase), field="opens")


def _too_late(phase: Phase) -> Sentence:
    if phase.takes_registrations:
        return say(
            "In the phase you chose registration is open at once. Choose “Preparing” if it is to "
            "open at this moment, or leave this empty."
        )
    return say("Once the fair is closed, registration opens no more. Leave this empty.")
