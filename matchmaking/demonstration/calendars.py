"""Who and what is taken when, as the database will keep it: nobody is in two places at once."""

from dataclasses import dataclass

from matchmaking.core.wording import Name
from matchmaking.demonstration.store import Store
from matchmaking.demonstration.world import Person, Spot, Visit
from matchmaking.expo.models import Occupancy
from matchmaking.expo.values import Holder, ResourceKind, Slot


@dataclass(frozen=True)
class Booking:
    """What takes somebody's time: when, for what, and in which hall if that is known."""

    slot: Slot
    holder: Holder
    hall_id: int | None


def occupy_person(store: Store, person: Person, booking: Booking, what: Name) -> None:
    """Take a person's time; the caller has seen that they are free."""
    person.busy.update(booking.slot.ticks)
    person.visits.append(Visit(booking.slot, booking.hall_id))
    _write(store, (ResourceKind.PERSON, person.id), booking, what)


def occupy_spot(store: Store, spot: Spot, booking: Booking, what: Name) -> None:
    """Take a place; the caller has seen that it is free."""
    spot.busy.update(booking.slot.ticks)
    _write(store, (ResourceKind.PLACE, spot.id), booking, what)


def occupy_room(store: Store, room: int, booking: Booking, what: Name) -> None:
    """Take the room of a session; no two were given the same one at a time."""
    _write(store, (ResourceKind.PLACE, room), booking, what)


def _write(store: Store, resource: tuple[ResourceKind, int], booking: Booking, what: Name) -> None:
    kind, key = resource
    ticks = booking.slot.ticks
    for tick in ticks:
        store.add(
            Occupancy,
            resource_kind=kind,
            resource_id=key,
            unit=0,
            tick=tick,
            is_first=tick == ticks.start,
            holder_kind=booking.holder.kind,
            holder_id=booking.holder.id,
            label_en=what.en,
            label_zh=what.zh,
            starts_at=booking.slot.starts_at,
            ends_at=booking.slot.ends_at,
            hall_id=booking.hall_id,
        )
