import json
from typing import Any

import pytest

from matchmaking.scheduling.errors import ProblemFileError
from matchmaking.scheduling.problem import Half, Meeting
from matchmaking.scheduling.problem_file import read_problem


def document(**changes: object) -> dict[str, Any]:
    """A file that fits, with some fields changed."""
    meetings = [
        {"a": 0, "b": 1, "half": "any", "slot": None, "after": []},
        {"a": 1, "b": 2, "half": "morning", "slot": 1, "after": [0]},
    ]
    return {
        "participants": 3,
        "slots": 4,
        "morning_slots": 2,
        "tables": 2,
        "fairness": 1,
        "meetings": meetings,
        "forbidden": [[], [3], []],
    } | changes


def meeting(**changes: object) -> dict[str, Any]:
    """A file whose second meeting has some fields changed."""
    whole = document()
    whole["meetings"][1] |= changes
    return whole


def without(name: str, place: dict[str, Any], whole: dict[str, Any]) -> dict[str, Any]:
    """The file after taking a field away."""
    del place[name]
    return whole


def test_a_file_that_fits_is_read_whole() -> None:
    problem = read_problem(json.dumps(document()))

    assert (problem.participants, problem.slots, problem.morning_slots) == (3, 4, 2)
    assert (problem.tables, problem.fairness) == (2, 1)
    assert problem.meetings == (
        Meeting(0, 1),
        Meeting(1, 2, half=Half.MORNING, slot=1, after=(0,)),
    )
    assert problem.forbidden == (frozenset(), frozenset({3}), frozenset())


def test_fairness_is_two_unless_said() -> None:
    whole = document()

    problem = read_problem(json.dumps(without("fairness", whole, whole)))

    assert problem.fairness == 2


@pytest.mark.parametrize(
    "broken, complaint",
    [
        ([], "file: must be an object"),
        (document(participants="3"), "participants: must be a whole number"),
        (document(participants=0), "participants: must be from 1 to 1000000"),
        (document(slots=2.5), "slots: must be a whole number"),
        (document(slots=10**9), "slots: must be from 1 to 1000"),
        (document(morning_slots=5), "morning_slots: must be from 0 to 4"),
        (document(tables=-1), "tables: must be at least 0"),
        (document(tables=True), "tables: must be a whole number"),
        (document(fairness=None), "fairness: must be a whole number"),
        (document(meetings={}), "meetings: must be a list"),
        (document(meetings=[7]), "meetings[0]: must be an object"),
        (
            document(forbidden=[[]]),
            "forbidden: must list the slots of all 3 participants, not of 1",
        ),
        (document(forbidden=[[], 3, []]), "forbidden[1]: must be a list"),
        (document(forbidden=[[], [4], []]), "forbidden[1][0]: must be from 0 to 3"),
        (meeting(a=3), "meetings[1].a: must be from 0 to 2"),
        (meeting(b=1), "meetings[1].b: must be another participant than a"),
        (meeting(half="noon"), "meetings[1].half: must be one of any, morning, afternoon"),
        (meeting(half=1), "meetings[1].half: must be one of any, morning, afternoon"),
        (meeting(slot=4), "meetings[1].slot: must be from 0 to 3"),
        (meeting(slot="1"), "meetings[1].slot: must be a whole number"),
        (meeting(after=0), "meetings[1].after: must be a list"),
        (meeting(after=[2]), "meetings[1].after[0]: must be from 0 to 1"),
        (meeting(after=[1]), "meetings[1].after: must not name the meeting itself"),
    ],
)
def test_a_file_that_does_not_fit_is_told_the_field_and_the_rule(
    broken: object, complaint: str
) -> None:
    with pytest.raises(ProblemFileError) as caught:
        read_problem(json.dumps(broken))

    assert str(caught.value) == complaint


@pytest.mark.parametrize("name", ["participants", "slots", "tables", "meetings", "forbidden"])
def test_a_missing_field_is_named(name: str) -> None:
    whole = document()

    with pytest.raises(ProblemFileError, match=f"^{name}: is missing$"):
        read_problem(json.dumps(without(name, whole, whole)))


@pytest.mark.parametrize("name", ["a", "b", "half", "slot", "after"])
def test_a_missing_field_of_a_meeting_is_named(name: str) -> None:
    whole = document()

    with pytest.raises(ProblemFileError, match=rf"^meetings\[0\]\.{name}: is missing$"):
        read_problem(json.dumps(without(name, whole["meetings"][0], whole)))


@pytest.mark.parametrize("text", ["", "{", b"\xff\xfe\x00", "[" * 100_000, '{"a": 1e400'])
def test_what_is_not_json_is_told(text: str | bytes) -> None:
    with pytest.raises(ProblemFileError, match=r"^file: is not JSON"):
        read_problem(text)


@pytest.mark.parametrize("name", ["slots", "half"])
def test_a_field_that_is_there_twice_is_named(name: str) -> None:
    text = json.dumps(document()).replace(f'"{name}": ', f'"{name}": 1, "{name}": ', 1)

    with pytest.raises(ProblemFileError, match=f"^{name}: is there twice$"):
        read_problem(text)
