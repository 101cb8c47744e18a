"""First plans that are known to exist by argument, found by small moves alone."""

import random
from dataclasses import replace

import pytest

from bench.events import Shape, draw, larger
from matchmaking.scheduling.annealing import Annealing
from matchmaking.scheduling.checker import breaks_of, timetable_objections
from matchmaking.scheduling.domains import possible_slots
from matchmaking.scheduling.drafts import drafted
from matchmaking.scheduling.improving import Formulations, Improver
from matchmaking.scheduling.interruption import Interruption
from matchmaking.scheduling.plan import Progress, Status
from matchmaking.scheduling.problem import Half, Meeting, Problem
from matchmaking.scheduling.search import Search
from matchmaking.scheduling.solver import solve
from tests.scheduling.events import event

Timetable = list[tuple[int, int, int]]


def _two_sides(size: int, slots: int) -> Timetable:
    """Everybody of one side meets everybody of the other: a cyclic Latin square says when."""
    return [(a, size + b, (a + b) % slots) for a in range(size) for b in range(size)]


def _all_with_all(size: int) -> Timetable:
    """An even number of people meet each other, all in every slot: the circle method."""
    last = size - 1
    pairs = [(a, b, (a + b) % last) for b in range(last) for a in range(b)]
    return pairs + [(a, last, 2 * a % last) for a in range(last)]


def _hidden(timetable: Timetable, *, tables: int, seed: int = 1) -> tuple[Problem, list[int]]:
    """Make an event of a timetable, and say apart from it when each meeting was."""
    mixed = list(timetable)
    random.Random(seed).shuffle(mixed)
    slots = [slot for _, _, slot in mixed]
    return event([(a, b) for a, b, _ in mixed], slots=max(slots) + 1, tables=tables), slots


def _first_plan(problem: Problem, units: float = 0.3) -> tuple[int, ...] | None:
    """Place everything by small moves; what the checker objects to is no plan."""
    domains = possible_slots(problem)
    assert domains is not None
    search = Search(problem, seconds=6000)
    Annealing(search, domains, 1).begin(units)
    return search.slots


def _waiting(problem: Problem) -> int:
    domains = possible_slots(problem)
    assert domains is not None
    return sum(slot >= problem.slots for slot in drafted(problem, domains))


@pytest.mark.parametrize("seed", range(3))
def test_two_sides_that_all_meet_fill_every_slot_and_table(seed: int) -> None:
    problem, _ = _hidden(_two_sides(10, 10), tables=10, seed=seed)

    assert _waiting(problem) > 0
    assert _first_plan(problem) is not None


@pytest.mark.parametrize("seed", range(3))
def test_people_who_all_meet_each_other_fill_every_slot_and_table(seed: int) -> None:
    problem, _ = _hidden(_all_with_all(12), tables=6, seed=seed)

    assert _waiting(problem) > 0
    assert _first_plan(problem) is not None


@pytest.mark.parametrize("seed", range(3))
def test_every_table_is_taken_all_day_though_people_have_time(seed: int) -> None:
    spread = [(a, b, 2 * slot + (a >= 5)) for a, b, slot in _two_sides(10, 10)]
    problem, _ = _hidden(spread, tables=5, seed=seed)

    slots = _first_plan(problem)

    assert _waiting(problem) > 0
    assert slots is not None
    assert [slots.count(slot) for slot in range(20)] == [5] * 20


def test_whoever_has_but_one_slot_too_many_keeps_what_is_forbidden() -> None:
    problem, _ = _hidden(_two_sides(8, 9), tables=8)
    # Each of them has the one slot free in which the square has nobody for them.
    away = tuple(frozenset({(8 + person % 8) % 9}) for person in range(16))
    problem = replace(problem, forbidden=away)

    assert _waiting(problem) > 0
    assert _first_plan(problem) is not None


def test_meetings_keep_their_halves_and_fixed_slots_in_a_full_day() -> None:
    problem, slots = _hidden(_two_sides(10, 10), tables=10)
    meetings = list(problem.meetings)
    for index in range(0, 100, 3):
        half = Half.MORNING if slots[index] < 5 else Half.AFTERNOON
        meetings[index] = replace(meetings[index], half=half)
    for index in range(1, 100, 10):
        meetings[index] = replace(meetings[index], slot=slots[index])
    problem = replace(problem, meetings=tuple(meetings), morning_slots=5)

    assert _waiting(problem) > 0
    assert _first_plan(problem) is not None


def test_meetings_keep_their_order_in_a_full_day() -> None:
    problem, slots = _hidden(_two_sides(8, 8), tables=8)
    meetings = list(problem.meetings)
    for index in range(1, 64, 4):
        earlier = next((i for i in range(index) if slots[i] < slots[index]), None)
        after = () if earlier is None else (earlier,)
        meetings[index] = replace(meetings[index], after=after)
    problem = replace(problem, meetings=tuple(meetings))

    assert _waiting(problem) > 0
    assert _first_plan(problem) is not None


