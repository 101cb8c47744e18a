"""Reading the fair."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.core.database import rows_of
from matchmaking.core.wording import Name
from matchmaking.expo.models import Edition, Occupancy
from matchmaking.expo.values import (
    TICK,
    Appointment,
    Holder,
    Resource,
    ResourceKind,
    Slot,
    ticks_between,
)

# A session is over on the day it begins, a meeting long before.
LONGEST_TICKS = timedelta(days=1) // TICK
# Many pages ask these: building a statement anew would cost as much as running it.
EDITION = sa.select(Edition).where(Edition.id == sa.bindparam("key"))

APPOINTMENTS = (
    sa.select(
        Occupancy.resource_id,
        Occupancy.holder_kind,
        Occupancy.holder_id,
        Occupancy.label_en,
        Occupancy.label_zh,
        Occupancy.starts_at,
        Occupancy.ends_at,
        Occupancy.hall_id,
    )
    .distinct()
    .where(
        Occupancy.resource_kind == ResourceKind.PERSON,
        Occupancy.resource_id.in_(sa.bindparam("people", expanding=True)),
        Occupancy.unit == 0,
        Occupancy.tick >= sa.bindparam("first"),
        Occupancy.tick < sa.bindparam("stop"),
    )
    .order_by(Occupancy.starts_at)
)


def edition_of(session: Session, edition_id: int | None) -> Edition | None:
    """Return an edition."""
    if edition_id is None:
        return None
    return session.scalar(EDITION, {"key": edition_id})


def is_of(resource: Resource) -> sa.ColumnElement[bool]:
    """Return the condition for the ticks of one resource."""
    return sa.and_(
        Occupancy.resource_kind == resource.kind,
        Occupancy.resource_id == resource.id,
        Occupancy.unit == resource.unit,
    )


def reaching_into(window: Slot) -> sa.ColumnElement[bool]:
    """Return the condition for one row of whatever occupies something in a stretch of time."""
    ticks = window.ticks
    return sa.and_(
        Occupancy.is_first,
        Occupancy.tick >= ticks.start - LONGEST_TICKS,
        Occupancy.tick < ticks.stop,
        Occupancy.ends_at > window.starts_at,
    )


def clash_of(session: Session, resource: Resource, slot: Slot) -> Appointment | None:
    """Return the first thing that occupies a resource in a slot, if anything does."""
    ticks = slot.ticks
    query = (
        sa.select(Occupancy)
        .where(is_of(resource), Occupancy.tick >= ticks.start, Occupancy.tick < ticks.stop)
        .order_by(Occupancy.tick)
        .limit(1)
    )
    row = session.scalar(query)
    return appointment_of(row) if row else None


def appointments_of(
    session: Session, person_ids: Iterable[int], start: datetime, end: datetime
) -> dict[int, list[Appointment]]:
    """Return what each person has in a window of time, whatever it is, in order of time."""
    ticks = ticks_between(start, end)
    window = {"people": list(person_ids), "first": ticks.start, "stop": ticks.stop}
    rows = rows_of(session, APPOINTMENTS, window)
    found: dict[int, list[Appointment]] = {}
    for person, kind, key, en, zh, starts_at, ends_at, hall_id in rows:
        found.setdefault(person, []).append(
            Appointment(Holder(kind, key), Name(en, zh), starts_at, ends_at, hall_id)
        )
    return found


def appointment_of(row: Occupancy) -> Appointment:
    """Return what occupies a tick as a value."""
    return Appointment(
        holder=Holder(row.holder_kind, row.holder_id),
        what=Name(row.label_en, row.label_zh),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        hall_id=row.hall_id,
    )


def edition_by_code(session: Session, code: str) -> Edition | None:
    """Return the edition with a code such as ``ciie-2``."""
    return session.scalar(sa.select(Edition).where(Edition.code == code))
