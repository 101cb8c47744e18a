"""Where an edition stands: being prepared, open, running, closed; and what opens when."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from matchmaking.accounts.values import Actor
from matchmaking.audit.changes import Sight, as_seen, in_words
from matchmaking.audit.services import record
from matchmaking.expo.correcting import deeds_on
from matchmaking.expo.deeds import ENTERED, KINDS, SET_DATES
from matchmaking.expo.models import Edition
from matchmaking.expo.passing import note_passed
from matchmaking.expo.values import Gate, Phase, Window
from matchmaking.expo.windows import require_sensible, written


def enter_phase(
    session: Session,
    actor: Actor,
    edition: Edition,
    phase: Phase,
    *,
    dates: Mapping[Gate, Window] | None = None,
    seen: int,
    at: datetime,
) -> None:
    """Open registration, begin the fair, or close it; or say what opens by itself when.

    Dates of gates that are left out stay. Nothing is written down of what is so already.

    Raises:
        InvalidInputError: a date makes no sense, or not in this phase.
        ChangedMeanwhileError: the edition is not what the person saw.
    """
    note_passed(session, at=at, edition_id=edition.id)  # before it looks different
    sight = Sight((KINDS[Edition], edition.id), seen, deeds_on(edition))
    with as_seen(session, edition, sight):
        was, stood = edition.windows, edition.phase_at(at)
        wanted = {**was, **(dates or {})}
        require_sensible(edition, phase, wanted, at=at)
        edition.set_windows(wanted)
        edition.phase = phase
        note_dates(session, actor, edition, was, at=at)
        if phase is not stood:
            record(session, actor, ENTERED[phase].text, subject=sight.subject, at=at)


def note_dates(
    session: Session,
    actor: Actor | None,
    edition: Edition,
    was: Mapping[Gate, Window],
    *,
    at: datetime,
) -> None:
    """Write down which dates of an edition are others by now; without an actor, the server's."""
    now, subject = edition.windows, (KINDS[Edition], edition.id)
    for gate in [one for one in Gate if now[one] != was[one]]:
        told = in_words(written(edition, was, gate), written(edition, now, gate))
        record(session, actor, SET_DATES[gate].text, subject=subject, at=at, reason=told)


def announce(
    session: Session, edition: Edition, dates: Mapping[Gate, Window], *, at: datetime
) -> None:
    """Let a new edition open by itself at these moments, set by whoever runs the server.

    Raises:
        InvalidInputError: one makes no sense.
    """
    require_sensible(edition, edition.phase, dates, at=at)
    was = edition.windows
    edition.set_windows(dates)
    session.flush()
    note_dates(session, None, edition, was, at=at)
