"""Words of the fair."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from matchmaking.core.wording import Name, Sentence

TICK = timedelta(minutes=5)
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


class Phase(StrEnum):
    """Where an edition stands."""

    PREPARING = "preparing"
    OPEN = "open"
    RUNNING = "running"
    CLOSED = "closed"

    @property
    def takes_registrations(self) -> bool:
        """Return whether new enterprises may register, as long as no date has closed that."""
        return self in {Phase.OPEN, Phase.RUNNING}


@dataclass(frozen=True)
class Window:
    """From when until when something is open; without a date nothing limits it on that side."""

    opens_at: datetime | None = None
    closes_at: datetime | None = None


class Gate(StrEnum):
    """What opens and closes by itself at dates: registering; asking for meetings and seats."""

    REGISTRATION = "registration"
    BOOKING = "booking"

    @property
    def opens(self) -> str:
        """Return how the moment at which it opens is called in forms, tables and the record."""
        return f"{self}_opens_at"

    @property
    def closes(self) -> str:
        """Return how the moment at which it closes is called."""
        return f"{self}_closes_at"

    def named(self, window: Window) -> list[tuple[str, datetime | None]]:
        """Return the moments of a window, each with what it is called."""
        return [(self.opens, window.opens_at), (self.closes, window.closes_at)]


@dataclass(frozen=True)
class Opening:
    """Whether something is open at a moment; if not, whether it is over. ``when`` dates it."""

    is_open: bool
    is_over: bool
    when: Sentence | None


class PlaceKind(StrEnum):
    """What kind of place people sit or stand at."""

    TABLE = "table"
    BOOTH = "booth"
    ROOM = "room"
    STAGE = "stage"


class ResourceKind(StrEnum):
    """What can't be in two places at once; a stage is the table at which a ceremony signs."""

    PERSON = "person"
    PLACE = "place"
    INTERPRETER = "interpreter"
    STAGE = "stage"


class HolderKind(StrEnum):
    """What occupies a resource."""

    MEETING = "meeting"
    REGISTRATION = "registration"
    SIGNING = "signing"
    DIALOGUE = "dialogue"
    # Another time proposed for a meeting, under the meeting's key.
    PROPOSAL = "proposal"


class Bound(StrEnum):
    """How a published figure is meant."""

    EXACT = "exact"
    MORE_THAN = "more_than"
    NEARLY = "nearly"


@dataclass(frozen=True, order=True)
class Slot:
    """A stretch of time in which one meeting can be held."""

    starts_at: datetime
    ends_at: datetime

    @property
    def ticks(self) -> range:
        """Return the 5-minute ticks it covers."""
        return ticks_between(self.starts_at, self.ends_at)

    def overlaps(self, other: "Slot") -> bool:
        """Return whether the two have some time in common."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


@dataclass(frozen=True)
class Resource:
    """One thing that can't be in two places at once: a representative, a place, an interpreter.

    A place at which several meetings may be held at once is as many resources, told apart by
    ``unit`` from 0.
    """

    kind: ResourceKind
    id: int
    unit: int = 0


@dataclass(frozen=True)
class Holder:
    """What occupies a resource: a meeting, a registration, a signing slot, a session."""

    kind: HolderKind
    id: int


@dataclass(frozen=True)
class Appointment:
    """What occupies a person or place at some time, named for people."""

    holder: Holder
    what: Name
    starts_at: datetime
    ends_at: datetime
    hall_id: int | None = None

    @property
    def slot(self) -> Slot:
        """Return its time."""
        return Slot(self.starts_at, self.ends_at)


def tick_of(moment: datetime) -> int:
    """Return the number of the 5-minute tick a moment lies in, counted from the year 2000."""
    return int((moment - EPOCH) // TICK)


def ticks_between(start: datetime, end: datetime) -> range:
    """Return the ticks of a stretch of time; one that begins inside a tick occupies all of it."""
    return range(tick_of(start), tick_of(end - timedelta(microseconds=1)) + 1)


def address_of(hall: str, code: str) -> str:
    """Return hall and number of a place; a number that begins with the hall says it already."""
    return code if code.startswith(hall) else f"{hall} {code}"
