"""What decides about a seat, read in one statement: the session, the guest, where they stand."""

from collections.abc import Iterable, Iterator
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from matchmaking.core.database import rows_of
from matchmaking.core.errors import NotFoundError
from matchmaking.core.wording import Name
from matchmaking.delegations.models import Delegation
from matchmaking.dialogues.models import Allotment, Dialogue, Invitation, Registration
from matchmaking.dialogues.seating import Part, Seats
from matchmaking.dialogues.values import (
    OUTSIDE,
    Audience,
    Candidacy,
    Guest,
    RegistrationState,
    Standing,
    Terms,
)
from matchmaking.enterprises.models import Enterprise, Participation, Representative
from matchmaking.enterprises.values import ParticipationState, UnitType
from matchmaking.expo.models import Edition, Place
from matchmaking.expo.values import Window

Parent = aliased(Enterprise, name="parent")
CANDIDACY = (
    sa.select(
        Dialogue.id.label("dialogue_id"),
        Dialogue.edition_id,
        Dialogue.state,
        Dialogue.admission,
        Dialogue.name_en.label("dialogue_en"),
        Dialogue.name_zh.label("dialogue_zh"),
        Dialogue.host_en,
        Dialogue.host_zh,
        Dialogue.host_delegation_id,
        Dialogue.starts_at,
        Dialogue.ends_at,
        Place.hall_id,
        Dialogue.capacity,
        Dialogue.taken,
        Dialogue.kept,
        Dialogue.version.label("terms_version"),
        Edition.booking_opens_at,
        Edition.booking_closes_at,
        Edition.phase,
        Edition.time_zone,
        Representative.id.label("representative_id"),
        Representative.account_id,
        Representative.name_en,
        Representative.name_zh,
        Participation.id.label("participation_id"),
        Participation.state.label("participation_state"),
        Participation.is_exhibitor,
        Participation.is_buyer,
        Enterprise.name_en.label("enterprise_en"),
        Enterprise.name_zh.label("enterprise_zh"),
        Enterprise.unit_type,
        sa.func.coalesce(Enterprise.global_500_rank, Parent.global_500_rank).label("rank"),
        Delegation.path,
        Invitation.participation_id.label("invited_id"),
        Registration.id.label("registration_id"),
        Registration.state.label("registration_state"),
        Registration.allotment_id,
        Registration.waiting_number,
        Registration.skipped_at,
        Registration.version.label("registration_version"),
    )
    .select_from(Dialogue)
    .join(Edition, Edition.id == Dialogue.edition_id)
    .join(Place, Place.id == Dialogue.place_id)
    .join(Participation, Participation.edition_id == Dialogue.edition_id)
    .join(Representative, Representative.participation_id == Participation.id)
    .join(Enterprise, Enterprise.id == Participation.enterprise_id)
    .outerjoin(Parent, Parent.id == Enterprise.parent_id)
    .outerjoin(Delegation, Delegation.id == Participation.delegation_id)
    .outerjoin(
        Invitation,
        sa.and_(
            Invitation.dialogue_id == Dialogue.id, Invitation.participation_id == Participation.id
        ),
    )
    .outerjoin(
        Registration,
        sa.and_(
            Registration.dialogue_id == Dialogue.id,
            Registration.representative_id == Representative.id,
        ),
    )
)
ONE = CANDIDACY.where(
    Dialogue.id == sa.bindparam("dialogue"),
    Representative.id == sa.bindparam("representative"),
    Representative.is_active,
)


def candidacy(session: Session, dialogue_id: int, representative_id: int) -> Candidacy:
    """Return a guest's candidacy for a session of the same edition.

    Raises:
        NotFoundError: there is no such session, or no such guest in its edition.
    """
    row = rows_of(
        session, ONE, {"dialogue": dialogue_id, "representative": representative_id}
    ).first()
    if row is None:
        raise NotFoundError
    return candidacy_of(row)


def candidacies(
    session: Session, dialogue_id: int, representative_ids: Iterable[int]
) -> list[Candidacy]:
    """Return the candidacies of several guests for one session."""
    query = CANDIDACY.where(
        Dialogue.id == dialogue_id, Representative.id.in_(list(representative_ids))
    ).order_by(Representative.id)
    return [candidacy_of(row) for row in session.execute(query)]


