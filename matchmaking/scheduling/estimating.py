"""Weigh the days of a person with many meetings, roughly: compiled, as ``hearing`` is.

With each meeting more there are twice as many sets of meetings to sum up. For whoever has many,
days are therefore summed up by how many meetings have been held, no matter which. That each is held
once is taken care of as that people and meetings speak with each other: slots and meetings of the
person do it here (belief propagation again), some times over.
"""

from matchmaking.scheduling.compiling import part
from matchmaking.scheduling.sums import Sums

TIMES = 3
# Odds stay within these, so that products of many can be written down.
LEAST_ODDS, MOST_ODDS = 1e-12, 1e12


@part
def estimate(sums: Sums, meetings: int, dear: float) -> float:
    """Answer for meetings from the number that have been held; return the breaks expected."""
    slots, breaks = sums.weights.shape[1], 0.0
    for mine in range(meetings):
        for slot in range(slots):
            sums.answers[mine, slot] = 1.0
    for _ in range(TIMES):
        for slot in range(slots):
            sums.busy[slot] = 0.0
        for mine in range(meetings):
            _offer(sums, mine, slots)
        _mornings(sums, meetings, slots, dear)
        breaks = _evenings(sums, meetings, slots, dear)
    return breaks


@part
def _offer(sums: Sums, mine: int, slots: int) -> None:
    """Say how likely a meeting is in each slot against all others."""
    total = 0.0
    for slot in range(slots):
        total += sums.weights[mine, slot] * sums.answers[mine, slot]
    for slot in range(slots):
        weight = sums.weights[mine, slot]
        others = max(total - weight * sums.answers[mine, slot], LEAST_ODDS * total)
        odds = 0.0
        if weight > 0:
            odds = max(LEAST_ODDS, min(MOST_ODDS, weight / others)) if others > 0 else MOST_ODDS
        sums.odds[mine, slot] = odds
        sums.busy[slot] += odds


@part
def _mornings(sums: Sums, meetings: int, slots: int, dear: float) -> None:
    """Weigh how the day may have begun, slot by slot, by the number of meetings."""
    for held in range(meetings + 1):
        sums.held[0, held] = sums.idle[held] = sums.ready[0, held] = 0.0
    sums.idle[0] = sums.ready[0, 0] = 1.0
    for slot in range(slots):
        sums.held[slot + 1, 0] = 0.0
        for held in range(meetings):
            sums.waiting[slot, held] = sums.idle[held]
            sums.idle[held] += dear * sums.held[slot, held]
            sums.held[slot + 1, held + 1] = sums.busy[slot] * sums.ready[slot, held]
        sums.idle[meetings] += sums.held[slot, meetings]
        for held in range(meetings + 1):
            sums.ready[slot + 1, held] = sums.held[slot + 1, held] + sums.idle[held]


@part
def _evenings(sums: Sums, meetings: int, slots: int, dear: float) -> float:
    """Weigh how it may go on, from the last slot back, and answer; return the breaks expected.

    ``later`` follows a slot with a meeting, ``resumed`` an idle one.
    """
    for held in range(meetings + 1):
        sums.later[held] = sums.resumed[held] = 0.0
    sums.later[meetings] = sums.resumed[meetings] = 1.0
    breaks = 0.0
    for slot in range(slots - 1, -1, -1):
        busy = 0.0
        idle = sums.ready[slot, meetings]
        for held in range(meetings):
            gap = dear * sums.held[slot, held] * sums.resumed[held]
            breaks += gap
            busy += sums.ready[slot, held] * sums.later[held + 1]
            idle += gap + sums.waiting[slot, held] * sums.resumed[held]
        for held in range(meetings):
            then = sums.busy[slot] * sums.later[held + 1]
            sums.later[held] = then + dear * sums.resumed[held]
            sums.resumed[held] += then
        _answer(sums, meetings, slot, busy, idle)
    return breaks / sums.resumed[0] if sums.resumed[0] > 0 else 0.0


@part
def _answer(sums: Sums, meetings: int, slot: int, busy: float, idle: float) -> None:
    """Answer for one slot, from what days weigh in which it is busy or idle."""
    odds = min(MOST_ODDS, busy / idle) if idle > 0 else MOST_ODDS
    for mine in range(meetings):
        others = max(0.0, sums.busy[slot] - sums.odds[mine, slot])
        sums.answers[mine, slot] = odds / (1.0 + odds * others)
