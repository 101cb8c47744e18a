"""Tell whether an event has two sides, such as buyers and sellers, that only meet each other."""

from matchmaking.scheduling.problem import Problem

Sides = tuple[frozenset[int], frozenset[int]]


def two_sides(problem: Problem) -> Sides | None:
    """Split the participants so that every meeting has one of each side; None if none can."""
    side: dict[int, int] = {}
    for first in range(problem.participants):
        if first in side:
            continue
        side[first] = 0
        waiting = [first]
        while waiting:
            person = waiting.pop()
            for index in problem.meetings_of[person]:
                meeting = problem.meetings[index]
                partner = meeting.a + meeting.b - person
                if partner not in side:
                    side[partner] = 1 - side[person]
                    waiting.append(partner)
                elif side[partner] == side[person]:
                    return None
    left = frozenset(person for person, which in side.items() if which == 0)
    return left, frozenset(side) - left
