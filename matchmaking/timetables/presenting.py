"""How what becomes of meetings is laid out on pages: from where to where, and for whom."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from flask_babel import lazy_gettext as _l

from matchmaking.core.wording import Name
from matchmaking.meetings.labels import PLACES
from matchmaking.meetings.standing import Standing
from matchmaking.meetings.values import MeetingState
from matchmaking.timetables.differences import Shift
from matchmaking.timetables.ground import Ground
from matchmaking.timetables.values import Change
from matchmaking.web.language import day, language, time_range
from matchmaking.web.queries import Page

CHANGES = {
    Change.ADDED: _l("New"),
    Change.MOVED: _l("Moved"),
    Change.REMOVED: _l("Called off"),
}
TONES = {Change.ADDED: "new", Change.MOVED: "waiting", Change.REMOVED: "bad"}
# What undoing does to them, beneath their number.
UNDONE = {
    Change.ADDED: _l("were called off by the publication"),
    Change.MOVED: _l("back to where they were"),
    Change.REMOVED: _l("were new with the publication"),
}
ROWS = 50
Row = TypeVar("Row")


@dataclass(frozen=True)
class Line:
    """One meeting on a page: whose it is, how it stood, how it will stand.

    ``keeps`` is the time of one that is moved to another place or other people only.
    """

    shift: Shift
    one: Name
    other: Name
    was: tuple[str, ...]
    will: tuple[str, ...]
    keeps: str = ""


@dataclass(frozen=True)
class Affected:
    """An enterprise with how many of its meetings change."""

    party_id: int
    name: Name
    added: int
    moved: int
    removed: int

    @property
    def total(self) -> int:
        """Return how many changes it is told of."""
        return self.added + self.moved + self.removed


def line_of(shift: Shift, ground: Ground) -> Line:
    """Lay a meeting out; of one that is moved only what changes is said twice."""
    one, other = (ground.parties[key].name for key in shift.sides)
    was, will = _seat(shift.before, ground), _seat(shift.after, ground)
    if shift.change is Change.MOVED:
        differing = [pair for pair in zip(was, will, strict=True) if pair[0] != pair[1]]
        before, after = zip(*differing, strict=True) if differing else ((), ())
        keeps = was[0] if was[:1] == will[:1] else ""
        return Line(shift, one, other, before, after, keeps)
    if shift.change is Change.REMOVED:
        return Line(shift, one, other, was, ())
    return Line(shift, one, other, (), will)


def _seat(standing: Standing | None, ground: Ground) -> tuple[str, ...]:
    """Return when and where a meeting is and who attends, in words."""
    if standing is None or standing.state is not MeetingState.CONFIRMED:
        return ()
    start, end = standing.starts_at, standing.ends_at
    people = [standing.requester_representative_id, standing.receiver_representative_id]
    names = [ground.people[key].name.first(language()) for key in people if key is not None]
    if standing.interpreter_id is not None:
        names.append(ground.helpers[standing.interpreter_id].name.first(language()))
    return (
        f"{day(start)} {time_range(start, end)}",
        place_words(standing.place_id, ground),
        " · ".join(names),
    )


def place_words(place_id: int | None, ground: Ground) -> str:
    """Return ``Table 112, Hall 2.2``."""
    if place_id is None:
        return ""
    site = ground.sites[place_id]
    return str(PLACES[site.kind]) % {"code": site.code, "hall": site.hall_code}


def affected(shifts: Iterable[Shift], ground: Ground) -> list[Affected]:
    """Return the enterprises with changes, those with the most first."""
    counts: Counter[tuple[int, Change]] = Counter(
        (key, one.change) for one in shifts if one.change for key in one.sides
    )
    rows = [
        Affected(key, ground.parties[key].name, *(counts[key, change] for change in Change))
        for key in dict.fromkeys(key for key, _change in counts)
    ]
    return sorted(rows, key=lambda row: (-row.total, row.name.first(language())))


def page_of(rows: Sequence[Row], number: int, size: int = ROWS) -> Page[Row]:
    """Return one page of rows that are known already; outside the list, the nearest one."""
    number = min(max(1, number), max(1, -(-len(rows) // size)))
    return Page(list(rows[(number - 1) * size : number * size]), number, size, len(rows))
