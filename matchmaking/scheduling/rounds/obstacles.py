"""Say of every wanted meeting without a seat what stops it, and what would place it.

What stops it is read off the timetable as it stands. A remedy is never guessed: the round is
changed by it, and the meeting really placed, with nobody else dropped.
"""

import time
from collections.abc import Sequence

from matchmaking.scheduling.rounds.board import Board
from matchmaking.scheduling.rounds.possibilities import Possibilities, ones
from matchmaking.scheduling.rounds.reasons import Obstacle, ObstacleKind, Remedy
from matchmaking.scheduling.rounds.remedies import RemedySearch, board_with, summed_up
from matchmaking.scheduling.rounds.values import RoundProblem, Seat


def explain(
    problem: RoundProblem, seats: Sequence[Seat | None], *, seconds: float = 5.0
) -> list[Obstacle]:
    """Return an obstacle for every wanted meeting without a seat.

    Remedies are sought for the most wanted first, as long as the time lasts: single changes for
    all, then several at once for those that none of these helps.
    """
    until = time.perf_counter() + seconds
    possibilities = Possibilities(problem)
    board = board_with(possibilities, seats)
    remedies = RemedySearch(possibilities, seats, until)
    unplaced = [index for index, seat in enumerate(seats) if seat is None]
    unplaced.sort(key=lambda i: (not problem.meetings[i].is_must, -problem.meetings[i].weight, i))
    found = [remedies.attach(_obstacle(board, index)) for index in unplaced]
    found = [remedies.attach_several(obstacle) for obstacle in found]
    return sorted(found, key=lambda obstacle: obstacle.meeting)


def summary(
    problem: RoundProblem,
    seats: Sequence[Seat | None],
    obstacles: Sequence[Obstacle],
    *,
    seconds: float = 5.0,
) -> list[Remedy]:
    """Return the cheapest changes that together place all that single remedies place."""
    return summed_up(problem, seats, obstacles, seconds=seconds)


def _obstacle(board: Board, index: int) -> Obstacle:
    meeting = board.problem.meetings[index]
    for party in (meeting.a, meeting.b):
        if board.room[party] < 1:
            return Obstacle(index, ObstacleKind.MAXIMUM, party=party)
    pairs = list(board.possibilities.pairs(meeting))
    common = _Slots.shared(board, index, pairs)
    if not common.together:
        return Obstacle(index, ObstacleKind.NO_COMMON_SLOT, people=common.people)
    if not common.understood:
        return Obstacle(index, ObstacleKind.NO_INTERPRETER, common.listed, common.people)
    if not common.unoccupied:
        return Obstacle(index, ObstacleKind.BUSY, common.listed, common.people)
    return _obstacle_in(board, index, common)


def _obstacle_in(board: Board, index: int, common: "_Slots") -> Obstacle:
    """Name the obstacle of a meeting whose sides are free together in some slots."""
    slots = tuple(ones(common.unoccupied))
    sites = board.possibilities.sites(board.problem.meetings[index])
    with_place = [s for s in slots if any(board.spots[site][s] > 0 for site in sites)]
    if not with_place:
        return Obstacle(index, ObstacleKind.NO_PLACE, slots, common.people)
    if next(board.seats_for(index), None) is not None:
        return Obstacle(index, ObstacleKind.LEFT_OUT, tuple(with_place), common.people)
    eaten = [
        slot
        for slot in with_place
        if not any(
            all(board.can_eat(who, slot) for who in pair) for pair in common.pairs_in(board, slot)
        )
    ]
    if len(eaten) == len(with_place):
        return Obstacle(index, ObstacleKind.LUNCH, tuple(eaten), common.people)
    rest = [slot for slot in with_place if slot not in eaten]
    needs_help = any(
        board.possibilities.helpers(*pair) is not None
        for slot in rest
        for pair in common.pairs_in(board, slot)
    )
    kind = ObstacleKind.INTERPRETER_BUSY if needs_help else ObstacleKind.WALK
    return Obstacle(index, kind, tuple(rest), common.people)


class _Slots:
    """When the people of two parties could meet, under fewer and fewer illusions."""

    def __init__(self, pairs: list[tuple[int, int]]) -> None:
        self.pairs = pairs
        # Both come at all; somebody helps them understand each other; both are still free.
        self.together = 0
        self.understood = 0
        self.unoccupied = 0

    @classmethod
    def shared(cls, board: Board, index: int, pairs: list[tuple[int, int]]) -> "_Slots":
        """Work out the slots of a meeting."""
        slots = cls(pairs)
        possibilities = board.possibilities
        meeting = board.problem.meetings[index]
        for pair, understood in possibilities.together(index):
            bits = 0
            for site in possibilities.sites(meeting):
                bits |= possibilities.when(*pair, site)
            slots.together |= bits
            slots.understood |= understood
            slots.unoccupied |= understood & ~board.occupied[pair[0]] & ~board.occupied[pair[1]]
        return slots

    @property
    def people(self) -> tuple[int, ...]:
        """Everybody concerned."""
        return tuple(sorted({person for pair in self.pairs for person in pair}))

    @property
    def listed(self) -> tuple[int, ...]:
        """The slots in which both come."""
        return tuple(ones(self.together))

    def pairs_in(self, board: Board, slot: int) -> list[tuple[int, int]]:
        """Return who is free in a slot."""
        return [
            pair for pair in self.pairs if not any(board.occupied[who] >> slot & 1 for who in pair)
        ]
