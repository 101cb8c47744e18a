"""The numbers from zero that a question's slots, days, blocks and minutes get."""

from collections.abc import Hashable, Iterable, Sequence
from datetime import datetime
from typing import TypeVar

from matchmaking.expo.slots import cut
from matchmaking.expo.values import Slot
from matchmaking.scheduling.rounds.values import TimeSlot
from matchmaking.timetables.questions.facts import Facts
from matchmaking.timetables.questions.question import BlockSlot
from matchmaking.timetables.settings import PlanSettings

Key = TypeVar("Key", bound=Hashable)


def numbers(keys: Iterable[Key]) -> dict[Key, int]:
    """Number things from zero, in their order."""
    return {key: number for number, key in enumerate(dict.fromkeys(keys))}


def slots_of(facts: Facts, settings: PlanSettings) -> tuple[BlockSlot, ...]:
    """Return the coming slots of the round's blocks and of those that a what-if adds."""
    found = [
        BlockSlot(slot, block.id)
        for block in facts.blocks
        for slot in cut(block.slot.starts_at, block.slot.ends_at, block.slot_minutes)
        if not any(slot.overlaps(out) for out in settings.left_out)
    ]
    found += [
        BlockSlot(slot, extra=block)
        for block in settings.extra_blocks
        for slot in cut(block.slot.starts_at, block.slot.ends_at, block.slot_minutes)
    ]
    coming = (one for one in found if one.slot.starts_at > facts.at)
    return tuple(sorted(coming, key=lambda one: (one.slot, one.block_id or 0)))


class Clock:
    """Counts minutes from midnight of the round's first day, at the venue."""

    def __init__(self, facts: Facts, slots: Sequence[BlockSlot]) -> None:
        """Begin at the day of the first slot."""
        self.zone = facts.zone
        first = slots[0].slot.starts_at if slots else facts.at
        self.midnight = self._midnight_of(first)

    def minutes(self, moment: datetime) -> int:
        """Return the minutes that pass until a moment, also where clocks are changed."""
        return int((moment.timestamp() - self.midnight.timestamp()) // 60)

    def day(self, slot: Slot) -> int:
        """Return the day of a slot, in some count of days."""
        return slot.starts_at.astimezone(self.zone).toordinal()

    def of_day(self, moment: datetime) -> int:
        """Return the minutes since midnight of its own day, as a clock on the wall shows them."""
        local = moment.astimezone(self.zone)
        return local.hour * 60 + local.minute

    def _midnight_of(self, moment: datetime) -> datetime:
        return moment.astimezone(self.zone).replace(hour=0, minute=0, second=0, microsecond=0)


def time_slots(slots: Sequence[BlockSlot], clock: Clock) -> tuple[TimeSlot, ...]:
    """Return the slots in minutes, with the numbers of their blocks and days."""
    blocks = numbers((one.block_id, one.extra) for one in slots)
    days = numbers(clock.day(one.slot) for one in slots)
    return tuple(
        TimeSlot(
            clock.minutes(one.slot.starts_at),
            clock.minutes(one.slot.ends_at),
            blocks[one.block_id, one.extra],
            days[clock.day(one.slot)],
        )
        for one in slots
    )


def lunch_sets(
    slots: Sequence[BlockSlot], clock: Clock, window: tuple[int, int] | None
) -> tuple[frozenset[int], ...]:
    """Return, per day, the slots of which everybody keeps one free for lunch.

    A day that has time for lunch between its blocks needs none.
    """
    if window is None:
        return ()
    days: dict[int, list[int]] = {}
    for number, one in enumerate(slots):
        days.setdefault(clock.day(one.slot), []).append(number)
    found = (_lunch_of([(n, slots[n].slot) for n in day], clock, window) for day in days.values())
    return tuple(one for one in found if one)


def _lunch_of(
    day: Sequence[tuple[int, Slot]], clock: Clock, window: tuple[int, int]
) -> frozenset[int]:
    """Return the slots of a day within the window, unless as much time is free between blocks."""
    times = [
        (clock.of_day(slot.starts_at), clock.of_day(slot.ends_at), number) for number, slot in day
    ]
    within = [one for one in times if window[0] <= one[0] and one[1] <= window[1]]
    if not within:
        return frozenset()
    shortest = min(end - start for start, end, _ in within)
    free_since = window[0]
    for start, end, _ in sorted(times):
        if min(start, window[1]) - free_since >= shortest:
            return frozenset()
        free_since = max(free_since, end)
    if window[1] - free_since >= shortest:
        return frozenset()
    return frozenset(number for _, _, number in within)
