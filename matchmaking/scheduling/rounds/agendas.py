"""How few breaks and minutes of walking a round must have, all else being as good as it is.

Linear programs of shares of meetings, which together meet the musts, the minima, the floor and
the wishes as well as the best plan does. For breaks, a person's stretch of slots is a path
through an automaton: nothing yet, busy, in a gap, over; leaving a meeting for a gap costs a
break. For walking, a person's day is a share of every set of halls; a set costs the shortest way
through all of them, and whoever meets somebody at a booth is in its hall that day.
"""

from collections import defaultdict
from collections.abc import Iterator
from itertools import chain, combinations, pairwise, permutations

from matchmaking.scheduling.linear_program import LinearProgram, Outcome, rounded_up
from matchmaking.scheduling.rounds.possibilities import ones
from matchmaking.scheduling.rounds.rows import Rows
from matchmaking.scheduling.rounds.satisfaction import WHOLE
from matchmaking.scheduling.rounds.search import RoundSearch
from matchmaking.scheduling.rounds.space import Space
from matchmaking.scheduling.rounds.values import Aim, WantedMeeting

# Above so many places for meetings the program takes too long.
MOST_PLACES = 20_000
# And so many halls are told apart in one person's day.
MOST_HALLS = 4
# Nothing yet, busy, between two meetings, over.
BEFORE, BUSY, GAP, OVER = range(4)
MOVES = (
    (BEFORE, BEFORE, 0),
    (BEFORE, BUSY, 0),
    (BUSY, BUSY, 0),
    (BUSY, GAP, 1),
    (BUSY, OVER, 0),
    (GAP, GAP, 0),
    (GAP, BUSY, 0),
    (OVER, OVER, 0),
)


def bound_agendas(search: RoundSearch) -> None:
    """Tell the search how little must be borne with all that comes before as it is."""
    for aim, program in ((Aim.BREAKS, _Breaks), (Aim.WALKING, _Walks)):
        if search.possibilities.count > MOST_PLACES or search.is_proven(aim):
            continue
        least = program(search).minimum()
        if not isinstance(least, Outcome):
            search.bound_by(aim, rounded_up(least))


