"""What a prover does next, after each kind of answer."""

from typing import cast

import pytest

from bench.events import Shape, draw
from matchmaking.scheduling import proving
from matchmaking.scheduling.decisions import Effort
from matchmaking.scheduling.domains import possible_slots
from matchmaking.scheduling.improving import Formulations, Improver
from matchmaking.scheduling.problem import Problem
from matchmaking.scheduling.proving import Prover
from matchmaking.scheduling.search import Search
from tests.scheduling.events import TWO_BREAKS

# With next to no effort a question about many people is left open.
MANY_PEOPLE = draw(Shape(42, 90, 30, 8), 1)
HARDLY_ANY, PLENTY = 1e-9, 1.0
# How a question is put: all breaks counted together, or the fewest sought from below.
SUM, BELOW = "counted", "sought"


class Looking:
    """Stands in for the other means: notes whether it is asked to look ahead or around."""

    def __init__(self, *, can_foresee: bool = True, can_look_around: bool = True) -> None:
        self.can_foresee, self.can_look_around = can_foresee, can_look_around
        self.looks: list[str] = []

    def foresee(self, _units: float) -> bool:
        """Look where meetings lean to or near everybody's hours, if that can help."""
        self.looks += ["ahead"] * self.can_foresee
        return self.can_foresee

    def look_around(self, _units: float) -> bool:
        """Look around good plans, if that can help."""
        self.looks += ["around"] * self.can_look_around
        return self.can_look_around

    def settle(self, _effort: Effort) -> bool:
        """Have everybody choose a day."""
        self.looks.append("days")
        return True


def _prover(problem: Problem, looking: Looking) -> Prover:
    domains = possible_slots(problem)
    assert domains is not None
    search = Search(problem, seconds=6000)
    return Prover(search, Formulations(problem, domains), 1, cast("Improver", looking))


def test_a_question_that_is_answered_is_followed_by_the_next_one() -> None:
    looking = Looking()
    prover = _prover(TWO_BREAKS, looking)

    bounds = []
    for number in range(3):
        prover.turn(number, PLENTY)
        bounds.append(prover.search.bound)

    assert bounds == [1, 2, 2]
    assert prover.search.breaks == 2
    assert looking.looks == []


def test_after_a_question_that_stays_open_it_looks_ahead_once() -> None:
    looking = Looking()
    prover = _prover(MANY_PEOPLE, looking)

    looks = []
    for number in range(4):
        prover.turn(number, HARDLY_ANY)
        looks.append(len(looking.looks))

    assert prover.search.bound == 0
    assert looks == [0, 1, 1, 2]
    assert set(looking.looks) == {"ahead"}


def test_where_looking_ahead_can_not_help_it_looks_around_good_plans() -> None:
    looking = Looking(can_foresee=False)
    prover = _prover(MANY_PEOPLE, looking)

    for number in range(2):
        prover.turn(number, HARDLY_ANY)

    assert looking.looks == ["around"]


def test_where_neither_can_help_everybody_chooses_a_day() -> None:
    looking = Looking(can_foresee=False, can_look_around=False)
    prover = _prover(MANY_PEOPLE, looking)

    for number in range(2):
        prover.turn(number, HARDLY_ANY)

    assert looking.looks == ["days"]


@pytest.mark.parametrize("halves, ways", [(0.6, [SUM, SUM, BELOW] * 2), (0.0, [SUM] * 6)])
def test_every_third_question_is_sought_from_below_where_long_days_are_restricted(
    halves: float, ways: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(proving, "decide", lambda *_: asked.append(SUM))
    monkeypatch.setattr(proving, "minimise", lambda *_: asked.append(BELOW))
    problem = draw(Shape(42, 90, 30, 8, 15, halves=halves), 1)
    prover = _prover(problem, Looking())

    for number in range(12):
        prover.turn(number, PLENTY)

    assert asked == ways
