from dataclasses import replace
from typing import cast

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
TWENTY = 20
GOOD = Plan(Status.OPTIMAL, SLOTS, 3, 3, 0.1)


def test_a_sound_plan_meets_no_objection() -> None:
    assert breaks_of(PROBLEM, SLOTS) == [0, 2, 1, 0]
    assert objections(replace(PROBLEM, fairness=2), GOOD) == []


TIMETABLES = {
    "a slot is missing": ((0, 1, 3, 2), "4 slots are given for 5 meetings"),
    "a slot too many": ((0, 1, 3, 2, 4, 5), "6 slots are given for 5 meetings"),
    "before the first slot": ((0, 1, 3, 2, -1), "meeting 4 is in slot -1, which does not exist"),
    "after the last slot": ((0, 1, 3, 2, 6), "meeting 4 is in slot 6, which does not exist"),
    "text": ((0, 1, 3, 2, "4"), "meeting 4 has no whole number as its slot"),
    "a truth value": ((0, True, 3, 2, 4), "meeting 1 has no whole number as its slot"),
    "nothing": ((0, 1, 3, 2, None), "meeting 4 has no whole number as its slot"),
    "not in the morning": ((3, 1, 3, 4, 2), "meeting 0 must be in the morning"),
    "not in the afternoon": ((0, 1, 2, 3, 4), "meeting 2 must be in the afternoon"),
    "moved though fixed": ((0, 2, 3, 1, 4), "meeting 1 is fixed to slot 1"),
    "before its forerunner": ((2, 1, 3, 0, 4), "meeting 3 must come after meeting 0"),
    "beside its forerunner": ((2, 1, 3, 2, 4), "meeting 3 must come after meeting 0"),
    "while somebody is away": ((5, 1, 3, 2, 4), "participant 0 cannot come in slot 5 (meeting 0)"),
    "two at once for the first": ((1, 1, 3, 2, 4), "participant 0 has 2 meetings in slot 1"),
    "two at once for the second": ((0, 1, 4, 2, 4), "participant 2 has 2 meetings in slot 4"),
    "unfair": (SLOTS, "breaks differ by 2 between participants; 1 is allowed"),
}

CLAIMS = {
    "too few breaks": (replace(GOOD, breaks=2, bound=2), "the plan claims 2 breaks but has 3"),
    "too many breaks": (replace(GOOD, breaks=4, bound=4), "the plan claims 4 breaks but has 3"),
    "bound above": (replace(GOOD, bound=4), "the bound 4 is above the plan's 3 breaks"),
    "optimal above its bound": (
        replace(GOOD, bound=2),
        "an optimal plan of 3 breaks cannot have the bound 2",
    ),
    "bound below zero": (replace(GOOD, bound=-1), "the bound is below zero"),
    "no bound": (replace(GOOD, bound=None), "a plan must come with a bound"),
    "no breaks": (replace(GOOD, breaks=None), "breaks and timetable must come together"),
    "no timetable": (replace(GOOD, slots=None), "breaks and timetable must come together"),
    "optimal without a plan": (
        replace(GOOD, slots=None, breaks=None),
        "an optimal result must come with a timetable",
    ),
    "infeasible with a plan": (
        replace(GOOD, status=Status.INFEASIBLE),
        "an infeasible result cannot come with a timetable",
    ),
    "unknown with a plan": (
        replace(GOOD, status=Status.UNKNOWN),
        "an unknown result cannot come with a timetable",
    ),
}


def test_at_least_twenty_kinds_of_broken_plan_are_tried() -> None:
    # One more kind, too few tables, has a test of its own.
    assert len({*TIMETABLES, *CLAIMS}) + 1 >= TWENTY


@pytest.mark.parametrize("kind", TIMETABLES)
def test_a_broken_timetable_is_told_what_it_breaks(kind: str) -> None:
    slots, complaint = TIMETABLES[kind]

    # Some of these are no timetables at all, as a fault elsewhere could make them.
    assert complaint in timetable_objections(PROBLEM, cast("tuple[int, ...]", slots))


def test_more_meetings_than_tables_are_told() -> None:
    crowded = event([(0, 1), (2, 3)], slots=2, tables=1)

    assert timetable_objections(crowded, (1, 1)) == ["slot 1 holds 2 meetings on 1 tables"]


@pytest.mark.parametrize("kind", CLAIMS)
def test_a_plan_that_claims_too_much_is_told(kind: str) -> None:
    plan, complaint = CLAIMS[kind]

    assert complaint in objections(replace(PROBLEM, fairness=2), plan)


def test_a_long_gap_is_one_break_and_neighbours_are_none() -> None:
    problem = event([(0, 1), (0, 2), (0, 3)], slots=9)

    assert breaks_of(problem, (0, 1, 2)) == [0, 0, 0, 0]
    assert breaks_of(problem, (0, 1, 8)) == [1, 0, 0, 0]
    assert breaks_of(problem, (0, 4, 8)) == [2, 0, 0, 0]
