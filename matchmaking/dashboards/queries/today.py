"""What a team member sees first."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from matchmaking.accounts.values import Actor
from matchmaking.agenda.queries import ahead_of
from matchmaking.agenda.values import lines_of
from matchmaking.dashboards.figures import Today
from matchmaking.enterprises.models import Participation
from matchmaking.expo.free_slots import walks_of
from matchmaking.expo.models import Edition
from matchmaking.intentions.models import Intention
from matchmaking.meetings.queries import due_of


def today_of(session: Session, edition: Edition, actor: Actor, *, at: datetime) -> Today:
    """Return where to be next, what waits for an answer, the day, and the newest deals."""
    own = actor.participation_id or 0
    coming, entries = ahead_of(session, edition, actor.representative_id or 0, at)
    waiting, unreported = due_of(session, own, at)
    return Today(
        next=coming,
        waiting=waiting,
        unreported=unreported,
        lines=list(lines_of(entries, walks_of(session, edition.id), at=at)),
        deals=_newest_deals(session, own),
        at=at,
    )


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
