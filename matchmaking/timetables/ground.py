"""What a timetable stands on: who takes part, which places there are, and what they have already.

Read once for a round and then asked about any number of meetings. Pure.
"""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from matchmaking.core.wording import Name
from matchmaking.expo.slots import Walks
from matchmaking.expo.values import Appointment, Holder, PlaceKind, ResourceKind, Slot

Pair = tuple[int, int]
Held = tuple[ResourceKind, int]


@dataclass(frozen=True)
class Party:
    """An enterprise in the edition: whether it takes part, and its booth or fixed table."""

    name: Name
    is_approved: bool
    booth_id: int | None = None


@dataclass(frozen=True)
class Person:
    """A representative; one who is not active no longer comes."""

    name: Name
    participation_id: int
    is_active: bool = True
    languages: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Site:
    """A place: where it is, how many meetings it takes at once, whether it is open."""

    kind: PlaceKind
    code: str
    hall_id: int
    hall_code: str
    at_once: int = 1
    is_open: bool = True


@dataclass(frozen=True)
class Helper:
    """An interpreter; one who is not active does not work at this edition any more."""

    name: Name
    is_active: bool = True
    languages: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Away:
    """When somebody of an enterprise can't come, or nobody of it."""

    slot: Slot
    person_id: int | None = None


@dataclass(frozen=True)
class Engagement:
    """Something that occupies a person, an interpreter or one unit of a place."""

    appointment: Appointment
    unit: int = 0


@dataclass(frozen=True)
class Ground:
    """Everything a meeting of a round could collide with, outside the round's own plan.

    ``blocks`` are those the round fills, ``usable`` which place each of them may use.
    """

    parties: Mapping[int, Party]
    people: Mapping[int, Person]
    sites: Mapping[int, Site]
    helpers: Mapping[int, Helper]
    blocks: Container[int]
    usable: Container[tuple[int, int]]
    walks: Walks
    engagements: Mapping[Held, Sequence[Engagement]] = field(default_factory=dict)
    absences: Mapping[int, Sequence[Away]] = field(default_factory=dict)
    vetoes: Container[Pair] = frozenset()
    called_off: Mapping[Pair, int] = field(default_factory=dict)
    needs_languages: bool = True

    def engaged(
        self, held: Held, slot: Slot, hall_id: int | None, but: Container[Holder]
    ) -> Iterator[Engagement]:
        """Yield what keeps somebody from being in the hall in time, the given holders apart."""
        for one in self.engagements.get(held, ()):
            at = one.appointment
            if at.holder in but:
                continue
            arrives = at.ends_at + self.walks.between(at.hall_id, hall_id)
            leaves = at.starts_at - self.walks.between(hall_id, at.hall_id)
            if slot.starts_at < arrives and leaves < slot.ends_at:
                yield one

    def units_taken(self, place_id: int, slot: Slot, but: Container[Holder]) -> set[int]:
        """Return which units of a place are taken in a slot, the given holders apart."""
        held = (ResourceKind.PLACE, place_id)
        site = self.sites[place_id]
        return {one.unit for one in self.engaged(held, slot, site.hall_id, but)}

    def absent(self, participation_id: int, person_id: int, slot: Slot) -> bool:
        """Return whether somebody said that they, or all of theirs, can't come then."""
        return any(
            one.person_id in {None, person_id} and one.slot.overlaps(slot)
            for one in self.absences.get(participation_id, ())
        )

    def has_vetoed(self, one: int, other: int) -> bool:
        """Return whether one does not want to meet the other."""
        return (one, other) in self.vetoes


def is_over(slot: Slot, at: datetime) -> bool:
    """Return whether a meeting then can neither be arranged nor called off any more."""
    return slot.starts_at <= at
