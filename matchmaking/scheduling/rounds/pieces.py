"""Improve a round's timetable piece by piece: free some meetings, leave the others, ask CP-SAT.

A piece is some parties that belong together with all that they wish. All aims are sought at
once, each counting for more than all later ones together. The floor is raised by lifting the
parties that lie on it one after the other; so a piece may be laid better without the timetable
being better yet, or differently without being better at all: the way out of a dead end.
"""

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence

from ortools.sat.python.cp_model_helper import CpSolverResponse, SatParameters, SolveWrapper

from matchmaking.scheduling.rounds.checker import personal_costs
from matchmaking.scheduling.rounds.linear import Sum, in_order
from matchmaking.scheduling.rounds.model import RoundModel
from matchmaking.scheduling.rounds.objectives import Objectives
from matchmaking.scheduling.rounds.satisfaction import shares
from matchmaking.scheduling.rounds.search import RoundSearch
from matchmaking.scheduling.rounds.values import Aim, Seat

FIRST_SIZE, LEAST_SIZE, MOST_SIZE = 30, 10, 80
UNITS_PER_PIECE = 0.15
# What writing a piece down costs, per variable.
UNITS_TO_WRITE = 2e-5
# No more slots than this are looked at in one piece.
MOST_SLOTS = 14
SLOTS_SHARE, HELPED_SHARE = 0.25, 0.15
FOCUSED_SHARE = 0.7
HINTED_SHARE = 0.6
ROW_SHARE = 0.5
GROWING, SHRINKING = 1, 4


