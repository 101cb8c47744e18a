"""Who and what is taken when, as the database will keep it: nobody is in two places at once."""

from matchmaking.core.wording import Name
from matchmaking.demonstration.store import Store
from matchmaking.demonstration.world import Person, Spot
from matchmaking.expo.models import Occupancy
from matchmaking.expo.values import Holder, ResourceKind, Slot


def occupy_person(store: Store, person: Person, slot: Slot, holder: Holder, what: Name) -> None:
    """Take a person's time; the caller has seen that they are free."""
    person.busy.update(slot.ticks)
    _write(store, (ResourceKind.PERSON, person.id, 0), slot, holder, what)


def occupy_spot(
    store: Store, spot: Spot, unit: int, taken: tuple[Slot, Holder], what: Name
) -> None:
    """Take a place, or one of the several meetings it can have at once."""
    slot, holder = taken
    spot.busy[unit].update(slot.ticks)
    _write(store, (ResourceKind.PLACE, spot.id, unit), slot, holder, what)


def _write(
    store: Store, resource: tuple[ResourceKind, int, int], slot: Slot, holder: Holder, what: Name
) -> None:
    kind, key, unit = resource
    for tick in slot.ticks:
        store.add(
            Occupancy,
            resource_kind=kind,
            resource_id=key,
            unit=unit,
            tick=tick,
            holder_kind=holder.kind,
            holder_id=holder.id,
            label_en=what.en,
            label_zh=what.zh,
            starts_at=slot.starts_at,
            ends_at=slot.ends_at,
        )
