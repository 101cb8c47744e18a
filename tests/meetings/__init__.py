"""Meetings: what tests ask about them."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.expo.models import Occupancy
from matchmaking.notifications.models import Notice
from tests.factories.meetings import Side


def busy(session: Session) -> list[tuple[str, int, datetime]]:
    """Return what is occupied from when, once for each thing."""
    query = (
        sa.select(Occupancy.resource_kind, Occupancy.resource_id, Occupancy.starts_at)
        .distinct()
        .order_by(Occupancy.resource_kind, Occupancy.resource_id, Occupancy.starts_at)
    )
    return [(kind.value, key, start) for kind, key, start in session.execute(query)]


def notices_of(session: Session, side: Side) -> list[str]:
    """Return what somebody was told, in English, in order."""
    query = sa.select(Notice).where(Notice.account_id == side.grant.account_id)
    return [str(notice.sentence) for notice in session.scalars(query.order_by(Notice.id))]
