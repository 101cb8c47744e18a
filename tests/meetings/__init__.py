"""Meetings: what tests ask about them, and what they put in their way."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.core.wording import Name
from matchmaking.expo.models import Occupancy
from matchmaking.expo.services import occupy
from matchmaking.expo.values import Holder, HolderKind, Resource, Slot
from matchmaking.notifications.models import Notice
from tests.factories.meetings import Scene, Side


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


def held_by(session: Session, scene: Scene) -> dict[str, list[str]]:
    """Return at what times the two people and the tables are occupied."""
    names = {("person", scene.asker.person.id): "asker", ("person", scene.asked.person.id): "asked"}
    names |= {("place", table.id): f"table {n}" for n, table in enumerate(scene.tables)}
    found: dict[str, list[str]] = {}
    for kind, key, start in busy(session):
        hour = start.astimezone(scene.edition.zone).strftime("%H:%M")
        found.setdefault(names[kind, key], []).append(hour)
    return found


def appoint(session: Session, resource: Resource, start: datetime) -> None:
    """Give somebody or something another appointment."""
    slot = Slot(start, start + timedelta(minutes=30))
    what = Name("Something else", "其他安排")
    occupy(session, [resource], slot, Holder(HolderKind.SIGNING, 1), what=what)


def urgent_to(session: Session, side: Side) -> list[bool]:
    """Return which of the things somebody was told can't wait for a digest."""
    query = sa.select(Notice.is_urgent).where(Notice.account_id == side.grant.account_id)
    return list(session.scalars(query.order_by(Notice.id)))
