"""Find the cheapest change to a round that places a wanted meeting with nobody dropped."""

import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import TypeVar

from matchmaking.scheduling.rounds.board import Board
from matchmaking.scheduling.rounds.first import make_room
from matchmaking.scheduling.rounds.possibilities import Possibilities, ones
from matchmaking.scheduling.rounds.reasons import Obstacle, Remedy, RemedyKind
from matchmaking.scheduling.rounds.several import several_changes
from matchmaking.scheduling.rounds.values import Interpreter, RoundProblem, Seat

Thing = TypeVar("Thing")
# What changes nothing for a meeting looked at alone.
SAME_POSSIBILITIES = frozenset({RemedyKind.MOVES, RemedyKind.MAXIMUM, RemedyKind.PLACES})
# A site and a slot.
Place = tuple[int, int]


class RemedySearch:
    """Tries changes for one unplaced meeting after the other until the time is up."""

    def __init__(
        self,
        possibilities: Possibilities,
        seats: Sequence[Seat | None],
        until: float,
        added: Mapping[Place, int] | None = None,
    ) -> None:
        """Prepare for a timetable; where fewer places were ``added`` so far, more come first."""
        self._problem = possibilities.problem
        self._possibilities = possibilities
        self._seats = tuple(seats)
        self._until = until
        self._added = added or {}
        self._board = board_with(possibilities, seats)

    def attach(self, obstacle: Obstacle) -> Obstacle:
        """Return the obstacle with the first remedy that works, from the cheapest."""
        return replace(obstacle, remedy=self.cheapest(obstacle.meeting))

    def attach_several(self, obstacle: Obstacle) -> Obstacle:
        """Return the obstacle with several changes at once, if no single one works."""
        if obstacle.remedy is not None:
            return obstacle
        is_over = time.perf_counter() > self._until
        remedy = None if is_over else self.several(obstacle.meeting)
        is_cut_short = remedy is None and time.perf_counter() > self._until
        return replace(obstacle, remedy=remedy, is_cut_short=is_cut_short)

    def several(self, index: int) -> Remedy | None:
        """Return several places more, or several meetings that move, if these place a meeting."""
        full = full_parties(self._problem, self._board, index)
        problem = changed_by(self._problem, taking_more(full))
        remedy = several_changes(problem, self._seats, index, self._until)
        if remedy is None or not full:
            return remedy
        if remedy.kind is RemedyKind.MOVES:
            return replace(
                taking_more(full), seat=remedy.seat, moved=remedy.moved, seats=remedy.seats
            )
        return replace(remedy, over=full)

    def cheapest(self, index: int) -> Remedy | None:
        """Return the first remedy for a meeting that works, from the cheapest, if time allows."""
        for remedy in self._candidates(index):
            if time.perf_counter() > self._until:
                return None
            verified = self._verified(index, remedy)
            if verified is not None:
                return verified
        return None

    def _candidates(self, index: int) -> Iterator[Remedy]:
        """Yield what might help, cheaper changes first.

        Whoever has as many meetings as they want at most must take one more, whatever else changes.
        """
        full = full_parties(self._problem, self._board, index)
        yield taking_more(full)
        for remedy in self._more(index):
            yield replace(remedy, over=full)

    def _more(self, index: int) -> Iterator[Remedy]:
        """Yield what might help if no maximum is in the way."""
        meeting = self._problem.meetings[index]
        free = self._when_free(index)
        yield from self._places(index, free)
        yield from self._interpreters(index, free)
        for pair in self._possibilities.pairs(meeting):
            for person, other in (pair, pair[::-1]):
                others = self._possibilities.free_anywhere(other) & ~self._board.occupied[other]
                for slot in sorted(self._problem.people[person].closed):
                    if others >> slot & 1:
                        yield Remedy(RemedyKind.OPEN_SLOT, (slot,), person=person)
        yield from self._places(index, self._when_there(index) & ~free)

    def _places(self, index: int, slots: int) -> Iterator[Remedy]:
        """Yield one more place where they are there and all are taken, evenly over the slots."""
        meeting = self._problem.meetings[index]
        full = [
            (self._added.get((site, slot), 0), slot, site)
            for site in self._possibilities.sites(meeting)
            for slot in ones(slots)
            if self._problem.sites[site].spots[slot] and self._board.spots[site][slot] < 1
        ]
        for _, slot, site in sorted(full):
            yield Remedy(RemedyKind.PLACES, (slot,), site=site)

    def _when_there(self, index: int) -> int:
        """Return the slots in which both sides come."""
        bits = 0
        for pair in self._possibilities.pairs(self._problem.meetings[index]):
            one, other = map(self._possibilities.free_anywhere, pair)
            bits |= one & other
        return bits

    def _when_free(self, index: int) -> int:
        """Return the slots in which both sides come and meet nobody else."""
        bits = 0
        for pair in self._possibilities.pairs(self._problem.meetings[index]):
            one, other = map(self._possibilities.free_anywhere, pair)
            bits |= one & other & ~self._board.occupied[pair[0]] & ~self._board.occupied[pair[1]]
        return bits

    def _interpreters(self, index: int, slots: int) -> Iterator[Remedy]:
        meeting = self._problem.meetings[index]
        for one, other in self._possibilities.pairs(meeting):
            if self._possibilities.helpers(one, other) is not None:
                languages = (
                    min(self._problem.people[one].languages),
                    min(self._problem.people[other].languages),
                )
                for slot in ones(slots):
                    yield Remedy(RemedyKind.INTERPRETER, (slot,), languages=languages)

    def _verified(self, index: int, remedy: Remedy) -> Remedy | None:
        """Return a remedy with all that it does, if it really places the meeting."""
        board = board_with(_possible_after(self._possibilities, remedy), self._seats)
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
        return replace(remedy, seat=seat, moved=moved, also=also, seats=tuple(board.seats))


