"""Reading meetings with everything their pages show, and who is concerned by them."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from matchmaking.accounts.models import Grant
from matchmaking.accounts.values import Role
from matchmaking.enterprises.models import Participation, Representative
from matchmaking.expo.models import Place
from matchmaking.meetings.models import IS_OPEN, Meeting, Veto
from matchmaking.meetings.values import MeetingState, pair_key

SHOWN = (
    joinedload(Meeting.requester).joinedload(Participation.enterprise),
    joinedload(Meeting.requester).joinedload(Participation.delegation),
    joinedload(Meeting.receiver).joinedload(Participation.enterprise),
    joinedload(Meeting.receiver).joinedload(Participation.delegation),
    joinedload(Meeting.requester_representative),
    joinedload(Meeting.receiver_representative),
    joinedload(Meeting.place).joinedload(Place.hall),
    joinedload(Meeting.interpreter),
)


def meeting_of(session: Session, meeting_id: int) -> Meeting | None:
    """Return a meeting with everything its page shows."""
    if not 0 < meeting_id < 2**31:
        return None
    query = sa.select(Meeting).options(*SHOWN).where(Meeting.id == meeting_id)
    return session.scalar(query)


def rivals_of(session: Session, meeting: Meeting, at: datetime) -> list[Meeting]:
    """Return the other open requests to the same receiver that overlap in time, by key."""
    query = (
        sa.select(Meeting)
        .options(*SHOWN)
        .where(
            Meeting.receiver_id == meeting.receiver_id,
            Meeting.id != meeting.id,
            Meeting.state == MeetingState.REQUESTED,
            Meeting.expires_at > at,
            Meeting.starts_at < meeting.ends_at,
            Meeting.ends_at > meeting.starts_at,
        )
        .order_by(Meeting.id)
    )
    return list(session.scalars(query))


def overdue(session: Session, at: datetime, *, limit: int) -> list[Meeting]:
    """Return requests whose deadline has passed unanswered."""
    query = (
        sa.select(Meeting)
        .options(*SHOWN)
        .where(Meeting.state == MeetingState.REQUESTED, Meeting.expires_at <= at)
        .order_by(Meeting.id)
        .limit(limit)
    )
    return list(session.scalars(query))


def overdue_proposals(session: Session, at: datetime, *, limit: int) -> list[Meeting]:
    """Return meetings for which another time was proposed that nobody answered in time."""
    query = (
        sa.select(Meeting)
        .options(*SHOWN)
        .where(Meeting.proposed_until.is_not(None), Meeting.proposed_until <= at)
        .order_by(Meeting.id)
        .limit(limit)
    )
    return list(session.scalars(query))


def open_between(session: Session, edition_id: int, one: int, other: int) -> Meeting | None:
    """Return the open request or meeting of two enterprises, if they have one."""
    query = sa.select(Meeting).where(
        Meeting.edition_id == edition_id,
        Meeting.pair_key == pair_key(one, other),
        # In the words of the unique index, so that a database knows that it may use it.
        IS_OPEN,
    )
    return session.scalar(query)


def vetoes_between(session: Session, one: int, other: int) -> list[Veto]:
    """Return who of two enterprises wants no meetings with the other."""
    query = sa.select(Veto).where(
        sa.tuple_(Veto.participation_id, Veto.partner_id).in_([(one, other), (other, one)])
    )
    return list(session.scalars(query))


def vetoes_of(session: Session, participation_id: int) -> list[Veto]:
    """Return with whom an enterprise wants no meetings, the newest first."""
    query = (
        sa.select(Veto)
        .options(joinedload(Veto.partner).joinedload(Participation.enterprise))
        .where(Veto.participation_id == participation_id)
        .order_by(Veto.made_at.desc(), Veto.id.desc())
    )
    return list(session.scalars(query))


def people_of(session: Session, *participation_ids: int) -> dict[int, list[Representative]]:
    """Return who may attend for each enterprise, its contact first."""
    query = (
        sa.select(Representative)
        .where(Representative.participation_id.in_(participation_ids), Representative.is_active)
        .order_by(Representative.is_contact.desc(), Representative.id)
    )
    people: dict[int, list[Representative]] = {key: [] for key in participation_ids}
    for person in session.scalars(query):
        people[person.participation_id].append(person)
    return people


def told_for(
    session: Session, participation_id: int, representative_id: int | None
) -> Sequence[int]:
    """Return the accounts told about a meeting: a team's administrators and who attends."""
    query = sa.select(Grant.account_id).where(
        Grant.participation_id == participation_id,
        sa.or_(
            Grant.role == Role.ENTERPRISE_ADMIN,
            sa.and_(
                Grant.representative_id.is_not(None), Grant.representative_id == representative_id
            ),
        ),
    )
    return session.scalars(query.distinct()).all()