class _Agendas:
    """Shares of meetings that are as good as the best plan."""

    def __init__(self, search: RoundSearch) -> None:
        self._program = LinearProgram()
        self._search = search
        self._problem = search.problem
        self._rows = Rows(self._program, Space(search.possibilities))
        self._shares: list[list[int]] = []
        # Each share's meeting, slot and people.
        self._attended: list[tuple[int, int, tuple[int, int], int]] = []
        for index in range(len(self._problem.meetings)):
            self._spread(index)
        self._keep_values()

    def minimum(self) -> float | Outcome:
        """Solve the program."""
        with self._search.running(self._program.stop):
            return self._program.minimum(self._search.remaining)

    def _spread(self, index: int) -> None:
        """Spread a meeting over people and slots."""
        meeting, possibilities = self._problem.meetings[index], self._search.possibilities
        seat, shares = meeting.locked, list[int]()
        if seat is not None:
            together = [((seat.person_a, seat.person_b), 1 << seat.slot)]
        else:
            together = list(possibilities.together(index))
        once = self._program.row(low=float(seat is not None), high=1.0)
        for pair, bits in together:
            is_helped = seat is None and possibilities.helpers(*pair) is not None
            for slot in ones(bits):
                share = self._program.variable(high=1.0)
                shares.append(share)
                self._program.term(once, share)
                self._rows.enter(meeting, slot, share, is_helped=is_helped)
                self._attended.append((index, slot, pair, share))
        self._shares.append(shares)

    def _keep_values(self) -> None:
        """Have the earlier aims met as well as in the best plan."""
        values, meetings = self._search.values, self._problem.meetings
        self._weigh([int(meeting.is_must) for meeting in meetings], values[Aim.MUSTS])
        self._weigh([meeting.weight for meeting in meetings], values[Aim.WISHES])
        missing = self._program.row(low=0.0, high=float(values[Aim.MINIMA]))
        for party, wishes in enumerate(self._problem.meetings_of):
            weights = [0] * len(meetings)
            count = self._program.row(low=float(self._problem.parties[party].minimum), high=1e9)
            short = self._program.variable()
            self._program.term(count, short)
            self._program.term(missing, short)
            for index in wishes:
                weights[index] = meetings[index].weight_for(party)
                for share in self._shares[index]:
                    self._program.term(count, share)
            self._weigh(weights, -(-values[Aim.FLOOR] * self._search.best[party] // WHOLE))

    def _weigh(self, weights: list[int], least: int) -> None:
        if least <= 0:
            return
        row = self._program.row(low=float(least), high=1e9)
        for weight, shares in zip(weights, self._shares, strict=True):
            for share in shares if weight else ():
                self._program.term(row, share, weight)


class _Breaks(_Agendas):
    """Shares of meetings, tied to what people do slot by slot."""

    def __init__(self, search: RoundSearch) -> None:
        super().__init__(search)
        self._attending: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
        for _, slot, pair, share in self._attended:
            for person in pair:
                self._attending[person, slot].append(share)
        for block in _blocks(search):
            for person in range(len(self._problem.people)):
                self._follow(person, block)

    def _follow(self, person: int, block: list[int]) -> None:
        """Send a person through a block, busy wherever shares of their meetings are."""
        if not any((person, slot) in self._attending for slot in block):
            return
        states = {BEFORE: self._program.row(low=-1.0, high=-1.0)}
        for place, slot in enumerate(block):
            busy = self._program.row(low=0.0, high=0.0)
            for share in self._attending.get((person, slot), ()):
                self._program.term(busy, share, -1.0)
            states = self._step(states, busy, is_last=place == len(block) - 1)

    def _step(self, states: dict[int, int], busy: int, *, is_last: bool) -> dict[int, int]:
        following: dict[int, int] = {}
        for before, after, cost in MOVES:
            if before not in states or (is_last and after == GAP):
                continue
            arc = self._program.variable(cost=float(cost))
            self._program.term(states[before], arc, -1.0)
            if after == BUSY:
                self._program.term(busy, arc)
            if not is_last:
                if after not in following:
                    following[after] = self._program.row(low=0.0, high=0.0)
                self._program.term(following[after], arc)
        return following


class _Walks(_Agendas):
    """Shares of meetings, tied to the halls that people come to on a day."""

    def __init__(self, search: RoundSearch) -> None:
        super().__init__(search)
        # By person and day, and by hall and meeting: shares that are in that hall for certain.
        coming: defaultdict[tuple[int, int], dict[tuple[int, int], list[int]]]
        coming = defaultdict(dict)
        for index, slot, pair, share in self._attended:
            hall = self._certain_hall(index, slot)
            if hall is not None:
                for person in pair:
                    day = coming[person, self._problem.slots[slot].day]
                    day.setdefault((hall, index), []).append(share)
        for _, meetings in sorted(coming.items()):
            self._walk(meetings)

    def _certain_hall(self, index: int, slot: int) -> int | None:
        """Return the hall in which a meeting must be in a slot, if it has no choice."""
        meeting, sites = self._problem.meetings[index], self._problem.sites
        if meeting.locked is not None:
            return sites[meeting.locked.site].hall
        possible = self._search.possibilities.sites(meeting)
        if meeting.standing is None and self._has_booth(meeting, slot):
            possible = self._search.possibilities.own_sites(meeting)
        halls = {sites[site].hall for site in possible if sites[site].spots[slot]}
        return next(iter(halls)) if len(halls) == 1 else None

    def _has_booth(self, meeting: WantedMeeting, slot: int) -> bool:
        """Return whether a side's booth has a place for each of its people."""
        for party in (meeting.a, meeting.b):
            side = self._problem.parties[party]
            if side.own_site is not None and self._problem.sites[side.own_site].party == party:
                spots = self._problem.sites[side.own_site].spots[slot]
                if spots >= len(side.people):
                    return True
        return False

    def _walk(self, meetings: dict[tuple[int, int], list[int]]) -> None:
        """Share a person's day out among the sets of halls that they come to."""
        halls = sorted({hall for hall, _ in meetings})
        if not 1 < len(halls) <= MOST_HALLS:
            return
        whole = self._program.row(low=1.0, high=1.0)
        subsets = chain.from_iterable(combinations(halls, n) for n in range(len(halls) + 1))
        parts = {}
        for subset in subsets:
            parts[subset] = self._program.variable(cost=self._shortest_way(subset))
            self._program.term(whole, parts[subset])
        for (hall, _), shares in meetings.items():
            row = self._program.row(low=0.0, high=1.0)
            for subset, part in parts.items():
                if hall in subset:
                    self._program.term(row, part)
            for share in shares:
                self._program.term(row, share, -1.0)

    def _shortest_way(self, halls: tuple[int, ...]) -> float:
        """Return the least minutes in which all of these halls can be visited, from any of them.

        Ways through other halls do not count as longer: walks are what the round says.
        """
        ways = permutations(halls)
        return float(min(sum(self._problem.walk(*step) for step in pairwise(way)) for way in ways))


def _blocks(search: RoundSearch) -> Iterator[list[int]]:
    """Yield the slots of every block in turn; blocks whose slots overlap are left out."""
    slots = search.problem.slots
    found: defaultdict[int, list[int]] = defaultdict(list)
    for index in sorted(range(len(slots)), key=lambda i: slots[i].starts):
        found[slots[index].block].append(index)
    for block in found.values():
        if all(slots[one].ends <= slots[two].starts for one, two in pairwise(block)):
            yield block
