"""Whose meetings take which hours, kept up to date from move to move."""

import pytest

from bench.events import VARIANTS, published
from matchmaking.scheduling.compiling import dice_for
from matchmaking.scheduling.domains import possible_slots
from matchmaking.scheduling.fitting import Event, State
from matchmaking.scheduling.hours import walk
from matchmaking.scheduling.outlines import DEAR, event_of, state_of
from matchmaking.scheduling.problem import Problem

SOME_MOVES = 5_000
# Nearly all moves are made, about half, and hardly any: then most are taken back.
HOT, WARM, COLD = 50.0, 0.5, 0.1


def walked(problem: Problem, heat: float) -> tuple[Event, State]:
    domains = possible_slots(problem)
    assert domains is not None
    noted = event_of(problem, domains)
    state = state_of(noted, dice_for(1))
    walk(noted, state, SOME_MOVES, (heat, heat), (0, DEAR))
    return noted, state


@pytest.mark.parametrize("heat", [HOT, WARM, COLD])
@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("name", ["tic-13", "forum-13 hosts"])
def test_a_meeting_has_an_hour_in_which_both_are_busy_or_is_counted(
    name: str, variant: str, heat: float
) -> None:
    noted, state = walked(published(name, variant, seed=2), heat)

    for person in range(len(state.days)):
        mine = range(noted.ends[person], noted.ends[person + 1])
        taken = {index: int(state.hours[index]) for index in mine if state.hours[index] >= 0}
        for index, hour in taken.items():
            partner, meeting = noted.partners[index], noted.meetings[index]
            both = state.days[person] & state.days[partner] & noted.allowed[meeting]
            assert both >> hour & 1
        assert len(set(taken.values())) == len(taken) == len(mine) - state.unmet[person]


@pytest.mark.parametrize("heat", [HOT, WARM, COLD])
def test_every_hour_knows_the_meeting_that_has_taken_it(heat: float) -> None:
    noted, state = walked(published("forum-13 hosts", seed=2), heat)
    slots = noted.sizes[3]

    takers = {}
    for person in range(len(state.days)):
        for index in range(noted.ends[person], noted.ends[person + 1]):
            if state.hours[index] >= 0:
                takers[person * slots + state.hours[index]] = index

    assert {place: taker for place, taker in enumerate(state.takers) if taker >= 0} == takers
