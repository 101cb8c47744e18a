"""What a participant's day can look like, slot by slot, as far as it can be told alone.

The state after a slot is the number of meetings so far and whether the slot was busy; leaving a
busy slot with meetings still to come costs a break.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from matchmaking.scheduling.domains import Domains
from matchmaking.scheduling.problem import Problem

# The slots in which somebody has meetings.
Day = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """All that matters of a participant's meetings if nobody asks which is which.

    ``least`` and ``most`` say, per slot, how many of the meetings must and can be over by the
    end of it.
    """

    meetings: int
    possible: frozenset[int]
    certain: frozenset[int]
    least: tuple[int, ...]
    most: tuple[int, ...]

    def moves(self, slot: int, done: int) -> Iterator[bool]:
        """Yield whether the participant can be idle, and busy, in a slot after some meetings."""
        fewest = max(self.least[slot], self.meetings - (len(self.least) - 1 - slot))
        if slot not in self.certain and fewest <= done <= self.most[slot]:
            yield False
        if slot in self.possible and fewest <= done + 1 <= self.most[slot]:
            yield True

    def is_break(self, done: int, *, was_busy: bool, now_busy: bool) -> bool:
        """Return whether a break begins in a slot after some meetings."""
        return was_busy and not now_busy and done < self.meetings

    def breaks_possible(self) -> range:
        """Return the range from the fewest breaks of such a day to the most; empty if none is."""
        layer = {(0, False): (0, 0)}
        for slot in range(len(self.least)):
            following: dict[tuple[int, bool], tuple[int, int]] = {}
            for (done, was_busy), (fewest, most) in layer.items():
                for now_busy in self.moves(slot, done):
                    extra = self.is_break(done, was_busy=was_busy, now_busy=now_busy)
                    reached = (done + now_busy, now_busy)
                    low, high = following.get(reached, (fewest + extra, most + extra))
                    following[reached] = (min(low, fewest + extra), max(high, most + extra))
            layer = following
        if not layer:
            return range(0)
        return range(min(low for low, _ in layer.values()), max(h for _, h in layer.values()) + 1)

    def count_days(self, most: int) -> int:
        """Return how many days there are with at most so many breaks."""
        return sum(self._ways_on(most)[0].get((0, False), ()))

    def days(self, most: int) -> Iterator[tuple[Day, int]]:
        """Yield every day with at most so many breaks, and how many it has."""
        ways = self._ways_on(most)
        begun: list[tuple[int, Day, bool, int]] = [(0, (), False, 0)]
        while begun:
            slot, day, was_busy, breaks = begun.pop()
            if not any(ways[slot].get((len(day), was_busy), ())[: most + 1 - breaks]):
                continue
            if slot == len(self.least):
                yield day, breaks
                continue
            for now_busy, extra in self._steps(slot, len(day), was_busy=was_busy):
                now = (*day, slot) if now_busy else day
                begun.append((slot + 1, now, now_busy, breaks + extra))

    def _ways_on(self, most: int) -> list[dict[tuple[int, bool], list[int]]]:
        """Return, per slot and state before it, how many ways go on with 0 … most breaks."""
        end = [1] + [0] * most
        layers = [{(self.meetings, was_busy): end for was_busy in (False, True)}]
        for slot in reversed(range(len(self.least))):
            after, layer = layers[-1], {}
            for done, was_busy in product(range(self.meetings + 1), (False, True)):
                ways = [0] * (most + 1)
                for now_busy, extra in self._steps(slot, done, was_busy=was_busy):
                    for breaks, more in enumerate(after.get((done + now_busy, now_busy), ())):
                        if breaks + extra <= most:
                            ways[breaks + extra] += more
                layer[done, was_busy] = ways
            layers.append(layer)
        return layers[::-1]

    def _steps(self, slot: int, done: int, *, was_busy: bool) -> Iterator[tuple[bool, int]]:
        """Yield whether a slot after some meetings can be busy, and the break that this begins."""
        for now_busy in self.moves(slot, done):
            yield now_busy, self.is_break(done, was_busy=was_busy, now_busy=now_busy)


def profile_of(problem: Problem, domains: Domains, person: int) -> Profile:
    """Sum up a participant's day."""
    wanted = [domains[index] for index in problem.meetings_of[person]]
    slots = range(problem.slots)
    first, last = [min(slots) for slots in wanted], [max(slots) for slots in wanted]
    return Profile(
        meetings=len(wanted),
        possible=frozenset().union(*wanted),
        certain=frozenset().union(*(slots for slots in wanted if len(slots) == 1)),
        least=tuple(sum(end <= slot for end in last) for slot in slots),
        most=tuple(sum(start <= slot for start in first) for slot in slots),
    )


def days_of(problem: Problem, domains: Domains) -> list[range]:
    """Return, for everybody, how many breaks their day can have if it is looked at alone."""
    return [
        profile_of(problem, domains, person).breaks_possible()
        for person in range(problem.participants)
    ]


def fair_ranges(problem: Problem, domains: Domains) -> list[range]:
    """Return the ranges in one of which everybody's number of breaks lies in a fair timetable.

    None is left over if somebody must have too many breaks more than somebody else can have.
    """
    days = days_of(problem, domains)
    if not all(days):
        return []
    first = max(0, max((day.start for day in days), default=0) - problem.fairness)
    last = min((day.stop - 1 for day in days), default=0)
    return [range(base, base + problem.fairness + 1) for base in range(first, last + 1)]
