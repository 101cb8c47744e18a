"""Rounds of thousands, in small: every rule is kept, and what is scarce goes to musts."""

import random
from dataclasses import replace

from hypothesis import given, settings

from matchmaking.scheduling.rounds.checker import faults
from matchmaking.scheduling.rounds.relaxation import Choice
from matchmaking.scheduling.rounds.satisfaction import floor_of
from matchmaking.scheduling.rounds.search import RoundSearch
from matchmaking.scheduling.rounds.spreading import Goal
from matchmaking.scheduling.rounds.thousands import lay, place_thousands
from matchmaking.scheduling.rounds.values import Aim, Interpreter, RoundPlan, RoundProblem
from tests.scheduling.rounds.drawing import draw
from tests.scheduling.rounds.rounds import MAY, MUST, WANT, a_round, wish, with_party, with_person
from tests.scheduling.rounds.test_against_everything import SEEDS, settled


def placed(problem: RoundProblem) -> RoundPlan:
    """Place the round as if it were one of thousands."""
    search = RoundSearch(problem, seconds=10)
    place_thousands(search, 0)
    return search.plan()


@given(SEEDS)
@settings(max_examples=80, deadline=None, derandomize=True)
def test_no_rule_is_broken(seed: int) -> None:
    problem = settled(draw(seed), random.Random(seed))

    plan = placed(problem)

    assert not list(faults(problem, plan.seats))


def test_the_only_interpreter_goes_to_the_must() -> None:
    wishes = [*(wish(2 * i, 2 * i + 1, WANT) for i in range(4)), wish(8, 9, MUST)]
    problem = replace(
        a_round(wishes, slots=1, tables=9),
        interpreters=(Interpreter(frozenset({"en", "zh"})),),
    )
    for person in range(10):
        problem = with_person(problem, person, languages=frozenset({("en", "zh")[person % 2]}))

    seats = placed(problem).seats

    assert [seat is not None for seat in seats] == [False] * 4 + [True]


def test_people_eat_in_turns_so_that_no_slot_stands_empty() -> None:
    pairs = [(host, 4 + guest) for host in range(4) for guest in range(4)]
    problem = replace(a_round(pairs, slots=4, tables=4), lunch=(frozenset({1, 2}),))

    seats = placed(problem).seats

    # Everybody can have three meetings, one slot is for eating.
    assert sum(seat is not None for seat in seats) == 12
    assert {seat.slot for seat in seats if seat} == {0, 1, 2, 3}


def test_nobody_is_left_out_for_who_has_others_to_meet() -> None:
    # The host everybody wishes has two hours; half of them wish the other host too.
    wishes = [wish(guest, 0, MAY) for guest in (2, 3)]
    wishes += [wish(guest, host, WANT) for guest in (4, 5) for host in (0, 1)]

    plan = placed(a_round(wishes, slots=2, tables=4))

    floor = next(reached for reached in plan.scores if reached.aim is Aim.FLOOR)
    assert (floor.value, floor.bound) == (500, 500)


def test_minima_come_before_weight_and_after_musts() -> None:
    wishes = [wish(0, 1, MUST), wish(0, 2, WANT, WANT), wish(0, 3, MAY), wish(0, 4, MAY)]
    problem = a_round(wishes, slots=2)
    for party in (3, 4):
        problem = with_party(problem, party, minimum=1)

    plan = placed(problem)

    reached = {score.aim: (score.value, score.bound) for score in plan.scores}
    assert (reached[Aim.MUSTS], reached[Aim.MINIMA]) == ((1, 1), (1, 1))


def test_a_floor_that_is_out_of_reach_does_not_keep_the_least_from_more() -> None:
    # The guest who wishes both hosts would lose more than the other gains.
    wishes = [wish(2, 0, WANT), wish(2, 1, WANT), wish(3, 0, MAY)]
    problem = with_person(a_round(wishes, slots=2), 0, closed=frozenset({1}))
    search = RoundSearch(problem, seconds=10)

    seats = lay(search, Choice(goal=Goal(musts=0, missing=0, floor=1000)), 10)

    assert floor_of(search.problem, seats, search.best) == 500
