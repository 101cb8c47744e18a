"""Let meetings that are needed more have the places of others, where there is no room for all.

In a round of thousands not everything can be tried. But a meeting that found no seat may be worth
more than what keeps it from one: at one of the few tables, in somebody's hours, with the only
interpreter, or among the meetings of a party that wants no more of them. What a meeting is worth
is told in the order of the aims, so nothing of an earlier aim ever yields to a later one.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, product

from matchmaking.scheduling.rounds.board import Board
from matchmaking.scheduling.rounds.possibilities import ones
from matchmaking.scheduling.rounds.values import Seat

# So many ways in are tried for one meeting, those that cost least first.
MOST_WAYS = 64
# And so many for who made room.
FEW_WAYS = 8
Stop = Callable[[], bool]
# Musts, meetings towards minima, weight towards the floor, and weight.
Worth = tuple[int, int, int, int]
NOTHING: Worth = (0, 0, 0, 0)
Place = tuple[int, tuple[int, int]]
BySlot = defaultdict[int, list[int]]


@dataclass(frozen=True, slots=True)
class Way:
    """The meetings that would make room, and where, if not anywhere."""

    group: tuple[int, ...]
    place: Place | None = None


class Worths:
    """What meetings are worth as things stand on a board."""

    def __init__(self, board: Board, needed: Sequence[int]) -> None:
        """Measure by the weight that each party needs to reach a floor."""
        self._board = board
        self._needed = needed

    def of(self, index: int) -> Worth:
        """Return what a meeting adds, or, if it has a seat, what would be lost with it."""
        meeting, seated = self._board.problem.meetings[index], self._board.seats[index] is not None
        towards, lifted = 0, 0
        for party in {meeting.a, meeting.b}:
            own = meeting.weight_for(party)
            count = self._board.count[party] - seated
            have = self._board.weight[party] - own * seated
            towards += count < self._board.problem.parties[party].minimum
            lifted += min(own, max(0, self._needed[party] - have))
        return int(meeting.is_must), towards, lifted, meeting.weight

    def together(self, meetings: Iterable[int]) -> Worth:
        """Return what some meetings and their parties have, to be compared with another time."""
        problem, board = self._board.problem, self._board
        seated = [problem.meetings[i] for i in meetings if board.seats[i] is not None]
        parties = {p for i in meetings for p in (problem.meetings[i].a, problem.meetings[i].b)}
        return (
            sum(meeting.is_must for meeting in seated),
            sum(min(board.count[party], problem.parties[party].minimum) for party in parties),
            sum(min(board.weight[party], self._needed[party]) for party in parties),
            sum(meeting.weight for meeting in seated),
        )

    def sum(self, meetings: Iterable[int]) -> Worth:
        """Return about what several meetings are worth."""
        parts = [self.of(index) for index in meetings]
        musts, towards, lifted, weight = (sum(part) for part in zip(NOTHING, *parts, strict=True))
        return musts, towards, lifted, weight


def let_in(
    board: Board,
    needed: Sequence[int],
    *,
    stop: Stop,
    needy_only: bool = False,
    further: int = 0,
) -> None:
    """Seat what is worth more than what makes room for it, as long as that helps anywhere.

    ``needed`` is the weight with which each party reaches the floor. Only who needs a meeting
    for an aim before the wishes is let in if ``needy_only``. Who made room may have yet others
    make room, so much ``further``.
    """
    least = (0, 0, 1, 0) if needy_only else (0, 0, 0, 1)
    helps = True
    while helps and not stop():
        helps = _Pass(board, Worths(board, needed)).go(least, stop, further)


class _Pass:
    """One time through all that waits, the most needed first."""

    def __init__(self, board: Board, worths: Worths) -> None:
        self._board = board
        self._worths = worths

    def go(self, least: Worth, stop: Stop, further: int) -> bool:
        """Let in whatever is worth so much; return whether anything was."""
        found = False
        for _, index in sorted(self._waiting(), reverse=True):
            if stop():
                return False
            if self._worths.of(index) >= least:
                found |= self._let_in(index, further=further)
        return found

    def _waiting(self) -> Iterator[tuple[Worth, int]]:
        for index, seat in enumerate(self._board.seats):
            if seat is None:
                yield self._worths.of(index), index

    @cached_property
    def _at_tables(self) -> BySlot:
        """Who is at open tables, slot by slot, the least worth first."""
        tables = self._board.possibilities.open_sites
        return self._sorted_in(lambda seat: seat.site in tables)

    @cached_property
    def _with_help(self) -> BySlot:
        """Who has an interpreter, slot by slot, the least worth first."""
        return self._sorted_in(lambda seat: seat.interpreter is not None)

    def _sorted_in(self, is_meant: Callable[[Seat], bool]) -> BySlot:
        found: BySlot = defaultdict(list)
        for index, seat in enumerate(self._board.seats):
            if seat is not None and is_meant(seat):
                found[seat.slot].append(index)
        for indices in found.values():
            indices.sort(key=self._worths.of)
        return found

    def _let_in(self, index: int, owed: Worth = NOTHING, further: int = 0) -> bool:
        """Seat a meeting, which is to make up for what is ``owed``, if need be by a chain."""
        worth = _added(owed, self._worths.of(index))
        ways = sorted(((self._worths.sum(way.group), way) for way in self._ways(index)), key=_cost)
        if not further:
            ways = [(cost, way) for cost, way in ways if cost < worth]
        most = MOST_WAYS if owed == NOTHING else FEW_WAYS
        return any(self._try(index, way, owed, further) for _, way in ways[:most])

    def _ways(self, index: int) -> Iterator[Way]:
        """Yield who might be what keeps a meeting from a seat; first of all nobody."""
        yield Way(())
        board, meeting = self._board, self._board.problem.meetings[index]
        full = [side for side in (meeting.a, meeting.b) if board.room[side] < 1]
        if full:
            each = round(MOST_WAYS ** (1 / len(full)))
            for group in product(*(self._least_of(side)[:each] for side in full)):
                yield Way(tuple(dict.fromkeys(group)))
            return
        for pair, bits in board.possibilities.together(index):
            for slot in ones(bits):
                yield from self._ways_in(index, (slot, pair))

    def _least_of(self, party: int) -> list[int]:
        """Return a party's meetings that may yield, the least worth first."""
        own = self._wishes_of(party)
        return sorted(filter(self._board.can_leave, own), key=self._worths.of)

    def _ways_in(self, index: int, place: Place) -> Iterator[Way]:
        """Yield who would have to leave one slot: who its people meet there, or somebody else."""
        blocking = self._blocking(index, place)
        if blocking:
            if all(map(self._board.can_leave, blocking)):
                yield Way(blocking, place)
            return
        yield from self._first_of(self._at_tables, place)
        if self._board.possibilities.helpers(*place[1]) is not None:
            yield from self._first_of(self._with_help, place)

    def _first_of(self, others: BySlot, place: Place) -> Iterator[Way]:
        """Yield the least worth that is still in a slot and may leave it."""
        seats = self._board.seats
        here = (i for i in others[place[0]] if _is_in(seats[i], place[0]))
        yield from (Way((i,), place) for i in islice(filter(self._board.can_leave, here), 1))

    def _blocking(self, index: int, place: Place) -> tuple[int, ...]:
        slot, pair = place
        meeting = self._board.problem.meetings[index]
        here = {
            other: None
            for party in (meeting.a, meeting.b)
            for other in self._board.held_by(party, slot)
            if _attends(self._board.seats[other], pair)
        }
        return tuple(here)

    def _try(self, index: int, way: Way, owed: Worth, further: int) -> bool:
        """Seat a meeting instead of others, which look for new seats; or leave all as it was."""
        if not all(map(self._board.can_leave, way.group)):
            return False
        concerned = (index, *way.group)
        before = self._worths.together(concerned)
        left = {other: self._board.take(other) for other in way.group}
        if self._seat(index, way.place):
            out = [other for other in way.group if not self._board.place(other)]
            gain = _added(owed, _less(self._worths.together(concerned), before))
            if gain > NOTHING:
                return True
            if further and len(out) == 1:
                heirs = self._heirs(out[0], index)
                if any(self._let_in(heir, gain, further - 1) for heir in heirs):
                    return True
        for other in concerned:
            self._board.take(other)
        for other, seat in left.items():
            if seat is not None:
                self._board.put(other, seat)
        return False

    def _heirs(self, other: int, index: int) -> list[int]:
        """Return what may make up for a meeting that left: itself, or what its side waits for."""
        one, two = self._sides(other), self._sides(index)
        wishes = (i for side in one if side not in two for i in self._wishes_of(side))
        return [other, *(i for i in wishes if self._board.seats[i] is None and i != other)]

    def _sides(self, index: int) -> tuple[int, int]:
        meeting = self._board.problem.meetings[index]
        return meeting.a, meeting.b

    def _wishes_of(self, party: int) -> tuple[int, ...]:
        return self._board.problem.meetings_of[party]

    def _seat(self, index: int, place: Place | None) -> bool:
        if place is None:
            return self._board.place(index)
        seat = self._board.seat_in(index, *place)
        if seat is not None:
            self._board.put(index, seat)
        return seat is not None


def _added(one: Worth, other: Worth) -> Worth:
    return one[0] + other[0], one[1] + other[1], one[2] + other[2], one[3] + other[3]


def _less(one: Worth, other: Worth) -> Worth:
    return one[0] - other[0], one[1] - other[1], one[2] - other[2], one[3] - other[3]


def _cost(choice: tuple[Worth, Way]) -> Worth:
    return choice[0]


def _is_in(seat: Seat | None, slot: int) -> bool:
    return seat is not None and seat.slot == slot


def _attends(seat: Seat | None, pair: tuple[int, int]) -> bool:
    return seat is not None and bool({seat.person_a, seat.person_b} & {*pair})
