"""Let musts have the places of lighter meetings, where there is no room for both.

In a round of thousands not everything can be tried. But a must that found no seat is worth more
than any other meeting that keeps it from one: at one of the few tables, or among the meetings of
a party that wants no more of them.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import product

from matchmaking.scheduling.rounds.board import Board
from matchmaking.scheduling.rounds.first import turn_order
from matchmaking.scheduling.rounds.possibilities import ones

Stop = Callable[[], bool]
Tables = Mapping[int, Sequence[int]]


def let_musts_in(board: Board, *, stop: Stop) -> None:
    """Seat musts for which lighter meetings make room: one of a full party, or one at a table."""
    tables = _lighter_at_tables(board)
    for index in turn_order(board.problem):
        if stop():
            return
        if _is_waiting_must(board, index) and _let_in(board, index, tables):
            tables = _lighter_at_tables(board)


def _is_waiting_must(board: Board, index: int) -> bool:
    return board.seats[index] is None and board.problem.meetings[index].is_must


def _let_in(board: Board, index: int, tables: Tables) -> bool:
    return any(_seated_instead(board, index, group) for group in _in_the_way(board, index, tables))


def _seated_instead(board: Board, index: int, group: tuple[int, ...]) -> bool:
    """Seat a meeting instead of others, which then look for new seats; or leave all as it was."""
    left = [(other, board.take(other)) for other in group if board.can_leave(other)]
    is_done = len(left) == len(group) and board.place(index)
    for other, seat in left:
        if is_done:
            board.place(other)
        elif seat is not None:
            board.put(other, seat)
    return is_done


def _in_the_way(board: Board, index: int, tables: Tables) -> Iterator[tuple[int, ...]]:
    """Yield lighter meetings that may be what keeps a must from a seat, the lightest first."""
    meeting = board.problem.meetings[index]
    full = [side for side in (meeting.a, meeting.b) if board.room[side] < 1]
    if full:
        yield from product(*(_lighter(board, board.problem.meetings_of[side]) for side in full))
        return
    for slot in ones(_free_together(board, index)):
        yield from ((lighter,) for lighter in tables.get(slot, ())[:1])


def _free_together(board: Board, index: int) -> int:
    """Return the slots in which people of both sides have nothing yet."""
    slots = 0
    for (one, other), bits in board.possibilities.together(index):
        slots |= bits & ~(board.occupied[one] | board.occupied[other])
    return slots


def _lighter_at_tables(board: Board) -> Tables:
    """Return, per slot, the meetings at open tables that may have to yield."""
    found: defaultdict[int, list[int]] = defaultdict(list)
    for index in _lighter(board, range(len(board.seats))):
        seat = board.seats[index]
        if seat is not None and seat.site in board.possibilities.open_sites:
            found[seat.slot].append(index)
    return found


def _lighter(board: Board, indices: Iterable[int]) -> list[int]:
    """Return those of some meetings that have a seat and are no must, the lightest first."""
    meetings = board.problem.meetings
    seated = (i for i in indices if board.seats[i] is not None and not meetings[i].is_must)
    return sorted(seated, key=lambda i: (meetings[i].weight, i))
