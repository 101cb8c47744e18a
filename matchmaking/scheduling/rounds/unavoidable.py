"""What a change to a round makes unavoidable, whoever mends the timetable.

Some meetings can't stay by themselves; of those that share a person, a site or a quota only so
many can. A linear program of fractions of meetings knows more: that what has to go elsewhere
finds no room there, or only if others go too.
"""

import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from matchmaking.scheduling.linear_program import LinearProgram, Outcome, rounded_up
from matchmaking.scheduling.rounds.possibilities import Possibilities, ones
from matchmaking.scheduling.rounds.rows import Rows
from matchmaking.scheduling.rounds.space import Space
from matchmaking.scheduling.rounds.values import RoundProblem, Seat

# What meetings share: its kind, its index, and the slot.
Key = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Least:
    """At least how many meetings are dropped, late ones left without a seat, and changed.

    Each holds among the repairs that have no more of what comes before it.
    """

    dropped: int = 0
    unplaced: int = 0
    changed: int = 0


def is_same(one: Seat, other: Seat) -> bool:
    """Return whether nobody notices the difference of two seats; another interpreter may come."""
    return (one.slot, one.site, one.person_a, one.person_b) == (
        other.slot,
        other.site,
        other.person_a,
        other.person_b,
    )


def can_stay(possibilities: Possibilities, index: int) -> bool:
    """Return whether a meeting could keep its seat, were it the only one."""
    stood = possibilities.problem.meetings[index].standing
    return stood is not None and any(is_same(stood, s) for s in possibilities.seats_of(index))


def unavoidable_changes(possibilities: Possibilities) -> tuple[int, list[int]]:
    """Return how many meetings can't stay, whatever is done, and among which these are.

    If no more than so many change, all others stay.
    """
    problem = possibilities.problem
    count, core = 0, list[int]()
    room: dict[Key, int] = {}
    groups: defaultdict[Key, list[int]] = defaultdict(list)
    for index, meeting in enumerate(problem.meetings):
        seat = meeting.locked or meeting.standing
        if seat is None:
            continue
        if meeting.locked is None and not can_stay(possibilities, index):
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


def without_hope(possibilities: Possibilities) -> tuple[int, int]:
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


class RepairBounds:
    """Linear programs of how little has to change."""

    def __init__(self, possibilities: Possibilities, until: float) -> None:
        """Find out who can stay and when everybody could be; stop at a time."""
        self._possibilities = possibilities
        self._problem = possibilities.problem
        self._until = until
        self._open = [i for i, m in enumerate(self._problem.meetings) if m.locked is None]
        self._is_helped = [*map(possibilities.needs_help, range(len(self._problem.meetings)))]
        self._stays = [can_stay(possibilities, index) for index in self._open]

    def least(self, known: Least) -> Least:
        """Return what can't be avoided; what is known of late ones holds if no more are dropped."""
        dropped = max(known.dropped, self._minimum((1.0, 0.0, 0.0), Least()))
        unplaced = known.unplaced if dropped == known.dropped else 0
        if any(self._problem.meetings[index].standing is None for index in self._open):
            together = self._minimum((1.0, 1.0, 0.0), Least()) - dropped
            unplaced = max(unplaced, together, self._minimum((0.0, 1.0, 0.0), Least(dropped)))
        changed = self._minimum((0.0, 0.0, 1.0), Least(dropped, unplaced))
        return Least(dropped, unplaced, max(known.changed, changed))

    def _minimum(self, costs: tuple[float, float, float], limits: Least) -> int:
        if time.perf_counter() > self._until:
            return 0
        program = LinearProgram()
        rows = Rows(program, Space(self._possibilities))
        kept = self._limits(program, costs, limits)
        for meeting in self._problem.meetings:
            if meeting.locked is not None:
                held = program.variable(low=1.0, high=1.0)
                rows.enter(meeting, meeting.locked.slot, held, is_helped=False)
                rows.sit(meeting.locked.site, meeting.locked.slot, held)
        for index, stays in zip(self._open, self._stays, strict=True):
            self._enter(program, rows, index, kept, can_stay=stays, costs=costs)
        least = program.minimum(self._until - time.perf_counter())
        return 0 if isinstance(least, Outcome) else rounded_up(least)

    def _limits(
        self, program: LinearProgram, costs: tuple[float, float, float], limits: Least
    ) -> tuple[int, int]:
        """Add rows for how many may be dropped, and unplaced, where that is no cost itself."""
        many = float(len(self._open))
        first = many if costs[0] else float(limits.dropped)
        second = float(limits.unplaced) if costs[2] else many
        return program.row(low=0.0, high=first), program.row(low=0.0, high=second)

    def _enter(
        self,
        program: LinearProgram,
        rows: Rows,
        index: int,
        kept: tuple[int, int],
        *,
        can_stay: bool,
        costs: tuple[float, float, float],
    ) -> None:
        """Spread one meeting over where it stood, other slots, and nowhere."""
        meeting, is_helped = self._problem.meetings[index], self._is_helped[index]
        stood, is_late = meeting.standing, meeting.standing is None
        once = program.row(low=1.0, high=1.0)
        cost = costs[1] if is_late else costs[0] + costs[2]
        nowhere = program.variable(high=1.0, cost=cost)
        program.term(once, nowhere)
        program.term(kept[is_late], nowhere)
        if stood is not None and can_stay:
            here = program.variable(high=1.0)
            program.term(once, here)
            rows.enter(meeting, stood.slot, here, is_helped=is_helped)
            rows.sit(stood.site, stood.slot, here)
        bits = 0
        for _, together in self._possibilities.together(index):
            bits |= together
        for slot in ones(bits):
            there = program.variable(high=1.0, cost=0.0 if is_late else costs[2])
            program.term(once, there)
            rows.enter(meeting, slot, there, is_helped=is_helped)
