"""A round as a linear program of fractions of meetings, each spread over its possible slots.

People, places, interpreters, maxima and lunches are kept; that meetings are whole is kept only
where a floor asks for a weight that takes at least so many meetings. Large rounds are taken as
one long slot, and what nobody is too busy for is taken as placed.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from matchmaking.scheduling.linear_program import LinearProgram
from matchmaking.scheduling.rounds.capacity import rooms_of
from matchmaking.scheduling.rounds.possibilities import Possibilities, ones
from matchmaking.scheduling.rounds.rows import Rows
from matchmaking.scheduling.rounds.satisfaction import WHOLE
from matchmaking.scheduling.rounds.space import Space
from matchmaking.scheduling.rounds.values import Aim

# Up to so many places for meetings slots are told apart.
MOST_PLACES = 15_000
HALF = 0.5


@dataclass(frozen=True, slots=True)
class Goal:
    """What may not be given up: so many musts, no more missing to minima, and the floor."""

    musts: int = 0
    missing: int | None = None
    floor: int = 0


@dataclass(frozen=True, slots=True)
class Stake:
    """A party with how many meetings it is given, what these are worth to it, and the others."""

    party: int
    given: int
    held: int
    open: list[int]


class Spreading:
    """When everything could be, and what is certain to find a place."""

    def __init__(self, possibilities: Possibilities, best: Sequence[int]) -> None:
        """Find it out once for all programs; ``best`` is what each party could have had alone."""
        self.possibilities = possibilities
        self.problem = possibilities.problem
        self.best = best
        self.space = Space(possibilities)
        meetings = range(len(self.problem.meetings))
        self.when = [_when(possibilities, index) for index in meetings]
        self.needs_help = [*map(possibilities.needs_help, meetings)]
        self.by_slot = sum(bits.bit_count() for bits in self.when) <= MOST_PLACES
        self.given = frozenset[int]() if self.by_slot else self._given()
        self.open = [index for index in meetings if self.when[index] and index not in self.given]
        self.stakes = [*self._stakes()]

    def _given(self) -> frozenset[int]:
        """Return the meetings that take nothing which anybody else could lack.

        Neither side is wished by more than it has room for, so all that either can have fits.
        """
        possible = [index for index, bits in enumerate(self.when) if bits]
        sites = self.problem.sites
        if len(possible) > sum(sum(site.spots) for site in sites):
            return frozenset()
        wished = [0] * len(self.problem.parties)
        for index in possible:
            for party in self.sides(index):
                wished[party] += 1
        rooms = rooms_of(self.possibilities)
        has_room = [count <= room for count, room in zip(wished, rooms, strict=True)]
        return frozenset(
            index
            for index in possible
            if not self.needs_help[index] and all(has_room[party] for party in self.sides(index))
        )

    def _stakes(self) -> Iterator["Stake"]:
        """Yield what everybody has for certain, and what is open to them."""
        for party, wishes in enumerate(self.problem.meetings_of):
            given = [index for index in wishes if index in self.given]
            yield Stake(
                party,
                given=len(given),
                held=sum(self.problem.meetings[index].weight_for(party) for index in given),
                open=[i for i in wishes if self.when[i] and i not in self.given],
            )

    def sides(self, index: int) -> tuple[int, int]:
        """Return who meets."""
        meeting = self.problem.meetings[index]
        return meeting.a, meeting.b

    def gain(self, aim: Aim, index: int) -> int:
        """Return what a meeting adds to the musts or wishes; the other aims count otherwise."""
        meeting = self.problem.meetings[index]
        if aim is Aim.MUSTS:
            return int(meeting.is_must)
        return meeting.weight if aim is Aim.WISHES else 0


class SpreadProgram:
    """The program for one aim, with nothing given up of a goal."""

    def __init__(self, spreading: Spreading, aim: Aim, goal: Goal) -> None:
        """Write everything down."""
        self.linear = LinearProgram()
        self._spreading = spreading
        self._problem = spreading.problem
        self._aim = aim
        self._goal = goal
        self._shares: dict[int, list[int]] = {}
        # Per party that has something open, its weights and the rows of its count and weight.
        self._rows: list[tuple[Stake, list[int], int, int]] = []
        self._add_given()
        self._add_open()
        self._hold_musts()
        self._hold_parties()
        if aim is Aim.MINIMA or goal.missing is not None:
            self._count_missing()

    def taken(self) -> frozenset[int]:
        """Return the meetings of which the solution takes half or more."""
        values = self.linear.values
        shares = self._shares.items()
        half = (i for i, parts in shares if sum(values[part] for part in parts) >= HALF)
        return self._spreading.given | {*half}

    def _add_given(self) -> None:
        gained = sum(self._spreading.gain(self._aim, index) for index in self._spreading.given)
        self.linear.variable(low=1.0, high=1.0, cost=-float(gained))

    def _add_open(self) -> None:
        """Let a meeting be in each of its slots by a share, in none by more than there is."""
        rows = Rows(self.linear, self._spreading.space)
        by_slot = self._spreading.by_slot
        for index in self._spreading.open:
            meeting = self._problem.meetings[index]
            is_helped = self._spreading.needs_help[index] and meeting.locked is None
            cost = -float(self._spreading.gain(self._aim, index))
            row = self.linear.row(low=float(meeting.locked is not None), high=1.0)
            self._shares[index] = []
            for slot in ones(self._spreading.when[index]) if by_slot else (None,):
                share = self.linear.variable(high=1.0, cost=cost)
                self.linear.term(row, share)
                rows.enter(meeting, slot, share, is_helped=is_helped)
                self._shares[index].append(share)

    def _hold_musts(self) -> None:
        meetings = self._problem.meetings
        given = sum(meetings[index].is_must for index in self._spreading.given)
        if self._goal.musts > given:
            row = self.linear.row(low=float(self._goal.musts - given), high=float(len(meetings)))
            for index in self._spreading.open:
                if meetings[index].is_must:
                    self._enter(row, index)

    def _hold_parties(self) -> None:
        """Keep everybody's maximum, and let nobody's share fall below the floor."""
        for stake in self._spreading.stakes:
            if stake.open:
                meetings = [self._problem.meetings[index] for index in stake.open]
                weights = [meeting.weight_for(stake.party) for meeting in meetings]
                count, weight = self.linear.row(low=0, high=0), self.linear.row(low=0, high=0)
                self._rows.append((stake, weights, count, weight))
                for index, worth in zip(stake.open, weights, strict=True):
                    self._enter(count, index)
                    self._enter(weight, index, worth)
        self.lift(self._goal.floor)

    def lift(self, floor: int) -> None:
        """Ask for another floor."""
        for stake, weights, count, weight in self._rows:
            asked = -(-floor * self._spreading.best[stake.party] // WHOLE)
            need = max(0, asked - stake.held)
            self.linear.limit(count, low=fewest(weights, need), high=self._most(stake))
            self.linear.limit(weight, low=need, high=sum(weights))

    def _most(self, stake: Stake) -> int:
        maximum = self._problem.parties[stake.party].maximum
        if maximum is None:
            return len(stake.open)
        wishes = self._problem.meetings_of[stake.party]
        return max(maximum, sum(self._problem.meetings[i].locked is not None for i in wishes))

    def _count_missing(self) -> None:
        """Count, for everybody, the meetings missing to the minimum."""
        most = self._goal.missing
        total = self.linear.row(low=0.0, high=math.inf if most is None else float(most))
        for stake in self._spreading.stakes:
            minimum = float(self._problem.parties[stake.party].minimum - stake.given)
            if minimum > 0:
                self._miss(total, minimum, stake.open)

    def _miss(self, total: int, minimum: float, wishes: list[int]) -> None:
        """Let a party miss what it does not get of so many meetings."""
        low = 0.0 if wishes else minimum
        missing = self.linear.variable(low=low, high=minimum, cost=float(self._aim is Aim.MINIMA))
        self.linear.term(total, missing)
        if wishes:
            row = self.linear.row(low=minimum, high=math.inf)
            self.linear.term(row, missing)
            for index in wishes:
                self._enter(row, index)

    def _enter(self, row: int, index: int, factor: float = 1.0) -> None:
        """Have all shares of a meeting count in a row."""
        if factor:
            for share in self._shares[index]:
                self.linear.term(row, share, factor)


def fewest(weights: list[int], need: int) -> int:
    """Return how many meetings it takes at least to reach a weight."""
    count = 0
    for weight in sorted(weights, reverse=True):
        if need <= 0:
            break
        need -= weight
        count += 1
    return count


def _when(possibilities: Possibilities, index: int) -> int:
    """Return the slots in which a meeting could be."""
    locked = possibilities.problem.meetings[index].locked
    if locked is not None:
        return 1 << locked.slot
    bits = 0
    for _, slots in possibilities.together(index):
        bits |= slots
    return bits
