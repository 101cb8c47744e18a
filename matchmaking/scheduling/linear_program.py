"""A linear program to be minimised, solved by HiGHS."""

import math
import time
from collections.abc import Callable
from enum import Enum

import highspy
import numpy as np
from highspy import HighsModelStatus as Status

# A vertex of these programs is known to about this much; less is no evidence.
TOLERANCE = 1e-4
# With these a search inside has come to its end.
SETTLED = (Status.kOptimal, Status.kTimeLimit, Status.kInterrupt)


class Outcome(Enum):
    """Why there is no minimum."""

    IMPOSSIBLE = "impossible"
    STOPPED = "stopped"


class Method(Enum):
    """How the minimum is sought."""

    SIMPLEX = "simplex"
    # Several times faster on large programs, but vague where nothing is possible.
    INTERIOR = "ipx"


class _QuietSolver(highspy.Highs):
    """A solver that keeps standard output for what the command prints."""

    def enableCallbacks(self) -> None:  # noqa: N802
        """Be silent before the first thing that the solver reports on, its own name."""
        self.silent()
        super().enableCallbacks()  # type: ignore[no-untyped-call]


class LinearProgram:
    """Variables from zero up, rows between two numbers, and a cost to be minimised."""

    def __init__(self) -> None:
        """Begin with an empty program."""
        self._lows: list[float] = []
        self._highs: list[float] = []
        self._costs: list[float] = []
        self._row_lows: list[float] = []
        self._row_highs: list[float] = []
        self._terms: list[tuple[int, int, float]] = []
        self._matrix: tuple[np.ndarray, np.ndarray, np.ndarray] | None = None
        self._solver = _QuietSolver()  # type: ignore[no-untyped-call]
        self._solver.HandleUserInterrupt = True

    def variable(self, *, low: float = 0.0, high: float = math.inf, cost: float = 0.0) -> int:
        """Add a variable."""
        self._lows.append(low)
        self._highs.append(high)
        self._costs.append(cost)
        return len(self._lows) - 1

    def row(self, *, low: float, high: float) -> int:
        """Add a row without terms."""
        self._row_lows.append(low)
        self._row_highs.append(high)
        return len(self._row_lows) - 1

    def term(self, row: int, variable: int, factor: float = 1.0) -> None:
        """Add a term to a row."""
        self._terms.append((variable, row, factor))
        self._matrix = None

    def limit(self, row: int, *, low: float, high: float) -> None:
        """Let a row lie between two other numbers the next time."""
        self._row_lows[row], self._row_highs[row] = low, high

    def minimum(
        self, seconds: float, method: Method = Method.SIMPLEX, *, whole: bool = False
    ) -> float | Outcome:
        """Solve the program; say the least cost, or why there is none.

        If ``whole``, all variables have whole values only.
        """
        until = time.monotonic() + seconds
        model = self._model()
        if whole:
            model.integrality_ = [highspy.HighsVarType.kInteger] * len(self._lows)
        self._solver.passModel(model)
        # What is called the least is to be no more than that.
        self._solver.setOptionValue("mip_rel_gap", 0.0)
        # A point inside is as good as a corner: only what it costs is asked for.
        self._solver.setOptionValue("run_crossover", "off")
        status = self._run(method, seconds)
        if method is Method.INTERIOR and status not in SETTLED:
            status = self._run(Method.SIMPLEX, until - time.monotonic())
        if status == Status.kOptimal:
            return float(self._solver.getInfo().objective_function_value)
        return Outcome.IMPOSSIBLE if status == Status.kInfeasible else Outcome.STOPPED

    @property
    def values(self) -> list[float]:
        """The variables where the minimum was found."""
        return list(self._solver.getSolution().col_value)

    def _run(self, method: Method, seconds: float) -> Status:
        solver = self._solver
        solver.clearSolver()
        solver.setOptionValue("solver", method.value)
        # Its clock goes on from one run to the next.
        solver.setOptionValue("time_limit", solver.getRunTime() + max(seconds, 0.0))
        solver.run()
        return solver.getModelStatus()

    @property
    def stop(self) -> Callable[[], None]:
        """What another thread calls to have the solver give up."""
        return self._solver.cancelSolve

    def _model(self) -> highspy.HighsLp:
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = len(self._lows), len(self._row_lows)
        model.col_lower_, model.col_upper_ = np.array(self._lows), np.array(self._highs)
        model.col_cost_ = np.array(self._costs)
        model.row_lower_, model.row_upper_ = np.array(self._row_lows), np.array(self._row_highs)
        if self._matrix is None:
            self._matrix = self._columns()
        variables, rows, factors = self._matrix
        matrix = model.a_matrix_
        matrix.format_ = highspy.MatrixFormat.kColwise
        matrix.start_ = np.searchsorted(variables, np.arange(len(self._lows) + 1))
        matrix.index_, matrix.value_ = rows, factors
        return model

    def _columns(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return the terms variable by variable, those of one row and variable as one."""
        terms = np.array(self._terms, dtype=np.float64).reshape(len(self._terms), 3)
        places, which = np.unique(terms[:, :2].astype(np.int64), axis=0, return_inverse=True)
        return places[:, 0], places[:, 1], np.bincount(which, terms[:, 2], len(places))


def rounded_up(minimum: float) -> int:
    """Return the least whole number that a whole-numbered cost can have."""
    return max(0, math.ceil(minimum - TOLERANCE))
