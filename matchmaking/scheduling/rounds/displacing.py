"""Which meetings may have to change, and to which slots, if only few of those that can stay may.

Whoever goes where others sit displaces them. And in a repair with the fewest changes, whoever
changes though they could stay makes room for another that changes: otherwise they could go back.
So from what must change it takes as many steps to them as there are such changes at most.
"""

from collections import defaultdict
from collections.abc import Iterable

from matchmaking.scheduling.rounds.possibilities import Possibilities, ones
from matchmaking.scheduling.rounds.values import Seat


class Displacing:
    """The meetings that can stay, and whom they would make room for."""

    def __init__(self, possibilities: Possibilities, core: Iterable[int]) -> None:
        """Note where everybody sits who can stay: all but the core and what is locked."""
        self._possibilities = possibilities
        self._problem = possibilities.problem
        self._core = sorted(core)
        self._sitting: dict[int, Seat] = {}
        self._busy: defaultdict[int, int] = defaultdict(int)
        self._pairs: defaultdict[frozenset[int], int] = defaultdict(int)
        self._at: defaultdict[tuple[int, int], int] = defaultdict(int)
        touched = set(self._core)
        for index, meeting in enumerate(self._problem.meetings):
            seat = meeting.locked or meeting.standing
            if seat is None or index in touched:
                continue
            self._at[seat.site, seat.slot] += 1
            if meeting.locked is None:
                self._sitting[index] = seat
                self._busy[seat.person_a] |= 1 << seat.slot
                self._busy[seat.person_b] |= 1 << seat.slot
                self._pairs[frozenset((seat.person_a, seat.person_b))] |= 1 << seat.slot

    def within(self, slack: int) -> dict[int, int]:
        """Return who may change if no more than ``slack`` do that could stay, and to where."""
        found = {index: self._slots(index, slack) for index in self._core}
        edge = dict(found)
        for _ in range(slack):
            near = self._making_room(edge)
            edge = {i: self._slots(i, slack - 1) for i in near if i not in found}
            found |= edge
        return found

    def _slots(self, index: int, displaced: int) -> int:
        """Return the slots to which a meeting can go if it may displace so many."""
        seat = self._sitting.get(index)
        bits = 0 if seat is None else 1 << seat.slot
        for (one, other), possible in self._possibilities.together(index):
            if displaced == 0:
                bits |= possible & ~(self._busy[one] | self._busy[other])
            elif displaced == 1:
                pair = self._pairs[frozenset((one, other))]
                bits |= possible & ~(self._busy[one] & self._busy[other] & ~pair)
            else:
                bits |= possible
        return bits

    def _making_room(self, going: dict[int, int]) -> list[int]:
        """Return who sits where some meetings could go, or in whose way they could be."""
        if any(self._is_anybodys(party.own_site) for party in self._problem.parties):
            return list(self._sitting)
        people: defaultdict[int, int] = defaultdict(int)
        places: defaultdict[int, int] = defaultdict(int)
        sides, helped = set[int](), 0
        for index, bits in going.items():
            meeting, wide = self._problem.meetings[index], self._widened(bits)
            sides |= {meeting.a, meeting.b}
            for site in self._possibilities.sites(meeting):
                places[site] |= bits
            for pair in self._possibilities.pairs(meeting):
                people[pair[0]] |= wide
                people[pair[1]] |= wide
                helped |= wide if self._possibilities.helpers(*pair) is not None else 0
        sides = {side for side in sides if self._counts_all(side)}
        return [
            index
            for index, seat in self._sitting.items()
            if (people[seat.person_a] | people[seat.person_b]) >> seat.slot & 1
            or (seat.interpreter is not None and helped >> seat.slot & 1)
            or (places[seat.site] >> seat.slot & 1 and self._is_full(seat))
            or not sides.isdisjoint(self._sides(index))
        ]

    def _widened(self, bits: int) -> int:
        """Return slots with all that are too near to walk, or that share a lunch with one."""
        wide = bits
        for slot in ones(bits):
            for other in self._possibilities.near[slot]:
                wide |= 1 << other
        for lunch in self._problem.lunch:
            noon = sum(1 << slot for slot in lunch)
            wide |= noon if noon & bits else 0
        return wide

    def _sides(self, index: int) -> tuple[int, int]:
        meeting = self._problem.meetings[index]
        return meeting.a, meeting.b

    def _counts_all(self, party: int) -> bool:
        """Return whether a party's meetings are in each other's way at any time."""
        side = self._problem.parties[party]
        return side.own_site is not None or side.maximum is not None

    def _is_full(self, seat: Seat) -> bool:
        return self._at[seat.site, seat.slot] >= self._problem.sites[seat.site].spots[seat.slot]

    def _is_anybodys(self, site: int | None) -> bool:
        return site is not None and self._problem.sites[site].party is None
