"""Which slots every meeting can still have once the plain rules have been thought through."""

from matchmaking.scheduling.problem import Problem

Domains = tuple[frozenset[int], ...]


def possible_slots(problem: Problem) -> Domains | None:
    """Narrow every meeting's slots until nothing more follows; None if a meeting has none left.

    Three rules are applied in turn: a meeting's own restrictions, the order of meetings that
    must follow each other, and that a person whose meeting is certain is not free for another.
    """
    left = [frozenset(problem.admissible_slots(index)) for index in range(len(problem.meetings))]
    while all(left):
        before = list(left)
        _respect_order(problem, left)
        _respect_certain_meetings(problem, left)
        if left == before:
            return tuple(left)
    return None


def _respect_order(problem: Problem, left: list[frozenset[int]]) -> None:
    for index, meeting in enumerate(problem.meetings):
        for earlier in meeting.after:
            if not left[index] or not left[earlier]:
                return
            first, last = min(left[earlier]), max(left[index])
            left[index] = frozenset(slot for slot in left[index] if slot > first)
            left[earlier] = frozenset(slot for slot in left[earlier] if slot < last)


def _respect_certain_meetings(problem: Problem, left: list[frozenset[int]]) -> None:
    for indices in problem.meetings_of:
        for certain in [index for index in indices if len(left[index]) == 1]:
            for other in indices:
                if other != certain:
                    left[other] -= left[certain]
