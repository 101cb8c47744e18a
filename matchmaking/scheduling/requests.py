"""More requests than can be met: choose which to place, in slots that suit both sides.

Where the timetable problem has to place every meeting, a fair of thousands has more requests
than tables and hours. Here are its values; ``placement`` chooses, ``request_bound`` says how
much anybody could have chosen.
"""

from dataclasses import dataclass, field
from functools import cached_property


@dataclass(frozen=True, slots=True)
class Request:
    """A wish of two participants to meet; more ``weight`` is more wanted.

    ``slot`` is set where the meeting is already agreed: it is placed there before all others.
    """

    a: int
    b: int
    weight: int = 1
    slot: int | None = None


@dataclass(frozen=True)
class RequestBook:
    """All requests of a fair, and what there is to meet them with.

    ``tables`` holds the number of tables of every slot. ``available`` has, per participant, one
    bit for each slot in which they can come. ``most`` limits how many meetings each gets.
    """

    tables: tuple[int, ...]
    available: tuple[int, ...]
    requests: tuple[Request, ...]
    most: tuple[int, ...] | None = None

    @property
    def slots(self) -> int:
        """How many slots the fair has."""
        return len(self.tables)

    @cached_property
    def capacity(self) -> tuple[int, ...]:
        """How many meetings each participant can have at most."""
        open_slots = sum(1 << slot for slot, tables in enumerate(self.tables) if tables)
        room = [(slots & open_slots).bit_count() for slots in self.available]
        if self.most is None:
            return tuple(room)
        return tuple(map(min, room, self.most))

    def common_slots(self, request: Request) -> int:
        """Return the slots, as bits, in which both sides of a request can come."""
        return self.available[request.a] & self.available[request.b]


@dataclass(frozen=True)
class Placement:
    """Which requests got which slot, and the most that anybody could have placed."""

    slots: tuple[int | None, ...]
    weight: int
    bound: int
    seconds: float

    # Indices of requests that got no slot.
    unplaced: tuple[int, ...] = field(init=False)

    def __post_init__(self) -> None:
        """Note who was left out."""
        left = tuple(index for index, slot in enumerate(self.slots) if slot is None)
        object.__setattr__(self, "unplaced", left)

    @property
    def gap(self) -> float:
        """What is missing to the bound, as a share of it."""
        return 0.0 if not self.bound else 1 - self.weight / self.bound