class Pieces:
    """A walk from piece to piece, begun at the best plan that the search has."""

    def __init__(self, search: RoundSearch, seed: int) -> None:
        """Prepare a walk; the same seed walks the same way."""
        self.size = FIRST_SIZE
        self._search = search
        self._problem = search.problem
        self._rng = random.Random(seed)  # noqa: S311 - draws pieces, guards nothing
        self._seats = search.seats
        self._parties_of: defaultdict[int, list[int]] = defaultdict(list)
        for number, party in enumerate(self._problem.parties):
            for person in party.people:
                self._parties_of[person].append(number)
        self._neighbours = [
            sorted({party for i in wishes for party in self._sides(i)})
            for wishes in self._problem.meetings_of
        ]

    def improve(self, aim: Aim, units: float) -> None:
        """Walk for so many of the solver's deterministic units with one aim in view."""
        self._search.aim = aim
        self._seats = self._search.seats
        while units > 0 and not self._search.is_closed(aim):
            units -= self._step(aim)

    def _step(self, aim: Aim) -> float:
        """Try one piece; return what it cost."""
        free = self._choose(aim)
        piece = _Piece(self._search, self._seats, free, self._window(), lifts=aim is Aim.FLOOR)
        is_hinted = self._rng.random() < HINTED_SHARE
        response = piece.solve(self._rng.randrange(1 << 30), is_hinted=is_hinted)
        status = response.status.name
        if status in {"OPTIMAL", "FEASIBLE"}:
            seats = piece.model.read(list(response.solution))
            if seats != list(self._seats) and (self._search.offer(seats) or status == "OPTIMAL"):
                self._seats = tuple(seats)
        if status == "OPTIMAL":
            self.size = min(MOST_SIZE, self.size + GROWING)
        else:
            self.size = max(LEAST_SIZE, self.size - SHRINKING)
        return float(response.deterministic_time) + UNITS_TO_WRITE * (100 + piece.model.size)

    def _window(self) -> int:
        """Return the slots of a piece where there are many: some in a row, or anywhere."""
        count = len(self._problem.slots)
        if count <= MOST_SLOTS:
            return -1
        if self._rng.random() < ROW_SHARE:
            first = self._rng.randrange(count - MOST_SLOTS + 1)
            return ((1 << MOST_SLOTS) - 1) << first
        return sum(1 << slot for slot in self._rng.sample(range(count), MOST_SLOTS))

    def _choose(self, aim: Aim) -> list[int]:
        """Return what some slots hold, whom interpreters help, or parties that belong together."""
        dice = self._rng.random()
        if dice < SLOTS_SHARE:
            return self._in_some_slots()
        if dice < SLOTS_SHARE + HELPED_SHARE and self._problem.interpreters:
            return self._some([i for i, seat in enumerate(self._seats) if _is_helped(seat)], aim)
        return self._around(aim)

    def _in_some_slots(self) -> list[int]:
        """Return the meetings of a few slots and some that have none."""
        slots = self._rng.sample(range(len(self._problem.slots)), min(3, len(self._problem.slots)))
        here = [i for i, seat in enumerate(self._seats) if seat is not None and seat.slot in slots]
        return self._some(here, Aim.WISHES)

    def _some(self, meetings: list[int], aim: Aim) -> list[int]:
        """Return some of these meetings, and as many as half of them that have no seat."""
        half = max(1, self.size // 2)
        chosen = self._rng.sample(meetings, min(len(meetings), self.size))
        waiting = [
            i
            for i, seat in enumerate(self._seats)
            if seat is None and (aim is not Aim.MUSTS or self._problem.meetings[i].is_must)
        ]
        return sorted(chosen + self._rng.sample(waiting, min(len(waiting), half)))

    def _around(self, aim: Aim) -> list[int]:
        """Return the wishes of some parties around one that has something to gain."""
        parties = [self._first(aim)]
        seen = set(parties)
        chosen: dict[int, None] = {}
        while len(chosen) < self.size and parties:
            party = parties.pop(self._rng.randrange(min(2, len(parties))))
            wishes = self._problem.meetings_of[party]
            room = max(1, self.size - len(chosen))
            if len(wishes) > room:
                wishes = tuple(self._rng.sample(wishes, room))
            chosen |= dict.fromkeys(wishes)
            unseen = [other for other in self._neighbours[party] if other not in seen]
            nearby = self._rng.sample(unseen, min(3, len(unseen)))
            seen.update(nearby)
            parties += nearby
        return sorted(chosen)

    def _first(self, aim: Aim) -> int:
        candidates = list(self._in_need(aim)) if self._rng.random() < FOCUSED_SHARE else []
        if candidates:
            return self._rng.choice(candidates)
        wishing = [p for p, wishes in enumerate(self._problem.meetings_of) if wishes]
        return self._rng.choice(wishing)

    def _in_need(self, aim: Aim) -> Iterator[int]:
        """Yield parties that lose something in an aim, as things stand."""
        if aim is Aim.FLOOR:
            found = shares(self._problem, self._seats, self._search.best)
            least = min((share for share in found if share is not None), default=0)
            yield from (party for party, share in enumerate(found) if share == least)
        elif aim in {Aim.MUSTS, Aim.WISHES, Aim.MINIMA}:
            for index, seat in enumerate(self._seats):
                meeting = self._problem.meetings[index]
                if seat is None and (aim is not Aim.MUSTS or meeting.is_must):
                    yield from self._sides(index)
        else:
            costs = personal_costs(self._problem, self._seats, aim)
            yield from (p for person in costs for p in self._parties_of[person])

    def _sides(self, index: int) -> tuple[int, int]:
        meeting = self._problem.meetings[index]
        return meeting.a, meeting.b


class _Piece:
    """One question: the free meetings, among all the others that stay."""

    def __init__(
        self,
        search: RoundSearch,
        seats: Sequence[Seat | None],
        free: list[int],
        slots: int,
        *,
        lifts: bool,
    ) -> None:
        self._search = search
        self._seats = seats
        self.model = RoundModel(search.possibilities, free, seats, lambda _: slots)
        objectives = Objectives(self.model, search.best, touched_only=True)
        self._proto = self.model.clauses.proto
        parts = [objectives.musts, objectives.minima]
        parts.append(self._lifted(objectives, lifts=lifts))
        parts += [objectives.wishes, objectives.breaks, objectives.walking]
        self._objective = in_order(parts)
        self._objective.minimise(self._proto)

    def _lifted(self, objectives: Objectives, *, lifts: bool) -> Sum:
        """Keep everybody at the floor at least; count, negated, whom a piece lifts above it."""
        floor, lifted = self._search.values[Aim.FLOOR], Sum()
        held = shares(self._search.problem, self._seats, self._search.best)
        for party in objectives.parties:
            have = held[party]
            if have is None:
                continue
            share = objectives.share(party)
            if lifts and have > floor:
                share.limit(self._proto, low=objectives.needed(party, floor + 1))
                continue
            share.limit(self._proto, low=objectives.needed(party, floor))
            if lifts:
                above = self.model.clauses.variable()
                low = objectives.needed(party, floor + 1)
                share.limit(self._proto, low=low, only_if=[above])
                lifted.add(above, -1)
        return lifted

    def solve(self, seed: int, *, is_hinted: bool) -> CpSolverResponse:
        """Ask CP-SAT for the best piece; unhinted it may find another one as good."""
        if is_hinted:
            self.model.hint(self._proto, self._seats)
        parameters = SatParameters()
        parameters.max_time_in_seconds = max(0.001, self._search.remaining)
        parameters.max_deterministic_time = UNITS_PER_PIECE
        parameters.random_seed = seed
        parameters.num_workers = 1
        parameters.cp_model_presolve = False
        parameters.cp_model_probing_level = 0
        parameters.use_sat_inprocessing = False
        parameters.symmetry_level = 0
        parameters.linearization_level = 0
        parameters.randomize_search = True
        parameters.catch_sigint_signal = False
        wrapper = SolveWrapper()
        wrapper.set_parameters(parameters)
        with self._search.running(wrapper.stop_search):
            response: CpSolverResponse = wrapper.solve(self._proto)
        return response


def _is_helped(seat: Seat | None) -> bool:
    return seat is not None and seat.interpreter is not None
