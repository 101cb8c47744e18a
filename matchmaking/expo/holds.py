"""Taking and giving up many people and places at once, as a timetable needs it.

``expo.services.occupy`` takes what one appointment needs. Here a whole set of appointments is
shifted: some give up what others take in the same transaction.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.core.database import insert_new
from matchmaking.core.wording import Name
from matchmaking.expo.models import Occupancy
from matchmaking.expo.values import Holder, Resource, ResourceKind, Slot

KEY = (Occupancy.resource_kind, Occupancy.resource_id, Occupancy.unit, Occupancy.tick)
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Hold:
    """A resource held for a slot, by what, and in which hall that is."""

    resource: Resource
    slot: Slot
    holder: Holder
    what: Name
    hall_id: int | None = None

    @property
    def rows(self) -> list[Row]:
        """Return the rows of ``Occupancy`` it consists of, one per tick."""
        same = {
            "resource_kind": self.resource.kind,
            "resource_id": self.resource.id,
            "unit": self.resource.unit,
            "holder_kind": self.holder.kind,
            "holder_id": self.holder.id,
            "label_en": self.what.en,
            "label_zh": self.what.zh,
            "starts_at": self.slot.starts_at,
            "ends_at": self.slot.ends_at,
            "hall_id": self.hall_id,
        }
        ticks = self.slot.ticks
        return [{**same, "tick": tick, "is_first": tick == ticks.start} for tick in ticks]


def rows_of(holds: Iterable[Hold]) -> list[Row]:
    """Return the rows of holds in the order in which everybody takes resources."""
    return sorted((row for hold in holds for row in hold.rows), key=_key_of)


def take_free(session: Session, rows: Sequence[Row]) -> list[Row]:
    """Take every tick that is free; return those that somebody holds.

    Waits for whoever is taking the same tick just now.
    """
    if not rows:
        return []
    taken = {tuple(row) for row in insert_new(session, Occupancy, rows, KEY)}
    return [row for row in rows if _key_of(row) not in taken]


def give_up(session: Session, holds: Sequence[Hold]) -> None:
    """Give up resources held for a slot; what the holder has at other times stays."""
    if not holds:
        return
    statement = sa.delete(Occupancy).where(
        Occupancy.resource_kind == sa.bindparam("of_kind"),
        Occupancy.resource_id == sa.bindparam("of_id"),
        Occupancy.unit == sa.bindparam("of_unit"),
        Occupancy.holder_kind == sa.bindparam("by_kind"),
        Occupancy.holder_id == sa.bindparam("by_id"),
        Occupancy.starts_at == sa.bindparam("since"),
    )
    session.connection().execute(statement, [_given_up(hold) for hold in holds])


def note_halls(session: Session, halls: Mapping[Holder, int | None]) -> None:
    """Note in which hall each holder is from now on."""
    if not halls:
        return
    statement = (
        sa.update(Occupancy)
        .where(
            Occupancy.holder_kind == sa.bindparam("by_kind"),
            Occupancy.holder_id == sa.bindparam("by_id"),
        )
        .values(hall_id=sa.bindparam("to_hall"))
    )
    values = [
        {"by_kind": holder.kind, "by_id": holder.id, "to_hall": hall}
        for holder, hall in halls.items()
    ]
    session.connection().execute(statement, values)


def resource_of(row: Row) -> Resource:
    """Return the resource of a row."""
    return Resource(ResourceKind(row["resource_kind"]), row["resource_id"], row["unit"])


def _key_of(row: Row) -> tuple[Any, ...]:
    return (row["resource_kind"], row["resource_id"], row["unit"], row["tick"])


def _given_up(hold: Hold) -> dict[str, Any]:
    return {
        "of_kind": hold.resource.kind,
        "of_id": hold.resource.id,
        "of_unit": hold.resource.unit,
        "by_kind": hold.holder.kind,
        "by_id": hold.holder.id,
        "since": hold.slot.starts_at,
    }
