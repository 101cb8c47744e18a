"""Everybody's hours, with time to eat."""

from dataclasses import replace

from matchmaking.scheduling.rounds.capacity import hours_of
from matchmaking.scheduling.rounds.possibilities import Possibilities
from matchmaking.scheduling.rounds.values import Away
from tests.scheduling.rounds.rounds import a_round, with_person


def test_an_hour_is_kept_to_eat_unless_there_is_another() -> None:
    problem = replace(a_round([(0, 1)], slots=4), lunch=(frozenset({1, 2}),))
    closed = with_person(problem, 0, closed=frozenset({2}))
    away = with_person(problem, 0, away=(Away(560, 600, 0),))

    assert hours_of(Possibilities(problem), 0) == 3
    assert hours_of(Possibilities(closed), 0) == 3
    assert hours_of(Possibilities(away), 0) == 2


def test_lunches_that_overlap_cost_one_hour_for_certain() -> None:
    problem = replace(a_round([(0, 1)], slots=4), lunch=(frozenset({1, 2}), frozenset({2, 3})))

    assert hours_of(Possibilities(problem), 0) == 3
