"""Which seat a guest gets; pure.

Some seats of a session are kept for an audience, and some of those for a part of it again. A
guest gets a seat of the tightest allotment they belong to that still has one, else one of those
open to everybody.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from matchmaking.dialogues.values import Audience

OPEN_SEAT = None  # what stands for "no allotment" wherever an allotment's key is expected


@dataclass(frozen=True)
class Part:
    """An allotment as seats: ``kept`` are those its own parts keep and nobody has taken yet."""

    id: int
    parent_id: int | None
    audience: Audience
    capacity: int
    taken: int
    kept: int = 0

    @property
    def free(self) -> int:
        """Return how many seats it can give to those who belong to none of its parts."""
        return self.capacity - self.taken - self.kept


@dataclass(frozen=True)
class Seats:
    """The seats of a session."""

    capacity: int
    taken: int
    kept: int
    parts: tuple[Part, ...] = ()

    @property
    def free(self) -> int:
        """Return how many seats are open to everybody."""
        return self.capacity - self.taken - self.kept

    def chain(self, part_id: int | None) -> list[Part]:
        """Return an allotment and those it is a part of, the tightest first."""
        by_id = {part.id: part for part in self.parts}
        found: list[Part] = []
        while part_id is not None:
            found.append(by_id[part_id])
            part_id = by_id[part_id].parent_id
        return found

    def choices(self, audiences: Iterable[Audience]) -> list[int | None]:
        """Return where somebody of these audiences can sit now, the tightest allotment first."""
        mine = set(audiences)
        chains = [self.chain(part.id) for part in self.parts if part.free > 0]
        fitting = [chain for chain in chains if all(part.audience in mine for part in chain)]
        fitting.sort(key=lambda chain: (-len(chain), chain[0].capacity, chain[0].id))
        found: list[int | None] = [chain[0].id for chain in fitting]
        return [*found, OPEN_SEAT] if self.free > 0 else found

    def left_for(self, audiences: Iterable[Audience]) -> int:
        """Return how many seats somebody of these audiences could choose among."""
        free = {part.id: part.free for part in self.parts}
        return sum(
            self.free if choice is OPEN_SEAT else free[choice] for choice in self.choices(audiences)
        )

    def after_giving(self, part_id: int | None) -> "Seats":
        """Return the seats after one of this allotment, or an open one, was given."""
        return self._shifted(part_id, 1)

    def after_freeing(self, part_id: int | None) -> "Seats":
        """Return the seats after one of this allotment, or an open one, was freed."""
        return self._shifted(part_id, -1)

    def _shifted(self, part_id: int | None, by: int) -> "Seats":
        chain = self.chain(part_id)
        tightest = chain[0].id if chain else None
        keys = {part.id for part in chain}
        parts = tuple(
            replace(
                part,
                taken=part.taken + by,
                kept=part.kept if part.id == tightest else part.kept - by,
            )
            if part.id in keys
            else part
            for part in self.parts
        )
        kept = self.kept - by if chain else self.kept
        return replace(self, taken=self.taken + by, kept=kept, parts=parts)
