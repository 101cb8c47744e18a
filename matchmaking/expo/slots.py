"""Which slots suit people: blocks cut into slots, appointments and walks between halls. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from matchmaking.expo.values import Appointment, Slot


@dataclass(frozen=True)
class Walks:
    """How many minutes lie between two halls; unknown ways count as none."""

    minutes: Mapping[tuple[int, int], int]

    def between(self, one: int | None, other: int | None) -> timedelta:
        """Return the walk from one hall to another; staying in a hall takes no time."""
        if one is None or other is None or one == other:
            return timedelta(0)
        return timedelta(minutes=self.minutes.get((one, other), 0))

    @property
    def longest(self) -> timedelta:
        """Return the longest walk of the venue."""
        return timedelta(minutes=max(self.minutes.values(), default=0))


def cut(start: datetime, end: datetime, minutes: int) -> Iterator[Slot]:
    """Cut a window into slots of one length; what is left at the end is no slot."""
    length = timedelta(minutes=minutes)
    while start + length <= end:
        yield Slot(start, start + length)
        start += length


def can_attend(
    slot: Slot, hall_id: int | None, appointments: Iterable[Appointment], walks: Walks
) -> bool:
    """Return whether somebody with these appointments can be in the hall for the slot in time."""
    return not any(_stands_in_the_way(slot, hall_id, one, walks) for one in appointments)


def in_the_way(
    slot: Slot, hall_id: int | None, appointments: Iterable[Appointment], walks: Walks
) -> Appointment | None:
    """Return the first appointment that can't be reconciled with being there."""
    clashes = (one for one in appointments if _stands_in_the_way(slot, hall_id, one, walks))
    return min(clashes, key=lambda one: one.starts_at, default=None)


def _stands_in_the_way(slot: Slot, hall_id: int | None, other: Appointment, walks: Walks) -> bool:
    arrives = other.ends_at + walks.between(other.hall_id, hall_id)
    leaves = other.starts_at - walks.between(hall_id, other.hall_id)
    return slot.starts_at < arrives and leaves < slot.ends_at


def people_free_in(
    slot: Slot,
    hall_id: int | None,
    calendars: Mapping[int, Sequence[Appointment]],
    walks: Walks,
) -> tuple[int, ...]:
    """Return who of several people could attend, in the order they are given."""
    return tuple(
        person
        for person, appointments in calendars.items()
        if can_attend(slot, hall_id, appointments, walks)
    )
