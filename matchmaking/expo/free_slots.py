"""Slots in which two sides and a place are free: what may be offered to them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.core.database import rows_of
from matchmaking.expo.models import BlockPlace, Hall, HallWalk, MeetingBlock, Occupancy, Place
from matchmaking.expo.queries import appointments_of
from matchmaking.expo.slots import Walks, cut, people_free_in
from matchmaking.expo.values import Appointment, ResourceKind, Slot

# A place takes at most so many meetings at once; tells units of places apart in one number.
MOST_AT_ONCE = 1000
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
                free = count - sum(
                    number
                    for used, number in uses
                    if used.starts_at < slot.ends_at and slot.starts_at < used.ends_at
                )
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
) -> list[FreeSlot]:
    """Return the coming slots in which somebody of each side and a place are free.

    ``sides`` are the people of each side in the order they are preferred; ``own_place_ids`` are
    booths or fixed tables of the sides, usable beside the places of the blocks. Takes the same
    number of queries however many slots, people and places there are.
    """
    blocks = _coming_blocks(session, edition_id, at)
    if not blocks or not all(sides):
        return []
    window = Slot(min(b.starts_at for b in blocks), max(b.ends_at for b in blocks))
    walks = walks_of(session, edition_id)
    calendars = _calendars(session, sides, window, walks)
    places = _places(session, [block.id for block in blocks], own_place_ids, window)
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
    session: Session, sides: Sequence[Sequence[int]], window: Slot, walks: Walks
) -> list[dict[int, list[Appointment]]]:
    wide = Slot(window.starts_at - walks.longest, window.ends_at + walks.longest)
    everybody = [person for side in sides for person in side]
    known = appointments_of(session, everybody, wide.starts_at, wide.ends_at)
    return [{person: known.get(person, []) for person in side} for side in sides]


def _places(
    session: Session, block_ids: Sequence[int], own_place_ids: Sequence[int], window: Slot
) -> Places:
    places = Places()
    for source in (_block_places(block_ids), _own_places(own_place_ids)):
        count = sa.func.sum(source.c.meetings_at_once)
        for block, hall, number in session.execute(
            sa.select(source.c.block_id, source.c.hall_id, count).group_by(
                source.c.block_id, source.c.hall_id
            )
        ):
            places.in_all[block, hall] = number
        for block, hall, start, end, number in session.execute(_taken(source, window)):
            places.taken.setdefault((block, hall), []).append((Slot(start, end), number))
    return places


def _block_places(block_ids: Iterable[int]) -> sa.Subquery:
    return (
        sa.select(
            BlockPlace.block_id,
            MeetingBlock.starts_at.label("from_at"),
            MeetingBlock.ends_at.label("till_at"),
            Place.id,
            Place.hall_id,
            Place.meetings_at_once,
        )
        .join(Place, Place.id == BlockPlace.place_id)
        .join(MeetingBlock, MeetingBlock.id == BlockPlace.block_id)
        .where(BlockPlace.block_id.in_(block_ids), Place.is_open)
        .subquery()
    )


def _own_places(place_ids: Iterable[int]) -> sa.Subquery:
    return (
        sa.select(
            sa.literal(OWN).label("block_id"),
            sa.cast(sa.null(), MeetingBlock.starts_at.type).label("from_at"),
            sa.cast(sa.null(), MeetingBlock.ends_at.type).label("till_at"),
            Place.id,
            Place.hall_id,
            Place.meetings_at_once,
        )
        .where(Place.id.in_(place_ids), Place.is_open)
        .subquery()
    )


def _taken(source: sa.Subquery, window: Slot) -> sa.Select[int, int, datetime, datetime, int]:
    """Count the places taken per block, hall and time: as many rows as there are such times."""
    ticks = window.ticks
    unit = Occupancy.resource_id * MOST_AT_ONCE + Occupancy.unit
    within = sa.or_(
        source.c.from_at.is_(None),
        sa.and_(Occupancy.starts_at < source.c.till_at, source.c.from_at < Occupancy.ends_at),
    )
    return (
        sa.select(
            source.c.block_id,
            source.c.hall_id,
            Occupancy.starts_at,
            Occupancy.ends_at,
            sa.func.count(sa.distinct(unit)),
        )
        .join(Occupancy, Occupancy.resource_id == source.c.id)
        .where(
            Occupancy.resource_kind == ResourceKind.PLACE,
            Occupancy.tick >= ticks.start,
            Occupancy.tick < ticks.stop,
            within,
        )
        .group_by(source.c.block_id, source.c.hall_id, Occupancy.starts_at, Occupancy.ends_at)
    )
