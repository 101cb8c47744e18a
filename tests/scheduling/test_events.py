"""Events of the published sizes are closed: proven optimal, or proven impossible."""

import pytest

from bench.events import HOSTED, PUBLISHED, VARIANTS, Shape, draw, published
from matchmaking.scheduling.checker import objections
from matchmaking.scheduling.plan import Status
from matchmaking.scheduling.problem import Half
from matchmaking.scheduling.solver import solve

CLOSED = {Status.OPTIMAL, Status.INFEASIBLE}


@pytest.mark.parametrize("name", ["tic-12", "tic-12crafc", "tic-13crafb"])
@pytest.mark.parametrize("variant", ["plain", "forbidden-3", "fixed-20", "precedences-15"])
def test_an_event_that_hides_a_timetable_is_proven_optimal(name: str, variant: str) -> None:
    problem = published(name, variant, seed=1)

    plan = solve(problem, seconds=6000, workers=2)

    assert objections(problem, plan) == []
    assert plan.status is Status.OPTIMAL


@pytest.mark.parametrize("name", ["tic-12", "forumt-14", "forum-13", "ticf-14crafa"])
def test_an_event_fixed_without_regard_to_a_timetable_is_proven_impossible(name: str) -> None:
    problem = published(name, "fixed-40", seed=1, kept=False)

    plan = solve(problem, seconds=6000, workers=2)

    assert plan.status is Status.INFEASIBLE


@pytest.mark.parametrize("variant", ["plain", "forbidden-7", "fixed-20", "precedences-25"])
def test_an_event_of_few_hosts_and_many_guests_over_a_whole_day_is_proven_optimal(
    variant: str,
) -> None:
    problem = published("forum-13crafc hosts", variant)

    plan = solve(problem, seconds=6000, workers=2)

    assert {meeting.half for meeting in problem.meetings} == set(Half)
    assert objections(problem, plan) == []
    assert plan.status is Status.OPTIMAL


@pytest.mark.parametrize(
    "shape",
    [
        Shape(70, 154, 21, 14),
        Shape(76, 195, 22, 14),
        Shape(70, 154, 21, 12),
        Shape(78, 302, 22, 22),
    ],
    ids=lambda shape: f"{shape.meetings}-{shape.tables}",
)
def test_an_event_in_which_anybody_meets_anybody_over_a_whole_day_is_proven_optimal(
    shape: Shape,
) -> None:
    problem = draw(shape, 2)

    plan = solve(problem, seconds=6000, workers=2)

    assert objections(problem, plan) == []
    assert plan.status is Status.OPTIMAL


@pytest.mark.parametrize(
    "shape",
    [
        # Only people sent whole, or everybody's choice of days, show what these need.
        Shape(60, 237, 10, 25, 5, forbidden=0.03, hosts=26),
        Shape(60, 236, 10, 24, 5, fixed=0.4, hosts=26),
        Shape(47, 180, 10, 19, precedences=0.25, hosts=20),
    ],
    ids=["absent", "fixed", "ordered"],
)
def test_a_short_day_with_hardly_a_table_to_spare_is_proven_optimal(shape: Shape) -> None:
    problem = draw(shape, 12)

    plan = solve(problem, seconds=6000, workers=2)

    assert objections(problem, plan) == []
    assert plan.status is Status.OPTIMAL


@pytest.mark.stress
@pytest.mark.parametrize("name", [*PUBLISHED, *HOSTED])
@pytest.mark.parametrize("variant", VARIANTS)
def test_every_published_size_and_variant_gets_a_plan_the_checker_accepts(
    name: str, variant: str
) -> None:
    problem = published(name, variant, seed=2)

    plan = solve(problem, seconds=600, workers=2)

    assert objections(problem, plan) == []
    assert plan.status in CLOSED | {Status.FEASIBLE}
