"""Find the cheapest change to a round that places a wanted meeting with nobody dropped."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from matchmaking.scheduling.rounds.board import Board
from matchmaking.scheduling.rounds.first import make_room
from matchmaking.scheduling.rounds.possibilities import Possibilities
from matchmaking.scheduling.rounds.reasons import Obstacle, Remedy, RemedyKind
from matchmaking.scheduling.rounds.values import Interpreter, RoundProblem, Seat

Thing = TypeVar("Thing")


class RemedySearch:
    """Tries changes for one unplaced meeting after the other until the time is up."""

    def __init__(self, problem: RoundProblem, seats: Sequence[Seat | None], until: float) -> None:
        """Prepare for a timetable."""
        self._problem = problem
        self._seats = tuple(seats)
        self._until = until
        self._possibilities = Possibilities(problem)

    def attach(self, obstacle: Obstacle) -> Obstacle:
        """Return the obstacle with the first remedy that works, from the cheapest."""
        for remedy in self._candidates(obstacle):
            if time.perf_counter() > self._until:
                return obstacle
            verified = self._verified(obstacle.meeting, remedy)
            if verified is not None:
                return replace(obstacle, remedy=verified)
        return obstacle

    def _candidates(self, obstacle: Obstacle) -> Iterator[Remedy]:
        """Yield what might help, cheaper changes first."""
        meeting = self._problem.meetings[obstacle.meeting]
        yield Remedy(RemedyKind.MOVES, count=0)
        for party in (meeting.a, meeting.b):
            if self._problem.parties[party].maximum is not None:
                yield Remedy(RemedyKind.MAXIMUM, party=party)
        for slot in range(len(self._problem.slots)):
            for site in self._possibilities.sites(meeting):
                if self._problem.sites[site].spots[slot]:
                    yield Remedy(RemedyKind.PLACES, (slot,), site=site)
        yield from self._interpreters(obstacle.meeting)
        for pair in self._possibilities.pairs(meeting):
            for person in pair:
                for slot in sorted(self._problem.people[person].closed):
                    yield Remedy(RemedyKind.OPEN_SLOT, (slot,), person=person)

    def _interpreters(self, index: int) -> Iterator[Remedy]:
        meeting = self._problem.meetings[index]
        for one, other in self._possibilities.pairs(meeting):
            if self._possibilities.helpers(one, other) is not None:
                languages = (
                    min(self._problem.people[one].languages),
                    min(self._problem.people[other].languages),
                )
                for slot in range(len(self._problem.slots)):
                    yield Remedy(RemedyKind.INTERPRETER, (slot,), languages=languages)

    def _verified(self, index: int, remedy: Remedy) -> Remedy | None:
        board = board_with(changed_by(self._problem, remedy), self._seats)
        if not board.place(index) and not make_room(board, index):
            return None
        moved = tuple(
            other
            for other, seat in enumerate(self._seats)
            if seat is not None and board.seats[other] != seat
        )
        seat = board.seats[index]
        also = tuple(
            other
            for other, before in enumerate(self._seats)
            if before is None and other != index and board.place(other)
        )
        return replace(remedy, seat=seat, moved=moved, also=also)


def summed_up(
    problem: RoundProblem, seats: Sequence[Seat | None], obstacles: Sequence[Obstacle]
) -> list[Remedy]:
    """Return changes that one after the other place what single remedies place, without repeats.

    Each remedy is applied to the round as it is after those before, and kept if it still places
    anything; those for the most meetings come first.
    """
    remedies = [obstacle.remedy for obstacle in obstacles if obstacle.remedy is not None]
    remedies.sort(key=lambda remedy: -len(remedy.also))
    kept: list[Remedy] = []
    here = list(seats)
    for remedy in remedies:
        changed = changed_by(problem, remedy)
        board = board_with(changed, here)
        waiting = [index for index, seat in enumerate(here) if seat is None]
        fitted = tuple(index for index in waiting if board.place(index))
        if fitted:
            kept.append(replace(remedy, seat=None, moved=(), also=fitted))
            problem, here = changed, list(board.seats)
    return kept


def board_with(problem: RoundProblem, seats: Sequence[Seat | None]) -> Board:
    """Return a board with a timetable on it."""
    board = Board(Possibilities(problem))
    for index, seat in enumerate(seats):
        if seat is not None and board.seats[index] is None:
            board.put(index, seat)
    return board


def changed_by(problem: RoundProblem, remedy: Remedy) -> RoundProblem:
    """Return the round as it is after a remedy."""
    if remedy.kind is RemedyKind.PLACES and remedy.site is not None:
        site = problem.sites[remedy.site]
        spots = tuple(
            count + remedy.count * (slot in remedy.slots) for slot, count in enumerate(site.spots)
        )
        return replace(problem, sites=_with(problem.sites, remedy.site, replace(site, spots=spots)))
    if remedy.kind is RemedyKind.OPEN_SLOT and remedy.person is not None:
        person = problem.people[remedy.person]
        opened = replace(person, closed=person.closed - set(remedy.slots))
        return replace(problem, people=_with(problem.people, remedy.person, opened))
    if remedy.kind is RemedyKind.MAXIMUM and remedy.party is not None:
        party = problem.parties[remedy.party]
        raised = replace(party, maximum=(party.maximum or 0) + remedy.count)
        return replace(problem, parties=_with(problem.parties, remedy.party, raised))
    if remedy.kind is RemedyKind.INTERPRETER:
        elsewhere = frozenset(range(len(problem.slots))) - set(remedy.slots)
        helper = Interpreter(frozenset(remedy.languages), elsewhere)
        return replace(problem, interpreters=(*problem.interpreters, helper))
    return problem


def _with(things: tuple[Thing, ...], index: int, thing: Thing) -> tuple[Thing, ...]:
    return (*things[:index], thing, *things[index + 1 :])
