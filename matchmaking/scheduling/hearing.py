"""Weigh all days that one person can have: the part of ``leanings`` that is compiled.

Each of the person's meetings has said how gladly it would be in which slot. A day gives every
meeting a slot of its own; it weighs the product of these, and a little for each break. Summed over
all days that hold a meeting in a slot, that is what the person says to the meeting in return.
There are far too many days to look at one by one, so they are summed up slot by slot, by the set of
meetings that have been held by then.
"""

from typing import NamedTuple

from matchmaking.scheduling.compiling import Numbers, Shares, compiled, part
from matchmaking.scheduling.estimating import estimate
from matchmaking.scheduling.sums import Sums

# However little anybody likes a slot that is possible, it is not given up for good.
LEAST = 1e-9
# More sets than there is room for, by far, and not more than a number can count.
MOST_BITS = 30


class Talk(NamedTuple):
    """Who speaks with whom, and what they have said.

    Person after person, ``meetings`` are the meetings and ``sides`` whether the person is the
    first or the second of the two, and ``ends`` says where each person's begin and end. ``said``
    is what each side last said to a meeting about each slot, sums of one; ``gladly`` how gladly
    the meeting would be there for reasons of its own (0: it must not).
    """

    meetings: Numbers
    sides: Numbers
    ends: Numbers
    said: Shares
    gladly: Shares


@part
def _listen(talk: Talk, sums: Sums, person: int) -> None:
    """Note how gladly each of a person's meetings would be where, the other side considered."""
    first, slots = talk.ends[person], talk.said.shape[2]
    for mine in range(talk.ends[person + 1] - first):
        meeting, other = talk.meetings[first + mine], 1 - talk.sides[first + mine]
        most = 0.0
        for slot in range(slots):
            weight = talk.said[meeting, other, slot] * talk.gladly[meeting, slot]
            sums.weights[mine, slot] = weight
            most = max(most, weight)
        for slot in range(slots):
            if talk.gladly[meeting, slot] > 0 and most > 0:
                sums.weights[mine, slot] = sums.weights[mine, slot] / most + LEAST


@part
def _mornings(sums: Sums, sets: int, dear: float) -> None:
    """Weigh how the day may have begun, slot by slot.

    Sets that one meeting joins lie side by side, so that several are weighed at once.
    """
    for held in range(sets):
        sums.held[0, held] = sums.idle[held] = sums.ready[0, held] = 0.0
    sums.idle[0] = sums.ready[0, 0] = 1.0
    for slot in range(sums.weights.shape[1]):
        for held in range(sets):
            sums.idle[held] += dear * sums.held[slot, held]
            sums.held[slot + 1, held] = 0.0
        size, mine = 1, 0
        while size < sets:
            weight = sums.weights[mine, slot]
            if weight > 0:
                for first in range(0, sets, 2 * size):
                    for held in range(first, first + size):
                        sums.held[slot + 1, held + size] += weight * sums.ready[slot, held]
            size, mine = 2 * size, mine + 1
        for held in range(sets):
            sums.ready[slot + 1, held] = sums.held[slot + 1, held] + sums.idle[held]


@part
def _evenings(sums: Sums, sets: int, dear: float) -> float:
    """Weigh how it may go on, from the last slot back, and answer; return the breaks expected."""
    for held in range(sets):
        sums.later[held] = sums.resumed[held] = 0.0
    sums.later[sets - 1] = 1.0
    breaks = 0.0
    for slot in range(sums.weights.shape[1] - 1, -1, -1):
        _answer_for(sums, sets, slot)
        for held in range(sets):
            breaks += dear * sums.held[slot, held] * sums.resumed[held]
            sums.later[held] = sums.next[held] + dear * sums.resumed[held]
            sums.resumed[held] += sums.next[held]
        sums.later[sets - 1] = 1.0
    return breaks / sums.resumed[0] if sums.resumed[0] > 0 else 0.0


@part
def _answer_for(sums: Sums, sets: int, slot: int) -> None:
    """Weigh all days by who is met in a slot, and what may follow if anybody is."""
    for held in range(sets):
        sums.next[held] = 0.0
    size, mine = 1, 0
    while size < sets:
        weight, answer = sums.weights[mine, slot], 0.0
        if weight > 0:
            for first in range(0, sets, 2 * size):
                for held in range(first, first + size):
                    later = sums.later[held + size]
                    sums.next[held] += weight * later
                    answer += sums.ready[slot, held] * later
        sums.answers[mine, slot] = answer
        size, mine = 2 * size, mine + 1


@part
def _answer(talk: Talk, sums: Sums, person: int, calm: float) -> None:
    """Tell each meeting what the person thinks of each slot, not too far from what they said."""
    first, slots = talk.ends[person], talk.said.shape[2]
    for mine in range(talk.ends[person + 1] - first):
        total = 0.0
        for slot in range(slots):
            total += sums.answers[mine, slot]
        if total <= 0:
            continue
        meeting, side = talk.meetings[first + mine], talk.sides[first + mine]
        for slot in range(slots):
            new = sums.answers[mine, slot] / total
            talk.said[meeting, side, slot] += (1.0 - calm) * (new - talk.said[meeting, side, slot])


@compiled
def hear(talk: Talk, sums: Sums, order: Numbers, calm: float, dear: float) -> float:
    """Have people answer their meetings, one after the other; return the breaks expected of all.

    ``calm`` is the share of what was said before that stays, ``dear`` what a break weighs.
    """
    breaks = 0.0
    for person in order:
        meetings = talk.ends[person + 1] - talk.ends[person]
        _listen(talk, sums, person)
        sets = 1 << min(meetings, MOST_BITS)
        if sets > sums.ready.shape[1]:
            breaks += estimate(sums, meetings, dear)
        else:
            _mornings(sums, sets, dear)
            breaks += _evenings(sums, sets, dear)
        _answer(talk, sums, person, calm)
    return breaks
