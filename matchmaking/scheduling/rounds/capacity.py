"""How much can be placed at most: what people, places and interpreters have time for."""

from dataclasses import dataclass, replace
from functools import cached_property

from matchmaking.scheduling.request_bound import best_choice
from matchmaking.scheduling.requests import Request, RequestBook
from matchmaking.scheduling.rounds.possibilities import Possibilities
from matchmaking.scheduling.rounds.values import Party


@dataclass(frozen=True)
class _PartyBook(RequestBook):
    """Wishes between parties, whose people together have so much room."""

    room: tuple[int, ...] = ()

    @cached_property
    def capacity(self) -> tuple[int, ...]:
        """How many meetings each party can have at most."""
        return self.room


def most_possible(possibilities: Possibilities, weights: list[int]) -> int:
    """Return the greatest weight that can be placed, hours, places and interpreters counted."""
    meetings = possibilities.problem.meetings
    wanted = [
        index
        for index, weight in enumerate(weights)
        if weight and (meetings[index].locked or any(b for _, b in possibilities.together(index)))
    ]
    helped = {index for index in wanted if possibilities.needs_help(index)}
    book = replace(_book(possibilities), requests=_requests(possibilities, wanted, weights))
    most = best_choice(book).bound
    hours = _hours_of_help(possibilities)
    if len(helped) <= hours:
        return most
    # The interpreters' hours go to the dearest at most, whoever has time for these.
    alone = [index for index in wanted if index not in helped]
    book = replace(book, requests=_requests(possibilities, alone, weights))
    dearest = sorted((weights[index] for index in helped), reverse=True)[:hours]
    return min(most, best_choice(book).bound + sum(dearest))


def hours_of(possibilities: Possibilities, attendant: int) -> int:
    """Return in how many slots somebody can have meetings, time to eat apart."""
    free, seen = possibilities.free_anywhere(attendant), 0
    hours = free.bit_count()
    for eats in possibilities.meals(attendant):
        # Only meals that share no slot with an earlier one cost another slot for certain.
        hours -= not eats & seen
        seen |= eats
    return hours


def _requests(
    possibilities: Possibilities, indices: list[int], weights: list[int]
) -> tuple[Request, ...]:
    meetings = possibilities.problem.meetings
    return tuple(Request(meetings[i].a, meetings[i].b, weights[i]) for i in indices)


def _book(possibilities: Possibilities) -> _PartyBook:
    """Return the parties' room and the places there are, without any wishes yet."""
    problem = possibilities.problem
    locked = [meeting.locked is not None for meeting in problem.meetings]
    rooms = tuple(
        _room_of(possibilities, party, sum(locked[index] for index in wishes))
        for party, wishes in zip(problem.parties, problem.meetings_of, strict=True)
    )
    spots = sum(sum(site.spots) for site in problem.sites) + sum(locked)
    return _PartyBook((spots,), (1,) * len(rooms), (), room=rooms)


def _room_of(possibilities: Possibilities, party: Party, locked: int) -> int:
    """Return how many meetings a party can have; locked ones take no notice of any rule."""
    hours = sum(hours_of(possibilities, who) for who in party.people) + 2 * locked
    return hours if party.maximum is None else min(hours, max(party.maximum, locked))


def _hours_of_help(possibilities: Possibilities) -> int:
    """Return in how many meetings interpreters can help, the locked ones among them."""
    problem, people = possibilities.problem, possibilities.people
    locked = sum(meeting.locked is not None for meeting in problem.meetings)
    helpers = range(people, people + len(problem.interpreters))
    return sum(hours_of(possibilities, who) for who in helpers) + 2 * locked
