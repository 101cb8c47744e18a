"""Sums over the variables of a CP-SAT model, as limits and as objectives."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ortools.sat.python.cp_model_helper import CpModelProto

from matchmaking.scheduling.clauses import ClauseModel, Literal

FAR = 1 << 40
# What CP-SAT's numbers may grow to in one objective.
MOST_WEIGHT = 1 << 45


@dataclass
class Sum:
    """A weighted sum of variables and a constant."""

    variables: list[int] = field(default_factory=list)
    factors: list[int] = field(default_factory=list)
    constant: int = 0
    # How far apart its least and its greatest value can be.
    reach: int = 0

    def add(self, variable: int, factor: int = 1, *, most: int = 1) -> None:
        """Add a term; the variable has values from zero to ``most``."""
        self.reach += abs(factor) * most
        self.variables.append(variable)
        self.factors.append(factor)

    def value(self, values: Sequence[int]) -> int:
        """Return the sum in a solution."""
        terms = zip(self.variables, self.factors, strict=True)
        return self.constant + sum(values[variable] * factor for variable, factor in terms)

    def limit(
        self,
        proto: CpModelProto,
        *,
        low: int = -FAR,
        high: int = FAR,
        only_if: Iterable[Literal] = (),
    ) -> None:
        """Require in a model that the sum lies between two numbers."""
        constraint = proto.constraints.add()
        constraint.enforcement_literal.extend(list(only_if))
        linear = constraint.linear
        linear.vars.extend(self.variables)
        linear.coeffs.extend(self.factors)
        linear.domain.extend((low - self.constant, high - self.constant))

    def minimise(self, proto: CpModelProto) -> None:
        """Make the sum what a model is to make small."""
        proto.objective.vars.extend(self.variables)
        proto.objective.coeffs.extend(self.factors)
        proto.objective.offset = float(self.constant)
        proto.objective.scaling_factor = 1.0

    def times(self, factor: int) -> "Sum":
        """Return so many times the sum."""
        factors = [own * factor for own in self.factors]
        reach = self.reach * abs(factor)
        return Sum(list(self.variables), factors, self.constant * factor, reach)


class SumModel(ClauseModel):
    """A model that may have whole numbers besides Booleans."""

    def __init__(self) -> None:
        """Begin with one literal that is true."""
        super().__init__()
        self.true = self.variable()
        self.clause(self.true)

    @property
    def size(self) -> int:
        """How many variables there are."""
        return self._size

    def number(self, low: int, high: int) -> int:
        """Add a whole number between two numbers."""
        self._variables.add().domain.extend((low, high))
        self._size += 1
        return self._size - 1

    def conjunction(self, *literals: Literal) -> Literal:
        """Return a literal that is true if all of these are."""
        both = self.variable()
        self.clause(both, *(~literal for literal in literals))
        return both


def in_order(parts: Sequence[Sum]) -> Sum:
    """Return one sum in which each part counts for more than all later ones together.

    Parts for which the numbers would grow too large are left out at the end.
    """
    reaches = [part.reach for part in parts]
    while reaches and _product(reaches) > MOST_WEIGHT:
        reaches.pop()
    total, factor = Sum(), 1
    for part, reach in reversed(list(zip(parts, reaches, strict=False))):
        scaled = part.times(factor)
        total.variables += scaled.variables
        total.factors += scaled.factors
        total.constant += scaled.constant
        factor *= reach + 1
    return total


def _product(reaches: Sequence[int]) -> int:
    product = 1
    for reach in reaches:
        product *= reach + 1
    return product
