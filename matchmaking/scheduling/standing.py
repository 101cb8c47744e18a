"""What still stands of an old timetable after a change, before anything is moved."""

from collections import Counter
from collections.abc import Sequence

from matchmaking.scheduling.problem import Problem


def still_standing(problem: Problem, before: Sequence[int | None]) -> tuple[int | None, ...]:
    """Keep old slots, meeting by meeting, as long as nothing kept so far stands against it.

    Everybody's breaks are left out of the account: they are not why a meeting cannot be held.
    """
    kept: list[int | None] = [None] * len(problem.meetings)
    taken: set[tuple[int, int]] = set()
    held: Counter[int] = Counter()
    for index in sorted(range(len(kept)), key=lambda i: (before[i] is None, before[i] or 0)):
        slot, meeting = before[index], problem.meetings[index]
        if slot is None or slot not in set(problem.admissible_slots(index)):
            continue
        people = {(meeting.a, slot), (meeting.b, slot)}
        earlier = [kept[other] for other in meeting.after]
        in_order = all(other is None or other < slot for other in earlier)
        if in_order and not people & taken and held[slot] < problem.tables:
            kept[index] = slot
            taken |= people
            held[slot] += 1
    return tuple(kept)
