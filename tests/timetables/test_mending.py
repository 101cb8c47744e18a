"""Mending on paper: what is said of those without a seat, and who interprets."""

from dataclasses import replace

from matchmaking.scheduling.rounds.obstacles import explain, summary
from matchmaking.scheduling.rounds.reasons import ObstacleKind, RemedyKind
from matchmaking.scheduling.rounds.repair import repair_round
from matchmaking.timetables.answers import Answer
from matchmaking.timetables.mending import (
    LEAST_TO_EXPLAIN,
    SECONDS,
    SECONDS_FOR_BREAKS,
    SECONDS_TO_KEEP,
    SECONDS_TO_SEARCH,
    explained,
    with_same_helpers,
)
from matchmaking.timetables.questions import Held
from tests.scheduling.rounds.rounds import a_round
from tests.timetables.published import slot


def test_a_repair_that_took_all_its_time_says_what_would_place_the_others() -> None:
    problem = a_round([(0, 1), (2, 3), (4, 5)], slots=1, tables=1)
    mended = replace(repair_round(problem, seconds=60), seconds=SECONDS)

    obstacles, remedies = explained(problem, mended)

    assert [one.kind for one in obstacles] == [ObstacleKind.NO_PLACE] * 2
    assert all(one.remedy for one in obstacles)
    assert [(one.kind, one.count, len(one.also)) for one in remedies] == [(RemedyKind.PLACES, 2, 2)]


def test_a_repair_leaves_time_of_its_second_to_be_explained_and_kept() -> None:
    beside = 2 * LEAST_TO_EXPLAIN + SECONDS_TO_KEEP
    assert SECONDS_FOR_BREAKS + beside <= SECONDS * 1.05
    assert SECONDS_TO_SEARCH + beside <= SECONDS * 1.25


def test_where_the_time_is_up_nothing_more_is_tried() -> None:
    problem = a_round([(2 * n, 2 * n + 1) for n in range(20)], slots=1, tables=1)
    seats = repair_round(problem, seconds=60).seats
    obstacles = explain(problem, seats, seconds=60)

    assert summary(problem, seats, obstacles, seconds=0) == []
    assert [one.is_cut_short for one in explain(problem, seats, seconds=0)] == [True] * 19


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