def test_what_waits_holds_up_nobody_who_comes_later() -> None:
    problem = draw(Shape(400, 1600, 20, 100, precedences=0.5), 1)

    assert _waiting(problem) > 0
    assert _first_plan(problem) is not None


def test_however_many_wait_for_one_table_all_come_in() -> None:
    # In each part of the day the first has to leave its slot to the second.
    meetings: list[Meeting] = []
    closed: dict[int, set[int]] = {}
    for part in range(3):
        people, first = [6 * part + person for person in range(6)], 3 * part
        meetings += [Meeting(people[0], people[1]), Meeting(people[2], people[3])]
        meetings.append(Meeting(people[4], people[5], slot=first + 2))
        closed |= {people[0]: set(range(9)) - {first, first + 1}}
        closed |= {people[2]: set(range(9)) - {first, first + 2}}
    problem = event([], meetings=meetings, slots=9, tables=1, forbidden=closed)

    assert _waiting(problem) == 3
    assert _first_plan(problem) == (1, 0, 2, 4, 3, 5, 7, 6, 8)


def test_what_has_a_place_may_have_to_wait_for_others() -> None:
    shape = Shape(60, 270, 10, 28, 5, 10, halves=0.5, fixed=0.4, forbidden=0.3)

    for seed in range(3):
        problem = draw(shape, seed)
        assert _waiting(problem) > 0
        assert _first_plan(problem) is not None


def test_a_first_plan_is_fair_where_what_was_placed_is_not() -> None:
    problem = draw(Shape(30, 70, 10, 12, fairness=0), 4)
    domains = possible_slots(problem)
    assert domains is not None
    assert _waiting(problem) == 0
    assert len(set(breaks_of(problem, drafted(problem, domains)))) > 1

    slots = _first_plan(problem)

    assert slots is not None
    assert len(set(breaks_of(problem, slots))) == 1


def test_where_there_is_no_slot_to_wait_in_the_plan_comes_another_way() -> None:
    narrow = [Meeting(a, b, half=Half.MORNING) for a, b in [(0, 1), (2, 3), (1, 2)]]
    problem = event([], meetings=narrow, slots=62, morning_slots=2)

    assert _waiting(problem) == 1
    assert _first_plan(problem) is None
    assert _first_plan(replace(problem, slots=61)) is not None
    assert solve(problem, seconds=600).status is Status.OPTIMAL


def test_an_event_that_cannot_be_gets_no_first_plan() -> None:
    # Three who all meet each other have three slots to fill, and two.
    problem = event([(0, 1), (1, 2), (0, 2)], slots=2)

    assert _first_plan(problem, units=0.1) is None


def test_a_dense_event_of_four_hundred_has_a_plan_before_a_model_is_written() -> None:
    problem = draw(Shape(400, 1800, 10, 190), 1)
    domains = possible_slots(problem)
    assert domains is not None
    search, formulations = Search(problem, seconds=6000), Formulations(problem, domains)
    improver = Improver(search, formulations, domains, 1, is_first=True)

    improver.turn(0, 0.5)

    assert search.slots is not None
    assert timetable_objections(problem, search.slots) == []
    assert "plain" not in vars(formulations)


def test_a_first_plan_is_had_though_the_time_is_over_by_then() -> None:
    problem = draw(Shape(400, 1800, 10, 190), 1)
    domains = possible_slots(problem)
    assert domains is not None
    search = Search(problem, seconds=0)

    Annealing(search, domains, 1).begin(1)

    assert search.slots is not None


def test_of_two_improvers_without_a_plan_one_asks_while_the_other_moves() -> None:
    problem = larger(100)
    domains = possible_slots(problem)
    assert domains is not None
    written = []
    for is_first, number in [(True, 0), (True, 2), (False, 0), (False, 2)]:
        search, formulations = Search(problem, seconds=6000), Formulations(problem, domains)
        assert formulations.is_spread
        Improver(search, formulations, domains, 1, is_first=is_first).turn(number, 1)
        assert search.slots is not None
        written.append("plain" in vars(formulations))

    assert written == [False, True, True, False]


def test_where_neither_leads_to_a_plan_everybodys_hours_may() -> None:
    # Without a difference in breaks nobody may have one: who has one meeting has none.
    problem = draw(Shape(42, 90, 30, 8, fairness=0), 1)
    domains = possible_slots(problem)
    assert domains is not None
    search, formulations = Search(problem, seconds=6000), Formulations(problem, domains)

    Improver(search, formulations, domains, 1, is_first=True).turn(1, 3)

    assert search.breaks == 0
    assert "plain" not in vars(formulations)


def test_one_worker_moves_before_it_asks() -> None:
    interruption = Interruption()

    def stop_at_a_plan(moment: Progress) -> None:
        if moment.best is not None:
            interruption.request()

    plan = solve(
        larger(400), seconds=600, workers=1, progress=stop_at_a_plan, interruption=interruption
    )

    # CP-SAT's first plans have several hundred breaks.
    assert plan.breaks is not None
    assert plan.breaks < 100
