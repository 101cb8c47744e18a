"""Occupying people and places, so that nobody is in two places at once."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from matchmaking.expo.errors import OccupiedError
from matchmaking.expo.models import Occupancy
from matchmaking.expo.values import Holder, Resource, Slot


def occupy(session: Session, resources: Iterable[Resource], slot: Slot, holder: Holder) -> None:
    """Take every resource for the slot, all or none.

    Raises:
        OccupiedError: one of them is taken for a part of it; names which and by what.
    """
    wanted = list(resources)
    rows = [
        {
            "resource_kind": resource.kind,
            "resource_id": resource.id,
            "unit": resource.unit,
            "tick": tick,
            "holder_kind": holder.kind,
            "holder_id": holder.id,
        }
        for resource in sorted(wanted, key=lambda r: (r.kind, r.id, r.unit))
        for tick in slot.ticks
    ]
    if not rows:
        return
    try:
        with session.begin_nested():
            session.execute(sa.insert(Occupancy).values(rows))
    except IntegrityError as refused:
        raise _what_is_in_the_way(session, wanted, slot) from refused


def vacate(session: Session, holder: Holder) -> None:
    """Free everything a meeting, registration or signing slot occupies."""
    session.execute(
        sa.delete(Occupancy).where(
            Occupancy.holder_kind == holder.kind, Occupancy.holder_id == holder.id
        )
    )


def _what_is_in_the_way(session: Session, resources: list[Resource], slot: Slot) -> OccupiedError:
    for resource in resources:
        taken = session.execute(
            sa.select(Occupancy.holder_kind, Occupancy.holder_id)
            .where(
                Occupancy.resource_kind == resource.kind,
                Occupancy.resource_id == resource.id,
                Occupancy.unit == resource.unit,
                Occupancy.tick.in_(slot.ticks),
            )
            .limit(1)
        ).first()
        if taken:
            return OccupiedError(resource, Holder(*taken))
    return OccupiedError(resources[0], None)
