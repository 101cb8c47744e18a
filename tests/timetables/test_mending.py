"""Mending on paper: who interprets stays where nothing is gained by another."""

from matchmaking.timetables.answers import Answer
from matchmaking.timetables.mending import with_same_helpers
from matchmaking.timetables.questions import Held
from tests.timetables.published import slot


def answered(number: int, helper: int) -> Answer:
    """Return a seat in a slot with somebody who interprets."""
    return Answer(
        a_id=1,
        b_id=2,
        a_representative_id=1,
        b_representative_id=2,
        interpreter_id=helper,
        starts_at=slot(number).starts_at,
        ends_at=slot(number).ends_at,
    )


def held(number: int, helper: int) -> Held:
    return Held((1, 2), slot(number), (1, 2), place_id=1, interpreter_id=helper)


def test_who_interprets_is_not_exchanged_for_nothing() -> None:
    again = with_same_helpers([answered(0, 7)], [held(0, 8)])

    assert [row.interpreter_id for row in again] == [8]


def test_who_interprets_elsewhere_now_is_exchanged() -> None:
    rows = [answered(0, 7), answered(1, 8)]

    again = with_same_helpers(rows, [held(0, 8), held(1, 9)])

    assert [row.interpreter_id for row in again] == [7, 9]
