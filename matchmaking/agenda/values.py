"""A day's appointments in order, with the ways between halls and the free time. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from matchmaking.core.wording import Name
from matchmaking.expo.slots import Walks

# Shorter breaks are no free time worth pointing out.
SHORTEST_GAP = timedelta(minutes=30)


class EntryKind(StrEnum):
    """What an appointment is."""

    MEETING = "meeting"
    SEAT = "seat"
    SIGNING = "signing"


@dataclass(frozen=True)
class Entry:
    """An appointment of one person: what, with whom, when and where.

    ``key`` is that of the meeting or of the session's page; ``is_open`` if it still waits for an
    answer, ``is_proposed`` if it is another time that somebody proposes for a meeting.
    ``place_kind`` says what ``place_code`` numbers: a table, a booth, a room.
    """

    kind: EntryKind
    key: int | None
    title: Name
    starts_at: datetime
    ends_at: datetime
    person_id: int
    person: Name
    partner: Name | None = None
    partner_person: Name | None = None
    place_kind: str = ""
    place_code: str = ""
    hall_id: int | None = None
    hall_code: str = ""
    interpreter: Name | None = None
    is_open: bool = False
    is_proposed: bool = False


@dataclass(frozen=True)
class Walk:
    """The way from one hall to the next appointment's."""

    minutes: int
    hall_code: str


@dataclass(frozen=True)
class Gap:
    """Free time between two appointments."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Line:
    """One line of a day: an entry, a walk or a gap; where an entry stands in time."""

    entry: Entry | None = None
    walk: Walk | None = None
    gap: Gap | None = None
    standing: str = ""


@dataclass(frozen=True)
class Next:
    """The next appointment, and how far it is from one's own booth."""

    entry: Entry
    walk_minutes: int
    booth: str = ""


def lines_of(entries: Sequence[Entry], walks: Walks, *, at: datetime) -> Iterator[Line]:
    """Lay one person's day out: free time, then the walk, then the appointment."""
    before: Entry | None = None
    for entry in sorted(entries, key=lambda one: (one.starts_at, one.ends_at)):
        if before is not None:
            yield from _between(before, entry, walks)
        yield Line(entry=entry, standing=standing(entry, at))
        before = entry


def standing(entry: Entry, at: datetime) -> str:
    """Return whether an appointment is over, on, or to come."""
    if entry.ends_at <= at:
        return "past"
    return "now" if entry.starts_at <= at else ""


def _between(before: Entry, entry: Entry, walks: Walks) -> Iterator[Line]:
    walk = walks.between(before.hall_id, entry.hall_id)
    if entry.starts_at - before.ends_at - walk >= SHORTEST_GAP:
        yield Line(gap=Gap(before.ends_at, entry.starts_at - walk))
    if walk:
        yield Line(walk=Walk(int(walk.total_seconds() // 60), entry.hall_code))
