"""A day as somebody would have it by a plan: meetings, other appointments, breaks, walks. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from itertools import groupby, pairwise

from matchmaking.expo.slots import Walks
from matchmaking.expo.values import Appointment
from matchmaking.timetables.models import PlannedMeeting


@dataclass(frozen=True)
class Item:
    """Something in a person's day: a meeting of the plan, or another appointment."""

    starts_at: datetime
    ends_at: datetime
    meeting: PlannedMeeting | None = None
    other: Appointment | None = None
    hall_id: int | None = None
    walk: int = 0
    is_after_break: bool = False


@dataclass(frozen=True)
class PersonDay:
    """What one person of an enterprise has on one day."""

    person_id: int
    on: date
    items: Sequence[Item]


def days_of(
    participation_id: int,
    meetings: Iterable[PlannedMeeting],
    others: Mapping[int, Sequence[Appointment]],
    walks: Walks,
    zone: tzinfo,
) -> list[PersonDay]:
    """Return the days of an enterprise's people that have a meeting of the plan, in order."""
    items: dict[int, list[Item]] = {}
    for meeting in meetings:
        if meeting.starts_at is not None and meeting.ends_at is not None:
            ours = meeting.a_id == participation_id
            person = meeting.a_representative_id if ours else meeting.b_representative_id
            hall = meeting.place.hall_id if meeting.place else meeting.extra_hall_id
            item = Item(meeting.starts_at, meeting.ends_at, meeting, hall_id=hall)
            items.setdefault(person or 0, []).append(item)
    found = []
    for person, mine in items.items():
        appointments = [
            Item(one.starts_at, one.ends_at, other=one, hall_id=one.hall_id)
            for one in others.get(person, ())
        ]
        every = sorted([*mine, *appointments], key=lambda item: item.starts_at)
        for on, day in groupby(every, key=lambda item: item.starts_at.astimezone(zone).date()):
            listed = _with_ways(list(day), walks)
            if any(item.meeting for item in listed):
                found.append(PersonDay(person, on, listed))
    return sorted(found, key=lambda day: (day.on, day.person_id))


def _with_ways(items: list[Item], walks: Walks) -> list[Item]:
    """Note the walks between halls, and which meetings follow a break within their block."""
    if not items:
        return []
    found = [items[0]]
    for before, after in pairwise(items):
        minutes = int(walks.between(before.hall_id, after.hall_id).total_seconds() // 60)
        same_block = (
            before.meeting is not None
            and after.meeting is not None
            and before.meeting.block_id == after.meeting.block_id
        )
        gap = same_block and before.ends_at < after.starts_at
        found.append(
            Item(
                after.starts_at,
                after.ends_at,
                after.meeting,
                after.other,
                after.hall_id,
                minutes,
                gap,
            )
        )
    return found
