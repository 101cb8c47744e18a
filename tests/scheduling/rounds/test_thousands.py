"""Rounds of thousands, in small: every rule is kept, and what is scarce goes to musts."""

import random
from dataclasses import replace

from hypothesis import given, settings

from matchmaking.scheduling.rounds.checker import faults
from matchmaking.scheduling.rounds.search import RoundSearch
from matchmaking.scheduling.rounds.thousands import place_thousands
from matchmaking.scheduling.rounds.values import Interpreter, RoundPlan, RoundProblem
from tests.scheduling.rounds.drawing import draw
from tests.scheduling.rounds.rounds import MUST, WANT, a_round, wish, with_person
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
