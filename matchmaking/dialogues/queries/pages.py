"""What the page of one session shows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from matchmaking.core.errors import NotFoundError
from matchmaking.core.wording import Name
from matchmaking.dialogues.models import Dialogue, Registration
from matchmaking.dialogues.queries.candidacies import CANDIDACY, candidacy_of
from matchmaking.dialogues.values import Admission, Candidacy, DialogueState, RegistrationState
from matchmaking.enterprises.models import Representative
from matchmaking.expo.models import Hall, Occupancy, Place
from matchmaking.expo.queries import appointment_of
from matchmaking.expo.values import Appointment, ResourceKind, Slot


@dataclass(frozen=True)
class Alternative:
    """Another session that fits somebody's calendar and has seats."""

    id: int
    name: Name
    place: Name
    hall: Name
    starts_at: datetime
    ends_at: datetime
    left: int


def dialogue_page(session: Session, dialogue_id: int) -> Dialogue:
    """Return a session with all its page shows of it.

    Raises:
        NotFoundError: there is none.
    """
    query = (
        sa.select(Dialogue)
        .options(
            joinedload(Dialogue.place).joinedload(Place.hall),
            joinedload(Dialogue.host_delegation),
            selectinload(Dialogue.speakers),
            selectinload(Dialogue.agenda),
            selectinload(Dialogue.allotments),
        )
        .where(Dialogue.id == dialogue_id)
    )
    found = session.scalar(query) if 0 < dialogue_id < 2**31 else None
    if found is None:
        raise NotFoundError
    return found


def team_candidacies(session: Session, dialogue_id: int, participation_id: int) -> list[Candidacy]:
    """Return where each person of a team stands with a session."""
    query = CANDIDACY.where(
        Dialogue.id == dialogue_id,
        Representative.participation_id == participation_id,
        Representative.is_active,
    ).order_by(Representative.id)
    return [candidacy_of(row) for row in session.execute(query)]


def places_in_line(session: Session, dialogue_id: int) -> dict[int, int]:
    """Return each waiting registration's place in the line, the next one being 1."""
    query = (
        sa.select(Registration.id)
        .where(
            Registration.dialogue_id == dialogue_id,
            Registration.state == RegistrationState.WAITLISTED,
        )
        .order_by(Registration.waiting_number)
    )
    return {key: place for place, key in enumerate(session.scalars(query), start=1)}


def elsewhere_at(
    session: Session, representative_ids: Iterable[int], slot: Slot
) -> dict[int, Appointment]:
    """Return what each person has at some time; who is free is left out."""
    ticks = slot.ticks
    query = (
        sa.select(Occupancy)
        .where(
            Occupancy.resource_kind == ResourceKind.PERSON,
            Occupancy.resource_id.in_(list(representative_ids)),
            Occupancy.tick >= ticks.start,
            Occupancy.tick < ticks.stop,
        )
        .order_by(Occupancy.tick.desc())
    )
    return {row.resource_id: appointment_of(row) for row in session.scalars(query)}


def alternatives(
    session: Session, candidacy: Candidacy, day: tuple[datetime, datetime], *, at: datetime
) -> list[Alternative]:
    """Return other sessions of a day with seats that fit a guest's calendar, three at most."""
    terms, guest = candidacy.terms, candidacy.guest
    is_busy = sa.exists().where(
        Occupancy.resource_kind == ResourceKind.PERSON,
        Occupancy.resource_id == guest.representative_id,
        Occupancy.starts_at < Dialogue.ends_at,
        Occupancy.ends_at > Dialogue.starts_at,
    )
    query = (
        sa.select(Dialogue, Place, Hall)
        .join(Place, Place.id == Dialogue.place_id)
        .join(Hall, Hall.id == Place.hall_id)
        .where(
            Dialogue.edition_id == terms.edition_id,
            Dialogue.id != terms.dialogue_id,
            Dialogue.state == DialogueState.PUBLISHED,
            Dialogue.admission == Admission.OPEN,
            Dialogue.starts_at > at,
            Dialogue.starts_at >= day[0],
            Dialogue.starts_at < day[1],
            Dialogue.taken + Dialogue.kept < Dialogue.capacity,
            ~is_busy,
        )
        .order_by(Dialogue.starts_at, Dialogue.id)
        .limit(3)
    )
    return [
        Alternative(
            id=one.id,
            name=one.label,
            place=place.label,
            hall=hall.label,
            starts_at=one.starts_at,
            ends_at=one.ends_at,
            left=one.capacity - one.taken - one.kept,
        )
        for one, place, hall in session.execute(query)
    ]
