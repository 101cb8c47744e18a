"""Write down Boolean models for CP-SAT with as little ceremony as its protocol allows.

This talks to the solver's native message types: the comfortable Python layer above them takes
a second to import, which is longer than most events take to solve.
"""

from collections.abc import Iterable, Sequence

from ortools.sat.python.cp_model_helper import CpModelProto

# A literal is a variable's index, or its bitwise complement for the negation.
Literal = int


class ClauseModel:
    """A growing CP-SAT model of Boolean variables."""

    def __init__(self) -> None:
        """Begin with no variables and no constraints."""
        self.proto = CpModelProto()
        self._variables = self.proto.variables
        self._constraints = self.proto.constraints
        self._size = 0

    def variable(self) -> Literal:
        """Add a Boolean variable."""
        self._variables.add().domain.extend((0, 1))
        self._size += 1
        return self._size - 1

    def clause(self, *literals: Literal) -> None:
        """Require at least one of the literals."""
        self._constraints.add().bool_or.literals.extend(literals)

    def exactly_one(self, literals: Iterable[Literal]) -> None:
        """Require exactly one of the literals."""
        self._constraints.add().exactly_one.literals.extend(list(literals))

    def at_most_one(self, literals: Iterable[Literal]) -> None:
        """Allow no more than one of the literals."""
        self._constraints.add().at_most_one.literals.extend(list(literals))

    def count_between(self, variables: Sequence[Literal], low: int, high: int) -> None:
        """Require that the number of true variables lies between two numbers."""
        count_between(self.proto, variables, low, high)

    def any_of(self, literals: Sequence[Literal]) -> Literal:
        """Return a literal that is true exactly if one of these, which exclude each other, is."""
        if len(literals) == 1:
            return literals[0]
        union = self.variable()
        self.exactly_one([*literals, ~union])
        return union

    def equally_many(self, left: Sequence[Literal], right: Sequence[Literal]) -> None:
        """Require as many true variables on the one side as on the other."""
        self._compare(left, right, more=0)

    def no_more(self, left: Sequence[Literal], right: Sequence[Literal]) -> None:
        """Allow no more true variables on the left than on the right."""
        self._compare(left, right, more=len(right))

    def _compare(self, left: Sequence[Literal], right: Sequence[Literal], *, more: int) -> None:
        """Let up to so many more variables be true on the right than on the left."""
        linear = self._constraints.add().linear
        linear.vars.extend([*left, *right])
        linear.coeffs.extend([-1] * len(left) + [1] * len(right))
        linear.domain.extend((0, more))


def count_between(proto: CpModelProto, variables: Sequence[Literal], low: int, high: int) -> None:
    """Require in a finished model that the number of true variables lies between two numbers."""
    linear = proto.constraints.add().linear
    linear.vars.extend(list(variables))
    linear.coeffs.extend([1] * len(variables))
    linear.domain.extend((low, high))
