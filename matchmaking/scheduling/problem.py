"""The timetable problem in frozen values: who meets whom, in which slots, on how many tables."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property


class Half(StrEnum):
    """The part of the day a meeting may take place in."""

    ANY = "any"
    MORNING = "morning"
    AFTERNOON = "afternoon"


@dataclass(frozen=True, slots=True)
class Meeting:
    """One wanted meeting of two participants and what is already decided about its time.

    ``after`` names the meetings that have to come strictly before this one.
    """

    a: int
    b: int
    half: Half = Half.ANY
    slot: int | None = None
    after: tuple[int, ...] = ()


@dataclass(frozen=True)
class Problem:
    """A matchmaking event of which every meeting has to be given a slot.

    Participants, slots and meetings are counted from zero. Slots below ``morning_slots`` are
    the morning. ``fairness`` is the most by which two participants' breaks may differ.
    """

    participants: int
    slots: int
    morning_slots: int
    tables: int
    fairness: int
    meetings: tuple[Meeting, ...]
    forbidden: tuple[frozenset[int], ...]

    @cached_property
    def meetings_of(self) -> tuple[tuple[int, ...], ...]:
        """The indices of every participant's meetings."""
        found: list[list[int]] = [[] for _ in range(self.participants)]
        for index, meeting in enumerate(self.meetings):
            found[meeting.a].append(index)
            found[meeting.b].append(index)
        return tuple(map(tuple, found))

    @cached_property
    def followers_of(self) -> tuple[tuple[int, ...], ...]:
        """The indices of the meetings that have to come after each meeting."""
        found: list[list[int]] = [[] for _ in self.meetings]
        for index, meeting in enumerate(self.meetings):
            for earlier in meeting.after:
                found[earlier].append(index)
        return tuple(map(tuple, found))

    def slots_of_half(self, half: Half) -> range:
        """Return the slots that make up a half of the day."""
        if half is Half.MORNING:
            return range(self.morning_slots)
        if half is Half.AFTERNOON:
            return range(self.morning_slots, self.slots)
        return range(self.slots)

    def admissible_slots(self, index: int) -> Iterator[int]:
        """Yield the slots that the meeting's own rules and its two participants leave it."""
        meeting = self.meetings[index]
        closed = self.forbidden[meeting.a] | self.forbidden[meeting.b]
        for slot in self.slots_of_half(meeting.half):
            if slot not in closed and meeting.slot in {None, slot}:
                yield slot
