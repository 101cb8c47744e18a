"""Fewer breaks and less walking in a timetable of thousands, meeting by meeting.

A meeting goes to another slot or hall if that is better for its two people; where no place is
free, it trades slots with another meeting. Nobody loses a meeting by it.
"""

import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import pairwise

from matchmaking.scheduling.rounds.board import Board
from matchmaking.scheduling.rounds.checker import faults
from matchmaking.scheduling.rounds.possibilities import ones
from matchmaking.scheduling.rounds.search import RoundSearch
from matchmaking.scheduling.rounds.values import RoundProblem, Seat

# What remains for looking a timetable of thousands over again: so many times as it took before.
CHECKS = 1.5
# So many meetings are asked to trade slots with one.
PARTNERS = 24
# Breaks, and minutes walked.
Cost = tuple[int, int]


class Agenda:
    """What somebody's busy slots cost, with slots as the bits of a number."""

    def __init__(self, problem: RoundProblem) -> None:
        """Prepare masks of the blocks and days."""
        self._problem = problem
        blocks: defaultdict[int, int] = defaultdict(int)
        days: defaultdict[int, int] = defaultdict(int)
        for index, slot in enumerate(problem.slots):
            blocks[slot.block] |= 1 << index
            days[slot.day] |= 1 << index
        self._blocks = [blocks[slot.block] for slot in problem.slots]
        self._days = [days[slot.day] for slot in problem.slots]

    def breaks_at(self, busy: int, slot: int) -> int:
        """Return how many breaks there are in the block of a slot."""
        here = busy & self._blocks[slot]
        return max(0, (here & ~(here << 1)).bit_count() - 1)

    def near(self, busy: int) -> int:
        """Return the idle slots that touch a busy one."""
        return (busy << 1 | busy >> 1) & ~busy

    def walk_at(self, halls: dict[int, int], busy: int, slot: int, hall: int) -> int:
        """Return how many more minutes are walked in a day with a meeting in a slot and hall."""
        same_day = busy & self._days[slot] & ~(1 << slot)
        before, after = same_day & ((1 << slot) - 1), same_day >> slot
        came = halls[before.bit_length() - 1] if before else None
        goes = halls[slot + (after & -after).bit_length() - 1] if after else None
        walk = self._problem.walk
        return walk(came, hall) + walk(hall, goes) - walk(came, goes)


def is_in_turn(problem: RoundProblem) -> bool:
    """Return whether slots are numbered in turn, block after block, none overlapping."""
    slots = problem.slots
    begun: set[int] = set()
    for one, two in pairwise(slots):
        begun.add(one.block)
        if two.starts < one.ends or (two.block != one.block and two.block in begun):
            return False
    return True


def tidy_up(search: RoundSearch, seed: int = 0) -> None:
    """Offer the best plan of a search with fewer breaks and less walking."""
    before = search.elapsed
    faults(search.problem, search.seats)
    least = (search.elapsed - before) * CHECKS
    board = Board(search.possibilities)
    for index, seat in enumerate(search.seats):
        if seat is not None and board.seats[index] is None:
            board.put(index, seat)
    Tidying(board, lambda: search.is_over or search.remaining < least, seed).tidy()
    search.offer(board.seats)


