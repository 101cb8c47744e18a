"""A matchmaking round in frozen values: who wishes to meet whom, and what there is to do it with.

Where the benchmark of ``scheduling.problem`` places every meeting of participants who are one
person each, a round chooses among wishes; enterprises send several people; tables stand in
halls, with walks between them; and some meetings stand already. Everything is counted from
zero; minutes are those since midnight of the round's first day, at the venue.

A locked meeting is a fact: no rule is held against it or against locked meetings among
themselves, only against what is placed beside them. So every round has a timetable.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property


class Grade(StrEnum):
    """How much one side wishes a meeting."""

    MUST = "must"
    WANT = "want"
    MAY = "may"


# What a met wish counts, in the fair's satisfaction and in the plan's weight.
WEIGHTS = {Grade.MUST: 4, Grade.WANT: 2, Grade.MAY: 1}


@dataclass(frozen=True, slots=True)
class TimeSlot:
    """A stretch of time in which one meeting is held; slots of a block follow one another.

    Two consecutive meetings of a person are apart by a break if they lie in the same block and
    another slot of the block lies between them. Slots whose times overlap exclude each other
    for a person.
    """

    starts: int
    ends: int
    block: int
    day: int


@dataclass(frozen=True, slots=True)
class Away:
    """An appointment of a person that the round does not touch, and the hall it is in."""

    starts: int
    ends: int
    hall: int | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """A representative: the slots in which they can't come, and the languages they speak.

    Of whom no language is known it is presumed that they manage with everybody.
    """

    closed: frozenset[int] = frozenset()
    languages: frozenset[str] = frozenset()
    away: tuple[Away, ...] = ()


@dataclass(frozen=True, slots=True)
class Party:
    """An enterprise of the round: its people, and how many meetings it wants at least and at most.

    ``own_site`` is its booth or reserved table: in a slot in which that has a place left, none
    of its meetings is put anywhere else but at the other side's own site. Meetings that are
    locked or where they stood are not moved for it.
    """

    people: tuple[int, ...]
    minimum: int = 0
    maximum: int | None = None
    own_site: int | None = None


@dataclass(frozen=True, slots=True)
class Site:
    """Places of one kind in one hall that are as good as one another; ``spots`` per slot.

    What belongs to a ``party`` is open to its own meetings only.
    """

    hall: int
    spots: tuple[int, ...]
    party: int | None = None


@dataclass(frozen=True, slots=True)
class Interpreter:
    """Somebody who helps two people who share no language, and when they can't."""

    languages: frozenset[str]
    closed: frozenset[int] = frozenset()
    away: tuple[Away, ...] = ()


@dataclass(frozen=True, slots=True)
class Seat:
    """When, where and between whom a meeting takes place."""

    slot: int
    person_a: int
    person_b: int
    site: int
    interpreter: int | None = None


@dataclass(frozen=True, slots=True)
class WantedMeeting:
    """A wish of one side or both to meet.

    ``locked`` is a seat that must stay as it is: a confirmed meeting, or one set by hand.
    ``standing`` is where it is held so far; a repair moves it only if it must.
    """

    a: int
    b: int
    grade_a: Grade | None = None
    grade_b: Grade | None = None
    locked: Seat | None = None
    standing: Seat | None = None

    @property
    def is_must(self) -> bool:
        """Return whether a side can't do without it."""
        return Grade.MUST in {self.grade_a, self.grade_b}

    @property
    def weight(self) -> int:
        """Return how much both sides together wish it."""
        return sum(WEIGHTS[grade] for grade in (self.grade_a, self.grade_b) if grade)

    def weight_for(self, party: int) -> int:
        """Return how much one of its sides wishes it."""
        grade = self.grade_a if party == self.a else self.grade_b
        return WEIGHTS[grade] if grade else 0


@dataclass(frozen=True)
class RoundProblem:
    """A matchmaking round to make a timetable for.

    ``walks`` are the minutes from hall to hall: whoever goes from one hall to the other, for a
    meeting or another appointment, has at least that long. ``lunch`` holds sets of slots of
    which everybody, interpreters too, keeps at least one free of meetings and appointments. Who
    shares no language needs an interpreter if ``needs_languages``.
    """

    slots: tuple[TimeSlot, ...]
    people: tuple[Person, ...]
    parties: tuple[Party, ...]
    sites: tuple[Site, ...]
    meetings: tuple[WantedMeeting, ...]
    interpreters: tuple[Interpreter, ...] = ()
    walks: tuple[tuple[int, ...], ...] = ()
    lunch: tuple[frozenset[int], ...] = ()
    needs_languages: bool = True

    @cached_property
    def meetings_of(self) -> tuple[tuple[int, ...], ...]:
        """The indices of every party's wanted meetings."""
        found: list[list[int]] = [[] for _ in self.parties]
        for index, meeting in enumerate(self.meetings):
            found[meeting.a].append(index)
            found[meeting.b].append(index)
        return tuple(map(tuple, found))

    def walk(self, one: int | None, other: int | None) -> int:
        """Return the minutes from one hall to another; unknown ways and staying take none."""
        if one is None or other is None or one == other or not self.walks:
            return 0
        return self.walks[one][other]


class Aim(StrEnum):
    """What a timetable is judged by, in this order; no aim is given up for a later one."""

    MUSTS = "musts"
    MINIMA = "minima"
    FLOOR = "floor"
    WISHES = "wishes"
    BREAKS = "breaks"
    WALKING = "walking"


@dataclass(frozen=True, slots=True)
class Score:
    """What a plan reaches in one aim, and the best that any plan could reach.

    Musts are those met; minima, the meetings missing to what parties want at least; the floor,
    the least satisfied party's share of what it could have had (``satisfaction``), in
    thousandths, rounded down; wishes, the weight of all that is placed; breaks, how many;
    walking, the minutes people walk from meeting to meeting within a day. ``bound`` holds among
    the plans that are at least as good in the earlier aims.
    """

    aim: Aim
    value: int
    bound: int

    @property
    def is_proven(self) -> bool:
        """Return whether nothing better is possible."""
        return self.value == self.bound


@dataclass(frozen=True)
class RoundPlan:
    """A timetable: the seat of every wanted meeting that got one, and how good it is."""

    seats: tuple[Seat | None, ...]
    scores: tuple[Score, ...]
    seconds: float

    @property
    def is_proven(self) -> bool:
        """Return whether no plan is better in any aim without being worse in an earlier one."""
        return all(score.is_proven for score in self.scores)


@dataclass(frozen=True, slots=True)
class Moment:
    """One moment of the search: the aim worked on, the best so far, and the bound, if known."""

    aim: Aim
    best: int | None
    bound: int | None
    seconds: float
    placed: int
