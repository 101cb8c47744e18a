"""Seats as the agenda, the home page and the organiser's dashboard ask for them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.core.database import rows_of
from matchmaking.core.wording import Name
from matchmaking.dialogues.models import Dialogue, Registration
from matchmaking.dialogues.values import SEATED, DialogueKind, DialogueState, RegistrationState
from matchmaking.enterprises.models import Representative
from matchmaking.expo.models import Hall, Place


@dataclass(frozen=True, slots=True)
class Seat:
    """A person's seat at a session, or their place on its waiting list, with when and where."""

    registration_id: int
    dialogue_id: int
    representative_id: int
    person: Name
    state: RegistrationState
    kind: DialogueKind
    what: Name
    starts_at: datetime
    ends_at: datetime
    hall_id: int
    hall: Name
    hall_code: str
    place: Name
    place_code: str


@dataclass(frozen=True, slots=True)
class Fill:
    """How full a session is."""

    dialogue_id: int
    what: Name
    kind: DialogueKind
    state: DialogueState
    host_delegation_id: int | None
    starts_at: datetime
    ends_at: datetime
    capacity: int
    taken: int
    waiting: int
    requested: int

    @property
    def taken_share(self) -> int:
        """Return how many of a hundred seats are taken."""
        return 100 * self.taken // self.capacity if self.capacity else 100


# Whose seats: many pages ask, and building a statement anew would cost as much as running it.
THEIRS = Registration.representative_id.in_(sa.bindparam("people", expanding=True))
SEATS = (
    sa.select(
        Registration.id,
        Registration.dialogue_id,
        Registration.representative_id,
        Representative.name_en,
        Representative.name_zh,
        Registration.state,
        Dialogue.kind,
        Dialogue.name_en,
        Dialogue.name_zh,
        Dialogue.starts_at,
        Dialogue.ends_at,
        Hall.id,
        Hall.name_en,
        Hall.name_zh,
        Hall.code,
        Place.name_en,
        Place.name_zh,
        Place.code,
    )
    .join(Dialogue, Dialogue.id == Registration.dialogue_id)
    .join(Representative, Representative.id == Registration.representative_id)
    .join(Place, Place.id == Dialogue.place_id)
    .join(Hall, Hall.id == Place.hall_id)
    .where(THEIRS, Dialogue.state == DialogueState.PUBLISHED)
    .order_by(Dialogue.starts_at, Registration.id)
)
SEATS_BETWEEN = SEATS.where(
    Registration.state.in_(SEATED),
    Dialogue.starts_at < sa.bindparam("end"),
    Dialogue.ends_at > sa.bindparam("start"),
)
UPCOMING = SEATS.where(
    Registration.state.in_(
        [RegistrationState.BOOKED, RegistrationState.WAITLISTED, RegistrationState.REQUESTED]
    ),
    Dialogue.ends_at > sa.bindparam("at"),
).limit(sa.bindparam("most", type_=sa.Integer))


def seats_of(
    session: Session, representative_ids: Iterable[int], start: datetime, end: datetime
) -> list[Seat]:
    """Return the seats some people have in a stretch of time, by time; waiting lists left out."""
    window = {"people": list(representative_ids), "start": start, "end": end}
    return [_seat(*row) for row in rows_of(session, SEATS_BETWEEN, window)]


def upcoming_seats(
    session: Session, representative_ids: Iterable[int], *, at: datetime, limit: int = 5
) -> list[Seat]:
    """Return what some people have ahead of them or go to now, requests and waiting included."""
    wanted = {"people": list(representative_ids), "at": at, "most": limit}
    return [_seat(*row) for row in rows_of(session, UPCOMING, wanted)]


def _seat(*row: Any) -> Seat:
    (key, dialogue_id, person_id, en, zh, state, kind, *what) = row
    (what_en, what_zh, starts_at, ends_at, hall_id, hall_en, hall_zh, hall_code, *place) = what
    (place_en, place_zh, place_code) = place
    return Seat(
        registration_id=key,
        dialogue_id=dialogue_id,
        representative_id=person_id,
        person=Name(en, zh),
        state=state,
        kind=kind,
        what=Name(what_en, what_zh),
        starts_at=starts_at,
        ends_at=ends_at,
        hall_id=hall_id,
        hall=Name(hall_en, hall_zh),
        hall_code=hall_code,
        place=Name(place_en, place_zh),
        place_code=place_code,
    )


def fill_of_edition(session: Session, edition_id: int) -> list[Fill]:
    """Return how full every published session of an edition is, by time."""
    counted = (
        sa.select(
            Registration.dialogue_id,
            _count(RegistrationState.WAITLISTED).label("waiting"),
            _count(RegistrationState.REQUESTED).label("requested"),
        )
        .where(Registration.state.in_([RegistrationState.WAITLISTED, RegistrationState.REQUESTED]))
        .group_by(Registration.dialogue_id)
        .subquery()
    )
    query = (
        sa.select(
            Dialogue.id,
            Dialogue.name_en,
            Dialogue.name_zh,
            Dialogue.kind,
            Dialogue.state,
            Dialogue.host_delegation_id,
            Dialogue.starts_at,
            Dialogue.ends_at,
            Dialogue.capacity,
            Dialogue.taken,
            sa.func.coalesce(counted.c.waiting, 0),
            sa.func.coalesce(counted.c.requested, 0),
        )
        .outerjoin(counted, counted.c.dialogue_id == Dialogue.id)
        .where(Dialogue.edition_id == edition_id, Dialogue.state == DialogueState.PUBLISHED)
        .order_by(Dialogue.starts_at, Dialogue.id)
    )
    return [Fill(key, Name(en, zh), *rest) for key, en, zh, *rest in session.execute(query)]


def _count(state: RegistrationState) -> sa.ColumnElement[int]:
    return sa.func.count().filter(Registration.state == state)


def names_of(session: Session, registration_ids: Iterable[int]) -> dict[int, Name]:
    """Return which session each registration is for, by its name."""
    query = (
        sa.select(Registration.id, Dialogue.name_en, Dialogue.name_zh)
        .join(Dialogue, Dialogue.id == Registration.dialogue_id)
        .where(Registration.id.in_(list(registration_ids)))
    )
    return {key: Name(en, zh) for key, en, zh in session.execute(query)}


def seated_at(session: Session, dialogue_id: int, representative_ids: Iterable[int]) -> set[int]:
    """Return which of some people have a seat at a session."""
    query = sa.select(Registration.representative_id).where(
        Registration.dialogue_id == dialogue_id,
        Registration.representative_id.in_(list(representative_ids)),
        Registration.state.in_(SEATED),
    )
    return set(session.scalars(query))
