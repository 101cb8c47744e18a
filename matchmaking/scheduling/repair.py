"""Mend a timetable after a change: drop as few meetings as possible, then move few, then breaks.

Solving afresh would move nearly everybody, and adding the three wishes up with weights would
trade a moved meeting for a few breaks. So the number of meetings that may move is raised from
nothing, step by step: near the old timetable every answer comes at once.
"""

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ortools.sat.python.cp_model_helper import (
    CpModelProto,
    CpSolverResponse,
    SatParameters,
    SolveWrapper,
)

from matchmaking.scheduling.clauses import Literal, count_between
from matchmaking.scheduling.model import TimetableModel, timetable_model
from matchmaking.scheduling.problem import Problem
from matchmaking.scheduling.standing import still_standing

# So many meetings may move before the search looks at timetables that share nothing.
STEPS = (0, 1, 2, 3, 4, 5, 6, 8, 12, 20, 32)
SINGLE_STEPS = 7
SHARE_FOR_STEPS = 0.7
SHARE_OF_A_STEP = 0.4
LEAST_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Repair:
    """A mended timetable: the slot of every meeting that could be kept, and what it cost.

    ``is_proven`` says that no mending drops fewer, then moves fewer, then has fewer breaks.
    """

    slots: tuple[int | None, ...]
    dropped: tuple[int, ...]
    moved: tuple[int, ...]
    is_proven: bool
    seconds: float


def repair(
    problem: Problem, before: Sequence[int | None], *, seconds: float = 1.0, seed: int = 0
) -> Repair | None:
    """Fit a changed event's old slots to it; a meeting without an old slot is a late arrival.

    None means that no timetable that keeps the rules was found in the time.
    """
    mending = _Mending(problem, before, seconds, seed)
    values = mending.least_change()
    if values is None:
        return None
    values = mending.fewest_breaks(values)
    slots = mending.model.slots_kept(values)
    pairs = list(enumerate(zip(before, slots, strict=True)))
    return Repair(
        slots=slots,
        dropped=tuple(index for index, (_, new) in pairs if new is None),
        moved=tuple(i for i, (old, new) in pairs if None not in {old, new} and old != new),
        is_proven=mending.is_proven,
        seconds=mending.elapsed,
    )


class _Mending:
    """One repair on its way."""

    def __init__(
        self, problem: Problem, before: Sequence[int | None], seconds: float, seed: int
    ) -> None:
        self.is_proven = True
        self._problem = problem
        self._before = before
        self._began = time.perf_counter()
        self._seconds = seconds
        self._seed = seed
        domains = tuple(
            frozenset(problem.admissible_slots(index)) for index in range(len(problem.meetings))
        )
        self.model = timetable_model(problem, domains, may_drop=True)
        self._lost = sum(not slots for slots in domains)
        self._changed = list(_changed(self.model, before))
        self._unsettled = _crowded_out(self.model, problem, before)

    @property
    def elapsed(self) -> float:
        """Seconds since the repair began."""
        return time.perf_counter() - self._began

    def least_change(self) -> list[int] | None:
        """Return a solution that drops the fewest and, of these, moves the fewest."""
        for dropped in range(self._lost, len(self.model.placed) + 1):
            for step in (*STEPS, None):
                left = self._seconds * SHARE_FOR_STEPS - self.elapsed
                if left <= 0:
                    return self._something()
                moved = None if step is None else self._unsettled + step
                answer = self._ask(dropped, moved, left * SHARE_OF_A_STEP)
                if answer.status.name == "OPTIMAL":
                    self.is_proven = self.is_proven and step in STEPS[:SINGLE_STEPS]
                    return list(answer.solution)
                if answer.status.name != "INFEASIBLE":
                    self.is_proven = False
        return None

    def _something(self) -> list[int] | None:
        """Return some solution near the old timetable when nothing better came in time."""
        self.is_proven = False
        question = self._question()
        dear = 1 + len(self._changed)
        question.objective.vars.extend([*self._changed, *self.model.dropped])
        question.objective.coeffs.extend([1] * len(self._changed))
        question.objective.coeffs.extend([dear] * len(self.model.dropped))
        question.objective.scaling_factor = 1.0
        self.model.hint(question, still_standing(self._problem, self._before))
        answer = self._solve(question, self._seconds - self.elapsed, by_neighbours=True)
        found = answer.status.name in {"OPTIMAL", "FEASIBLE"}
        return list(answer.solution) if found else None

    def fewest_breaks(self, values: list[int]) -> list[int]:
        """Return a solution with as many dropped and moved as this one but the fewest breaks."""
        question = self._question()
        for wish in (self.model.dropped, self._changed):
            count_between(question, wish, 0, sum(values[literal] for literal in wish))
        question.objective.vars.extend(self.model.counts)
        question.objective.coeffs.extend([1] * len(self.model.counts))
        question.objective.scaling_factor = 1.0
        question.solution_hint.vars.extend(range(len(values)))
        question.solution_hint.values.extend(values)
        answer = self._solve(question, self._seconds - self.elapsed, by_cores=True)
        self.is_proven = self.is_proven and answer.status.name == "OPTIMAL"
        found = answer.status.name in {"OPTIMAL", "FEASIBLE"}
        return list(answer.solution) if found else values

    def _ask(self, dropped: int, moved: int | None, seconds: float) -> CpSolverResponse:
        question = self._question()
        count_between(question, self.model.dropped, 0, dropped)
        if moved is not None:
            count_between(question, self._changed, 0, moved)
        return self._solve(question, seconds)

    def _question(self) -> CpModelProto:
        question = CpModelProto()
        question.copy_from(self.model.clauses.proto)
        return question

    def _solve(
        self,
        question: CpModelProto,
        seconds: float,
        *,
        by_cores: bool = False,
        by_neighbours: bool = False,
    ) -> CpSolverResponse:
        parameters = SatParameters()
        parameters.max_time_in_seconds = max(LEAST_SECONDS, seconds)
        parameters.random_seed = self._seed
        parameters.num_workers = 1
        parameters.linearization_level = 0
        parameters.optimize_with_core = by_cores
        parameters.use_lns_only = by_neighbours
        parameters.catch_sigint_signal = False
        wrapper = SolveWrapper()
        wrapper.set_parameters(parameters)
        response: CpSolverResponse = wrapper.solve(question)
        return response


def _changed(model: TimetableModel, before: Sequence[int | None]) -> Iterator[Literal]:
    """Yield, per meeting that could stay, a literal that is true unless it does.

    A dropped meeting counts here too: among timetables that drop as many, one that drops a late
    arrival is better than one that drops what people already have in their calendars.
    """
    for slot, places in zip(before, model.placed, strict=True):
        if slot is not None and slot in places:
            changed = model.clauses.variable()
            model.clauses.clause(changed, places[slot])
            yield changed


def _crowded_out(model: TimetableModel, problem: Problem, before: Sequence[int | None]) -> int:
    """Count the meetings that have to leave their slot for want of a table, whatever is done."""
    staying = Counter(
        slot for slot, places in zip(before, model.placed, strict=True) if slot in places
    )
    return sum(max(0, count - problem.tables) for count in staying.values())
