"""Where the meetings of a round can be held: places as good as one another are one site."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from matchmaking.expo.values import HolderKind, PlaceKind, Resource, ResourceKind, Slot
from matchmaking.timetables.questions.facts import Facts, Held, PlaceRow
from matchmaking.timetables.questions.question import BlockSlot, Spot
from matchmaking.timetables.settings import PlanSettings

Group = tuple[int, PlaceKind]


@dataclass(frozen=True)
class Ground:
    """A site: its hall, whose it is, and per slot the spots that are free, as given away."""

    hall_id: int
    owner: int | None
    spots: tuple[tuple[Spot, ...], ...]


def grounds(
    facts: Facts, settings: PlanSettings, slots: Sequence[BlockSlot], movable: Sequence[Held]
) -> list[Ground]:
    """Return the sites: the blocks' places by hall and kind, then the booths by their owner."""
    free = Freedom(facts, movable)
    found = []
    for (hall_id, kind), places in sorted(_groups(facts, settings).items()):
        spots = [
            [
                spot
                for place in places
                if _may_use(slot, facts, place.block_ids)
                for spot in free.spots(place, slot.slot)
            ]
            for slot in slots
        ]
        if kind is PlaceKind.TABLE:
            spots = [
                _with_changes(
                    free, slot, some, more=_more(settings, hall_id, slot), hall_id=hall_id
                )
                for slot, some in zip(slots, spots, strict=True)
            ]
        found.append(Ground(hall_id, None, tuple(map(tuple, spots))))
    found += _booths(facts, settings, slots, free)
    before = _begun_before(slots)
    return (
        [replace(one, spots=_given_once(one.spots, before)) for one in found] if before else found
    )


def _begun_before(slots: Sequence[BlockSlot]) -> dict[int, list[int]]:
    """Return, per slot that overlaps others, those that have a spot of both first.

    The round's own slots come first, then those that a what-if adds, each in order of time.
    """
    ranked = sorted(range(len(slots)), key=lambda number: (slots[number].extra is not None, number))
    found: dict[int, list[int]] = {}
    for rank, number in enumerate(ranked):
        before = [one for one in ranked[:rank] if slots[one].slot.overlaps(slots[number].slot)]
        if before:
            found[number] = before
    return found


def _given_once(
    spots: Sequence[Sequence[Spot]], before: Mapping[int, Sequence[int]]
) -> tuple[tuple[Spot, ...], ...]:
    """Leave out of each slot the spots that an overlapping slot before it has: one seat is one."""
    left = [list(some) for some in spots]
    for number, others in before.items():
        had = {spot for other in others for spot in left[other]}
        left[number] = [spot for spot in left[number] if spot not in had]
    return tuple(map(tuple, left))


def _groups(facts: Facts, settings: PlanSettings) -> dict[Group, list[PlaceRow]]:
    groups: dict[Group, list[PlaceRow]] = {}
    for place in facts.places:
        if place.id not in settings.closed_places:
            groups.setdefault((place.hall_id, place.kind), []).append(place)
    for change in settings.extra_tables:
        groups.setdefault((change.hall_id, PlaceKind.TABLE), [])
    return groups


def _may_use(slot: BlockSlot, facts: Facts, block_ids: frozenset[int]) -> bool:
    """Return whether a slot has a place of these blocks: where they overlap, the first one has."""
    within = [b.id for b in facts.blocks if b.id in block_ids and b.slot.overlaps(slot.slot)]
    return within[:1] == [slot.block_id]


class Freedom:
    """Which spots nothing takes but meetings that the plan may move."""

    def __init__(self, facts: Facts, movable: Sequence[Held]) -> None:
        """Know what is taken, and who holds what in the timetable so far."""
        self._busy = facts.busy
        self._moved = {held.meeting_id for held in movable}
        self._held = {(held.slot, held.place_id, held.unit) for held in movable}

    def spots(self, place: PlaceRow, slot: Slot) -> Iterator[Spot]:
        """Yield the spots of a place that are free in a slot."""
        for unit in range(place.at_once):
            if self._is_free(place.id, unit, slot):
                yield Spot(place.hall_id, unit, place.id)

    def is_held(self, spot: Spot, slot: Slot) -> bool:
        """Return whether a meeting of the timetable so far sits there."""
        return (slot, spot.place_id, spot.unit) in self._held

    def _is_free(self, place_id: int, unit: int, slot: Slot) -> bool:
        taken = self._busy.get(Resource(ResourceKind.PLACE, place_id, unit), ())
        return not any(
            busy.slot.overlaps(slot)
            for busy in taken
            if busy.holder.kind is not HolderKind.MEETING or busy.holder.id not in self._moved
        )


def _with_changes(
    free: Freedom, slot: BlockSlot, spots: list[Spot], *, more: int, hall_id: int
) -> list[Spot]:
    """Return a hall's free tables with those that a what-if adds, or without some."""
    if more < 0:
        return _fewer(spots, max(0, len(spots) + more), slot.slot, free)
    return [*spots, *(Spot(hall_id, unit) for unit in range(1, more + 1))]


def _fewer(spots: Sequence[Spot], number: int, slot: Slot, free: Freedom) -> list[Spot]:
    """Keep so many spots, those where people sit already before any other."""
    kept = set(sorted(spots, key=lambda spot: not free.is_held(spot, slot))[:number])
    return [spot for spot in spots if spot in kept]


def _more(settings: PlanSettings, hall_id: int, slot: BlockSlot) -> int:
    """Return how many tables more than there are a hall has in a slot."""
    extra = slot.extra.tables if slot.extra and slot.extra.hall_id == hall_id else 0
    return extra + sum(
        change.number
        for change in settings.more_tables
        if change.hall_id == hall_id and change.slot.overlaps(slot.slot)
    )


def _booths(
    facts: Facts, settings: PlanSettings, slots: Sequence[BlockSlot], free: Freedom
) -> Iterator[Ground]:
    every = frozenset(block.id for block in facts.blocks)
    for place_id, owner in booth_owners(facts).items():
        booth = facts.teams[owner].booth
        if booth is not None and place_id not in settings.closed_places:
            spots = (
                tuple(
                    free.spots(booth, one.slot) if _may_use(one, facts, every) or one.extra else ()
                )
                for one in slots
            )
            yield Ground(booth.hall_id, owner, tuple(spots))


def booth_owners(facts: Facts) -> Mapping[int, int]:
    """Return whose each booth is: of two enterprises that share one, the first."""
    owners: dict[int, int] = {}
    for team in facts.teams.values():
        if team.booth is not None:
            owners.setdefault(team.booth.id, team.id)
    return owners
