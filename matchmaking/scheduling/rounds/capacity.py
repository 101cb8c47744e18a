"""How many meetings everybody has time for."""

from matchmaking.scheduling.rounds.possibilities import Possibilities
from matchmaking.scheduling.rounds.values import Party


def hours_of(possibilities: Possibilities, attendant: int) -> int:
    """Return in how many slots somebody can have meetings, time to eat apart."""
    free, seen = possibilities.free_anywhere(attendant), 0
    hours = free.bit_count()
    for eats in possibilities.meals(attendant):
        # Only meals that share no slot with an earlier one cost another slot for certain.
        hours -= not eats & seen
        seen |= eats
    return hours


def rooms_of(possibilities: Possibilities) -> tuple[int, ...]:
    """Return how many meetings each party can have at most."""
    problem = possibilities.problem
    locked = [meeting.locked is not None for meeting in problem.meetings]
    return tuple(
        _room_of(possibilities, party, sum(locked[index] for index in wishes))
        for party, wishes in zip(problem.parties, problem.meetings_of, strict=True)
    )


def _room_of(possibilities: Possibilities, party: Party, locked: int) -> int:
    """Return how many meetings a party can have; locked ones take no notice of any rule."""
    hours = sum(hours_of(possibilities, who) for who in party.people) + 2 * locked
    return hours if party.maximum is None else min(hours, max(party.maximum, locked))
