"""Which means help in which event."""

import pytest

from bench.events import Shape, draw
from matchmaking.scheduling.domains import possible_slots
from matchmaking.scheduling.improving import Formulations, Means, means_for


def _means_for(shape: Shape) -> tuple[Means, ...]:
    problem = draw(shape, 1)
    domains = possible_slots(problem)
    assert domains is not None
    return means_for(Formulations(problem, domains))


def test_a_large_event_is_improved_by_small_moves_before_its_bound_is_raised() -> None:
    means = _means_for(Shape(400, 1_580, 10, 170))

    assert means.index(Means.ANNEAL) < means.index(Means.MINIMISE)


@pytest.mark.parametrize(
    "shape, are_spread",
    [
        (Shape(60, 237, 10, 25), False),
        (Shape(70, 154, 16, 12), True),
        (Shape(70, 154, 21, 12, fixed=0.5), False),
        (Shape(30, 40, 20, 12), False),
        (Shape(100, 395, 10, 43), True),
    ],
)
def test_hours_are_drawn_up_where_meetings_have_many_slots_to_choose_from(
    shape: Shape, *, are_spread: bool
) -> None:
    assert (Means.OUTLINE in _means_for(shape)) is are_spread


@pytest.mark.parametrize("halves, is_every_other", [(0.6, True), (0.0, False)])
def test_where_a_long_day_is_restricted_every_other_turn_raises_the_bound_from_below(
    halves: float, *, is_every_other: bool
) -> None:
    means = _means_for(Shape(70, 154, 21, 12, 12, halves=halves))

    assert all(one is Means.MINIMISE for one in means[1::2]) is is_every_other
