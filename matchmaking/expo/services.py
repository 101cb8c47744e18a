"""Occupying people and places, so that nobody is in two places at once."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from matchmaking.core.wording import Name
from matchmaking.expo.errors import OccupiedError
from matchmaking.expo.models import Occupancy
from matchmaking.expo.values import Appointment, Holder, Resource, Slot


def occupy(
    session: Session, resources: Iterable[Resource], slot: Slot, holder: Holder, *, what: Name
) -> None:
    """Take every resource for the slot, all or none; ``what`` names the holder to others.

    Raises:
        OccupiedError: one of them is taken for a part of it; names which and by what.
    """
    wanted = sorted(resources, key=lambda resource: (resource.kind, resource.id, resource.unit))
    rows = [
        {
            "resource_kind": resource.kind,
            "resource_id": resource.id,
            "unit": resource.unit,
            "tick": tick,
            "holder_kind": holder.kind,
            "holder_id": holder.id,
            "label_en": what.en,
            "label_zh": what.zh,
            "starts_at": slot.starts_at,
            "ends_at": slot.ends_at,
        }
        for resource in wanted
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
        taken = session.scalars(
            sa.select(Occupancy)
            .where(
                Occupancy.resource_kind == resource.kind,
                Occupancy.resource_id == resource.id,
                Occupancy.unit == resource.unit,
                Occupancy.tick.in_(slot.ticks),
            )
            .order_by(Occupancy.tick)
            .limit(1)
        ).first()
        if taken:
            return OccupiedError(resource, appointment_of(taken))
    return OccupiedError(resources[0], None)


def appointment_of(row: Occupancy) -> Appointment:
    """Return what occupies a tick as a value."""
    return Appointment(
        holder=Holder(row.holder_kind, row.holder_id),
        what=Name(row.label_en, row.label_zh),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
    )
