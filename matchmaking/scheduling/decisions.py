"""Ask CP-SAT one question at a time: is there a plan with at most so many breaks?

A question with a fixed number is far easier than minimising: the presolve sees the number, and
near the bound either answer ends the search. Each is asked for a limited effort only, counted
in the solver's own deterministic units, under changing settings: what one setting misses for a
minute another often finds in a second.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from ortools.sat.python.cp_model_helper import (
    CpModelProto,
    CpSolverResponse,
    SatParameters,
    SolutionCallback,
    SolveWrapper,
)

from matchmaking.scheduling.clauses import ClauseModel
from matchmaking.scheduling.linear_program import rounded_up
from matchmaking.scheduling.model import TimetableModel
from matchmaking.scheduling.search import Search

SETTINGS = (
    "restart_algorithms: LUBY_RESTART clause_cleanup_target: 50000",
    "restart_algorithms: LUBY_RESTART clause_cleanup_target: 50000 initial_polarity: POLARITY_TRUE",
    "restart_algorithms: LUBY_RESTART",
    "",
)


# The one of them that begins with *yes* finds plans soonest where there are any.
HOPEFUL = 1
# The one that CP-SAT has by itself is the best where no sum is asked for.
UNTUNED = 3
# A model of so many places gets the plain effort, a larger one more in proportion.
PLAIN_PLACES = 3_000


@dataclass(frozen=True, slots=True)
class Effort:
    """How hard to try one question, and which of many ways to try it."""

    units: float
    seed: int
    setting: int = 0
    # A linear program is solved at every step: slow, but it sees what clauses don't.
    is_weighing: bool = False

    def parameters(self, seconds: float) -> SatParameters:
        """Return the solver's parameters for this effort."""
        parameters = SatParameters()
        if not self.is_weighing:
            parameters.parse_text_format(SETTINGS[self.setting % len(SETTINGS)])
        parameters.max_time_in_seconds = seconds
        parameters.max_deterministic_time = self.units
        parameters.random_seed = self.seed
        parameters.num_workers = 1
        parameters.linearization_level = 2 * self.is_weighing
        parameters.stop_after_first_solution = self.is_weighing
        parameters.catch_sigint_signal = False
        return parameters

    def for_pieces(self, seconds: float) -> SatParameters:
        """Return parameters for questions so small that thinking ahead does not pay."""
        parameters = self.parameters(seconds)
        parameters.cp_model_presolve = False
        parameters.cp_model_probing_level = 0
        parameters.symmetry_level = 0
        parameters.use_sat_inprocessing = False
        return parameters


class Answer(Enum):
    """What became of a question: a plan, the proof that there is none, or nothing in the time."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


ANSWERS = {"OPTIMAL": Answer.YES, "FEASIBLE": Answer.YES, "INFEASIBLE": Answer.NO}


class Asked(Protocol):
    """A model of which it can be asked whether there is a plan with at most so many breaks."""

    @property
    def clauses(self) -> ClauseModel:
        """All but the question itself."""

    def limit_breaks(self, proto: CpModelProto, low: int, high: int, /) -> None:
        """Require between so many breaks in a copy of the model."""

    def slots(self, values: Sequence[int]) -> tuple[int, ...]:
        """Read the slot of every meeting off a solution."""


def decide(search: Search, model: Asked, most: int | None, effort: Effort) -> Answer:
    """Look for a plan with at most so many breaks (None: any), tell the search, say the answer."""
    answer, _units = ask(search, model, most, effort)
    if answer is Answer.NO and most is None:
        search.conclude_infeasible()
    elif answer is Answer.NO and most is not None:
        search.raise_bound(most + 1)
    return answer


def ask(search: Search, model: Asked, most: int | None, effort: Effort) -> tuple[Answer, float]:
    """Ask for a plan with at most so many breaks; offer one that is found.

    Returns the answer and the deterministic units it took. A model that leaves out plans of the
    problem may be asked too: what *no* means is the caller's to conclude.
    """
    question = CpModelProto()
    question.copy_from(model.clauses.proto)
    if most is not None:
        model.limit_breaks(question, search.bound, most)
    wrapper = SolveWrapper()
    wrapper.set_parameters(effort.parameters(search.remaining))

    def is_pointless() -> bool:
        if most is None:
            return search.breaks is not None
        return search.bound > most or (search.breaks is not None and search.breaks <= most)

    with search.running(wrapper.stop_search, is_pointless):
        if search.is_over or is_pointless():
            return Answer.UNKNOWN, 0.0
        response: CpSolverResponse = wrapper.solve(question)
    answer = ANSWERS.get(response.status.name, Answer.UNKNOWN)
    if answer is Answer.YES:
        search.offer(model.slots(list(response.solution)))
    return answer, float(response.deterministic_time)


def minimise(search: Search, model: TimetableModel, most: int | None, effort: Effort) -> None:
    """Let CP-SAT raise the bound by finding out which counters cannot all be false.

    Only plans with at most so many breaks (None: any) are of interest. Where there are none, this
    mostly says so sooner than ``decide``, which counts all breaks together.
    """
    question = CpModelProto()
    question.copy_from(model.clauses.proto)
    model.minimise(question, most)
    wrapper = SolveWrapper()
    parameters = effort.parameters(search.remaining)
    parameters.optimize_with_core = True
    wrapper.set_parameters(parameters)
    callback = _NewPlan(search, model)
    wrapper.add_solution_callback(callback)
    wrapper.add_best_bound_callback(lambda bound: _note(search, bound))

    def is_pointless() -> bool:
        return most is not None and search.bound > most

    with search.running(wrapper.stop_search, is_pointless):
        if search.is_over or is_pointless():
            return
        response: CpSolverResponse = wrapper.solve(question)
    wrapper.clear_solution_callback(callback)
    if response.status.name in {"OPTIMAL", "FEASIBLE", "UNKNOWN"}:
        _note(search, response.best_objective_bound)
    elif response.status.name == "INFEASIBLE" and most is None:
        search.conclude_infeasible()
    elif response.status.name == "INFEASIBLE" and most is not None:
        search.raise_bound(most + 1)


def _note(search: Search, bound: float) -> None:
    """Take a bound that CP-SAT has found on its way; of what has no plan it may be no number."""
    if math.isfinite(bound):
        search.raise_bound(rounded_up(bound))


class _NewPlan(SolutionCallback):
    """Offers every plan that CP-SAT finds to the search."""

    def __init__(self, search: Search, model: TimetableModel) -> None:
        super().__init__()
        self._search = search
        self._model = model

    def OnSolutionCallback(self) -> None:  # noqa: N802 - the solver calls it by this name
        """Read the plan."""
        values = [self.SolutionBooleanValue(index) for index in range(self._model.places)]
        self._search.offer(self._model.slots(values))
