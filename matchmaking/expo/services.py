"""Occupying people and places, so that nobody is in two places at once."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.core.database import dialect_of, insert_if_new
from matchmaking.core.wording import Name
from matchmaking.expo.errors import OccupiedError
from matchmaking.expo.models import Occupancy
from matchmaking.expo.queries import clash_of, is_of
from matchmaking.expo.values import Holder, HolderKind, Resource, Slot

occupancy = Occupancy.__table__


def occupy(
    session: Session,
    resources: Iterable[Resource],
    slot: Slot,
    holder: Holder,
    *,
    what: Name,
    hall_id: int | None = None,
) -> None:
    """Take every resource for the slot, all or none; ``what`` names the holder to others.

    ``hall_id`` is where it will be, if that is known: walks between halls are reckoned with it.

    Raises:
        OccupiedError: one of them is taken for a part of it; names which and by what.
    """
    wanted = sorted(resources, key=lambda resource: (resource.kind, resource.id, resource.unit))
    taking = _taking(dialect_of(session))
    for done, resource in enumerate(wanted):
        values = {**_values_of(resource, slot, holder, what), "to_hall_id": hall_id}
        taken = session.connection().execute(taking, values).scalars().all()
        if len(taken) < len(slot.ticks):
            _untake(session, resource, taken)
            for earlier in wanted[:done]:
                _untake(session, earlier, slot.ticks)
            raise _what_is_in_the_way(session, resource, slot)


@cache
def _taking(dialect: str) -> sa.Executable:
    """Insert all ticks of a resource in one short statement; those taken already are left out."""
    first = sa.bindparam("first", type_=sa.Integer)
    ticks = sa.select(first.label("tick")).cte("ticks", recursive=True)
    ticks = ticks.union_all(
        sa.select(ticks.c.tick + 1).where(ticks.c.tick < sa.bindparam("last", type_=sa.Integer))
    )
    reckoned = {"tick", "is_first"}
    columns = [column for column in occupancy.c if column.name not in reckoned]
    rows = sa.select(
        ticks.c.tick,
        ticks.c.tick == first,
        *(sa.bindparam(f"to_{c.name}", type_=c.type).label(c.name) for c in columns),
    ).where(sa.true())  # SQLite takes ON CONFLICT for a join's ON without a WHERE before it
    insert = insert_if_new(dialect, Occupancy)
    return insert.from_select([occupancy.c.tick, occupancy.c.is_first, *columns], rows).returning(
        occupancy.c.tick
    )


def _values_of(resource: Resource, slot: Slot, holder: Holder, what: Name) -> dict[str, Any]:
    return {
        "first": slot.ticks.start,
        "last": slot.ticks.stop - 1,
        "to_resource_kind": resource.kind,
        "to_resource_id": resource.id,
        "to_unit": resource.unit,
        "to_holder_kind": holder.kind,
        "to_holder_id": holder.id,
        "to_label_en": what.en,
        "to_label_zh": what.zh,
        "to_starts_at": slot.starts_at,
        "to_ends_at": slot.ends_at,
    }


def _untake(session: Session, resource: Resource, ticks: Sequence[int]) -> None:
    if ticks:
        session.execute(sa.delete(Occupancy).where(is_of(resource), Occupancy.tick.in_(ticks)))


def place(session: Session, holder: Holder, *, hall_id: int) -> None:
    """Note in which hall something will be, once that is known."""
    session.execute(sa.update(Occupancy).where(_held_by(holder)).values(hall_id=hall_id))


def vacate(session: Session, *holders: Holder, since: datetime | None = None) -> None:
    """Free everything that meetings, registrations or signing slots occupy.

    ``since`` frees only what begins then.
    """
    then = sa.true() if since is None else Occupancy.starts_at == since
    session.execute(sa.delete(Occupancy).where(_held_by_any(holders), then))


def hand_over(session: Session, holder: Holder, to: Holder) -> None:
    """Let another have what something occupies."""
    session.execute(
        sa.update(Occupancy).where(_held_by(holder)).values(holder_kind=to.kind, holder_id=to.id)
    )


def release(session: Session, holder: Holder, resource: Resource) -> None:
    """Free one of the resources a meeting, registration or signing slot occupies."""
    session.execute(sa.delete(Occupancy).where(is_of(resource), _held_by(holder)))


def _held_by(holder: Holder) -> sa.ColumnElement[bool]:
    return sa.and_(Occupancy.holder_kind == holder.kind, Occupancy.holder_id == holder.id)


def _held_by_any(holders: Iterable[Holder]) -> sa.ColumnElement[bool]:
    keys: defaultdict[HolderKind, list[int]] = defaultdict(list)
    for one in holders:
        keys[one.kind].append(one.id)
    return sa.or_(
        sa.false(),
        *(
            sa.and_(Occupancy.holder_kind == kind, Occupancy.holder_id.in_(mine))
            for kind, mine in keys.items()
        ),
    )


def _what_is_in_the_way(session: Session, resource: Resource, slot: Slot) -> OccupiedError:
    return OccupiedError(resource, clash_of(session, resource, slot))
