"""Loading profiles, and the lists of them for those who decide."""

import re
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from matchmaking.accounts.models import Grant
from matchmaking.accounts.values import ENTERPRISE_ROLES, Actor, Role
from matchmaking.delegations.models import Delegation
from matchmaking.enterprises.models import CatalogueItem, Enterprise, Participation, Representative
from matchmaking.enterprises.values import ParticipationState
from matchmaking.expo.intake import taking_registrations
from matchmaking.expo.models import Edition, Hall, Place
from matchmaking.expo.values import Phase, PlaceKind

MOST_SUGGESTIONS = 8
LONGEST_QUERY = 80


def profile_of(session: Session, participation_id: int | None) -> Participation | None:
    """Return a participation with everything its profile shows."""
    if participation_id is None or not 0 < participation_id < 2**31:
        return None
    query = (
        sa.select(Participation)
        .where(Participation.id == participation_id)
        .options(
            joinedload(Participation.enterprise).joinedload(Enterprise.territory),
            joinedload(Participation.enterprise).joinedload(Enterprise.parent),
            joinedload(Participation.area),
            joinedload(Participation.delegation),
            joinedload(Participation.booth).joinedload(Place.hall),
            selectinload(Participation.items).joinedload(CatalogueItem.hs),
            selectinload(Participation.representatives),
        )
    )
    return session.scalar(query)


def state_of(session: Session, participation_id: int | None) -> ParticipationState | None:
    """Return the state of a profile."""
    query = sa.select(Participation.state).where(Participation.id == participation_id)
    return session.scalar(query)


def holder_of(session: Session, territory_code: str, number: str) -> Enterprise | None:
    """Return the approved enterprise that holds a legal identifier."""
    query = sa.select(Enterprise).where(
        Enterprise.territory_code == territory_code,
        Enterprise.legal_identifier == number,
        Enterprise.is_confirmed,
    )
    return session.scalar(query)


def rival_claims(session: Session, enterprise: Enterprise) -> list[Enterprise]:
    """Return the other enterprises that gave the same legal identifier, approved or not."""
    if enterprise.legal_identifier is None:
        return []
    query = sa.select(Enterprise).where(
        Enterprise.territory_code == enterprise.territory_code,
        Enterprise.legal_identifier == enterprise.legal_identifier,
        Enterprise.id != enterprise.id,
    )
    return list(session.scalars(query.order_by(Enterprise.id).limit(MOST_SUGGESTIONS)))


def confirmed_by_name(session: Session, typed: str) -> Enterprise | None:
    """Return the approved enterprise with exactly this name, in either language."""
    name = typed.strip().lower()
    query = sa.select(Enterprise).where(
        Enterprise.is_confirmed,
        sa.or_(
            sa.func.lower(Enterprise.name_en) == name,
            sa.func.lower(Enterprise.name_zh) == name,
            sa.func.lower(Enterprise.legal_name) == name,
        ),
    )
    return session.scalars(query.order_by(Enterprise.id).limit(1)).first()


def suggested_parents(session: Session, typed: str) -> list[Enterprise]:
    """Return approved enterprises whose name contains what was typed so far."""
    text = typed.replace("\x00", "").strip()[:LONGEST_QUERY]
    if not text:
        return []
    query = sa.select(Enterprise).where(
        Enterprise.is_confirmed,
        sa.or_(
            Enterprise.name_en.icontains(text, autoescape=True),
            Enterprise.name_zh.contains(text, autoescape=True),
        ),
    )
    return list(session.scalars(query.order_by(Enterprise.name_en).limit(MOST_SUGGESTIONS)))


def booth_typed(session: Session, edition_id: int, typed: str) -> Place | None:
    """Return the booth written as hall and number, ``5.1 B03``, or as a unique number alone.

    Hall and number may be parted by a hyphen or a slash; a number that has one is written whole.
    """
    written = typed.strip().upper()
    parts = [part for part in re.split(r"[\s\-–/]+", written) if part]
    if not parts:
        return None
    hall, number = sa.func.upper(Hall.code), sa.func.upper(Place.code)
    parted = sa.and_(number == parts[-1], hall == parts[0] if len(parts) > 1 else sa.true())
    query = (
        sa.select(Place)
        .join(Place.hall)
        .where(
            Place.edition_id == edition_id,
            Place.kind == PlaceKind.BOOTH,
            sa.or_(number == written, hall + " " + number == written, parted),
        )
    )
    found = session.scalars(query.limit(2)).all()
    return found[0] if len(found) == 1 else None


