"""Timetables found where meetings lean to."""

from itertools import combinations

import numpy as np
import pytest

from bench.events import Shape, draw
from matchmaking.scheduling import leanings as leanings_module
from matchmaking.scheduling.checker import breaks_of
from matchmaking.scheduling.decisions import Answer
from matchmaking.scheduling.domains import possible_slots
from matchmaking.scheduling.leanings import Leanings, Orders
from matchmaking.scheduling.problem import Half, Meeting, Problem
from matchmaking.scheduling.search import Search
from matchmaking.scheduling.sums import MOST_SETS_OF
from tests.scheduling.events import event


def _leanings(problem: Problem, *, is_steadfast: bool = False) -> tuple[Leanings, Search]:
    domains = possible_slots(problem)
    assert domains is not None
    search = Search(problem, seconds=6000)
    return Leanings(search, domains, 1, is_steadfast=is_steadfast), search


def _is_possible(problem: Problem) -> bool:
    domains = possible_slots(problem)
    assert domains is not None
    return Leanings.is_possible(problem, domains)


def test_a_plan_without_a_break_shows_where_meetings_lean_to() -> None:
    problem = draw(Shape(70, 154, 21, 13), 1)
    leanings, search = _leanings(problem)

    answer, _units = leanings.look(0)

    assert answer is Answer.YES
    assert search.slots is not None
    assert sum(breaks_of(problem, search.slots)) == 0


def test_meetings_lean_to_slots_they_may_have() -> None:
    meetings = [
        Meeting(0, 1, slot=3),
        Meeting(0, 2, half=Half.AFTERNOON),
        Meeting(0, 3, after=(1,)),
    ]
    problem = event([], slots=8, morning_slots=4, meetings=meetings, forbidden={3: {0, 1, 2, 3}})
    leanings, search = _leanings(problem)

    leanings.look(0)

    assert search.slots == (3, 4, 5)


@pytest.mark.parametrize(
    "crowded, answer", [(leanings_module.CROWDED, Answer.YES), (0.0, Answer.NO)]
)
def test_meetings_do_not_crowd_where_there_are_few_tables(
    crowded: float, answer: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leanings_module, "CROWDED", crowded)
    leanings, _search = _leanings(draw(Shape(70, 154, 21, 13), 1))

    assert leanings.look(0)[0] is answer


def test_meetings_keep_their_order() -> None:
    meetings = [Meeting(a, b) for a in range(4) for b in range(4, 8)]
    chain = [Meeting(m.a, m.b, after=(i - 1,) if i else ()) for i, m in enumerate(meetings)]
    problem = event([], slots=20, meetings=chain)
    leanings, search = _leanings(problem)

    leanings.look(40)

    assert search.slots is not None
    assert list(search.slots) == sorted(set(search.slots))


def _ordered(slots: int, *after: tuple[int, ...]) -> Problem:
    """Let nobody meet twice, and meetings come after others."""
    meetings = [Meeting(2 * i, 2 * i + 1, after=earlier) for i, earlier in enumerate(after)]
    return event([], slots=slots, meetings=meetings)


def test_a_later_meeting_hears_when_the_earlier_one_is_over_and_the_other_way_round() -> None:
    alone = np.array([[0.0, 0.0, 1.0, 0.0, 0.0], [0.2, 0.2, 0.2, 0.2, 0.2], [1.0, 1.0, 0, 0, 0]])

    chances = Orders(_ordered(5, (), (0,), ())).weigh(alone, alone)
    backwards = Orders(_ordered(5, (1,), (), ())).weigh(alone, alone)

    assert chances[1] == pytest.approx([0, 0, 0, 0.5, 0.5], abs=0.01)
    assert backwards[1] == pytest.approx([0.5, 0.5, 0, 0, 0], abs=0.01)
    assert chances[2] == pytest.approx([0.5, 0.5, 0, 0, 0])


def test_the_chances_of_a_chain_are_the_share_of_its_timetables() -> None:
    slots = 6
    found = list(combinations(range(slots), 3))
    expected = [
        [sum(one[i] == s for one in found) / len(found) for s in range(slots)] for i in range(3)
    ]
    alone = np.full((3, slots), 1 / slots)

    chances = Orders(_ordered(slots, (), (0,), (1,))).weigh(alone, alone)

    assert chances == pytest.approx(np.array(expected), abs=0.01)


def test_a_plan_without_a_break_shows_where_a_seventh_of_the_meetings_is_ordered() -> None:
    problem = draw(Shape(78, 302, 22, 22, precedences=0.15), 1)
    leanings, search = _leanings(problem)

    answer, _units = leanings.look(0)

    assert answer is Answer.YES
    assert search.breaks == 0


def test_who_hopes_in_vain_hopes_for_less_until_there_is_a_plan() -> None:
    problem = event([], slots=30, meetings=[Meeting(0, 1, slot=0), Meeting(0, 2, slot=4)])
    steadfast, without = _leanings(problem, is_steadfast=True)
    other, search = _leanings(problem)

    assert not steadfast.improve(1)
    assert other.improve(1)

    assert without.breaks is None
    assert search.breaks == 1


def test_whoever_is_steadfast_talks_once_and_others_as_long_as_there_is_hope(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    problem = event([(0, 1), (0, 2), (0, 3), (4, 1), (4, 2), (4, 3)], slots=16)
    goals: list[int] = []

    def look_in_vain(_leanings: Leanings, goal: int) -> tuple[Answer, float]:
        goals.append(goal)
        return Answer.NO, 0.25

    monkeypatch.setattr(Leanings, "look", look_in_vain)
    for is_steadfast in (True, False):
        leanings, search = _leanings(problem, is_steadfast=is_steadfast)
        search.offer((0, 3, 6, 3, 6, 9))
        assert search.breaks == 7
        assert not leanings.improve(1)

    assert goals == [0, 0, 1, 2, 4, 6]


@pytest.mark.parametrize("slots, is_possible", [(12, False), (13, True)])
def test_it_is_possible_with_many_slots_to_choose_from(slots: int, *, is_possible: bool) -> None:
    assert _is_possible(event([(0, 1), (0, 2), (0, 3)], slots=slots)) is is_possible


def test_it_is_possible_where_a_round_does_not_take_too_long() -> None:
    assert _is_possible(draw(Shape(400, 1_600, 20, 100), 1))
    assert not _is_possible(draw(Shape(1_200, 6_000, 20, 400), 1))


def test_whoever_has_many_meetings_is_reckoned_with_roughly() -> None:
    problem = draw(Shape(40, 100, 20, 8, hosts=6), 1)
    leanings, search = _leanings(problem)

    leanings.look(1)

    assert max(map(len, problem.meetings_of)) > MOST_SETS_OF
    assert search.breaks is not None


def test_the_same_seed_talks_the_same_way() -> None:
    problem = draw(Shape(30, 60, 16, 8), 3)

    plans = []
    for _ in range(2):
        leanings, search = _leanings(problem)
        leanings.look(0)
        plans.append(search.slots)

    assert plans[0] is not None
    assert plans[0] == plans[1]
