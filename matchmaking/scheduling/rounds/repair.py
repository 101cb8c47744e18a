"""Mend a round's timetable after a change: drop few meetings, place late arrivals, move few.

Lexicographic: first the fewest meetings dropped of those that stand, then the most late arrivals
placed, then the fewest moved, then the fewest breaks. Asked first is whether what the change
itself makes unavoidable is enough: then all other meetings stay, and what must change is quickly
laid at its best. If not, ever more of the meetings around are laid anew; and as long as only a
few more than the unavoidable ones may change, hardly any other has somewhere to go.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from matchmaking.scheduling.rounds.board import Board
from matchmaking.scheduling.rounds.checker import faults, personal_costs
from matchmaking.scheduling.rounds.displacing import Displacing
from matchmaking.scheduling.rounds.mending import Answer, Mending
from matchmaking.scheduling.rounds.possibilities import Possibilities
from matchmaking.scheduling.rounds.unavoidable import (
    Least,
    RepairBounds,
    is_same,
    unavoidable_changes,
    without_hope,
)
from matchmaking.scheduling.rounds.values import Aim, RoundProblem, Seat

# How many meetings a piece has besides what must change, and what a larger one costs at most.
FIRST_RING, GROWTH = 24, 2.5
# The shares of the time left that these may take: whether the unavoidable is enough, a look
# around, whether a few more changes are enough, and laying ever more anew.
FIRST_SHARE, NEAR_SHARE, MORE_SHARE, RING_SHARE = 0.7, 0.7, 0.9, 0.5
# What writing a question down takes at most, per slot in which a meeting could be.
SECONDS_TO_WRITE = 5e-5
MOST_MORE = 4
FOUND = frozenset({Answer.BEST, Answer.SOME})
Cost = tuple[int, int, int, int]


@dataclass(frozen=True)
class RoundRepair:
    """A mended timetable.

    ``dropped`` stood and have no seat any more; ``moved`` stood elsewhere, at another time or
    with other people; ``placed`` are late arrivals that got a seat. ``is_least`` says that no
    repair drops, then leaves out, then changes fewer; ``is_proven`` that none of these has fewer
    breaks, either.
    """

    seats: tuple[Seat | None, ...]
    dropped: tuple[int, ...]
    moved: tuple[int, ...]
    placed: tuple[int, ...]
    is_least: bool
    is_proven: bool
    seconds: float


def repair_round(
    problem: RoundProblem,
    *,
    seconds: float = 1.0,
    for_breaks: float | None = None,
    seed: int = 0,
) -> RoundRepair:
    """Mend the timetable in which meetings have their ``standing`` seats.

    There always is a repair: at worst the one that drops whatever can't stay. After ``for_breaks``
    seconds fewer breaks are no longer sought, only fewer meetings dropped, left out or changed.
    """
    began = time.perf_counter()
    until_breaks = began + (seconds if for_breaks is None else min(seconds, for_breaks))
    mending = _Mending(problem, began + seconds, until_breaks, seed)
    mending.mend()
    stood = [meeting.locked or meeting.standing for meeting in problem.meetings]
    pairs = list(enumerate(zip(stood, mending.seats, strict=True)))
    return RoundRepair(
        seats=tuple(mending.seats),
        dropped=tuple(i for i, (old, new) in pairs if old and not new),
        moved=tuple(i for i, (old, new) in pairs if old and new and not is_same(old, new)),
        placed=tuple(i for i, (old, new) in pairs if new and not old),
        is_least=mending.is_least,
        is_proven=mending.is_proven,
        seconds=time.perf_counter() - began,
    )


class _Mending:
    """One repair on its way."""

    def __init__(self, problem: RoundProblem, until: float, until_breaks: float, seed: int) -> None:
        self.is_least = self.is_proven = False
        self._problem = problem
        self._until = until
        self._until_breaks = until_breaks
        self._seed = seed
        self._possibilities = Possibilities(problem)
        board = Board(self._possibilities)
        waiting = self._put_back(board)
        for index in waiting:
            board.place(index)
        self.seats: list[Seat | None] = board.seats
        # Where all stand but those that must change.
        self._stood = tuple(board.seats)
        self._unavoidable, touched = unavoidable_changes(self._possibilities)
        self._core = sorted({*waiting, *touched})
        self._displacing = Displacing(self._possibilities, self._core)

    def mend(self) -> None:
        """Change what must be; if that is not enough, more and more around it."""
        if not self._core:
            self.is_least = self.is_proven = True
            return
        least = Least(*without_hope(self._possibilities), self._unavoidable)
        answer = self._settle(least, self._share(FIRST_SHARE))
        if answer in FOUND:
            return
        others = self._by_distance(self._core)
        near = [*self._core, *others[: max(0, FIRST_RING - len(self._core) // 2)]]
        self._change_less(near, self._share(NEAR_SHARE))
        if answer is Answer.NONE and self._change_more(least):
            return
        if self.is_least or not self._lay_rings(others):
            self._break_less(near)

    def _share(self, share: float) -> float:
        now = time.perf_counter()
        return now + (self._until - now) * share

    def _change_more(self, least: Least) -> bool:
        """Allow ever more changes than are not enough; return whether some are."""
        refuted, until = least, self._share(MORE_SHARE)
        least = RepairBounds(self._possibilities, until).least(least)
        until = self._share(MORE_SHARE)
        for changed in range(least.changed, least.changed + MOST_MORE):
            most = Least(least.dropped, least.unplaced, changed)
            self._note_least(most)
            answer = Answer.NONE if most == refuted else self._settle(most, until)
            if answer is not Answer.NONE:
                return answer in FOUND
        return False

    def _settle(self, most: Least, until: float) -> Answer:
        """Look for a repair that changes no more than this, and then for the best of them.

        That is the best of all, for it is asked only if none drops, leaves out or changes less.
        """
        may = self._displacing.within(most.changed - self._unavoidable)
        if not self._can_write(may, until, may.__getitem__):
            return Answer.UNKNOWN
        mending = Mending(self._possibilities, may, self._stood, may.__getitem__, seed=self._seed)
        mending.limit(most)
        reply = mending.suffice(until)
        if reply.seats is None:
            return reply.answer
        self._take(reply.seats)
        self._note_least(most)
        reply = mending.break_least(reply.seats, self._until_breaks)
        self._take(reply.seats)
        self.is_proven = reply.answer is Answer.BEST
        return reply.answer if self.is_proven else Answer.SOME

    def _note_least(self, least: Least) -> None:
        """Note whether a repair is found that changes no more than what can't be avoided."""
        dropped, unplaced, changed, _breaks = self._cost(self.seats)
        self.is_least = Least(dropped, unplaced, changed) == least

    def _lay_rings(self, others: list[int]) -> bool:
        """Lay ever more meetings anew; return whether all were, and nothing better is possible."""
        until, size, took = self._share(RING_SHARE), int(FIRST_RING * GROWTH), 0.0
        while True:
            began = time.perf_counter()
            free = [*self._core, *others[:size]]
            if began + took * GROWTH > until or not self._can_write(free, until):
                return False
            is_least = self._change_less(free, until)
            if size >= len(others):
                self.is_least = is_least
                self.is_proven = self._break_less(free) and is_least
                return is_least
            took = time.perf_counter() - began
            size = int(size * GROWTH)

    def _change_less(self, free: list[int], until: float) -> bool:
        """Lay meetings anew with as little change as can be; return whether that is known."""
        if not self._can_write(free, until):
            return False
        mending = Mending(self._possibilities, free, self.seats, seed=self._seed)
        reply = mending.change_least(until)
        self._take(reply.seats)
        return reply.answer is Answer.BEST

    def _break_less(self, free: list[int]) -> bool:
        """Lay meetings anew with no more change; return whether with fewest breaks of all."""
        if not self._can_write(free, self._until_breaks):
            return False
        mending = Mending(self._possibilities, free, self.seats, seed=self._seed)
        mending.limit(Least(*self._cost(self.seats)[:3]))
        reply = mending.break_least(self.seats, self._until_breaks)
        self._take(reply.seats)
        return reply.answer is Answer.BEST

    def _can_write(
        self, free: Iterable[int], until: float, slots: Callable[[int], int] | None = None
    ) -> bool:
        """Return whether the time is enough to write a question down."""
        within = slots or (lambda _: -1)
        places = sum(
            (bits & within(index)).bit_count()
            for index in free
            for _, bits in self._possibilities.together(index)
        )
        return time.perf_counter() + places * SECONDS_TO_WRITE < until

    def _take(self, seats: Sequence[Seat | None] | None) -> None:
        if seats is None or self._cost(seats) > self._cost(self.seats):
            return
        if not faults(self._problem, seats):
            self.seats = list(seats)

    def _put_back(self, board: Board) -> list[int]:
        """Put meetings where they stood, the dearest first; return those that need a seat."""
        waiting = [i for i, m in enumerate(self._problem.meetings) if m.locked is None]
        waiting.sort(key=lambda i: -self._problem.meetings[i].weight)
        left = []
        for index in waiting:
            stood = self._problem.meetings[index].standing
            if stood is not None and board.could_have(index, stood):
                board.put(index, stood)
            else:
                left.append(index)
        # Who stood comes before who arrives.
        left.sort(key=lambda i: self._problem.meetings[i].standing is None)
        return left

    def _by_distance(self, core: list[int]) -> list[int]:
        """Return the other meetings, those of the same parties first, and so on outwards."""
        meetings = self._problem.meetings
        seen = dict.fromkeys(core)
        edge = list(core)
        while edge:
            near = [
                other
                for index in edge
                for party in (meetings[index].a, meetings[index].b)
                for other in self._problem.meetings_of[party]
            ]
            edge = [index for index in dict.fromkeys(near) if index not in seen]
            seen |= dict.fromkeys(edge)
        seen |= dict.fromkeys(range(len(meetings)))
        return [index for index in list(seen)[len(core) :] if meetings[index].locked is None]

    def _cost(self, seats: Sequence[Seat | None]) -> Cost:
        return repair_cost(self._problem, seats)


def repair_cost(problem: RoundProblem, seats: Sequence[Seat | None]) -> Cost:
    """Return how many meetings a repair drops, leaves out and changes, and the breaks left."""
    free = [
        (meeting.standing, seat)
        for meeting, seat in zip(problem.meetings, seats, strict=True)
        if meeting.locked is None
    ]
    return (
        sum(old is not None and new is None for old, new in free),
        sum(old is None and new is None for old, new in free),
        sum(old is not None and (new is None or not is_same(old, new)) for old, new in free),
        sum(personal_costs(problem, seats, Aim.BREAKS).values()),
    )
