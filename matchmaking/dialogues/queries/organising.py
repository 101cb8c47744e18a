"""What those who run a session look at."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from matchmaking.accounts.values import Actor
from matchmaking.core.errors import NotFoundError
from matchmaking.core.wording import Name
from matchmaking.delegations.models import Delegation
from matchmaking.dialogues.models import Allotment, Dialogue, Invitation, Registration, SigningSlot
from matchmaking.dialogues.values import Guest, RegistrationState
from matchmaking.enterprises.models import Enterprise, Participation, Representative
from matchmaking.enterprises.values import ParticipationState
from matchmaking.expo.models import Hall, Place
from matchmaking.web.queries import Page

GuestQuery = sa.Select[Registration, Representative, Enterprise, int, Allotment]


@dataclass(frozen=True)
class GuestRow:
    """A guest as the host's list shows them."""

    registration_id: int
    representative_id: int
    person: Name
    title: Name
    enterprise: Name
    participation_id: int
    state: RegistrationState
    allotment: Name | None
    waiting_number: int | None
    booked_at: datetime


GUESTS_PER_PAGE = 50
ASKS = Registration.state == RegistrationState.REQUESTED


def guests_of(session: Session, dialogue_id: int) -> list[GuestRow]:
    """Return all registrations of a session: requests first, then the waiting list in its order."""
    return _guest_rows(session, _guests(dialogue_id))


def asking_at(session: Session, dialogue_id: int) -> list[GuestRow]:
    """Return those who asked for a seat and wait for the host's answer, at most a page of them."""
    return _guest_rows(session, _guests(dialogue_id).where(ASKS).limit(GUESTS_PER_PAGE))


