"""A first timetable within moments: everybody's dearest wishes in turn, then exchanges."""

import time
from collections.abc import Callable

from matchmaking.scheduling.rounds.board import Board
from matchmaking.scheduling.rounds.possibilities import Possibilities, ones
from matchmaking.scheduling.rounds.values import RoundProblem, Seat

Stop = Callable[[], bool]


def turn_order(problem: RoundProblem) -> list[int]:
    """Return the meetings in the order in which they get seats.

    Musts come first; after these everybody's dearest, then everybody's second dearest, and so on,
    so that nobody has had all wishes met before another has had one.
    """
    rank = [[0, 0] for _ in problem.meetings]
    for party, wishes in enumerate(problem.meetings_of):
        own = sorted(wishes, key=lambda i: -problem.meetings[i].weight_for(party))
        for place, index in enumerate(own):
            rank[index][party != problem.meetings[index].a] = place

    def turn(index: int) -> tuple[bool, int, int, int]:
        meeting = problem.meetings[index]
        return not meeting.is_must, min(rank[index]), -meeting.weight, index

    waiting = (i for i, meeting in enumerate(problem.meetings) if meeting.locked is None)
    return sorted(waiting, key=turn)


def first_plan(possibilities: Possibilities, *, stop: Stop, seconds: float) -> list[Seat | None]:
    """Seat meetings one after the other; who finds no seat may have one other moved away."""
    began = time.perf_counter()
    board = Board(possibilities)
    waiting = [i for i in turn_order(possibilities.problem) if stop() or not board.place(i)]
    for index in waiting:
        if stop() or time.perf_counter() - began > seconds:
            break
        make_room(board, index)
    return board.seats


def make_room(board: Board, index: int) -> bool:
    """Place a meeting by moving one other meeting of its people to another seat."""
    meeting = board.problem.meetings[index]
    if min(board.room[meeting.a], board.room[meeting.b]) < 1:
        return False
    for pair, bits in board.possibilities.together(index):
        for slot in ones(bits):
            blocking = _blocking(board, meeting_sides=(meeting.a, meeting.b), pair=pair, slot=slot)
            if len(blocking) == 1 and _swap(board, index, blocking[0], (slot, pair)):
                return True
    return False


def _blocking(
    board: Board, *, meeting_sides: tuple[int, int], pair: tuple[int, int], slot: int
) -> list[int]:
    found = []
    for party in meeting_sides:
        for other in board.problem.meetings_of[party]:
            seat = board.seats[other]
            if seat is not None and seat.slot == slot and {seat.person_a, seat.person_b} & {*pair}:
                found.append(other)
    return list(dict.fromkeys(found))


def _swap(board: Board, index: int, other: int, place: tuple[int, tuple[int, int]]) -> bool:
    """Move another meeting away and put this one into a slot; or leave all as it was."""
    slot, pair = place
    if not board.can_leave(other):
        return False
    before = board.take(other)
    if before is None:
        return False
    seat = board.seat_in(index, slot, pair)
    if seat is not None:
        board.put(index, seat)
        if board.place(other):
            return True
        board.take(index)
    board.put(other, before)
    return False
