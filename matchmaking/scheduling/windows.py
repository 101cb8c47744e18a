"""What the length of a participant's day says about its beginning, its end and its breaks.

Nobody is done with *n* meetings before *n* slots have passed since the first; and who has no
break is done exactly then.
"""

from matchmaking.scheduling.clauses import ClauseModel, Literal


def bound_days(
    clauses: ClauseModel, busy: dict[int, Literal], meetings: int, counter: list[Literal]
) -> None:
    """Tie a day's beginning and end together; the first counter is true if there is a break."""
    if meetings < 2:  # noqa: PLR2004 - nothing lies between fewer than two
        return
    started, more = started_by(clauses, busy), more_to_come(clauses, busy)
    for slot, is_busy in busy.items():
        goes_on = [more[slot + 1]] if slot + 1 in more else []
        began = [started[slot - meetings + 1]] if slot - meetings + 1 in started else []
        clauses.clause(*goes_on, *began)
        if slot + meetings in more:
            clauses.clause(*counter[:1], ~started[slot], ~more[slot + meetings])
        clauses.clause(*counter[:1], ~started[slot], ~more[slot], is_busy)


def started_by(clauses: ClauseModel, busy: dict[int, Literal]) -> dict[int, Literal]:
    """Return, per slot, whether the person has a meeting in it or earlier."""
    first = min(busy)
    started = {first: busy[first]}
    for slot in range(first + 1, max(busy) + 1):
        started[slot] = _either(clauses, started[slot - 1], busy.get(slot))
    return started


def more_to_come(clauses: ClauseModel, busy: dict[int, Literal]) -> dict[int, Literal]:
    """Return, per slot, whether the person has a meeting in it or later."""
    last = max(busy)
    more = {last: busy[last]}
    for slot in range(last - 1, min(busy) - 1, -1):
        more[slot] = _either(clauses, more[slot + 1], busy.get(slot))
    return more


def _either(clauses: ClauseModel, beyond: Literal, here: Literal | None) -> Literal:
    if here is None:
        return beyond
    either = clauses.variable()
    clauses.clause(~beyond, either)
    clauses.clause(~here, either)
    clauses.clause(~either, beyond, here)
    return either
