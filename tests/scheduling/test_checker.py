from dataclasses import replace

import pytest

from matchmaking.scheduling.checker import breaks_of, objections, timetable_objections
from matchmaking.scheduling.plan import Plan, Status
from matchmaking.scheduling.problem import Half, Meeting
from tests.scheduling.events import event

# Four people in six slots, the first three of them the morning. Person 0 is away in slot 5.
PROBLEM = event(
    [],
    meetings=[
        Meeting(0, 1, half=Half.MORNING),
        Meeting(0, 2, slot=1),
        Meeting(2, 3, half=Half.AFTERNOON),
        Meeting(1, 3, after=(0,)),
        Meeting(1, 2),
    ],
    slots=6,
    morning_slots=3,
    tables=2,
    fairness=1,
    forbidden={0: {5}},
)
SLOTS = (0, 1, 3, 2, 4)
GOOD = Plan(Status.OPTIMAL, SLOTS, 3, 3, 0.1)


def test_a_sound_plan_meets_no_objection() -> None:
    assert breaks_of(PROBLEM, SLOTS) == [0, 2, 1, 0]
    assert objections(replace(PROBLEM, fairness=2), GOOD) == []


@pytest.mark.parametrize(
    "slots, complaint",
    [
        ((0, 1, 3, 2), "4 slots are given for 5 meetings"),
        ((0, 1, 3, 2, 4, 5), "6 slots are given for 5 meetings"),
        ((0, 1, 3, 2, -1), "meeting 4 is in slot -1, which does not exist"),
        ((0, 1, 3, 2, 6), "meeting 4 is in slot 6, which does not exist"),
        ((0, 1, 3, 2, "4"), "meeting 4 has no whole number as its slot"),
        ((0, True, 3, 2, 4), "meeting 1 has no whole number as its slot"),
        ((0, 1, 3, 2, None), "meeting 4 has no whole number as its slot"),
        ((3, 1, 3, 4, 2), "meeting 0 must be in the morning"),
        ((0, 1, 2, 3, 4), "meeting 2 must be in the afternoon"),
        ((0, 2, 3, 1, 4), "meeting 1 is fixed to slot 1"),
        ((2, 1, 3, 0, 4), "meeting 3 must come after meeting 0"),
        ((2, 1, 3, 2, 4), "meeting 3 must come after meeting 0"),
        ((5, 1, 3, 2, 4), "participant 0 cannot come in slot 5 (meeting 0)"),
        ((1, 1, 3, 2, 4), "participant 0 has 2 meetings in slot 1"),
        ((0, 1, 4, 2, 4), "participant 2 has 2 meetings in slot 4"),
        (SLOTS, "breaks differ by 2 between participants; 1 is allowed"),
    ],
)
def test_a_broken_timetable_is_told_what_it_breaks(slots: tuple[int, ...], complaint: str) -> None:
    assert complaint in timetable_objections(PROBLEM, slots)


def test_more_meetings_than_tables_are_told() -> None:
    crowded = event([(0, 1), (2, 3)], slots=2, tables=1)

    assert timetable_objections(crowded, (1, 1)) == ["slot 1 holds 2 meetings on 1 tables"]


@pytest.mark.parametrize(
    "plan, complaint",
    [
        (replace(GOOD, breaks=2, bound=2), "the plan claims 2 breaks but has 3"),
        (replace(GOOD, breaks=4, bound=4), "the plan claims 4 breaks but has 3"),
        (replace(GOOD, bound=4), "the bound 4 is above the plan's 3 breaks"),
        (replace(GOOD, bound=2), "an optimal plan of 3 breaks cannot have the bound 2"),
        (replace(GOOD, bound=-1), "the bound is below zero"),
        (replace(GOOD, bound=None), "a plan must come with a bound"),
        (replace(GOOD, breaks=None), "breaks and timetable must come together"),
        (replace(GOOD, slots=None), "breaks and timetable must come together"),
        (replace(GOOD, slots=None, breaks=None), "an optimal result must come with a timetable"),
        (
            replace(GOOD, status=Status.INFEASIBLE),
            "an infeasible result cannot come with a timetable",
        ),
        (replace(GOOD, status=Status.UNKNOWN), "an unknown result cannot come with a timetable"),
    ],
)
def test_a_plan_that_claims_too_much_is_told(plan: Plan, complaint: str) -> None:
    assert complaint in objections(replace(PROBLEM, fairness=2), plan)


def test_a_long_gap_is_one_break_and_neighbours_are_none() -> None:
    problem = event([(0, 1), (0, 2), (0, 3)], slots=9)

    assert breaks_of(problem, (0, 1, 2)) == [0, 0, 0, 0]
    assert breaks_of(problem, (0, 1, 8)) == [1, 0, 0, 0]
    assert breaks_of(problem, (0, 4, 8)) == [2, 0, 0, 0]
