import numpy as np
import pytest

from bench.events import Shape, draw, published
from matchmaking.scheduling import annealing
from matchmaking.scheduling.annealing import Annealing
from matchmaking.scheduling.checker import breaks_of, timetable_objections
from matchmaking.scheduling.decisions import Effort, decide
from matchmaking.scheduling.domains import Domains, possible_slots
from matchmaking.scheduling.kempe import anneal
from matchmaking.scheduling.model import timetable_model
from matchmaking.scheduling.problem import Problem
from matchmaking.scheduling.search import Search
from matchmaking.scheduling.solver import solve
from tests.scheduling.events import event

VARIANTS = ["plain", "forbidden-7", "fixed-40", "precedences-25", "fairness-1"]


def _begun(problem: Problem) -> tuple[Search, Domains]:
    """Return a search that has some plan, and the slots that meetings can have."""
    domains = possible_slots(problem)
    assert domains is not None
    search = Search(problem, seconds=6000)
    decide(search, timetable_model(problem, domains), None, Effort(1000, 0))
    return search, domains


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("name", ["tic-12crafc", "forum-13"])
def test_what_is_annealed_stays_a_timetable(name: str, variant: str) -> None:
    problem = published(name, variant, seed=3)
    search, domains = _begun(problem)
    assert search.slots is not None
    walk, dice = annealing.event_of(problem, domains), np.array([7], dtype=np.uint64)
    state = annealing.state_of(problem, search.slots, dice)

    anneal(walk, state, 100_000, (2.0, 1.0), 0)

    # At such a heat everything moves, and not everybody's breaks are fair.
    slots = tuple(state.slots.tolist())
    assert slots != search.slots
    complaints = timetable_objections(problem, slots)
    assert [words for words in complaints if not words.startswith("breaks differ by")] == []


@pytest.mark.parametrize("variant", VARIANTS)
def test_what_is_kept_beside_a_timetable_says_what_it_is(variant: str) -> None:
    problem = published("tic-13", variant, seed=3)
    search, domains = _begun(problem)
    assert search.slots is not None
    walk, dice = annealing.event_of(problem, domains), np.array([7], dtype=np.uint64)
    state = annealing.state_of(problem, search.slots, dice)

    anneal(walk, state, 100_000, (1.0, 0.1), 0)

    afresh = annealing.state_of(problem, tuple(state.slots.tolist()), dice)
    for kept in ("meeting_at", "busy", "load"):
        assert getattr(state, kept).tolist() == getattr(afresh, kept).tolist()
    for slot, load in enumerate(state.load):
        members, same = (sorted(s.members[slot, :load].tolist()) for s in (state, afresh))
        assert members == same


def test_annealing_leaves_few_breaks() -> None:
    search, domains = _begun(published("forum-13crafb", seed=1))
    before = search.breaks

    Annealing(search, domains, 1).improve(1)

    assert before is not None
    assert search.breaks is not None
    assert search.breaks < before / 2


def test_one_seed_walks_one_way() -> None:
    plans = []
    for _ in range(2):
        search, domains = _begun(published("tic-13crafc", seed=1))
        Annealing(search, domains, 5).improve(0.2)
        plans.append(search.slots)

    assert plans[0] == plans[1]


def test_who_may_have_no_break_more_than_others_has_none() -> None:
    problem = draw(Shape(30, 70, 10, 12, fairness=0), 4)

    plan = solve(problem, seconds=600, workers=2)

    assert plan.slots is not None
    assert len(set(breaks_of(problem, plan.slots))) == 1


def test_an_event_of_more_slots_than_a_number_has_bits_is_not_annealed() -> None:
    problems = [event([(0, 1), (1, 2)], slots=slots) for slots in (62, 63)]

    assert [Annealing.is_possible(problem) for problem in problems] == [True, False]


def test_meetings_come_to_the_last_slot_that_a_number_has_a_bit_for() -> None:
    problem = event([(0, 1), (1, 2)], slots=62, forbidden={0: set(range(61))})
    search = Search(problem, seconds=6000)
    search.offer((61, 0))

    Annealing(search, (frozenset({61}), frozenset(range(62))), 0).improve(0)

    assert search.slots == (61, 60)
