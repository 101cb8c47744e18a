"""Looking for better timetables near good ones."""

from typing import cast

import pytest

from matchmaking.scheduling.annealing import Annealing
from matchmaking.scheduling.domains import possible_slots
from matchmaking.scheduling.problem import Meeting
from matchmaking.scheduling.search import Search
from matchmaking.scheduling.surroundings import FURTHEST, Surroundings
from tests.scheduling.events import event

FAR = 4 * FURTHEST


class Moves:
    """Stands in for the small moves: leads to one timetable, or nowhere."""

    def __init__(self, slots: tuple[int, ...] | None = None) -> None:
        self.slots = slots

    def improve(self, _units: float) -> tuple[int, ...] | None:
        """Say where the moves end."""
        return self.slots


def looked_around(
    slots: tuple[int, ...], *, leads_to: tuple[int, ...] | None = None, units: float = 2
) -> Search:
    """Look around a timetable of one person's two meetings in a long event."""
    problem = event([(0, 1), (0, 2)], slots=FAR)
    domains = possible_slots(problem)
    assert domains is not None
    search = Search(problem, seconds=6000)
    search.offer(slots)
    moves = cast("Annealing", Moves(leads_to))
    Surroundings(search, domains, moves, seed=0).improve(units)
    return search


@pytest.mark.parametrize("apart", [2, 5, 9, 2 * FURTHEST + 1])
def test_a_break_that_goes_if_both_meetings_move_a_little_is_gone(apart: int) -> None:
    search = looked_around((3, 3 + apart))

    assert search.slots is not None
    assert abs(search.slots[0] - search.slots[1]) == 1


def test_what_is_not_near_is_neither_found_nor_called_impossible() -> None:
    search = looked_around((0, 2 * FURTHEST + 2))

    assert (search.breaks, search.bound, search.is_infeasible) == (1, 0, False)


def test_where_there_is_nothing_near_the_best_it_looks_around_others() -> None:
    search = looked_around((0, FAR - 1), leads_to=(5, 10), units=6)

    assert search.slots is not None
    assert sorted(search.slots) in [[number, number + 1] for number in range(FAR)]


def test_meetings_stay_in_the_slots_they_may_have() -> None:
    problem = event([], slots=FAR, meetings=[Meeting(0, 1, slot=3), Meeting(0, 2)])
    domains = possible_slots(problem)
    assert domains is not None
    search = Search(problem, seconds=6000)
    search.offer((3, 6))

    Surroundings(search, domains, cast("Annealing", Moves()), seed=0).improve(2)

    assert search.slots is not None
    assert (search.slots[0], search.breaks) == (3, 0)
