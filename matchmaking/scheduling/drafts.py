"""Draft a timetable: what finds no slot waits after the day, until small moves bring it in.

There everybody is free and nobody counts tables, so a draft always comes about.
"""

from matchmaking.scheduling.domains import Domains
from matchmaking.scheduling.problem import Problem


def drafted(problem: Problem, domains: Domains) -> tuple[int, ...]:
    """Give every meeting a slot of the day if one is left, else one after it to wait in.

    The meetings with the fewest possible slots come first.
    """
    draft = _Draft(problem)
    for index in sorted(range(len(domains)), key=lambda index: len(domains[index])):
        draft.put(index, domains[index])
    return tuple(draft.slots[index] for index in range(len(domains)))


class _Draft:
    """A timetable in the making: ``slots`` of all meetings, ``placed`` of those in the day."""

    def __init__(self, problem: Problem) -> None:
        self.slots: dict[int, int] = {}
        self._placed: dict[int, int] = {}
        self._problem = problem
        self._taken = [0] * problem.participants
        self._load = [0] * problem.slots

    def put(self, index: int, possible: frozenset[int]) -> None:
        """Give a meeting the emptiest slot of the day that it can have, or let it wait."""
        meeting = self._problem.meetings[index]
        taken = self._taken[meeting.a] | self._taken[meeting.b]
        left = [slot for slot in possible if not taken >> slot & 1 and self._is_open(index, slot)]
        if left:
            slot = min(left, key=lambda slot: (self._load[slot], slot))
            self._load[slot] += 1
            self._placed[index] = slot
        else:
            slot = self._first_free(taken)
        self.slots[index] = slot
        for person in (meeting.a, meeting.b):
            self._taken[person] |= 1 << slot

    def _is_open(self, index: int, slot: int) -> bool:
        """Return whether a slot has a table, and keeps the order towards all that is placed."""
        problem, placed = self._problem, self._placed
        return (
            self._load[slot] < problem.tables
            and all(placed.get(i, -1) < slot for i in problem.meetings[index].after)
            and all(placed.get(i, problem.slots) > slot for i in problem.followers_of[index])
        )

    def _first_free(self, taken: int) -> int:
        """Return the first slot after the day in which neither of the two waits."""
        slot = self._problem.slots
        while taken >> slot & 1:
            slot += 1
        return slot
