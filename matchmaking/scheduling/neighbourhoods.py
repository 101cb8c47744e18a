"""Improve a timetable piece by piece: free some meetings, leave the others, and ask CP-SAT.

A piece is either some people who belong together, with all their meetings, or a few slots with
all that is in them. Only the piece is written down, so a question takes milliseconds however
large the event is. Now and then a piece is laid differently without being any better: the way
out of a dead end.
"""

import random

from ortools.sat.python.cp_model_helper import CpSolverResponse, SolveWrapper

from matchmaking.scheduling.checker import breaks_of
from matchmaking.scheduling.clauses import ClauseModel, Literal
from matchmaking.scheduling.decisions import Effort
from matchmaking.scheduling.domains import Domains
from matchmaking.scheduling.model import TimetableModel, break_starts, counted, put_in_order
from matchmaking.scheduling.problem import Problem
from matchmaking.scheduling.search import Search

FIRST_SIZE, LEAST_SIZE = 45, 16
UNITS_PER_PIECE = 0.15
SLOTS_SHARE = 0.25
SIDEWAYS_SHARE = 0.2
GREEDIEST = 0.5


class Neighbourhoods:
    """A walk from piece to piece, begun at the best plan that the search has."""

    def __init__(self, search: Search, domains: Domains, seed: int) -> None:
        """Prepare a walk; the same seed walks the same way."""
        self.search = search
        self.domains = domains
        self.size = FIRST_SIZE
        self.greed = GREEDIEST
        self._slots: tuple[int, ...] = ()
        self._rng = random.Random(seed)  # noqa: S311 - draws pieces, guards nothing

    def improve(self, units: float) -> None:
        """Walk for so many of the solver's deterministic units."""
        while units > 0 and not self.search.is_over and self.search.slots is not None:
            breaks = breaks_of(self.search.problem, self._slots) if self._slots else []
            if not breaks or sum(breaks) > (self.search.breaks or 0):
                self._slots = self.search.slots
                breaks = breaks_of(self.search.problem, self._slots)
            units -= self._step(breaks)

    def _step(self, breaks: list[int]) -> float:
        """Try one piece; return what it cost."""
        piece = _Piece(self.search.problem, self._slots, self._choose(breaks))
        here = sum(breaks[person] for person in piece.people)
        is_sideways = self.greed < 1 / (1 + here) and self._rng.random() < SIDEWAYS_SHARE
        fewer = 0 if is_sideways else max(1, int(here * self.greed))
        cap = min(breaks) + self.search.problem.fairness
        model = piece.model(cap, here - fewer)
        effort = Effort(UNITS_PER_PIECE, self._rng.randrange(2**31))
        wrapper = SolveWrapper()
        wrapper.set_parameters(effort.for_pieces(self.search.remaining))
        with self.search.running(wrapper.stop_search):
            response: CpSolverResponse = wrapper.solve(model.clauses.proto)
        status = response.status.name
        if status == "OPTIMAL":
            self._slots = piece.merged(model.slots(list(response.solution)))
            self.search.offer(self._slots)
        if not is_sideways:
            self._learn(status, is_least=fewer == 1)
        return float(response.deterministic_time) + UNITS_PER_PIECE / 5

    def _learn(self, status: str, *, is_least: bool) -> None:
        """Ask for more after a success, for less after a failure, of pieces worth asking."""
        if status == "OPTIMAL":
            self.greed = min(GREEDIEST, self.greed * 1.5)
            return
        self.greed /= 2
        if is_least and status == "INFEASIBLE":
            self.size += 1
        elif is_least:
            self.size = max(LEAST_SIZE, self.size - 2)

    def _choose(self, breaks: list[int]) -> dict[int, frozenset[int]]:
        """Return the meetings of a piece with the slots that each may have."""
        if self._rng.random() < SLOTS_SHARE:
            return self._some_slots(breaks)
        problem = self.search.problem
        first = self._rng.choice([person for person, count in enumerate(breaks) if count])
        people = [first]
        free = dict.fromkeys(problem.meetings_of[first])
        for _ in range(4 * self.size):
            if len(free) >= self.size:
                break
            index = self._rng.choice(problem.meetings_of[self._rng.choice(people)])
            meeting = problem.meetings[index]
            for person in {meeting.a, meeting.b}.difference(people):
                people.append(person)
                free |= dict.fromkeys(problem.meetings_of[person])
        return {index: self.domains[index] for index in free}

    def _some_slots(self, breaks: list[int]) -> dict[int, frozenset[int]]:
        """Free what is in a slot in which somebody waits, and in some others."""
        problem = self.search.problem
        person = self._rng.choice([person for person, count in enumerate(breaks) if count])
        mine = sorted(self._slots[index] for index in problem.meetings_of[person])
        chosen = {self._rng.choice(mine)}
        free: list[int] = []
        while len(free) < self.size and len(chosen) < problem.slots:
            centre = self._rng.choice(sorted(chosen))
            near = self._rng.choice([-2, -1, 1, 2, self._rng.randrange(problem.slots) - centre])
            if 0 <= centre + near < problem.slots:
                chosen.add(centre + near)
            free = [index for index, slot in enumerate(self._slots) if slot in chosen]
        return {index: self.domains[index] & chosen for index in free}


