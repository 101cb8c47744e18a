"""Find the timetable with the fewest breaks, and prove how good it is."""

import time
from dataclasses import dataclass, field

from ortools.sat.python.cp_model_helper import (
    CpSolverResponse,
    SatParameters,
    SolutionCallback,
    SolveWrapper,
)

from matchmaking.scheduling.checker import breaks_of, objections, timetable_objections
from matchmaking.scheduling.domains import Domains, possible_slots
from matchmaking.scheduling.interruption import Interruption
from matchmaking.scheduling.model import TimetableModel, timetable_model
from matchmaking.scheduling.plan import Plan, Progress, ProgressListener, Status
from matchmaking.scheduling.problem import Problem


@dataclass
class Search:
    """What is known so far about one problem: the best plan, the bound, the time spent."""

    problem: Problem
    seconds: float
    workers: int
    seed: int
    listener: ProgressListener | None = None
    interruption: Interruption = field(default_factory=Interruption)
    slots: tuple[int, ...] | None = None
    breaks: int | None = None
    bound: int = 0
    is_infeasible: bool = False
    began: float = field(default_factory=time.perf_counter)

    @property
    def elapsed(self) -> float:
        """Seconds since the search began."""
        return time.perf_counter() - self.began

    @property
    def is_over(self) -> bool:
        """Whether there is nothing left to find, or no time to find it."""
        return (
            self.is_infeasible
            or self.breaks == self.bound
            or bool(self.interruption)
            or self.elapsed >= self.seconds
        )

    def offer(self, slots: tuple[int, ...]) -> None:
        """Take a timetable if it is better than the best and the checker agrees."""
        breaks = sum(breaks_of(self.problem, slots))
        if self.breaks is not None and breaks >= self.breaks:
            return
        if not timetable_objections(self.problem, slots):
            self.slots, self.breaks = slots, breaks
            self.report()

    def raise_bound(self, bound: int) -> None:
        """Take a proven bound if it says more than the one before."""
        if bound > self.bound:
            self.bound = bound
            self.report()

    def report(self) -> None:
        """Tell the listener how far the search is."""
        if self.listener is not None:
            self.listener(Progress(self.breaks, self.bound, self.elapsed))

    def plan(self) -> Plan:
        """Conclude: the best plan, if it stands up to the checker."""
        plan = Plan(self._status(), self.slots, self.breaks, self.bound, self.elapsed)
        if self.is_infeasible:
            plan = Plan(Status.INFEASIBLE, None, None, None, self.elapsed)
        if objections(self.problem, plan):
            return Plan(Status.UNKNOWN, None, None, 0, self.elapsed)
        return plan

    def _status(self) -> Status:
        if self.slots is None:
            return Status.UNKNOWN
        return Status.OPTIMAL if self.breaks == self.bound else Status.FEASIBLE


def solve(
    problem: Problem,
    *,
    seconds: float = 60.0,
    workers: int = 1,
    seed: int = 0,
    progress: ProgressListener | None = None,
    interruption: Interruption | None = None,
) -> Plan:
    """Give every meeting a slot with as few breaks as can be proven possible in the time.

    With one worker the same seed gives the same plan, unless the time runs out.
    """
    search = Search(
        problem, seconds, workers, seed, progress, interruption=interruption or Interruption()
    )
    domains = possible_slots(problem)
    if domains is None:
        search.is_infeasible = True
        return search.plan()
    if not problem.meetings:
        search.offer(())
    search.report()
    if not search.is_over:
        _search_by_cp_sat(search, domains)
    return search.plan()


def _search_by_cp_sat(search: Search, domains: Domains) -> None:
    model = timetable_model(search.problem, domains)
    wrapper = SolveWrapper()
    wrapper.set_parameters(_parameters(search))
    wrapper.add_best_bound_callback(lambda bound: search.raise_bound(round(bound)))
    callback = _NewPlan(search, model)
    wrapper.add_solution_callback(callback)
    with search.interruption.calling(wrapper.stop_search):
        if search.is_over:
            return
        response: CpSolverResponse = wrapper.solve(model.clauses.proto)
    wrapper.clear_solution_callback(callback)
    status = response.status.name
    if status == "INFEASIBLE":
        search.is_infeasible = True
    if status in {"OPTIMAL", "FEASIBLE"}:
        search.offer(model.slots(list(response.solution)))
        search.raise_bound(round(response.best_objective_bound))


def _parameters(search: Search) -> SatParameters:
    parameters = SatParameters()
    parameters.max_time_in_seconds = search.seconds - search.elapsed
    parameters.random_seed = search.seed
    parameters.num_workers = search.workers
    parameters.linearization_level = 0
    parameters.catch_sigint_signal = False
    if search.workers == 1:
        parameters.optimize_with_core = True
    else:
        parameters.subsolvers.extend(["core", "no_lp"])
    return parameters


class _NewPlan(SolutionCallback):
    """Offers every plan that CP-SAT finds to the search."""

    def __init__(self, search: Search, model: TimetableModel) -> None:
        super().__init__()
        self._search = search
        self._model = model

    def OnSolutionCallback(self) -> None:  # noqa: N802 - the solver calls it by this name
        """Read the plan."""
        values = [self.SolutionBooleanValue(i) for i in range(self._variables())]
        self._search.offer(self._model.slots(values))

    def _variables(self) -> int:
        return 1 + max(literal for places in self._model.placed for literal in places.values())
