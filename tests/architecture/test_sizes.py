"""Nothing grows beyond what one reads at a sitting."""

import ast
from collections.abc import Sequence
from pathlib import Path
from statistics import median, quantiles

from tests.architecture.source import (
    Function,
    application_files,
    checking_files,
    functions,
    name_of,
    template_files,
)

LONGEST_FILE = 400
LONGEST_FUNCTION = 40
LONGEST_TEMPLATE = 150
MOST_POSITIONAL = 5
MOST_BRANCHES = 8
# To be split; nothing may be added.
OVERDUE = (
    " _people",
    " enter_asked_rate",
    " invite",
    " alternatives",
    " propose_correction",
    " person",
    " stuck",
    " _named",
    " confirm_meeting",
    " report_attendance",
    " request_meeting",
)
MEDIAN_FILE, LONG_FILE = 110, 300
MEDIAN_FUNCTION, LONG_FUNCTION = 7, 20
LONG_TEMPLATE = 95
LONG_TEST = 25


def ninetieth(sizes: Sequence[int]) -> float:
    return quantiles(sizes, n=10)[-1]


def lines_of(path: Path) -> int:
    return len(path.read_text("utf-8").splitlines())


def branches_of(function: Function) -> int:
    kinds = (ast.If, ast.For, ast.While, ast.ExceptHandler, ast.match_case)
    return sum(isinstance(node, kinds) for node in ast.walk(function.node))


def test_no_module_is_too_long() -> None:
    paths = [*application_files(), *checking_files()]

    assert {name_of(path) for path in paths if lines_of(path) > LONGEST_FILE} == set()


def test_modules_are_short_on_the_whole() -> None:
    sizes = [lines_of(path) for path in application_files() if lines_of(path) > 1]

    assert (median(sizes) <= MEDIAN_FILE, ninetieth(sizes) <= LONG_FILE) == (True, True)


def test_no_function_is_too_long() -> None:
    everything = (*application_files(), *checking_files())
    found = {one.place for one in functions(everything) if one.lines > LONGEST_FUNCTION}

    assert {one for one in found if not one.endswith(OVERDUE)} == set()


def test_functions_are_short_on_the_whole() -> None:
    sizes = [function.lines for function in functions(application_files())]

    assert (median(sizes) <= MEDIAN_FUNCTION, ninetieth(sizes) <= LONG_FUNCTION) == (True, True)


def test_tests_are_short_on_the_whole() -> None:
    tests = [one for one in functions(checking_files()) if one.node.name.startswith("test_")]

    assert ninetieth([function.lines for function in tests]) <= LONG_TEST


def test_no_function_branches_too_often() -> None:
    found = {
        one.place for one in functions(application_files()) if branches_of(one) > MOST_BRANCHES
    }

    assert found == set()


def test_no_function_takes_many_positional_arguments() -> None:
    found = set()
    for function in functions(application_files()):
        taken = [*function.node.args.posonlyargs, *function.node.args.args]
        if len([one for one in taken if one.arg not in {"self", "cls"}]) > MOST_POSITIONAL:
            found.add(function.place)

    assert found == set()


def test_no_template_is_too_long() -> None:
    found = {name_of(path) for path in template_files() if lines_of(path) > LONGEST_TEMPLATE}

    assert found == set()


def test_templates_are_short_on_the_whole() -> None:
    assert ninetieth([lines_of(path) for path in template_files()]) <= LONG_TEMPLATE
