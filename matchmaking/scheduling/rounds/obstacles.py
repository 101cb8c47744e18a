"""Say of every wanted meeting without a seat what stops it, and what would place it.

What stops it is read off the timetable as it stands. A remedy is never guessed: the round is
changed by it, and the meeting really placed, with nobody else dropped. Where there is none, all
that stands in the way is said, one behind the other.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from matchmaking.scheduling.rounds.board import Board
from matchmaking.scheduling.rounds.possibilities import Possibilities, ones
from matchmaking.scheduling.rounds.reasons import Obstacle, ObstacleKind, Remedy
from matchmaking.scheduling.rounds.remedies import RemedySearch, board_with, full_parties, summed_up
from matchmaking.scheduling.rounds.values import RoundProblem, Seat

# Who meets.
Pair = tuple[int, int]


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
    found = [remedies.attach(next(_in_the_way(board, index))) for index in unplaced]
    found = [remedies.attach_several(obstacle) for obstacle in found]
    found = [one if one.remedy else _with_all_others(board, one) for one in found]
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


def _with_all_others(board: Board, obstacle: Obstacle) -> Obstacle:
    """Return the obstacle with what stops the meeting besides."""
    _first, *others = _in_the_way(board, obstacle.meeting)
    besides = tuple(one for one in others if one.kind is not ObstacleKind.LEFT_OUT)
    return replace(obstacle, besides=besides)


def _in_the_way(board: Board, index: int) -> Iterator[Obstacle]:
    """Yield what stops a meeting, then what would stop it if all before were out of the way."""
    for party in full_parties(board.problem, board, index):
        yield Obstacle(index, ObstacleKind.MAXIMUM, party=party)
    common = _Common.shared(board, index)
    people, listed = common.people, tuple(ones(common.together))
    if not common.together:
        yield Obstacle(index, ObstacleKind.NO_COMMON_SLOT, people=people)
    elif not common.understood:
        yield Obstacle(index, ObstacleKind.NO_INTERPRETER, listed, people)
    elif not common.unoccupied:
        yield Obstacle(index, ObstacleKind.BUSY, listed, people)
    else:
        for kind, slots in _where_both_are_free(board, index, common):
            yield Obstacle(index, kind, tuple(slots), people)


def _where_both_are_free(
    board: Board, index: int, common: "_Common"
) -> Iterator[tuple[ObstacleKind, list[int]]]:
    """Yield what stops a meeting whose sides are free together in some slots, and where."""
    sites = board.possibilities.sites(board.problem.meetings[index])
    left: dict[int, list[int]] = {}
    taken: dict[int, list[int]] = {}
    for slot in ones(common.unoccupied):
        with_place = [site for site in sites if board.spots[site][slot] > 0]
        if with_place:
            left[slot] = _nearest_home(board, index, with_place)
        else:
            taken[slot] = [site for site in sites if board.problem.sites[site].spots[slot]]
    stops = _stops(board, common, left)
    if left and not stops:
        yield ObstacleKind.LEFT_OUT, list(left)
        return
    yield from stops
    if taken:
        yield ObstacleKind.NO_PLACE, list(taken)
        yield from _stops(board, common, taken)


def _nearest_home(board: Board, index: int, sites: list[int]) -> list[int]:
    """Return the sites at which a meeting may be: at its own booths, if these have a place left."""
    own = board.possibilities.own_sites(board.problem.meetings[index])
    return [site for site in sites if site in own] or sites


def _stops(
    board: Board, common: "_Common", places: dict[int, list[int]]
) -> list[tuple[ObstacleKind, list[int]]]:
    """Return what stops a meeting though it had a place at these sites; nothing if it fits."""
    found: dict[ObstacleKind, list[int]] = {}
    for slot, sites in places.items():
        for pair in common.pairs_in(board, slot):
            kind = _stop(board, slot, pair, sites)
            if kind is None:
                return []
            found.setdefault(kind, []).append(slot)
    order = (ObstacleKind.INTERPRETER_BUSY, ObstacleKind.WALK, ObstacleKind.LUNCH)
    return [(kind, sorted(set(found[kind]))) for kind in order if kind in found]


def _stop(board: Board, slot: int, pair: Pair, sites: list[int]) -> ObstacleKind | None:
    if not all(board.can_eat(who, slot) for who in pair):
        return ObstacleKind.LUNCH
    halls = {board.problem.sites[site].hall for site in sites}
    near = [hall for hall in halls if all(board.can_be(who, slot, hall) for who in pair)]
    if not near:
        return ObstacleKind.WALK
    helpers = board.possibilities.helpers(*pair)
    if helpers is None or any(board.helper_in(helpers, slot, hall) is not None for hall in near):
        return None
    return ObstacleKind.INTERPRETER_BUSY


@dataclass
class _Common:
    """When the people of two parties could meet, under fewer and fewer illusions."""

    pairs: tuple[tuple[Pair, int], ...]
    # Both come at all; somebody helps them understand each other; both are still free.
    together: int = 0
    understood: int = 0
    unoccupied: int = 0

    @classmethod
    def shared(cls, board: Board, index: int) -> "_Common":
        """Work out the slots of a meeting."""
        possibilities = board.possibilities
        common = cls(possibilities.together(index))
        sites = possibilities.sites(board.problem.meetings[index])
        for pair, understood in common.pairs:
            for site in sites:
                common.together |= possibilities.when(*pair, site)
            common.understood |= understood
            common.unoccupied |= understood & ~board.occupied[pair[0]] & ~board.occupied[pair[1]]
        return common

    @property
    def people(self) -> tuple[int, ...]:
        """Everybody concerned."""
        return tuple(sorted({person for pair, _ in self.pairs for person in pair}))

    def pairs_in(self, board: Board, slot: int) -> list[Pair]:
        """Return who could meet in a slot and is free."""
        return [
            pair
            for pair, bits in self.pairs
            if bits >> slot & 1 and not any(board.occupied[who] >> slot & 1 for who in pair)
        ]
