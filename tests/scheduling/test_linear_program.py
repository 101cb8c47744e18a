import random

import pytest

from matchmaking.scheduling.linear_program import LinearProgram, Method, Outcome, rounded_up

both_methods = pytest.mark.parametrize("method", Method)


@both_methods
def test_the_least_cost_is_found_inside_and_at_a_corner(method: Method) -> None:
    program = LinearProgram()
    dear, cheap = program.variable(cost=3.0), program.variable(high=2.0, cost=1.0)
    both = program.row(low=5.0, high=9.0)
    program.term(both, dear)
    program.term(both, cheap)
    assert program.minimum(10, method) == pytest.approx(3 * 3 + 2 * 1)


@both_methods
def test_a_program_that_nothing_fulfils_is_impossible(method: Method) -> None:
    program = LinearProgram()
    row = program.row(low=3.0, high=3.0)
    program.term(row, program.variable(high=1.0))
    program.term(row, program.variable(high=1.0))
    assert program.minimum(10, method) is Outcome.IMPOSSIBLE


def test_terms_of_one_row_and_variable_add_up() -> None:
    program = LinearProgram()
    variable = program.variable(cost=1.0)
    row = program.row(low=6.0, high=9.0)
    program.term(row, variable)
    program.term(row, variable, 2.0)
    assert program.minimum(10) == pytest.approx(2)


def test_a_program_without_terms_costs_nothing() -> None:
    program = LinearProgram()
    program.row(low=0.0, high=1.0)
    program.variable(cost=1.0)
    assert program.minimum(10) == 0


@both_methods
def test_a_program_that_was_stopped_has_no_minimum(method: Method) -> None:
    program = _assignment(60)
    program.stop()
    assert program.minimum(60, method) is Outcome.STOPPED


@both_methods
def test_a_program_without_time_left_has_no_minimum(method: Method) -> None:
    assert _assignment(60).minimum(0, method) is Outcome.STOPPED


def test_asking_again_gives_the_same_answer() -> None:
    program = _assignment(60)
    first = program.minimum(60)
    assert program.minimum(60) == first


def test_standard_output_is_left_to_others(capfd: pytest.CaptureFixture[str]) -> None:
    _assignment(3).minimum(10)
    assert capfd.readouterr().out == ""


def test_whole_values_cost_more_than_fractions() -> None:
    program = LinearProgram()
    corner = [program.variable(high=1.0, cost=-1.0) for _ in range(3)]
    for one, other in ((0, 1), (1, 2), (0, 2)):
        row = program.row(low=0.0, high=1.0)
        program.term(row, corner[one])
        program.term(row, corner[other])
    assert program.minimum(10) == pytest.approx(-1.5)
    assert program.minimum(10, whole=True) == pytest.approx(-1)
    assert sorted(program.values) == pytest.approx([0, 0, 1])


def test_a_row_may_be_limited_in_another_way_the_next_time() -> None:
    program = LinearProgram()
    row = program.row(low=1.0, high=9.0)
    program.term(row, program.variable(cost=1.0))
    assert program.minimum(10) == pytest.approx(1)
    program.limit(row, low=4.0, high=9.0)
    assert program.minimum(10) == pytest.approx(4)


def test_what_is_whole_but_for_a_rounding_error_is_not_rounded_up() -> None:
    assert [rounded_up(cost) for cost in (-1e-9, 3.00001, 3.1)] == [0, 3, 4]


def _assignment(size: int) -> LinearProgram:
    """Send each of many to one of many, at drawn costs."""
    dice = random.Random(1)
    program = LinearProgram()
    columns = [program.row(low=1.0, high=1.0) for _ in range(size)]
    for _ in range(size):
        row = program.row(low=1.0, high=1.0)
        for column in columns:
            variable = program.variable(cost=float(dice.randrange(1_000)))
            program.term(row, variable)
            program.term(column, variable)
    return program
