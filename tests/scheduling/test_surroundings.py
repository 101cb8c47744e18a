"""Looking for better timetables near good ones."""

from typing import cast

import pytest

from matchmaking.scheduling import surroundings
from matchmaking.scheduling.annealing import Annealing
from matchmaking.scheduling.decisions import Answer
from matchmaking.scheduling.domains import possible_slots
from matchmaking.scheduling.problem import Meeting, Problem
from matchmaking.scheduling.search import Search
from matchmaking.scheduling.surroundings import Surroundings
from tests.scheduling.events import event

FAR = 20


class Moves:
    """Stands in for the small moves: leads to one timetable, or nowhere."""

    def __init__(self, slots: tuple[int, ...] | None = None) -> None:
        self.slots = slots

    def improve(self, _units: float) -> tuple[int, ...] | None:
        """Say where the moves end."""
        return self.slots


def looked_around(
    slots: tuple[int, ...],
    *,
    leads_to: tuple[int, ...] | None = None,
    units: float = 2,
    problem: Problem | None = None,
) -> Search:
    """Look around a timetable of one person's two meetings, in a long event unless said."""
    problem = problem or event([(0, 1), (0, 2)], slots=FAR)
    domains = possible_slots(problem)
    assert domains is not None
    search = Search(problem, seconds=6000)
    search.offer(slots)
    moves = cast("Annealing", Moves(leads_to))
    Surroundings(search, domains, moves, seed=0).improve(units)
    return search


@pytest.mark.parametrize("apart", [2, 5, 9, 12, FAR - 4])
def test_a_break_that_goes_if_both_meetings_move_is_gone(apart: int) -> None:
    search = looked_around((3, 3 + apart))

    assert search.slots is not None
    assert abs(search.slots[0] - search.slots[1]) == 1


@pytest.mark.parametrize("slots", [3, 4, 8, FAR])
def test_where_there_is_nothing_better_anywhere_the_timetable_is_proven(slots: int) -> None:
    meetings = [Meeting(0, 1, slot=0), Meeting(0, 2, slot=slots - 1)]
    search = looked_around((0, slots - 1), problem=event([], slots=slots, meetings=meetings))

    assert (search.breaks, search.bound) == (1, 1)


def test_while_it_is_open_whether_there_is_any_nothing_is_proven_and_others_are_looked_around(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = []

    def leave_open(_search: Search, _model: object, goal: int, _effort: object) -> object:
        asked.append(goal)
        return Answer.UNKNOWN, 0.0

    def note(_problem: object, near: tuple[frozenset[int], ...], **_how: bool) -> None:
        centres.append(tuple(sorted(slots)[len(slots) // 2] for slots in near))

    centres: list[tuple[int, ...]] = []
    monkeypatch.setattr(surroundings, "ask", leave_open)
    monkeypatch.setattr(surroundings, "timetable_model", note)

    search = looked_around((4, 15), leads_to=(5, 10), units=3)

    assert centres == [(4, 15), (5, 10), (5, 10)]
    assert asked == [0, 0, 0]
    assert search.bound == 0


def test_meetings_stay_in_the_slots_they_may_have() -> None:
    problem = event([], slots=FAR, meetings=[Meeting(0, 1, slot=3), Meeting(0, 2)])
    domains = possible_slots(problem)
    assert domains is not None
    search = Search(problem, seconds=6000)
    search.offer((3, 6))

    Surroundings(search, domains, cast("Annealing", Moves()), seed=0).improve(2)

    assert search.slots is not None
    assert (search.slots[0], search.breaks) == (3, 0)