def involved(session: Session, dialogue_id: int) -> list[Candidacy]:
    """Return everybody who has a seat, waits for one or has asked for one."""
    query = CANDIDACY.where(
        Dialogue.id == dialogue_id, Registration.state.not_in(OUTSIDE)
    ).order_by(Registration.id)
    return [candidacy_of(row) for row in session.execute(query)]


def waiting(session: Session, dialogue_id: int, *, at_once: int = 50) -> Iterator[Candidacy]:
    """Yield those on the waiting list in the order in which they joined it."""
    last = 0
    query = (
        CANDIDACY.where(
            Dialogue.id == dialogue_id,
            Registration.state == RegistrationState.WAITLISTED,
            Registration.waiting_number > sa.bindparam("last"),
        )
        .order_by(Registration.waiting_number)
        .limit(at_once)
    )
    while rows := session.execute(query, {"last": last}).all():
        yield from map(candidacy_of, rows)
        last = rows[-1].waiting_number


def seats_left(session: Session, dialogue_id: int) -> Seats:
    """Return the seats of a session with its allotments, as they stand now."""
    row = session.execute(
        sa.select(Dialogue.capacity, Dialogue.taken, Dialogue.kept).where(
            Dialogue.id == dialogue_id
        )
    ).one()
    return Seats(row.capacity, row.taken, row.kept, parts_of(session, dialogue_id))


def parts_of(session: Session, dialogue_id: int) -> tuple[Part, ...]:
    """Return the allotments of a session as seats."""
    rows = session.execute(
        sa.select(
            Allotment.id,
            Allotment.parent_id,
            Allotment.audience,
            Allotment.capacity,
            Allotment.taken,
            Allotment.kept,
        )
        .where(Allotment.dialogue_id == dialogue_id)
        .order_by(Allotment.id)
    )
    return tuple(Part(*row) for row in rows)


def candidacy_of(row: Any) -> Candidacy:  # noqa: ANN401 - a row of forty columns
    """Return a row of ``CANDIDACY`` as a value."""
    return Candidacy(terms=_terms(row), guest=_guest(row), standing=_standing(row))


def _terms(row: Any) -> Terms:  # noqa: ANN401
    return Terms(
        dialogue_id=row.dialogue_id,
        edition_id=row.edition_id,
        state=row.state,
        admission=row.admission,
        name=Name(row.dialogue_en, row.dialogue_zh),
        host=Name(row.host_en, row.host_zh),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        hall_id=row.hall_id,
        capacity=row.capacity,
        taken=row.taken,
        kept=row.kept,
        version=row.terms_version,
        booking=Window(row.booking_opens_at, row.booking_closes_at),
        phase=row.phase,
        zone=ZoneInfo(row.time_zone),
    )


def _guest(row: Any) -> Guest:  # noqa: ANN401
    return Guest(
        representative_id=row.representative_id,
        participation_id=row.participation_id,
        account_id=row.account_id,
        name=Name(row.name_en, row.name_zh),
        enterprise=Name(row.enterprise_en, row.enterprise_zh),
        is_approved=row.participation_state is ParticipationState.APPROVED,
        audiences=frozenset(_audiences(row)),
    )


def _standing(row: Any) -> Standing:  # noqa: ANN401
    if row.registration_id is None:
        return Standing()
    return Standing(
        registration_id=row.registration_id,
        state=row.registration_state,
        allotment_id=row.allotment_id,
        waiting_number=row.waiting_number,
        skipped_at=row.skipped_at,
        version=row.registration_version,
    )


def _audiences(row: Any) -> Iterator[Audience]:  # noqa: ANN401
    belongs = {
        Audience.GLOBAL_500: row.rank is not None,
        Audience.CHAMBER: row.unit_type is UnitType.SOCIAL_ORGANISATION,
        Audience.INVITED: row.invited_id is not None,
        Audience.HOST_DELEGATION: f"/{row.host_delegation_id}/" in (row.path or ""),
        Audience.EXHIBITOR: row.is_exhibitor,
        Audience.BUYER: row.is_buyer,
    }
    return (audience for audience, is_one in belongs.items() if is_one)
