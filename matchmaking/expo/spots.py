"""Which places a meeting may be given, in the order in which they are given away."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.expo.models import BlockPlace, Occupancy, Place
from matchmaking.expo.values import Resource, ResourceKind, Slot


@dataclass(frozen=True)
class Spot:
    """One of the meetings a place takes at once."""

    place_id: int
    hall_id: int
    unit: int

    @property
    def resource(self) -> Resource:
        """Return what must be occupied to sit there."""
        return Resource(ResourceKind.PLACE, self.place_id, self.unit)


def free_spots(
    session: Session, block_id: int, slot: Slot, *, own_place_ids: Sequence[int] = ()
) -> list[Spot]:
    """Return the spots free in a slot: own booths in the order given, then the block's places.

    Among the block's places those with the lowest priority and number come first. Others may be
    doing the same at this moment: only occupying a spot decides.
    """
    usable = sa.or_(
        Place.id.in_(own_place_ids),
        Place.id.in_(sa.select(BlockPlace.place_id).where(BlockPlace.block_id == block_id)),
    )
    places = session.execute(
        sa.select(Place.id, Place.hall_id, Place.meetings_at_once)
        .where(usable, Place.is_open)
        .order_by(Place.priority, sa.func.length(Place.code), Place.code, Place.id)
    ).all()
    ticks = slot.ticks
    taken = session.execute(
        sa.select(Occupancy.resource_id, Occupancy.unit)
        .distinct()
        .where(
            Occupancy.resource_kind == ResourceKind.PLACE,
            Occupancy.resource_id.in_(sa.select(Place.id).where(usable)),
            Occupancy.tick >= ticks.start,
            Occupancy.tick < ticks.stop,
        )
    )
    busy = {(place, unit) for place, unit in taken}
    order = {key: number for number, key in enumerate(own_place_ids)}
    places = sorted(places, key=lambda place: order.get(place[0], len(order)))
    return [
        Spot(place, hall, unit)
        for place, hall, at_once in places
        for unit in range(at_once)
        if (place, unit) not in busy
    ]
