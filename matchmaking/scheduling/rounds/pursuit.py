"""Pursue one aim with CP-SAT over a whole round, giving up nothing of the aims before it."""

from dataclasses import dataclass

from ortools.sat.python.cp_model_helper import (
    CpModelProto,
    CpSolverResponse,
    SatParameters,
    SolutionCallback,
    SolveWrapper,
)

from matchmaking.scheduling.rounds.model import RoundModel
from matchmaking.scheduling.rounds.objectives import RISING, Objectives
from matchmaking.scheduling.rounds.search import RoundSearch, earlier_than
from matchmaking.scheduling.rounds.values import Aim


@dataclass(frozen=True, slots=True)
class Effort:
    """How hard to try: the solver's own deterministic units, processors, and a seed."""

    units: float
    workers: int = 1
    seed: int = 0

    def parameters(self, seconds: float) -> SatParameters:
        """Return the solver's parameters."""
        parameters = SatParameters()
        parameters.max_time_in_seconds = max(seconds, 0.001)
        parameters.max_deterministic_time = self.units
        parameters.num_workers = self.workers
        parameters.random_seed = self.seed
        parameters.catch_sigint_signal = False
        return parameters


class Pursuit:
    """A model of the whole round and its aims, asked again and again."""

    def __init__(self, search: RoundSearch) -> None:
        """Write the round down."""
        self._search = search
        self._model = RoundModel(search.possibilities)
        self._objectives = Objectives(self._model, search.best)

    def pursue(self, aim: Aim, effort: Effort) -> None:
        """Look for the best plan in one aim; tell the search of plans and bounds."""
        search = self._search
        search.aim = aim
        objective = self._objectives.of(aim)
        limits = [(self._objectives.of(a), search.values[a], a) for a in earlier_than(aim)]
        question = CpModelProto()
        question.copy_from(self._model.clauses.proto)
        for total, value, earlier in limits:
            total.limit(question, high=-value if earlier in RISING else value)
        objective.minimise(question)
        self._model.hint(question, search.seats)
        response = self._solve(question, effort)
        status = response.status.name
        if status in {"OPTIMAL", "FEASIBLE"}:
            search.offer(self._model.read(list(response.solution)))
            bound = round(response.best_objective_bound)
            search.bound_by(aim, -bound if aim in RISING else bound)

    def _solve(self, question: CpModelProto, effort: Effort) -> CpSolverResponse:
        wrapper = SolveWrapper()
        wrapper.set_parameters(effort.parameters(self._search.remaining))
        callback = _NewPlan(self._search, self._model)
        wrapper.add_solution_callback(callback)
        with self._search.running(wrapper.stop_search):
            response: CpSolverResponse = wrapper.solve(question)
        wrapper.clear_solution_callback(callback)
        return response


class _NewPlan(SolutionCallback):
    """Offers every plan that CP-SAT finds to the search."""

    def __init__(self, search: RoundSearch, model: RoundModel) -> None:
        super().__init__()
        self._search = search
        self._model = model

    def OnSolutionCallback(self) -> None:  # noqa: N802 - the solver calls it by this name
        """Read the plan."""
        values = [self.SolutionIntegerValue(index) for index in range(self._model.size)]
        self._search.offer(self._model.read(values))
