"""What a team member sees first."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from matchmaking.accounts.values import Actor
from matchmaking.agenda.queries import day_of, next_of
from matchmaking.agenda.values import Entry, lines_of
from matchmaking.dashboards.figures import Today
from matchmaking.enterprises.models import Participation, Representative
from matchmaking.expo.free_slots import walks_of
from matchmaking.expo.models import Edition
from matchmaking.intentions.models import Intention
from matchmaking.meetings.queries import unreported, waiting_for


def today_of(session: Session, edition: Edition, actor: Actor, *, at: datetime) -> Today:
    """Return where to be next, what waits for an answer, the day, and the newest deals."""
    own, person = actor.participation_id or 0, actor.representative_id or 0
    return Today(
        next=next_of(session, person, at),
        waiting=waiting_for(session, own, at),
        unreported=unreported(session, own, at),
        lines=list(
            lines_of(_entries(session, edition, person, at), walks_of(session, edition.id), at=at)
        ),
        deals=_newest_deals(session, own),
        at=at,
    )


def _entries(session: Session, edition: Edition, person: int, at: datetime) -> list[Entry]:
    representative = session.get(Representative, person)
    if representative is None:
        return []
    on = at.astimezone(edition.zone).date()
    return day_of(session, {person: representative.label}, edition, on)[person]


def _newest_deals(session: Session, participation_id: int, *, most: int = 5) -> list[Intention]:
    query = (
        sa.select(Intention)
        .where(
            sa.or_(Intention.buyer_id == participation_id, Intention.seller_id == participation_id)
        )
        .options(
            joinedload(Intention.buyer).joinedload(Participation.enterprise),
            joinedload(Intention.seller).joinedload(Participation.enterprise),
        )
        .order_by(Intention.id.desc())
        .limit(most)
    )
    return list(session.scalars(query))