class _Piece:
    """Some meetings that are free to move, and everybody they concern."""

    def __init__(
        self,
        problem: Problem,
        slots: tuple[int, ...],
        free: dict[int, frozenset[int]],
    ) -> None:
        self._problem = problem
        self._slots = slots
        self._free = {index: self._between(index, free) for index in free}
        meetings = [problem.meetings[index] for index in free]
        self.people = sorted({person for m in meetings for person in (m.a, m.b)})

    def merged(self, slots: tuple[int, ...]) -> tuple[int, ...]:
        """Return the whole timetable with the piece laid in these slots."""
        whole = list(self._slots)
        for index, slot in zip(self._free, slots, strict=True):
            whole[index] = slot
        return tuple(whole)

    def model(self, cap: int, most: int) -> TimetableModel:
        """Write the piece down: nobody above ``cap`` breaks, all together at most ``most``."""
        clauses = ClauseModel()
        yes = clauses.variable()
        clauses.clause(yes)
        fixed = {person: self._fixed_slots(person) for person in self.people}
        placed = {}
        for index, slots in self._free.items():
            meeting = self._problem.meetings[index]
            left = sorted(slots - fixed[meeting.a] - fixed[meeting.b])
            placed[index] = {slot: clauses.variable() for slot in left}
            clauses.exactly_one(placed[index].values())
        model = TimetableModel(clauses, list(placed.values()), [])
        for person in self.people:
            busy = self._busy(model, placed, person, dict.fromkeys(fixed[person], yes))
            starts = break_starts(clauses, busy)
            most_own = min(len(starts), cap, len(self._problem.meetings_of[person]) - 1)
            model.counters.append(counted(clauses, starts, most_own))
        self._limit_tables(clauses, placed)
        for index, late in placed.items():
            for earlier in self._problem.meetings[index].after:
                if earlier in placed:
                    put_in_order(clauses, placed[earlier], late)
        clauses.count_between(model.counts, 0, most)
        return model

    def _between(self, index: int, free: dict[int, frozenset[int]]) -> frozenset[int]:
        """Leave the slots that keep the order towards meetings that stay."""
        meeting = self._problem.meetings[index]
        first = max((self._slots[i] for i in meeting.after if i not in free), default=-1)
        followers = self._problem.followers_of[index]
        last = min(
            (self._slots[i] for i in followers if i not in free), default=self._problem.slots
        )
        return frozenset(slot for slot in free[index] if first < slot < last)

    def _fixed_slots(self, person: int) -> set[int]:
        return {
            self._slots[index]
            for index in self._problem.meetings_of[person]
            if index not in self._free
        }

    def _busy(
        self,
        model: TimetableModel,
        placed: dict[int, dict[int, Literal]],
        person: int,
        busy: dict[int, Literal],
    ) -> dict[int, Literal]:
        here: dict[int, list[Literal]] = {}
        for index in self._problem.meetings_of[person]:
            for slot, literal in placed.get(index, {}).items():
                here.setdefault(slot, []).append(literal)
        return busy | {slot: model.clauses.any_of(here[slot]) for slot in sorted(here)}

    def _limit_tables(self, clauses: ClauseModel, placed: dict[int, dict[int, Literal]]) -> None:
        spare = [self._problem.tables] * self._problem.slots
        for index, slot in enumerate(self._slots):
            spare[slot] -= index not in self._free
        for slot, tables in enumerate(spare):
            here = [places[slot] for places in placed.values() if slot in places]
            if len(here) > tables:
                clauses.count_between(here, 0, tables)
