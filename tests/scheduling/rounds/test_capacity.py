"""What is called the most that can be placed is never surpassed, and counts what is scarce."""

import random
from dataclasses import replace

from hypothesis import assume, given, settings

from matchmaking.scheduling.rounds.capacity import hours_of, most_possible
from matchmaking.scheduling.rounds.checker import score
from matchmaking.scheduling.rounds.possibilities import Possibilities
from matchmaking.scheduling.rounds.values import Aim, Away, Interpreter, Seat
from tests.scheduling.rounds.drawing import draw, timetables
from tests.scheduling.rounds.rounds import MAY, MUST, a_round, wish, with_person
from tests.scheduling.rounds.test_against_everything import SEEDS, settled

BOTH, ONE, OTHER = frozenset({"en", "zh"}), frozenset({"en"}), frozenset({"zh"})


@given(SEEDS)
@settings(max_examples=150, deadline=None, derandomize=True)
def test_no_timetable_places_more(seed: int) -> None:
    problem = settled(draw(seed), random.Random(seed))
    all_of_them = timetables(problem)
    assume(all_of_them is not None)
    possibilities = Possibilities(problem)
    weights = {
        Aim.MUSTS: [int(meeting.is_must) for meeting in problem.meetings],
        Aim.WISHES: [meeting.weight for meeting in problem.meetings],
    }
    most = {aim: most_possible(possibilities, weight) for aim, weight in weights.items()}

    for seats in all_of_them or ():
        reached = score(problem, seats)
        assert all(reached[aim] <= most[aim] for aim in most)


def test_one_interpreter_helps_at_the_dearest_meetings_only() -> None:
    wishes = [wish(0, 1, MAY), wish(2, 3, MUST), wish(4, 5, MUST), wish(6, 7, MAY)]
    problem = a_round(wishes, slots=1, tables=4)
    for person in range(8):
        problem = with_person(problem, person, languages=(ONE, OTHER)[person % 2])
    problem = with_person(problem, 7, languages=ONE)
    helped = replace(problem, interpreters=(Interpreter(BOTH),))
    weights = [1, 5, 5, 1]

    assert most_possible(Possibilities(problem), weights) == 1
    assert most_possible(Possibilities(helped), weights) == 5 + 1


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


def test_a_meeting_locked_at_lunch_counts() -> None:
    locked = replace(wish(0, 1), locked=Seat(0, 0, 1, 0))
    problem = replace(a_round([locked], slots=1), lunch=(frozenset({0}),))

    assert most_possible(Possibilities(problem), [3]) == 3
