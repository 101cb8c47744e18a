"""What is possible for one meeting looked at alone: when, who, where, with whose help.

Slots are the bits of whole numbers, so *when can both come* is one operation. Whoever attends
meetings is an *attendant*: the people, and after them the interpreters.
"""

from collections.abc import Iterator
from copy import copy
from functools import cached_property

from matchmaking.scheduling.rounds.values import (
    Away,
    Interpreter,
    Party,
    Person,
    RoundProblem,
    Seat,
    WantedMeeting,
)


class Possibilities:
    """The rules of a round that concern one meeting or one attendant at a time."""

    def __init__(self, problem: RoundProblem) -> None:
        """Prepare for a round."""
        self.problem = problem
        self.people = len(problem.people)
        self.attendants: tuple[Person | Interpreter, ...] = (
            *problem.people,
            *problem.interpreters,
        )
        self.site_bits = tuple(
            sum(1 << slot for slot, spots in enumerate(site.spots) if spots)
            for site in problem.sites
        )
        self._free: dict[tuple[int, int], int] = {}
        self._together: dict[int, tuple[tuple[tuple[int, int], int], ...]] = {}
        self._seats: dict[int, tuple[Seat, ...]] = {}
        self._helpers: dict[tuple[int, int], tuple[int, ...] | None] = {}
        self._between: dict[tuple[frozenset[str], frozenset[str]], tuple[int, ...]] = {}
        self._help: dict[tuple[tuple[int, ...], int], int] = {}

    def alike(self, problem: RoundProblem) -> "Possibilities":
        """Return the same for a round that has only other limits, or more places where some are."""
        other = copy(self)
        other.problem = problem
        return other

    @cached_property
    def longest_walk(self) -> int:
        """The most minutes between two halls."""
        return max((max(row, default=0) for row in self.problem.walks), default=0)

    @cached_property
    def count(self) -> int:
        """How many slots all meetings together could be in."""
        return sum(
            bits.bit_count()
            for index in range(len(self.problem.meetings))
            for _, bits in self.together(index)
        )

    @cached_property
    def halls(self) -> tuple[int, ...]:
        """The halls that have sites."""
        return tuple(sorted({site.hall for site in self.problem.sites}))

    @cached_property
    def near(self) -> tuple[tuple[int, ...], ...]:
        """Per slot, the other slots that overlap it or leave less than the longest walk."""
        return tuple(
            tuple(
                other
                for other in range(len(self.problem.slots))
                if other != slot
                and self.gap(slot, other) < max(1, self.longest_walk)
                and not self._follows_at_once(slot, other)
            )
            for slot in range(len(self.problem.slots))
        )

    def _follows_at_once(self, slot: int, other: int) -> bool:
        """Return whether two slots only touch, and there is nowhere to walk."""
        return not self.longest_walk and self.gap(slot, other) >= 0

    def gap(self, slot: int, other: int) -> int:
        """Return the minutes between two slots; less than none if they overlap."""
        one, two = self.problem.slots[slot], self.problem.slots[other]
        return max(two.starts - one.ends, one.starts - two.ends)

    def fits(self, slot: int, hall: int, other: int, other_hall: int) -> bool:
        """Return whether somebody can be in both halls in these two slots."""
        one, two = self.problem.slots[slot], self.problem.slots[other]
        if one.starts > two.starts:
            one, two, hall, other_hall = two, one, other_hall, hall
        return two.starts - one.ends >= self.problem.walk(hall, other_hall)

    def free(self, attendant: int, hall: int) -> int:
        """Return the slots in which an attendant could be in a hall, were there no meetings."""
        key = attendant, hall
        if key not in self._free:
            who = self.attendants[attendant]
            bits = (1 << len(self.problem.slots)) - 1
            for slot in who.closed:
                bits &= ~(1 << slot)
            if who.away:
                bits = sum(
                    1 << slot
                    for slot in ones(bits)
                    if all(self._leaves_time(away, slot, hall) for away in who.away)
                )
            self._free[key] = bits
        return self._free[key]

    def free_anywhere(self, attendant: int) -> int:
        """Return the slots in which an attendant could be in some hall."""
        if not self.attendants[attendant].away:
            return self.free(attendant, 0)
        bits = 0
        for hall in self.halls:
            bits |= self.free(attendant, hall)
        return bits

    def is_occupied(self, attendant: int, slot: int) -> bool:
        """Return whether an appointment of theirs lies in the slot."""
        time = self.problem.slots[slot]
        aways = self.attendants[attendant].away
        return any(away.starts < time.ends and time.starts < away.ends for away in aways)

    def meals(self, attendant: int) -> Iterator[int]:
        """Yield the slots in which somebody could eat, of every lunch that meetings could take.

        Who has no meetings in one of them for another reason eats then in any case.
        """
        free = self.free_anywhere(attendant)
        for lunch in self.problem.lunch:
            eats = sum(1 << slot for slot in lunch if not self.is_occupied(attendant, slot))
            if eats and not eats & ~free:
                yield eats

    def needs_help(self, index: int) -> bool:
        """Return whether nobody of the two sides of a meeting understands anybody of the other."""
        return all(self.helpers(*pair) is not None for pair, _ in self.together(index))

    def helpers(self, person_a: int, person_b: int) -> tuple[int, ...] | None:
        """Return who can interpret between two people; nothing if nobody is needed."""
        key = person_a, person_b
        if key not in self._helpers:
            self._helpers[key] = self._find_helpers(*key)
        return self._helpers[key]

    def pairs(self, meeting: WantedMeeting) -> Iterator[tuple[int, int]]:
        """Yield who could meet: somebody of one side, somebody of the other."""
        for person_a in self.problem.parties[meeting.a].people:
            for person_b in self.problem.parties[meeting.b].people:
                if person_a != person_b:
                    yield person_a, person_b

    def sites(self, meeting: WantedMeeting) -> list[int]:
        """Return the sites open to a meeting, the sides' own first."""
        own = self.own_sites(meeting)
        return (
            own
            + [index for index in self.open_sites if index not in own]
            + [
                index
                for party in (meeting.a, meeting.b)
                for index in self._sites_of[party]
                if index not in own
            ]
        )

    def own_sites(self, meeting: WantedMeeting) -> list[int]:
        """Return the booths that come before any other place, without repetition."""
        sides: tuple[Party, ...] = tuple(self.problem.parties[p] for p in (meeting.a, meeting.b))
        own = [side.own_site for side in sides if side.own_site is not None]
        return [
            site
            for site in dict.fromkeys(own)
            if self.problem.sites[site].party in {None, meeting.a, meeting.b}
        ]

    @cached_property
    def open_sites(self) -> tuple[int, ...]:
        """The sites that belong to nobody."""
        return tuple(i for i, site in enumerate(self.problem.sites) if site.party is None)

    @cached_property
    def _sites_of(self) -> tuple[tuple[int, ...], ...]:
        found: list[list[int]] = [[] for _ in self.problem.parties]
        for index, site in enumerate(self.problem.sites):
            if site.party is not None:
                found[site.party].append(index)
        return tuple(map(tuple, found))

    def seats(self, meeting: WantedMeeting) -> Iterator[Seat]:
        """Yield every seat that the meeting could have, were it the only one."""
        for person_a, person_b in self.pairs(meeting):
            helpers = self.helpers(person_a, person_b)
            for site in self.sites(meeting):
                both = self.when(person_a, person_b, site)
                hall = self.problem.sites[site].hall
                for helper in (None,) if helpers is None else helpers:
                    bits = both
                    if helper is not None:
                        bits &= self.free(self.people + helper, hall)
                    for slot in ones(bits):
                        yield Seat(slot, person_a, person_b, site, helper)

    def seats_of(self, index: int) -> tuple[Seat, ...]:
        """Return the same for a meeting by its index, remembered for the next time."""
        if index not in self._seats:
            self._seats[index] = tuple(self.seats(self.problem.meetings[index]))
        return self._seats[index]

    def when(self, person_a: int, person_b: int, site: int) -> int:
        """Return the slots in which two people could meet at a site."""
        hall = self.problem.sites[site].hall
        return self.site_bits[site] & self.free(person_a, hall) & self.free(person_b, hall)

    def together(self, index: int) -> tuple[tuple[tuple[int, int], int], ...]:
        """Return who could hold a meeting, and the slots in which they could, with any help."""
        if index not in self._together:
            meeting = self.problem.meetings[index]
            sites = self.sites(meeting)
            self._together[index] = tuple(
                (pair, self._when_anywhere(pair, sites)) for pair in self.pairs(meeting)
            )
        return self._together[index]

    def _when_anywhere(self, pair: tuple[int, int], sites: list[int]) -> int:
        helpers = self.helpers(*pair)
        bits = 0
        for site in sites:
            both = self.when(*pair, site)
            if helpers is not None:
                both &= self.help_in(helpers, self.problem.sites[site].hall)
            bits |= both
        return bits

    def help_in(self, helpers: tuple[int, ...], hall: int) -> int:
        """Return the slots in which one of these interpreters could be in a hall."""
        key = helpers, hall
        if key not in self._help:
            bits = 0
            for helper in helpers:
                bits |= self.free(self.people + helper, hall)
            self._help[key] = bits
        return self._help[key]

    def attending(self, seat: Seat) -> tuple[int, ...]:
        """Return who attends a meeting."""
        if seat.interpreter is None:
            return seat.person_a, seat.person_b
        return seat.person_a, seat.person_b, self.people + seat.interpreter

    def _leaves_time(self, away: Away, slot: int, hall: int) -> bool:
        time = self.problem.slots[slot]
        if away.starts < time.ends and time.starts < away.ends:
            return False
        if away.ends <= time.starts:
            return time.starts - away.ends >= self.problem.walk(away.hall, hall)
        return away.starts - time.ends >= self.problem.walk(hall, away.hall)

    def _find_helpers(self, person_a: int, person_b: int) -> tuple[int, ...] | None:
        one = self.problem.people[person_a].languages
        other = self.problem.people[person_b].languages
        if not self.problem.needs_languages or not one or not other or one & other:
            return None
        key = one, other
        if key not in self._between:
            self._between[key] = tuple(
                index
                for index, interpreter in enumerate(self.problem.interpreters)
                if interpreter.languages & one and interpreter.languages & other
            )
        return self._between[key]


def ones(number: int) -> Iterator[int]:
    """Yield the places of a number's bits from the lowest."""
    while number:
        lowest = number & -number
        yield lowest.bit_length() - 1
        number ^= lowest
