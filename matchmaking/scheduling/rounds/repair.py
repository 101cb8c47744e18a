"""Mend a round's timetable after a change: drop few meetings, place late arrivals, move few.

Lexicographic: first the fewest meetings dropped of those that stand, then the most late arrivals
placed, then the fewest moved, then the fewest breaks. What has to change is laid anew with ever
more of the meetings around it; that nothing less would do is known as soon as no more changes
than what the change itself makes unavoidable.
"""

import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ortools.sat.python.cp_model_helper import SatParameters, SolveWrapper

from matchmaking.scheduling.rounds.board import Board
from matchmaking.scheduling.rounds.checker import faults, personal_costs
from matchmaking.scheduling.rounds.linear import Sum, in_order
from matchmaking.scheduling.rounds.model import RoundModel
from matchmaking.scheduling.rounds.objectives import Objectives
from matchmaking.scheduling.rounds.possibilities import Possibilities
from matchmaking.scheduling.rounds.values import Aim, RoundProblem, Seat

LEAST_SECONDS = 0.05
# How many meetings a piece has besides what must change, and what a larger one costs at most.
FIRST_RING, GROWTH = 24, 2.5
Cost = tuple[int, int, int, int]
# What meetings share: its kind, its index, and the slot.
Key = tuple[str, int, int]


@dataclass(frozen=True)
class RoundRepair:
    """A mended timetable.

    ``dropped`` stood and have no seat any more; ``moved`` stood elsewhere, at another time or
    with other people; ``placed`` are late arrivals that got a seat.
    """

    seats: tuple[Seat | None, ...]
    dropped: tuple[int, ...]
    moved: tuple[int, ...]
    placed: tuple[int, ...]
    is_proven: bool
    seconds: float


def repair_round(
    problem: RoundProblem, *, seconds: float = 1.0, seed: int = 0
) -> RoundRepair | None:
    """Mend the timetable in which meetings have their ``standing`` seats.

    There always is a repair: at worst the one that drops whatever can't stay.
    """
    began = time.perf_counter()
    mending = _Mending(problem, began + seconds, seed)
    mending.mend()
    stood = [meeting.locked or meeting.standing for meeting in problem.meetings]
    pairs = list(enumerate(zip(stood, mending.seats, strict=True)))
    return RoundRepair(
        seats=tuple(mending.seats),
        dropped=tuple(i for i, (old, new) in pairs if old and not new),
        moved=tuple(i for i, (old, new) in pairs if old and new and not is_same(old, new)),
        placed=tuple(i for i, (old, new) in pairs if new and not old),
        is_proven=mending.is_proven,
        seconds=time.perf_counter() - began,
    )


def is_same(one: Seat, other: Seat) -> bool:
    """Return whether nobody notices the difference of two seats; another interpreter may come."""
    return (one.slot, one.site, one.person_a, one.person_b) == (
        other.slot,
        other.site,
        other.person_a,
        other.person_b,
    )


class _Mending:
    """One repair on its way."""

    def __init__(self, problem: RoundProblem, until: float, seed: int) -> None:
        self.is_proven = False
        self._problem = problem
        self._until = until
        self._seed = seed
        self._possibilities = Possibilities(problem)
        board = Board(self._possibilities)
        self._waiting = self._put_back(board)
        for index in self._waiting:
            board.place(index)
        self.seats: list[Seat | None] = board.seats
        self._unavoidable, self._core = _unavoidable_changes(self._possibilities)

    def mend(self) -> None:
        """Lay ever more meetings anew, from what must change outwards."""
        core = sorted({*self._waiting, *self._core})
        if not core:
            self.is_proven = True
            return
        others = self._by_distance(core)
        size, took = FIRST_RING, 0.0
        while True:
            began = time.perf_counter()
            if began + took * GROWTH > self._until:
                return
            is_best = self._lay([*core, *others[:size]])
            is_whole = size >= len(others)
            self.is_proven = is_best and (is_whole or self._is_as_little_as_possible())
            if self.is_proven or is_whole:
                return
            took = time.perf_counter() - began
            size = int(size * GROWTH)

    def _put_back(self, board: Board) -> list[int]:
        """Put meetings where they stood, the dearest first; return those that need a seat."""
        waiting = [i for i, m in enumerate(self._problem.meetings) if m.locked is None]
        waiting.sort(key=lambda i: -self._problem.meetings[i].weight)
        left = []
        for index in waiting:
            stood = self._problem.meetings[index].standing
            if stood is not None and board.could_have(index, stood):
                board.put(index, stood)
            else:
                left.append(index)
        # Who stood comes before who arrives.
        left.sort(key=lambda i: self._problem.meetings[i].standing is None)
        return left

    def _by_distance(self, core: list[int]) -> list[int]:
        """Return the other meetings, those of the same parties first, and so on outwards."""
        meetings = self._problem.meetings
        seen = dict.fromkeys(core)
        edge = list(core)
        while edge:
            near = [
                other
                for index in edge
                for party in (meetings[index].a, meetings[index].b)
                for other in self._problem.meetings_of[party]
            ]
            edge = [index for index in dict.fromkeys(near) if index not in seen]
            seen |= dict.fromkeys(edge)
        seen |= dict.fromkeys(range(len(meetings)))
        return [index for index in list(seen)[len(core) :] if meetings[index].locked is None]

    def _lay(self, free: list[int]) -> bool:
        """Lay some meetings anew; return whether nothing better is possible with these."""
        model = RoundModel(self._possibilities, free, self.seats)
        goals = [*_changes(model), Objectives(model, [], touched_only=True).breaks]
        proto = model.clauses.proto
        in_order(goals).minimise(proto)
        model.hint(proto, self.seats)
        parameters = SatParameters()
        parameters.max_time_in_seconds = max(LEAST_SECONDS, self._until - time.perf_counter())
        parameters.random_seed = self._seed
        parameters.num_workers = 1
        parameters.catch_sigint_signal = False
        wrapper = SolveWrapper()
        wrapper.set_parameters(parameters)
        response = wrapper.solve(proto)
        status = response.status.name
        if status in {"OPTIMAL", "FEASIBLE"}:
            seats = model.read(list(response.solution))
            is_better = self._cost(seats) <= self._cost(self.seats)
            if is_better and not faults(self._problem, seats):
                self.seats = seats
        return bool(status == "OPTIMAL")

    def _is_as_little_as_possible(self) -> bool:
        """Return whether the change alone makes as much unavoidable as was changed.

        Then all others stay where they are in every best repair.
        """
        lost, hopeless = _without_hope(self._possibilities)
        least = (lost, hopeless, self._unavoidable)
        return self._cost(self.seats)[:3] == least

    def _cost(self, seats: Sequence[Seat | None]) -> Cost:
        return repair_cost(self._problem, seats)