def guest_page(session: Session, dialogue_id: int, *, number: int) -> Page[GuestRow]:
    """Return one page of the other guests: the waiting list, those with seats, those without."""
    query = _guests(dialogue_id).where(~ASKS)
    counting = sa.select(sa.func.count(Registration.id)).where(
        Registration.dialogue_id == dialogue_id, ~ASKS
    )
    total = session.scalar(counting) or 0
    number = min(max(1, number), max(1, -(-total // GUESTS_PER_PAGE)))
    query = query.limit(GUESTS_PER_PAGE).offset((number - 1) * GUESTS_PER_PAGE)
    return Page(_guest_rows(session, query), number, GUESTS_PER_PAGE, total)


def _guests(dialogue_id: int) -> GuestQuery:
    order = sa.case(
        (Registration.state == RegistrationState.REQUESTED, 0),
        (Registration.state == RegistrationState.WAITLISTED, 1),
        (Registration.state.in_([RegistrationState.CANCELLED, RegistrationState.DECLINED]), 3),
        else_=2,
    )
    return (
        sa.select(Registration, Representative, Enterprise, Participation.id, Allotment)
        .join(Representative, Representative.id == Registration.representative_id)
        .join(Participation, Participation.id == Representative.participation_id)
        .join(Enterprise, Enterprise.id == Participation.enterprise_id)
        .outerjoin(Allotment, Allotment.id == Registration.allotment_id)
        .where(Registration.dialogue_id == dialogue_id)
        .order_by(order, Registration.waiting_number, Registration.booked_at, Registration.id)
    )


def _guest_rows(session: Session, query: GuestQuery) -> list[GuestRow]:
    return [
        GuestRow(
            registration_id=row.id,
            representative_id=person.id,
            person=person.label,
            title=Name(person.title_en, person.title_zh),
            enterprise=enterprise.label,
            participation_id=participation_id,
            state=row.state,
            allotment=_name_of(allotment),
            waiting_number=row.waiting_number,
            booked_at=row.booked_at,
        )
        for row, person, enterprise, participation_id, allotment in session.execute(query)
    ]


def _name_of(allotment: Allotment | None) -> Name | None:
    return allotment.label if allotment else None


def invited_to(session: Session, dialogue_id: int) -> list[tuple[int, Name]]:
    """Return the invited enterprises."""
    query = (
        sa.select(Participation.id, Enterprise.name_en, Enterprise.name_zh)
        .join(Enterprise, Enterprise.id == Participation.enterprise_id)
        .join(Invitation, Invitation.participation_id == Participation.id)
        .where(Invitation.dialogue_id == dialogue_id)
        .order_by(Enterprise.name_en, Participation.id)
    )
    return [(key, Name(en, zh)) for key, en, zh in session.execute(query)]


def parties_named(
    session: Session, edition_id: int, typed: str, *, limit: int = 8
) -> list[tuple[int, Name]]:
    """Return approved enterprises whose name has what was typed; one that is exactly it alone."""
    names = (Enterprise.name_en, Enterprise.name_zh, Enterprise.legal_name)
    query = (
        sa.select(Participation.id, Enterprise.name_en, Enterprise.name_zh, Enterprise.legal_name)
        .join(Enterprise, Enterprise.id == Participation.enterprise_id)
        .where(
            Participation.edition_id == edition_id,
            Participation.state == ParticipationState.APPROVED,
            sa.or_(*(name.icontains(typed, autoescape=True) for name in names)),
        )
        .order_by(sa.func.length(Enterprise.name_en), Participation.id)
        .limit(limit)
    )
    rows = session.execute(query).all() if typed else []
    exact = [row for row in rows if typed.casefold() in {name.casefold() for name in row[1:]}]
    return [(key, Name(en, zh)) for key, en, zh, _legal in exact[:1] or rows]


def kept_by_allotments(session: Session, dialogue_id: int) -> int:
    """Return how many seats the allotments of a session keep when nobody has one."""
    total = session.scalar(
        sa.select(sa.func.sum(Allotment.capacity)).where(
            Allotment.dialogue_id == dialogue_id, Allotment.parent_id.is_(None)
        )
    )
    return total or 0


def place_named(session: Session, place_id: int) -> Name:
    """Return the name of a place, its code if it has none."""
    place = session.get_one(Place, place_id)
    return place.label if place.name_en or place.name_zh else Name(place.code, place.code)


def hall_named(session: Session, place_id: int) -> Name:
    """Return the name of the hall a place is in."""
    return session.get_one(Hall, session.get_one(Place, place_id).hall_id).label


def places_for_sessions(session: Session, edition_id: int) -> list[Place]:
    """Return the rooms and stages where sessions can be held."""
    query = (
        sa.select(Place)
        .join(Place.hall)
        .options(sa.orm.contains_eager(Place.hall))
        .where(Place.edition_id == edition_id, Place.kind.in_(["room", "stage"]))
        .order_by(Hall.code, Place.code)
    )
    return list(session.scalars(query))


def slots_of(session: Session, dialogue_id: int) -> list[SigningSlot]:
    """Return the signing slots of a ceremony with who signs, by time."""
    query = (
        sa.select(SigningSlot)
        .options(
            joinedload(SigningSlot.participation).joinedload(Participation.enterprise),
            joinedload(SigningSlot.counterpart).joinedload(Participation.enterprise),
            joinedload(SigningSlot.signer),
            joinedload(SigningSlot.counterpart_signer),
        )
        .where(SigningSlot.dialogue_id == dialogue_id)
        .order_by(SigningSlot.starts_at)
    )
    return list(session.scalars(query))


def slot_in(session: Session, dialogue_id: int, slot_id: int) -> SigningSlot:
    """Return a signing slot of a ceremony.

    Raises:
        NotFoundError: there is no such slot there.
    """
    query = sa.select(SigningSlot).where(
        SigningSlot.dialogue_id == dialogue_id, SigningSlot.id == slot_id
    )
    found = session.scalar(query) if slot_id < 2**31 else None
    if found is None:
        raise NotFoundError
    return found


def span_of_slots(session: Session, dialogue_id: int) -> tuple[datetime, datetime] | None:
    """Return when the first signing slot begins and the last one ends, if there are any."""
    row: Any = session.execute(
        sa.select(sa.func.min(SigningSlot.starts_at), sa.func.max(SigningSlot.ends_at)).where(
            SigningSlot.dialogue_id == dialogue_id
        )
    ).one()
    return (row[0], row[1]) if row[0] else None


def signing_of(session: Session, dialogue_id: int, guest: Guest) -> SigningSlot | None:
    """Return where somebody signs at a ceremony, if they do."""
    return session.scalar(
        sa.select(SigningSlot)
        .where(
            SigningSlot.dialogue_id == dialogue_id,
            sa.or_(
                SigningSlot.signer_id == guest.representative_id,
                SigningSlot.counterpart_signer_id == guest.representative_id,
            ),
        )
        .limit(1)
    )


def people_of(session: Session, participation_id: int) -> list[Representative]:
    """Return the active representatives of an enterprise."""
    query = (
        sa.select(Representative)
        .where(Representative.participation_id == participation_id, Representative.is_active)
        .order_by(Representative.id)
    )
    return list(session.scalars(query))


def dialogue_row(session: Session, dialogue_id: int) -> Dialogue:
    """Return a session's row with its host delegation.

    Raises:
        NotFoundError: there is none.
    """
    query = (
        sa.select(Dialogue)
        .options(joinedload(Dialogue.host_delegation))
        .where(Dialogue.id == dialogue_id)
    )
    found = session.scalar(query) if dialogue_id < 2**31 else None
    if found is None:
        raise NotFoundError
    return found


def delegations_led(session: Session, actor: Actor) -> list[Delegation]:
    """Return the delegations a lead leads: the node and everything below it."""
    query = sa.select(Delegation).where(
        Delegation.edition_id == actor.edition_id,
        Delegation.path.contains(f"/{actor.delegation_id}/"),
    )
    return list(session.scalars(query)) if actor.is_lead else []
