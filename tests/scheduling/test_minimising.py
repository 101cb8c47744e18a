"""CP-SAT minimises from below: with a plan and without, beside others and before anybody."""

import pytest
from ortools.sat.python.cp_model_helper import CpModelProto, SolveWrapper

from bench.events import published
from matchmaking.scheduling import improving
from matchmaking.scheduling.decisions import Effort, minimise
from matchmaking.scheduling.domains import possible_slots
from matchmaking.scheduling.improving import Formulations, Improver
from matchmaking.scheduling.model import timetable_model
from matchmaking.scheduling.problem import Meeting, Problem
from matchmaking.scheduling.search import Search
from tests.scheduling.events import event

# Three meetings of one person, two of them fixed far from each other: one break at least.
FIXED = [Meeting(0, 1, slot=0), Meeting(0, 2, slot=5), Meeting(0, 3)]


def _minimised(
    problem: Problem, slots: tuple[int, ...] | None = None, most: int | None = None
) -> Search:
    domains = possible_slots(problem)
    assert domains is not None
    search = Search(problem, seconds=600)
    if slots is not None:
        search.offer(slots)
    minimise(search, timetable_model(problem, domains), most, Effort(100, 1))
    return search


@pytest.mark.parametrize("slots", [None, (0, 5, 3)])
def test_the_best_plan_is_found_and_proven_with_a_plan_and_without(
    slots: tuple[int, ...] | None,
) -> None:
    search = _minimised(event([], slots=6, meetings=FIXED), slots)

    assert (search.breaks, search.bound) == (1, 1)
    assert search.is_over


def test_if_there_is_no_plan_with_so_few_breaks_the_bound_is_one_more() -> None:
    search = _minimised(event([], slots=6, meetings=FIXED), most=0)

    assert (search.breaks, search.bound) == (None, 1)
    assert not search.is_infeasible


@pytest.mark.parametrize("most, status", [(0, "INFEASIBLE"), (1, "OPTIMAL")])
def test_a_plan_with_more_breaks_is_none(most: int, status: str) -> None:
    problem = event([], slots=6, meetings=FIXED)
    domains = possible_slots(problem)
    assert domains is not None
    model = timetable_model(problem, domains)
    question = CpModelProto()
    question.copy_from(model.clauses.proto)

    model.minimise(question, most)

    assert SolveWrapper().solve(question).status.name == status


def test_a_plan_with_so_few_breaks_is_found() -> None:
    search = _minimised(event([], slots=6, meetings=FIXED), most=1)

    assert (search.breaks, search.bound) == (1, 1)


def test_without_a_plan_it_says_that_there_is_none() -> None:
    # Three people, each with each, in two slots: the third meeting always finds somebody busy.
    search = _minimised(event([(0, 1), (1, 2), (0, 2)], slots=2))

    assert search.is_infeasible


@pytest.mark.parametrize("name, counts", [("forum-13 hosts", True), ("tic-13", False)])
def test_it_comes_first_where_meetings_of_a_long_day_are_restricted(
    name: str, monkeypatch: pytest.MonkeyPatch, *, counts: bool
) -> None:
    problem = published(name, "fixed-20")
    domains = possible_slots(problem)
    assert domains is not None
    asked: list[bool] = []

    def note(search: Search, *_others: object) -> None:
        asked.append(search.slots is None)

    monkeypatch.setattr(improving, "minimise", note)
    for is_first in (True, False):
        search, formulations = Search(problem, seconds=600), Formulations(problem, domains)
        Improver(search, formulations, domains, 1, is_first=is_first).turn(0, 1.0)

    assert asked == [True] * counts