def repair_cost(problem: RoundProblem, seats: Sequence[Seat | None]) -> Cost:
    """Return how many meetings a repair drops, leaves out and changes, and the breaks left."""
    free = [
        (meeting.standing, seat)
        for meeting, seat in zip(problem.meetings, seats, strict=True)
        if meeting.locked is None
    ]
    return (
        sum(old is not None and new is None for old, new in free),
        sum(old is None and new is None for old, new in free),
        sum(old is not None and (new is None or not is_same(old, new)) for old, new in free),
        sum(personal_costs(problem, seats, Aim.BREAKS).values()),
    )


def _changes(model: RoundModel) -> tuple[Sum, Sum, Sum]:
    """Return how many are dropped, late and without a seat, and not where they stood."""
    dropped, unplaced, changed = Sum(), Sum(), Sum()
    for index in model.free:
        stood = model.problem.meetings[index].standing
        missing = unplaced if stood is None else dropped
        missing.constant += 1
        missing.add(model.placed[index], -1)
        if stood is None:
            continue
        changed.constant += 1
        literals = model.taken(index, stood, with_helper=False)
        if literals:
            stays = model.clauses.variable()
            for literal in sorted(literals):
                model.clauses.clause(~stays, literal)
            changed.add(stays, -1)
    return dropped, unplaced, changed


def _unavoidable_changes(possibilities: Possibilities) -> tuple[int, list[int]]:
    """Return how many meetings can't stay, whatever is done, and among which these are.

    Some can't by themselves; of those that share a person, a site or a quota only so many can.
    """
    problem = possibilities.problem
    count, core = 0, list[int]()
    room: dict[Key, int] = {}
    groups: defaultdict[Key, list[int]] = defaultdict(list)
    for index, meeting in enumerate(problem.meetings):
        seat = meeting.locked or meeting.standing
        if seat is None:
            continue
        is_possible = any(is_same(seat, other) for other in possibilities.seats_of(index))
        if meeting.locked is None and not is_possible:
            count += 1
            core.append(index)
            continue
        for key, most in _shared(problem, index, seat):
            room.setdefault(key, most)
            if meeting.locked is None:
                groups[key].append(index)
            else:
                room[key] -= 1
    used: set[int] = set()
    for key, members in sorted(groups.items()):
        left = [index for index in members if index not in used]
        if len(left) > max(0, room[key]):
            count += len(left) - max(0, room[key])
            used |= set(left)
    return count, [*core, *sorted(used)]


def _without_hope(possibilities: Possibilities) -> tuple[int, int]:
    """Return how many meetings that stood can't be held, and how many late ones neither.

    While all others that stood are held, parties that have as many as they want take no more.
    """
    problem = possibilities.problem
    lost, held, late = 0, Counter[int](), []
    for index, meeting in enumerate(problem.meetings):
        is_possible = meeting.locked is not None or bool(possibilities.seats_of(index))
        if meeting.locked is None and meeting.standing is None:
            late.append((meeting.a, meeting.b, is_possible))
        elif is_possible:
            held.update((meeting.a, meeting.b))
        else:
            lost += 1
    most = [party.maximum for party in problem.parties]
    full = {party for party, limit in enumerate(most) if limit is not None and held[party] >= limit}
    return lost, sum(not is_possible or a in full or b in full for a, b, is_possible in late)


def _shared(problem: RoundProblem, index: int, seat: Seat) -> Iterator[tuple[Key, int]]:
    """Yield what a seat takes up, and how many meetings can have it."""
    yield ("site", seat.site, seat.slot), problem.sites[seat.site].spots[seat.slot]
    yield ("person", seat.person_a, seat.slot), 1
    yield ("person", seat.person_b, seat.slot), 1
    meeting = problem.meetings[index]
    for party in (meeting.a, meeting.b):
        maximum = problem.parties[party].maximum
        if maximum is not None:
            yield ("party", party, 0), maximum
