"""What would place most, with nothing left out that a meeting's own row names. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from matchmaking.scheduling.rounds.reasons import Obstacle, Remedy, RemedyKind


def with_own(remedies: Sequence[Remedy], obstacles: Iterable[Obstacle]) -> list[Remedy]:
    """Return a summary that has, besides, the remedies of meetings it has nothing for.

    It is made within a time, the cheapest changes first: several changes at once may be missing
    although they are known to place a meeting, as its own row says.
    """
    found = list(remedies)
    placed = {meeting for remedy in remedies for meeting in remedy.also}
    for obstacle in obstacles:
        remedy = obstacle.remedy
        if remedy is None or obstacle.meeting in placed:
            continue
        placed.add(obstacle.meeting)
        if not any(_has(one, remedy) for one in found):
            also = tuple(sorted({obstacle.meeting, *remedy.also}))
            found.append(replace(remedy, seat=None, seats=(), also=also))
    return sorted(found, key=lambda one: -len(one.also))


def _has(one: Remedy, other: Remedy) -> bool:
    """Return whether a remedy names the changes of another: a second one would say it again."""
    return set(other.slots) <= set(one.slots) and _kind_of(one) == _kind_of(other)


def _kind_of(one: Remedy) -> tuple[object, ...]:
    moved = one.moved if one.kind is RemedyKind.MOVES else ()
    return (one.kind, one.site, one.person, one.party, one.over, one.languages, moved)