class Tidying:
    """Moves and trades on a board until nothing gets better, or it is time to stop."""

    def __init__(self, board: Board, stop: Callable[[], bool], seed: int = 0) -> None:
        """Prepare for a board whose meetings all stay on it."""
        self._board = board
        self._stop = stop
        self._agenda = Agenda(board.problem)
        self._rng = random.Random(seed)  # noqa: S311 - draws trades, guards nothing
        self._in_slot: list[list[int]] = [[] for _ in board.problem.slots]
        for index, seat in enumerate(board.seats):
            if seat is not None and board.problem.meetings[index].locked is None:
                self._in_slot[seat.slot].append(index)

    def tidy(self) -> None:
        """Go through all meetings again and again."""
        if not is_in_turn(self._board.problem):
            return
        gained = True
        while gained and not self._stop():
            gained = False
            for index in range(len(self._board.seats)):
                if index % 64 == 0 and self._stop():
                    return
                if self._improve(index):
                    gained = True

    def _improve(self, index: int) -> bool:
        """Move one meeting, or have it trade slots, if that is better."""
        seat = self._board.seats[index]
        if seat is None or not self._board.can_leave(index):
            return False
        has_breaks = any(self._breaks(who, seat.slot) for who in (seat.person_a, seat.person_b))
        if not has_breaks and not self._walk(seat):
            return False
        return self._move(index, seat) or (has_breaks and self._trade(index, seat))

    def _breaks(self, who: int, slot: int) -> int:
        return self._agenda.breaks_at(self._board.occupied[who], slot)

    def _walk(self, seat: Seat) -> int:
        hall = self._board.problem.sites[seat.site].hall
        return sum(
            self._agenda.walk_at(self._board.halls[who], self._board.occupied[who], seat.slot, hall)
            for who in (seat.person_a, seat.person_b)
        )

    def _cost(self, seat: Seat) -> Cost:
        """Return what a seat adds to breaks and walking; its people are not yet busy then."""
        breaks = sum(self._added(self._board.occupied[who], seat.slot) for who in _people(seat))
        return breaks, self._walk(seat)

    def _added(self, busy: int, slot: int) -> int:
        """Return how many breaks a meeting in a slot adds."""
        with_it = self._agenda.breaks_at(busy | 1 << slot, slot)
        return with_it - self._agenda.breaks_at(busy, slot)

    def _move(self, index: int, seat: Seat) -> bool:
        """Put a meeting where it costs least."""
        board = self._board
        board.take(index)
        least, best = self._cost(seat), seat
        for slot in self._targets(index, seat):
            added = sum(self._added(board.occupied[who], slot) for who in _people(seat))
            if added > least[0]:
                continue
            for other in board.seats_in(index, slot, (seat.person_a, seat.person_b)):
                cost = self._cost(other)
                if cost < least:
                    least, best = cost, other
        self._put(index, best, seat)
        return best != seat

    def _targets(self, index: int, seat: Seat) -> Iterator[int]:
        """Yield the slot in which a meeting is, and those beside others of its people."""
        one, other = (self._board.occupied[who] for who in _people(seat))
        near = self._agenda.near(one) | self._agenda.near(other) | 1 << seat.slot
        yield from ones(near & self._possible(index, seat) & ~one & ~other)

    def _possible(self, index: int, seat: Seat) -> int:
        pair = (seat.person_a, seat.person_b)
        together = self._board.possibilities.together(index)
        return next((bits for people, bits in together if people == pair), 0)

    def _put(self, index: int, seat: Seat, before: Seat) -> None:
        self._board.put(index, seat)
        if seat.slot != before.slot:
            self._in_slot[before.slot].remove(index)
            self._in_slot[seat.slot].append(index)

    def _trade(self, index: int, seat: Seat) -> bool:
        """Have a meeting trade slots with another, with fewer breaks for the four together."""
        board = self._board
        board.take(index)
        loss = self._cost(seat)[0]
        for slot in self._targets(index, seat):
            gain = loss - sum(self._added(board.occupied[who], slot) for who in _people(seat))
            if gain <= 0 or slot == seat.slot:
                continue
            here = self._in_slot[slot]
            for other in self._rng.sample(here, min(len(here), PARTNERS)):
                if self._trade_with(index, seat, other, gain):
                    return True
        board.put(index, seat)
        return False

    def _trade_with(self, index: int, seat: Seat, other: int, gain: int) -> bool:
        """Have a meeting off the board trade with another that loses less than is gained."""
        board, theirs = self._board, self._board.seats[other]
        if theirs is None or not self._possible(other, theirs) >> seat.slot & 1:
            return False
        if any(board.occupied[who] >> seat.slot & 1 for who in _people(theirs)):
            return False
        if not board.can_leave(other) or not {*_people(seat)}.isdisjoint(_people(theirs)):
            return False
        board.take(other)
        changed = sum(
            self._added(board.occupied[who], seat.slot)
            - self._added(board.occupied[who], theirs.slot)
            for who in _people(theirs)
        )
        if changed < gain:
            mine = board.seat_in(index, theirs.slot, (seat.person_a, seat.person_b))
            if mine is not None:
                self._put(index, mine, seat)
                there = board.seat_in(other, seat.slot, (theirs.person_a, theirs.person_b))
                if there is not None:
                    self._put(other, there, theirs)
                    return True
                board.take(index)
                self._in_slot[theirs.slot].remove(index)
                self._in_slot[seat.slot].append(index)
        board.put(other, theirs)
        return False


def _people(seat: Seat) -> tuple[int, int]:
    return seat.person_a, seat.person_b
