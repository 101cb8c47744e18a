"""Events whose fewest breaks are known by argument, not by computing."""

import pytest

from matchmaking.scheduling.checker import objections
from matchmaking.scheduling.plan import Plan, Progress, Status
from matchmaking.scheduling.problem import Half, Meeting, Problem
from matchmaking.scheduling.solver import solve
from tests.scheduling.events import event

ROUND_OF_FOUR = [(0, 1), (2, 3), (0, 2), (1, 3), (0, 3), (1, 2)]


def solved(problem: Problem, *, workers: int = 1, seed: int = 0) -> Plan:
    """Solve and insist that the checker agrees."""
    plan = solve(problem, seconds=600, workers=workers, seed=seed)
    assert objections(problem, plan) == []
    return plan


@pytest.mark.parametrize(
    "problem, breaks",
    [
        # Nobody meets anybody.
        (event([], slots=1, participants=3), 0),
        # A full round of four fills three slots on two tables.
        (event(ROUND_OF_FOUR, slots=3, tables=2), 0),
        # Of three who all meet each other, whoever has the first and the last meeting waits.
        (event([(0, 1), (1, 2), (0, 2)], slots=3), 1),
        # The two meetings are fixed with a slot between them.
        (event([], meetings=[Meeting(0, 1, slot=0), Meeting(0, 2, slot=2)], slots=3), 1),
        # The same over lunch: the afternoon begins two slots after the last free one.
        (
            event(
                [],
                meetings=[Meeting(0, 1, half=Half.MORNING), Meeting(0, 2, half=Half.AFTERNOON)],
                slots=4,
                morning_slots=2,
                forbidden={0: {1}},
            ),
            1,
        ),
        # Person 0 cannot come in every second slot, so each of the gaps is a break.
        (event([(0, 1), (0, 2), (0, 3)], slots=6, forbidden={0: {1, 3, 5}}), 2),
        # A chain of meetings, each after the one before: 0 has the first and the last.
        (
            event(
                [],
                meetings=[
                    Meeting(0, 1),
                    Meeting(1, 2, after=(0,)),
                    Meeting(2, 3, after=(1,)),
                    Meeting(0, 3, after=(2,)),
                ],
                slots=4,
            ),
            1,
        ),
    ],
)
def test_the_fewest_breaks_are_found_and_proven(problem: Problem, breaks: int) -> None:
    plan = solved(problem)

    assert (plan.status, plan.breaks, plan.bound) == (Status.OPTIMAL, breaks, breaks)


@pytest.mark.parametrize(
    "problem",
    [
        # Three meetings need three places at tables.
        event([(0, 1), (2, 3), (4, 5)], slots=1, tables=2),
        event([(0, 1)], slots=1, tables=0),
        # A person cannot be in two meetings in one slot.
        event([(0, 1), (0, 2)], slots=1),
        # An odd ring of five cannot be done in two slots.
        event([(0, 1), (1, 2), (2, 3), (3, 4), (4, 0)], slots=2),
        # Each comes after the other.
        event([], meetings=[Meeting(0, 1, after=(1,)), Meeting(2, 3, after=(0,))], slots=9),
        # Fixed to the morning, wanted in the afternoon.
        event([], meetings=[Meeting(0, 1, Half.AFTERNOON, slot=0)], slots=2, morning_slots=1),
        # Fixed to where one of them cannot come.
        event([], meetings=[Meeting(0, 1, slot=1)], slots=2, forbidden={1: {1}}),
        # Person 0 must have a break, person 3 cannot have one, and nobody may differ.
        event(
            [],
            meetings=[Meeting(0, 1, slot=0), Meeting(0, 2, slot=2)],
            slots=3,
            participants=4,
            fairness=0,
        ),
    ],
)
def test_what_cannot_be_done_is_proven_impossible(problem: Problem) -> None:
    plan = solved(problem)

    assert (plan.status, plan.slots, plan.breaks) == (Status.INFEASIBLE, None, None)


def test_a_full_round_of_four_on_one_table_costs_three_breaks() -> None:
    # Everybody has three meetings, so eight pairs of consecutive ones. Only the five steps from
    # slot to slot can make such a pair adjacent, and a step serves one person at most.
    problem = event(ROUND_OF_FOUR, slots=6, tables=1)

    plan = solved(problem)

    assert plan.status is Status.OPTIMAL
    assert plan.breaks == 3


def test_one_worker_gives_the_same_plan_for_the_same_seed() -> None:
    problem = event([*ROUND_OF_FOUR, (4, 5), (0, 4), (1, 5), (2, 4), (3, 5)], slots=6, tables=2)

    plans = [solved(problem, seed=5) for _ in range(3)]

    assert len({plan.slots for plan in plans}) == 1


def test_several_workers_find_the_same_number_of_breaks() -> None:
    problem = event(ROUND_OF_FOUR, slots=6, tables=1)

    assert {solved(problem, workers=workers).breaks for workers in (1, 2, 4)} == {3}


def test_progress_only_ever_improves() -> None:
    seen: list[Progress] = []

    plan = solve(event(ROUND_OF_FOUR, slots=6, tables=1), workers=1, progress=seen.append)

    found = [moment.best for moment in seen if moment.best is not None]
    assert found == sorted(found, reverse=True)
    assert [moment.bound or 0 for moment in seen] == sorted(moment.bound or 0 for moment in seen)
    assert (seen[-1].best, seen[-1].bound) == (plan.breaks, plan.bound)


def test_no_time_gives_no_plan_but_an_honest_answer() -> None:
    plan = solve(event(ROUND_OF_FOUR, slots=6, tables=1), seconds=1e-9)

    assert (plan.status, plan.slots) == (Status.UNKNOWN, None)