def summed_up(
    problem: RoundProblem,
    seats: Sequence[Seat | None],
    obstacles: Sequence[Obstacle],
    *,
    seconds: float,
) -> list[Remedy]:
    """Return changes that together place what can be, each as often as it is needed.

    One meeting after the other gets the cheapest remedy in the round as it is after those
    before, then several changes at once where none of these helps; remedies of one kind are
    then told as one.
    """
    until = time.perf_counter() + seconds
    found: list[tuple[int, Remedy]] = []
    added: Counter[Place] = Counter()
    here, possibilities = tuple(seats), Possibilities(problem)
    indices = [obstacle.meeting for obstacle in obstacles if obstacle.remedy is not None]
    for find, index in product((RemedySearch.cheapest, RemedySearch.several), indices):
        if time.perf_counter() > until:
            break
        if here[index] is not None:
            continue
        remedy = find(RemedySearch(possibilities, here, until, added), index)
        if remedy is None:
            continue
        found.append((index, remedy))
        possibilities, here = _possible_after(possibilities, remedy), remedy.seats
        if remedy.site is not None:
            added.update((remedy.site, slot) for slot in remedy.slots)
    return _told_as_one(found)


def _told_as_one(found: Sequence[tuple[int, Remedy]]) -> list[Remedy]:
    """Join remedies that differ only in how much or when; the ones that place most come first.

    What is needed in several slots at once is told by itself, and so are several changes.
    """
    apart = [(index, remedy) for index, remedy in found if remedy.over]
    joined = _joined([(index, remedy) for index, remedy in found if not remedy.over])
    joined += [
        replace(remedy, also=tuple(sorted((index, *remedy.also))), seats=())
        for index, remedy in apart
    ]
    return sorted(joined, key=lambda remedy: -len(remedy.also))


def _joined(found: Sequence[tuple[int, Remedy]]) -> list[Remedy]:
    counts: dict[tuple[Remedy, int | None], int] = {}
    placed: dict[tuple[Remedy, int | None], list[int]] = {}
    for index, remedy in found:
        several = remedy.slots if len(remedy.slots) > 1 else ()
        bare = Remedy(
            remedy.kind,
            several,
            site=remedy.site,
            person=remedy.person,
            party=remedy.party,
            languages=tuple(sorted(remedy.languages)),
        )
        key = bare, None if several else min(remedy.slots, default=None)
        counts[key] = counts.get(key, 0) + remedy.count
        placed.setdefault(key, []).extend((index, *remedy.also))
    joined: dict[tuple[Remedy, int], tuple[list[int], list[int]]] = {}
    for (bare, slot), count in counts.items():
        slots, meetings = joined.setdefault((bare, count), ([], []))
        slots += [] if slot is None else [slot]
        meetings += placed[bare, slot]
    return [
        replace(
            bare,
            slots=bare.slots or tuple(sorted(slots)),
            count=count,
            also=tuple(sorted(meetings)),
        )
        for (bare, count), (slots, meetings) in joined.items()
    ]


def full_parties(problem: RoundProblem, board: Board, index: int) -> tuple[int, ...]:
    """Return the sides of a meeting that have as many as they want at most."""
    meeting = problem.meetings[index]
    return tuple(party for party in (meeting.a, meeting.b) if is_full(problem, board, party))


def is_full(problem: RoundProblem, board: Board, party: int) -> bool:
    """Return whether a party has as many meetings as it wants at most."""
    return problem.parties[party].maximum is not None and board.room[party] < 1


def taking_more(parties: tuple[int, ...]) -> Remedy:
    """Return the remedy that some take one more meeting; of nobody, that only others move."""
    if not parties:
        return Remedy(RemedyKind.MOVES, count=0)
    return Remedy(RemedyKind.MAXIMUM, party=parties[0], over=parties[1:])


def board_with(possibilities: Possibilities, seats: Sequence[Seat | None]) -> Board:
    """Return a board with a timetable on it."""
    board = Board(possibilities)
    for index, seat in enumerate(seats):
        if seat is not None and board.seats[index] is None:
            board.put(index, seat)
    return board


def _possible_after(possibilities: Possibilities, remedy: Remedy) -> Possibilities:
    """Return what is possible after a remedy, and do not work out anew what stays so."""
    problem = changed_by(possibilities.problem, remedy)
    is_alike = remedy.kind in SAME_POSSIBILITIES
    return possibilities.alike(problem) if is_alike else Possibilities(problem)


def changed_by(problem: RoundProblem, remedy: Remedy) -> RoundProblem:
    """Return the round as it is after a remedy."""
    for number in remedy.over:
        problem = _with_more(problem, number, 1)
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
        return _with_more(problem, remedy.party, remedy.count)
    if remedy.kind is RemedyKind.INTERPRETER:
        elsewhere = frozenset(range(len(problem.slots))) - set(remedy.slots)
        helper = Interpreter(frozenset(remedy.languages), elsewhere)
        return replace(problem, interpreters=(*problem.interpreters, helper))
    return problem


def _with_more(problem: RoundProblem, number: int, count: int) -> RoundProblem:
    """Return the round in which a party wants so many meetings more at most."""
    party = problem.parties[number]
    raised = replace(party, maximum=(party.maximum or 0) + count)
    return replace(problem, parties=_with(problem.parties, number, raised))


def _with(things: tuple[Thing, ...], index: int, thing: Thing) -> tuple[Thing, ...]:
    return (*things[:index], thing, *things[index + 1 :])
