"""Ask CP-SAT how a timetable can be mended with so little change and no more.

Fewest dropped, then fewest late ones without a seat, then fewest changed, then breaks. A number
asked about is a limit, not a goal: that is far easier than all aims in one sum.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from ortools.sat.python.cp_model_helper import CpSolverResponse, SatParameters, SolveWrapper

from matchmaking.scheduling.rounds.linear import Sum, in_order
from matchmaking.scheduling.rounds.model import RoundModel
from matchmaking.scheduling.rounds.objectives import Objectives
from matchmaking.scheduling.rounds.possibilities import Possibilities
from matchmaking.scheduling.rounds.unavoidable import Least
from matchmaking.scheduling.rounds.values import Seat

LEAST_SECONDS = 0.02
# Thinking ahead takes longer than most of these questions; for the rest, linear programs help.
SETTINGS = (
    "cp_model_presolve: false cp_model_probing_level: 0 symmetry_level: 0 linearization_level: 0",
    "linearization_level: 2",
)
UNITS_TO_SUFFICE, UNITS_TO_JOIN = 0.15, 0.3
Seats = Sequence[Seat | None]


class Answer(Enum):
    """What is known after a question."""

    BEST = "nothing better is possible"
    SOME = "possible"
    NONE = "impossible"
    UNKNOWN = "time is up"


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer, and the seats that show it."""

    answer: Answer
    seats: list[Seat | None] | None = None


class Mending:
    """Some meetings to be laid anew among the others, which stay where they are."""

    def __init__(
        self,
        possibilities: Possibilities,
        free: Iterable[int],
        seats: Seats,
        slots: Callable[[int], int] | None = None,
        *,
        seed: int = 0,
    ) -> None:
        """Write the free meetings down; ``slots`` says in which slots each may be."""
        self._seats = seats
        self._seed = seed
        self.model = RoundModel(possibilities, free, seats, slots)
        self._dropped, self._unplaced, self._changed = _changes(self.model)

    def change_least(self, until: float) -> Reply:
        """Return seats with the fewest dropped, then unplaced, then changed."""
        goal = in_order([self._dropped, self._unplaced, self._changed])
        return self._ask(goal, self._seats, until, UNITS_TO_JOIN)

    def limit(self, most: Least) -> None:
        """Allow no more than this from now on."""
        limits = (most.dropped, most.unplaced, most.changed)
        for part, limit in zip((self._dropped, self._unplaced, self._changed), limits, strict=True):
            part.limit(self.model.clauses.proto, high=limit)

    def suffice(self, until: float) -> Reply:
        """Return any seats that are allowed: without breaks, that is soon known."""
        return self._ask(Sum(), self._seats, until, UNITS_TO_SUFFICE)

    def break_least(self, seats: Seats, until: float) -> Reply:
        """Return seats with the fewest breaks, beginning at some that are allowed."""
        breaks = Objectives(self.model, [], touched_only=True).breaks
        return self._ask(breaks, seats, until, UNITS_TO_JOIN)

    def _ask(self, goal: Sum, seats: Seats, until: float, first: float) -> Reply:
        """Ask in one way for a moment, then in another until the time is up."""
        proto = self.model.clauses.proto
        proto.clear_objective()
        proto.clear_solution_hint()
        if goal.variables:
            goal.minimise(proto)
        self.model.hint(proto, seats)
        reply = Reply(Answer.UNKNOWN)
        for setting, units in zip(SETTINGS, (first, 1e9), strict=True):
            seconds = until - time.perf_counter()
            if seconds < LEAST_SECONDS:
                break
            reply = self._read(self._solve(setting, units, seconds), reply)
            if reply.answer in {Answer.BEST, Answer.NONE}:
                break
            if reply.seats is not None:
                proto.clear_solution_hint()
                self.model.hint(proto, reply.seats)
        return reply

    def _solve(self, setting: str, units: float, seconds: float) -> CpSolverResponse:
        parameters = SatParameters()
        parameters.parse_text_format(setting)
        parameters.max_time_in_seconds = seconds
        parameters.max_deterministic_time = units
        parameters.random_seed = self._seed
        parameters.num_workers = 1
        parameters.catch_sigint_signal = False
        wrapper = SolveWrapper()
        wrapper.set_parameters(parameters)
        response: CpSolverResponse = wrapper.solve(self.model.clauses.proto)
        return response

    def _read(self, response: CpSolverResponse, before: Reply) -> Reply:
        status = response.status.name
        if status == "INFEASIBLE":
            return Reply(Answer.NONE)
        if status not in {"OPTIMAL", "FEASIBLE"}:
            return before
        answer = Answer.BEST if status == "OPTIMAL" else Answer.SOME
        return Reply(answer, self.model.read(list(response.solution)))


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
