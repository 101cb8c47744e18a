"""Which means help in which event."""

import math

import pytest

from bench.events import Shape, draw
from matchmaking.scheduling import improving
from matchmaking.scheduling.decisions import Effort
from matchmaking.scheduling.domains import possible_slots
from matchmaking.scheduling.improving import (
    FOR_RESTRICTED_DAYS,
    Formulations,
    Improver,
    Means,
    means_for,
)
from matchmaking.scheduling.search import Search


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


@pytest.mark.parametrize(
    "is_first, is_alone, is_stopped",
    [(True, True, False), (True, False, True), (False, True, True)],
)
def test_one_alone_is_not_stopped_again_while_it_raises_the_bound_of_a_long_restricted_day(
    monkeypatch: pytest.MonkeyPatch, *, is_first: bool, is_alone: bool, is_stopped: bool
) -> None:
    efforts: list[float] = []

    def note(_search: Search, _model: object, _most: int | None, effort: Effort) -> None:
        efforts.append(effort.units)

    monkeypatch.setattr(improving, "minimise", note)
    monkeypatch.setattr(improving, "bound_by", lambda *_, **__: None)
    problem = draw(Shape(70, 154, 21, 12, 12, halves=0.6), 1)
    domains = possible_slots(problem)
    assert domains is not None
    search = Search(problem, seconds=6000)
    search.breaks = 999
    improver = Improver(
        search, Formulations(problem, domains), domains, 1, is_first=is_first, is_alone=is_alone
    )
    program, minimising = improving.FIRST_TURN, FOR_RESTRICTED_DAYS.index(Means.MINIMISE)

    for number in (program, minimising, minimising + len(FOR_RESTRICTED_DAYS)):
        improver.turn(number, 1.0)

    assert math.isfinite(efforts[-1]) is is_stopped
