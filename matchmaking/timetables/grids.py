"""A plan as a grid: places down the side, slots across the top. Pure."""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from matchmaking.core.wording import Name
from matchmaking.expo.models import Place
from matchmaking.expo.values import Slot
from matchmaking.meetings.values import pair_key
from matchmaking.timetables.models import PlannedMeeting


class Mark(StrEnum):
    """What kind of meeting a cell shows."""

    NEW = "new"
    STANDS = "stands"
    LOCKED = "locked"
    TAKEN = "taken"


@dataclass(frozen=True)
class Entry:
    """What is in a cell: a meeting of the plan, or something else that takes the place."""

    mark: Mark
    meeting: PlannedMeeting | None = None
    what: Name | None = None


@dataclass(frozen=True)
class Taken:
    """A place is taken by something that is not of this plan."""

    place_id: int
    slot: Slot
    what: Name


@dataclass
class Cell:
    """A place in a slot; it is closed where the round may not use it."""

    entries: list[Entry] = field(default_factory=list)
    is_closed: bool = False


@dataclass
class GridRow:
    """A place with its cells; ``number`` is that of a table which a what-if adds."""

    place: Place | None
    number: int
    cells: list[Cell]


@dataclass(frozen=True)
class Grid:
    """The places of one hall on one day."""

    slots: Sequence[Slot]
    rows: Sequence[GridRow]

    @property
    def marks(self) -> list[Mark]:
        """Return the marks that occur, for the legend."""
        found = {entry.mark for row in self.rows for cell in row.cells for entry in cell.entries}
        return [mark for mark in Mark if mark in found]

    @property
    def has_closed(self) -> bool:
        """Return whether some cell is closed."""
        return any(cell.is_closed for row in self.rows for cell in row.cells)


def grid_of(
    slots: Sequence[Slot],
    places: Sequence[Place],
    meetings: Iterable[PlannedMeeting],
    taken: Iterable[Taken] = (),
    *,
    open_in: dict[int, set[datetime]],
    standing: Container[str] = (),
) -> Grid:
    """Lay a plan's meetings out. ``open_in`` has the starts of the slots each place is open in.

    ``standing`` are the keys of the pairs that have a meeting or an open request now.
    """
    columns = {slot.starts_at: number for number, slot in enumerate(slots)}
    rows = {
        place.id: GridRow(
            place,
            0,
            [Cell(is_closed=slot.starts_at not in open_in.get(place.id, ())) for slot in slots],
        )
        for place in places
    }
    others: dict[tuple[int, int], GridRow] = {}
    for meeting in meetings:
        column = columns.get(meeting.starts_at) if meeting.starts_at else None
        if column is None:
            continue
        # Booths, and tables that a what-if adds, are listed as they are used.
        key = (meeting.place_id or 0, 0 if meeting.place_id else meeting.unit)
        row = rows.get(key[0]) or others.setdefault(
            key, GridRow(meeting.place, meeting.unit, [Cell() for _ in slots])
        )
        row.cells[column].is_closed = False
        row.cells[column].entries.append(Entry(_mark(meeting, standing), meeting))
    for one in taken:
        for column, slot in enumerate(slots):
            if slot.overlaps(one.slot) and one.place_id in rows:
                rows[one.place_id].cells[column].entries.append(Entry(Mark.TAKEN, what=one.what))
    return Grid(slots, [*rows.values(), *(others[key] for key in sorted(others))])


def _mark(meeting: PlannedMeeting, standing: Container[str]) -> Mark:
    if meeting.is_locked:
        return Mark.LOCKED
    is_standing = pair_key(meeting.a_id, meeting.b_id) in standing
    return Mark.STANDS if is_standing else Mark.NEW
