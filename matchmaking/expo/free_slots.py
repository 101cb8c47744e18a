"""Slots in which two sides and a place are free: what may be offered to them."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.core.database import rows_of
from matchmaking.expo.models import BlockPlace, Hall, HallWalk, MeetingBlock, Occupancy, Place
from matchmaking.expo.queries import appointments_of, reaching_into
from matchmaking.expo.slots import Walks, cut, people_free_in
from matchmaking.expo.values import Appointment, Holder, ResourceKind, Slot

WALKS = (
    sa.select(HallWalk.from_hall_id, HallWalk.to_hall_id, HallWalk.minutes)
    .join(Hall, Hall.id == HallWalk.from_hall_id)
    .where(Hall.edition_id == sa.bindparam("edition"))
)


@dataclass(frozen=True)
class FreeSlot:
    """A slot that suits both sides: who could come, in which halls there is a place."""

    block_id: int
    slot: Slot
    hall_ids: tuple[int, ...]
    places_left: int
    people: tuple[tuple[int, ...], ...]


@dataclass
class Places:
    """How many places a block has per hall, and how many are taken when."""

    in_all: dict[tuple[int, int], int] = field(default_factory=dict)
    taken: dict[tuple[int, int], list[tuple[Slot, int]]] = field(default_factory=dict)

    def left(self, block_id: int, slot: Slot) -> dict[int, int]:
        """Return how many places each hall still has in a slot, halls without any left out."""
        left = {}
        for (block, hall_id), count in self.in_all.items():
            if block == block_id:
                uses = self.taken.get((block, hall_id), ())
                free = count - sum(number for used, number in uses if used.overlaps(slot))
                if free > 0:
                    left[hall_id] = free
        return left


# Stands for "places of one's own" among the blocks.
OWN = 0


def common_free_slots(
    session: Session,
    edition_id: int,
    sides: Sequence[Sequence[int]],
    *,
    own_place_ids: Sequence[int] = (),
    at: datetime,
    apart_from: Collection[Holder] = (),
) -> list[FreeSlot]:
    """Return the coming slots in which somebody of each side and a place are free.

    ``sides`` are the people of each side in the order they are preferred; ``own_place_ids`` are
    booths or fixed tables of the sides, usable beside the places of the blocks; ``apart_from`` is
    what people would give up for it. Takes the same number of queries however many slots, people
    and places there are.
    """
    blocks = _coming_blocks(session, edition_id, at)
    if not blocks or not all(sides):
        return []
    window = Slot(min(b.starts_at for b in blocks), max(b.ends_at for b in blocks))
    walks = walks_of(session, edition_id)
    calendars = _calendars(session, sides, window, walks, apart_from)
    places = _places(session, blocks, own_place_ids, window)
    found = (
        _offer(block.id, slot, calendars, places, walks)
        for block in blocks
        for slot in cut(block.starts_at, block.ends_at, block.slot_minutes)
        if slot.starts_at > at
    )
    return sorted((one for one in found if one), key=lambda one: (one.slot, one.block_id))


def walks_of(session: Session, edition_id: int) -> Walks:
    """Return the walks between the halls of an edition."""
    rows = rows_of(session, WALKS, {"edition": edition_id})
    return Walks({(one, other): minutes for one, other, minutes in rows})


def _offer(
    block_id: int,
    slot: Slot,
    calendars: Sequence[Mapping[int, Sequence[Appointment]]],
    places: Places,
    walks: Walks,
) -> FreeSlot | None:
    """Offer a slot if some hall has a place that somebody of each side can reach."""
    left: dict[int, int] = {}
    people: tuple[tuple[int, ...], ...] = ()
    own = places.left(OWN, slot)
    halls = {
        hall_id: places.left(block_id, slot).get(hall_id, 0) + own.get(hall_id, 0)
        for hall_id in [*own, *places.left(block_id, slot)]
    }
    for hall_id, count in halls.items():
        free = tuple(people_free_in(slot, hall_id, side, walks) for side in calendars)
        if all(free):
            left[hall_id] = count
            people = people or free
    if not left:
        return None
    return FreeSlot(block_id, slot, tuple(left), sum(left.values()), people)


def _coming_blocks(session: Session, edition_id: int, at: datetime) -> list[MeetingBlock]:
    query = sa.select(MeetingBlock).where(
        MeetingBlock.edition_id == edition_id, MeetingBlock.ends_at > at
    )
    return list(session.scalars(query.order_by(MeetingBlock.starts_at, MeetingBlock.id)))


def _calendars(
    session: Session,
    sides: Sequence[Sequence[int]],
    window: Slot,
    walks: Walks,
    apart_from: Collection[Holder],
) -> list[dict[int, list[Appointment]]]:
    wide = Slot(window.starts_at - walks.longest, window.ends_at + walks.longest)
    everybody = [person for side in sides for person in side]
    known = appointments_of(session, everybody, wide.starts_at, wide.ends_at)
    return [
        {
            person: [one for one in known.get(person, ()) if one.holder not in apart_from]
            for person in side
        }
        for side in sides
    ]


def _places(
    session: Session, blocks: Sequence[MeetingBlock], own_place_ids: Sequence[int], window: Slot
) -> Places:
    places = Places()
    counts = sa.union_all(_in_blocks([block.id for block in blocks]), _own(own_place_ids))
    for key, hall, number in session.execute(counts):
        places.in_all[key, hall] = number
    # All blocks at the same time are asked for together: so many parts has the statement.
    at_once: dict[Slot, list[int]] = defaultdict(list)
    for block in blocks:
        at_once[Slot(block.starts_at, block.ends_at)].append(block.id)
    uses = [_taken_in_blocks(slot, keys) for slot, keys in at_once.items()]
    for row in session.execute(sa.union_all(*uses, _own_taken(own_place_ids, window))):
        key, hall, start, end, number = row
        places.taken.setdefault((key, hall), []).append((Slot(start, end), number))
    return places


def _in_blocks(block_ids: Sequence[int]) -> sa.Select[int, int, int]:
    """Count the places of blocks per hall: one that takes several meetings is as many places."""
    return (
        sa.select(BlockPlace.block_id, Place.hall_id, sa.func.sum(Place.meetings_at_once))
        .join(Place, Place.id == BlockPlace.place_id)
        .where(BlockPlace.block_id.in_(block_ids), Place.is_open)
        .group_by(BlockPlace.block_id, Place.hall_id)
    )


def _own(place_ids: Sequence[int]) -> sa.Select[int, int, int]:
    return (
        sa.select(sa.literal(OWN), Place.hall_id, sa.func.sum(Place.meetings_at_once))
        .where(Place.id.in_(place_ids), Place.is_open)
        .group_by(Place.hall_id)
    )


Uses = sa.Select[int, int, datetime, datetime, int]


def _taken_in_blocks(slot: Slot, block_ids: Sequence[int]) -> Uses:
    """Count what takes places of blocks that are at the same time, per hall and time."""
    return (
        sa.select(*_uses(BlockPlace.block_id))
        .join(Place, Place.id == Occupancy.resource_id)
        .join(BlockPlace, BlockPlace.place_id == Place.id)
        .where(BlockPlace.block_id.in_(block_ids), _takes_open_places(slot))
        .group_by(BlockPlace.block_id, Place.hall_id, Occupancy.starts_at, Occupancy.ends_at)
    )


def _own_taken(place_ids: Sequence[int], window: Slot) -> Uses:
    return (
        sa.select(*_uses(sa.literal(OWN)))
        .join(Place, Place.id == Occupancy.resource_id)
        .where(Place.id.in_(place_ids), _takes_open_places(window))
        .group_by(Place.hall_id, Occupancy.starts_at, Occupancy.ends_at)
    )


def _uses(
    block: sa.SQLColumnExpression[int],
) -> tuple[sa.SQLColumnExpression[Any], ...]:
    return (block, Place.hall_id, Occupancy.starts_at, Occupancy.ends_at, sa.func.count())


def _takes_open_places(slot: Slot) -> sa.ColumnElement[bool]:
    return sa.and_(
        Occupancy.resource_kind == ResourceKind.PLACE, reaching_into(slot), Place.is_open
    )
