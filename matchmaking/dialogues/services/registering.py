"""Writing down where a guest stands with a session, each time against what was read before."""

from datetime import datetime
from functools import cache
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.core.database import dialect_of, insert_if_new
from matchmaking.core.errors import ChangedMeanwhileError
from matchmaking.dialogues.errors import AlreadyRegisteredError, GuestElsewhereError
from matchmaking.dialogues.models import Registration
from matchmaking.dialogues.values import Candidacy, Guest, RegistrationState, Standing, Terms
from matchmaking.expo.errors import OccupiedError
from matchmaking.expo.services import occupy
from matchmaking.expo.values import Holder, HolderKind, Resource, ResourceKind, Slot

registrations = cast("sa.Table", Registration.__table__)
MOVE = sa.update(registrations).where(
    registrations.c.id == sa.bindparam("registration"),
    registrations.c.version == sa.bindparam("seen"),
)


def write_down(
    session: Session,
    candidacy: Candidacy,
    state: RegistrationState,
    *,
    at: datetime,
    allotment_id: int | None = None,
) -> int:
    """Give a guest a registration, or use the one given up before; return its key.

    Raises:
        AlreadyRegisteredError: somebody registered them at the same moment.
        ChangedMeanwhileError: their earlier registration was changed at the same moment.
    """
    values: dict[str, Any] = {
        "state": state,
        "allotment_id": allotment_id,
        "booked_at": at,
        "waiting_number": 0 if state is RegistrationState.WAITLISTED else None,
        "skipped_at": None,
    }
    if candidacy.standing.registration_id is not None:
        move(session, candidacy.standing, **values)
        return candidacy.standing.registration_id
    keys = {
        "dialogue_id": candidacy.terms.dialogue_id,
        "representative_id": candidacy.guest.representative_id,
        "version": 1,
    }
    insert = _inserting(dialect_of(session))
    key = session.scalar(insert, {**keys, **values})
    if key is None:
        raise AlreadyRegisteredError(candidacy.guest.name)
    return int(key)


@cache
def _inserting(dialect: str) -> sa.Executable:
    return insert_if_new(dialect, Registration).returning(registrations.c.id)


def move(session: Session, standing: Standing, **values: Any) -> None:
    """Change a registration that nobody has changed since it was read.

    Raises:
        ChangedMeanwhileError: somebody has.
    """
    if not try_to_move(session, standing, **values):
        raise ChangedMeanwhileError


def try_to_move(session: Session, standing: Standing, **values: Any) -> bool:
    """Change a registration; return whether nobody had changed it since it was read."""
    seen = {"registration": standing.registration_id, "seen": standing.version}
    statement = MOVE.values(version=standing.version + 1, **values)
    return bool(session.connection().execute(statement, seen).rowcount)


def be_there(session: Session, candidacy: Candidacy, registration_id: int) -> None:
    """Fill the guest's calendar with the session.

    Raises:
        GuestElsewhereError: they have something else at that time.
    """
    terms, guest = candidacy.terms, candidacy.guest
    try:
        occupy(
            session,
            [person(guest)],
            time_of(terms),
            seat_holder(registration_id),
            what=terms.name,
            hall_id=terms.hall_id,
        )
    except OccupiedError as occupied:
        raise GuestElsewhereError(guest.name, occupied.appointment) from occupied


def person(guest: Guest) -> Resource:
    """Return the guest as somebody who can't be in two places at once."""
    return Resource(ResourceKind.PERSON, guest.representative_id)


def time_of(terms: Terms) -> Slot:
    """Return the time the session takes."""
    return Slot(terms.starts_at, terms.ends_at)


def seat_holder(registration_id: int) -> Holder:
    """Return the registration as what occupies a guest."""
    return Holder(HolderKind.REGISTRATION, registration_id)


def subject(terms: Terms) -> tuple[str, int]:
    """Return the session as the subject of an entry in the audit log."""
    return ("dialogue", terms.dialogue_id)


def sit(session: Session, registration_id: int, allotment_id: int | None) -> None:
    """Note the allotment a seat was found in."""
    _set(session, registration_id, allotment_id=allotment_id)


def wait_as(session: Session, registration_id: int, number: int) -> None:
    """Put somebody on the waiting list with a number."""
    _set(
        session,
        registration_id,
        state=RegistrationState.WAITLISTED,
        waiting_number=number,
        allotment_id=None,
    )


def _set(session: Session, registration_id: int, **values: object) -> None:
    session.connection().execute(
        sa.update(registrations).where(registrations.c.id == registration_id).values(**values)
    )
