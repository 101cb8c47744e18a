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

# Ways to ask a question; what one misses for a minute another may find in a second.
SETTINGS = (
    "cp_model_presolve: false cp_model_probing_level: 0 symmetry_level: 0 linearization_level: 0",
    "linearization_level: 2 cp_model_probing_level: 0 symmetry_level: 0",
    "restart_algorithms: LUBY_RESTART clause_cleanup_target: 50000 linearization_level: 0",
)


@dataclass(frozen=True, slots=True)
class Effort:
    """How hard to try: the solver's own deterministic units, processors, a seed and a setting."""

    units: float
    workers: int = 1
    seed: int = 0
    setting: str = ""

    def parameters(self, seconds: float) -> SatParameters:
        """Return the solver's parameters."""
        parameters = SatParameters()
        parameters.parse_text_format(self.setting)
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
        question = self._question(aim)
        objective.minimise(question)
        self._model.hint(question, search.seats)
        response = self._solve(question, effort)
        status = response.status.name
        if status in {"OPTIMAL", "FEASIBLE"}:
            search.offer(self._model.read(list(response.solution)))
            bound = round(response.best_objective_bound)
            search.bound_by(aim, -bound if aim in RISING else bound)

    def decide(self, aim: Aim, goal: int, effort: Effort) -> bool | None:
        """Ask whether an aim can be met so well; tell the search, and return what is known."""
        search = self._search
        search.aim = aim
        question = self._question(aim)
        self._require(question, aim, goal)
        response = self._solve(question, effort)
        status = response.status.name
        if status in {"OPTIMAL", "FEASIBLE"}:
            search.offer(self._model.read(list(response.solution)))
            return True
        return False if status == "INFEASIBLE" else None

    def _question(self, aim: Aim) -> CpModelProto:
        """Return the round with nothing given up of the aims before one."""
        # Sums are written down when first asked for, before the copy is taken.
        for earlier in (*earlier_than(aim), aim):
            if earlier is not Aim.FLOOR:
                self._objectives.of(earlier)
        question = CpModelProto()
        question.copy_from(self._model.clauses.proto)
        for earlier in earlier_than(aim):
            self._require(question, earlier, self._search.values[earlier])
        return question

    def _require(self, question: CpModelProto, aim: Aim, value: int) -> None:
        """Have an aim met at least as well as this."""
        if aim is not Aim.FLOOR:
            total = self._objectives.of(aim)
            total.limit(question, high=-value if aim in RISING else value)
            return
        for party in self._objectives.parties:
            need = self._objectives.needed(party, value)
            if need > 0:
                self._objectives.share(party).limit(question, low=need)

    def _solve(self, question: CpModelProto, effort: Effort) -> CpSolverResponse:
        wrapper = SolveWrapper()
        wrapper.set_parameters(effort.parameters(self._search.remaining_for(self._search.aim)))
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
