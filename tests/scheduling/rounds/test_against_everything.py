"""Tiny rounds against trying every timetable there is."""

import math
import random
from dataclasses import replace
from unittest import mock

from hypothesis import assume, given, settings, strategies as st

from matchmaking.scheduling.rounds import repair
from matchmaking.scheduling.rounds.checker import faults, score
from matchmaking.scheduling.rounds.mending import Answer, Mending, Reply
from matchmaking.scheduling.rounds.possibilities import Possibilities
from matchmaking.scheduling.rounds.question import digest, from_json, to_json
from matchmaking.scheduling.rounds.repair import repair_round
from matchmaking.scheduling.rounds.search import merit
from matchmaking.scheduling.rounds.solver import solve_round
from matchmaking.scheduling.rounds.unavoidable import (
    Least,
    RepairBounds,
    is_same,
    unavoidable_changes,
    without_hope,
)
from matchmaking.scheduling.rounds.values import Aim, RoundProblem, Seat, WantedMeeting
from tests.scheduling.rounds.drawing import best_merit, draw, timetables

SUFFICE = Mending.suffice
SEEDS = st.integers(0, 10**6)


def settled(problem: RoundProblem, rng: random.Random) -> RoundProblem:
    """Return the round with some meetings standing and some locked, anywhere they could be."""
    possibilities = Possibilities(problem)

    def settle(meeting: WantedMeeting) -> WantedMeeting:
        seats, dice = list(possibilities.seats(meeting)), rng.random()
        if not seats or dice > 0.7:
            return meeting
        seat = rng.choice(seats)
        return replace(meeting, locked=seat) if dice > 0.6 else replace(meeting, standing=seat)

    return replace(problem, meetings=tuple(map(settle, problem.meetings)))


def cost(problem: RoundProblem, seats: tuple[Seat | None, ...]) -> tuple[int, int, int, int]:
    """Return how much a repair drops, leaves unplaced, changes and tears apart."""
    pairs = list(zip(problem.meetings, seats, strict=True))
    stood = [(m.standing, seat) for m, seat in pairs if m.standing and not m.locked]
    return (
        sum(seat is None for _, seat in stood),
        sum(seat is None for m, seat in pairs if not m.standing and not m.locked),
        sum(seat is None or not is_same(old, seat) for old, seat in stood),
        score(problem, seats)[Aim.BREAKS],
    )


@given(SEEDS)
@settings(max_examples=120, deadline=None, derandomize=True)
def test_no_timetable_is_better_than_the_plan(seed: int) -> None:
    problem = settled(draw(seed), random.Random(seed))
    best = best_merit(problem)
    assume(best is not None)

    plan = solve_round(problem, seconds=60)

    assert not faults(problem, plan.seats)
    assert merit({reached.aim: reached.value for reached in plan.scores}) == best
    assert plan.is_proven


@given(SEEDS)
@settings(max_examples=80, deadline=None, derandomize=True)
def test_no_repair_drops_moves_or_tears_apart_less(seed: int) -> None:
    problem = settled(draw(seed), random.Random(seed))
    everything = timetables(problem)
    assume(everything is not None)

    mended = repair_round(problem, seconds=60)

    assert everything is not None
    assert not faults(problem, mended.seats)
    assert cost(problem, mended.seats) == min(cost(problem, seats) for seats in everything)
    assert mended.is_least
    assert mended.is_proven


@given(SEEDS)
@settings(max_examples=200, deadline=None, derandomize=True)
def test_what_is_unavoidable_in_a_repair_is_in_every_one(seed: int) -> None:
    problem = settled(draw(seed), random.Random(seed))
    everything = timetables(problem)
    assume(everything is not None)
    possibilities = Possibilities(problem)
    known = Least(*without_hope(possibilities), unavoidable_changes(possibilities)[0])

    least = RepairBounds(possibilities, until=math.inf).least(known)

    assert everything is not None
    smallest = min(cost(problem, seats) for seats in everything)
    assert smallest[:3] >= (least.dropped, least.unplaced, least.changed)


@given(SEEDS)
@settings(max_examples=200, deadline=None, derandomize=True)
def test_a_few_more_changes_are_sought_where_they_can_make_room(seed: int) -> None:
    """Repairs that may not lay the whole round anew are no worse, and never called best wrongly."""
    problem = settled(draw(seed), random.Random(seed))
    everything = timetables(problem)
    assume(everything is not None)

    with mock.patch.multiple(repair, FIRST_RING=0, RING_SHARE=0.0):
        mended = repair_round(problem, seconds=60)

    assert everything is not None
    best = min(cost(problem, seats) for seats in everything)
    if mended.is_least:
        assert cost(problem, mended.seats)[:3] == best[:3]
    if mended.is_proven:
        assert cost(problem, mended.seats) == best


def only_refuted(mending: Mending, until: float) -> Reply:
    """Answer as if time were up wherever something is possible."""
    reply = SUFFICE(mending, until)
    return reply if reply.answer is Answer.NONE else Reply(Answer.UNKNOWN)


@given(SEEDS)
@settings(max_examples=200, deadline=None, derandomize=True)
def test_a_change_is_least_once_nothing_less_is_possible(seed: int) -> None:
    """A repair that was found another way is called so only if none drops or changes less."""
    problem = settled(draw(seed), random.Random(seed))
    everything = timetables(problem)
    assume(everything is not None)

    with (
        mock.patch.object(Mending, "suffice", only_refuted),
        mock.patch.multiple(repair, FIRST_RING=0, RING_SHARE=0.0),
    ):
        mended = repair_round(problem, seconds=60)

    assert everything is not None
    assume(mended.is_least)
    assert cost(problem, mended.seats)[:3] == min(cost(problem, s) for s in everything)[:3]


@given(SEEDS)
@settings(max_examples=60, deadline=None, derandomize=True)
def test_a_round_is_read_as_it_was_written(seed: int) -> None:
    problem = settled(draw(seed), random.Random(seed))

    assert from_json(to_json(problem)) == problem
    assert digest(from_json(to_json(problem))) == digest(problem)
