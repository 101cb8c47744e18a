from itertools import combinations, pairwise

from hypothesis import given, settings, strategies as st

from matchmaking.scheduling.days import days_of, fair_ranges, profile_of
from matchmaking.scheduling.domains import possible_slots
from matchmaking.scheduling.problem import Meeting, Problem
from tests.scheduling.events import event
from tests.scheduling.test_solver import small_problems


@given(small_problems())
@settings(max_examples=80, deadline=None)
def test_a_day_looked_at_alone_has_the_breaks_that_trying_every_day_finds(
    problem: Problem,
) -> None:
    domains = possible_slots(problem)
    if domains is None:
        return

    for person, found in enumerate(days_of(problem, domains)):
        profile = profile_of(problem, domains, person)
        breaks = {
            sum(late > early + 1 for early, late in pairwise(busy))
            for busy in combinations(sorted(profile.possible), profile.meetings)
            if profile.certain <= set(busy)
            and all(
                profile.least[slot] <= sum(s <= slot for s in busy) <= profile.most[slot]
                for slot in range(problem.slots)
            )
        }
        assert bool(found) == bool(breaks)
        if breaks:
            assert (found.start, found.stop) == (min(breaks), max(breaks) + 1)


@given(small_problems(), st.integers(0, 3))
@settings(max_examples=80, deadline=None)
def test_every_day_with_few_breaks_is_found_once_and_no_other(problem: Problem, most: int) -> None:
    domains = possible_slots(problem)
    if domains is None:
        return

    for person in range(problem.participants):
        profile = profile_of(problem, domains, person)
        days = sorted(profile.days(most))
        assert len(days) == profile.count_days(most)
        assert days == [
            (busy, breaks)
            for busy in combinations(sorted(profile.possible), profile.meetings)
            if profile.certain <= set(busy)
            and (breaks := sum(late > early + 1 for early, late in pairwise(busy))) <= most
            and all(
                profile.least[slot] <= sum(s <= slot for s in busy) <= profile.most[slot]
                for slot in range(problem.slots)
            )
        ]


def test_who_has_two_certain_meetings_at_once_has_no_day() -> None:
    meetings = [Meeting(0, 1, slot=0), Meeting(0, 2, slot=0)]
    problem = event([], meetings=meetings, slots=2)

    assert days_of(problem, (frozenset({0}), frozenset({0})))[0] == range(0)
    assert fair_ranges(problem, (frozenset({0}), frozenset({0}))) == []


def test_who_waits_for_certain_asks_everybody_to_wait_nearly_as_often() -> None:
    # Two people meet in the slots 0, 2 and 4, two others twice in five slots: one break each at
    # most, so that one of difference is fair only if all of these have theirs.
    meetings = [Meeting(0, 1, slot=slot) for slot in (0, 2, 4)] + [Meeting(2, 3)] * 2
    problem = event([], meetings=meetings, slots=5, fairness=1)
    domains = possible_slots(problem)
    assert domains is not None

    assert days_of(problem, domains) == [range(2, 3)] * 2 + [range(2)] * 2
    assert fair_ranges(problem, domains) == [range(1, 3)]


def test_whatever_is_fair_includes_days_of_no_break_if_nobody_must_wait() -> None:
    problem = event([(0, 1), (1, 2), (0, 2)], slots=3, fairness=2)
    domains = possible_slots(problem)
    assert domains is not None

    assert fair_ranges(problem, domains) == [range(3), range(1, 4)]
