"""A linear program to be minimised, over the native layer of the optimiser."""

import math
from collections.abc import Callable
from enum import Enum

from ortools.linear_solver.python.model_builder_helper import (
    ModelBuilderHelper,
    ModelSolverHelper,
    SolveStatus,
)

# A vertex of these programs is known to about this much; less is no evidence.
TOLERANCE = 1e-4


class Outcome(Enum):
    """Why there is no minimum."""

    IMPOSSIBLE = "impossible"
    STOPPED = "stopped"


class LinearProgram:
    """Variables from zero up, rows between two numbers, and a cost to be minimised."""

    def __init__(self) -> None:
        """Begin with an empty program."""
        self._helper = ModelBuilderHelper()
        self._solver = ModelSolverHelper("GLOP")

    def variable(self, *, low: float = 0.0, high: float = math.inf, cost: float = 0.0) -> int:
        """Add a variable."""
        index = self._helper.add_var()
        self._helper.set_var_lower_bound(index, low)
        self._helper.set_var_upper_bound(index, high)
        if cost:
            self._helper.set_var_objective_coefficient(index, cost)
        return index

    def row(self, *, low: float, high: float) -> int:
        """Add a row without terms."""
        index = self._helper.add_linear_constraint()
        self._helper.set_constraint_lower_bound(index, low)
        self._helper.set_constraint_upper_bound(index, high)
        return index

    def term(self, row: int, variable: int, factor: float = 1.0) -> None:
        """Add a term to a row."""
        self._helper.add_term_to_constraint(row, variable, factor)

    def minimum(self, seconds: float) -> float | Outcome:
        """Solve the program; say the least cost, or why there is none."""
        self._solver.set_time_limit_in_seconds(max(seconds, 0.0))
        self._solver.solve(self._helper)
        status = self._solver.status()
        if status == SolveStatus.OPTIMAL:
            return float(self._solver.objective_value())
        return Outcome.IMPOSSIBLE if status == SolveStatus.INFEASIBLE else Outcome.STOPPED

    @property
    def stop(self) -> Callable[[], None]:
        """What another thread calls to have the solver give up."""

        def interrupt() -> None:
            self._solver.interrupt_solve()

        return interrupt


def rounded_up(minimum: float) -> int:
    """Return the least whole number that a whole-numbered cost can have."""
    return max(0, math.ceil(minimum - TOLERANCE))