def reviewable(actor: Actor) -> sa.Select[Participation]:
    """Return the profiles somebody decides on: an organiser all, a lead those of their subtree."""
    query = sa.select(Participation).where(Participation.edition_id == actor.edition_id)
    if actor.is_organiser:
        return query
    if actor.is_lead:
        return query.join(Participation.delegation).where(
            Delegation.path.contains(f"/{actor.delegation_id}/", autoescape=True)
        )
    return query.where(sa.false())


def counts_by_state(session: Session, actor: Actor) -> dict[ParticipationState, int]:
    """Return how many profiles somebody decides on stand where."""
    found = reviewable(actor).subquery()
    rows = session.execute(sa.select(found.c.state, sa.func.count()).group_by(found.c.state))
    counts = {ParticipationState(state): count for state, count in rows}
    return {state: counts.get(state, 0) for state in ParticipationState}


def in_state(actor: Actor, state: ParticipationState | None) -> sa.Select[Participation]:
    """Return the profiles somebody decides on, those that wait longest first."""
    query = reviewable(actor).options(
        joinedload(Participation.enterprise).joinedload(Enterprise.territory),
        joinedload(Participation.delegation),
        joinedload(Participation.area),
    )
    if state is not None:
        query = query.where(Participation.state == state)
    return query.order_by(
        Participation.submitted_at.is_(None), Participation.submitted_at, Participation.id
    )


def team_of(session: Session, participation_id: int) -> list[Grant]:
    """Return who may act for an enterprise in an edition, administrators first."""
    query = (
        sa.select(Grant)
        .options(joinedload(Grant.account))
        .where(Grant.participation_id == participation_id, Grant.role.in_(ENTERPRISE_ROLES))
        .order_by(Grant.role, Grant.id)
    )
    return list(session.scalars(query))


def grant_of(session: Session, person: Representative) -> Grant | None:
    """Return the role with which a representative acts for the enterprise, if they can sign in."""
    query = (
        sa.select(Grant)
        .options(joinedload(Grant.account))
        .where(
            Grant.participation_id == person.participation_id,
            Grant.representative_id == person.id,
        )
    )
    return session.scalars(query.order_by(Grant.id).limit(1)).first()


def administrators_of(session: Session, participation_id: int) -> list[int]:
    """Return the accounts of an enterprise's administrators: they are told what was decided."""
    query = sa.select(Grant.account_id).where(
        Grant.participation_id == participation_id, Grant.role == Role.ENTERPRISE_ADMIN
    )
    return list(session.scalars(query))


def representative_in(participation: Participation, key: int) -> Representative | None:
    """Return a person if they represent this enterprise."""
    return next((person for person in participation.representatives if person.id == key), None)


def item_in(participation: Participation, key: int) -> CatalogueItem | None:
    """Return an offer or need if it is this enterprise's."""
    return next((item for item in participation.items if item.id == key), None)


def editions_open(session: Session, at: datetime) -> list[Edition]:
    """Return the editions that take registrations at a moment, the next one first."""
    query = sa.select(Edition).where(taking_registrations(at))
    return list(session.scalars(query.order_by(Edition.starts_on)))


def next_edition_for(session: Session, participation: Participation) -> Edition | None:
    """Return the edition that follows, if it is being prepared and the enterprise is not in it."""
    taking_part = sa.exists().where(
        Participation.edition_id == Edition.id,
        Participation.enterprise_id == participation.enterprise_id,
    )
    query = sa.select(Edition).where(
        Edition.previous_id == participation.edition_id, Edition.phase != Phase.CLOSED, ~taking_part
    )
    return session.scalars(query.order_by(Edition.starts_on).limit(1)).first()
