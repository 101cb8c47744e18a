"""Anneal a timetable by Kempe chains: the part that is compiled to machine code.

A move takes one meeting from its slot to another. Whoever is in its way goes the other way, and
so on: the chain of meetings that change places between two slots. What is in nobody's way stays,
so a timetable without clashes stays one. Some ten million moves a second are tried, which is what
finds plans of few breaks where few meetings are spread over many slots.

Everything here is arrays of numbers, and functions simple enough to be compiled by Numba.
"""

import math
from typing import NamedTuple

from matchmaking.scheduling.compiling import (
    Dice,
    Numbers,
    below,
    breaks_in,
    compiled,
    count,
    one_of,
    part,
    random,
)

CHAINS_TRIED = 4
MOVES_PER_WARMTH = 256


class Event(NamedTuple):
    """What does not change: who meets, in which slots (as bits), and after which meetings.

    ``partners`` holds, meeting after meeting, the meetings it is ordered with and 1 if they come
    later, -1 if earlier; ``partner_ends`` says where each meeting's begin and end. ``tables`` are
    those of each slot. ``rules`` are the slots of the day, the breaks that anybody may have, what
    one beyond them adds, what it costs each of the two that a meeting waits, and which cost is
    good enough.

    There may be slots after the day's last: meetings wait there that have no place in the day
    yet. Everybody can wait, and in order with nothing.
    """

    sides: Numbers
    allowed: Numbers
    partners: Numbers
    partner_ends: Numbers
    tables: Numbers
    rules: Numbers


class State(NamedTuple):
    """A timetable, and what is worked out from it.

    ``slots`` per meeting; ``meeting_at`` per person and slot, or -1; ``busy`` per person, as
    bits; ``load`` per slot; ``members`` per slot, and each meeting's ``place`` among them;
    ``chain`` is where a chain is kept while it is looked at; ``dice`` is the state of the random
    numbers; ``best`` is the best timetable so far; ``links`` counts the moves tried so far, and
    what was looked at for them.
    """

    slots: Numbers
    meeting_at: Numbers
    busy: Numbers
    load: Numbers
    members: Numbers
    place: Numbers
    chain: Numbers
    dice: Dice
    best: Numbers
    links: Numbers


@part
def _cost(bits: int, rules: Numbers) -> int:
    """Return what a person's day costs: its breaks, those beyond what is fair many times."""
    day = bits & ((1 << rules[0]) - 1)
    breaks = breaks_in(day)
    cost = breaks + int(rules[2]) * max(0, breaks - int(rules[1]))
    return cost if day == bits else cost + int(rules[3]) * count(bits ^ day)


@compiled
def total_cost(event: Event, state: State) -> int:
    """Return what the whole timetable costs."""
    cost = 0
    for person in range(state.busy.shape[0]):
        cost += _cost(state.busy[person], event.rules)
    return cost


@part
def _follow(event: Event, state: State, size: int, target: int) -> int:
    """Append to the chain all that changes places with its last meeting; return its new size.

    Zero if a meeting would come to where it may not be.
    """
    first = state.chain[size]
    source = state.slots[first]
    size += 1
    for side in range(2):
        person, slot = event.sides[first, side], target
        while True:
            state.links[0] += 1
            met = state.meeting_at[person, slot]
            if met < 0:
                break
            if met == first:
                return size
            other = source if slot == target else target
            if not event.allowed[met] >> other & 1:
                return 0
            state.chain[size] = met
            size += 1
            person = event.sides[met, 0] + event.sides[met, 1] - person
            slot = other
    return size


@part
def _shift(state: State, begin: int, end: int, source: int) -> int:
    """Return by how many meetings a part of the chain makes the source smaller."""
    shift = 0
    for index in range(begin, end):
        shift += 1 if state.slots[state.chain[index]] == source else -1
    return shift


@part
def _has_room(event: Event, state: State, shift: int, ways: tuple[int, int]) -> bool:
    source, target = ways
    loads, tables = state.load, event.tables
    return bool(loads[target] + shift <= tables[target] and loads[source] - shift <= tables[source])


@part
def _balance(event: Event, state: State, size: int, ways: tuple[int, int]) -> int:
    """Where a chain needs a table too many, add one that goes the other way; zero if none does."""
    source, target = ways
    shift = _shift(state, 0, size, source)
    if _has_room(event, state, shift, ways):
        return size
    crowded, roomy = (target, source) if shift > 0 else (source, target)
    for _ in range(CHAINS_TRIED):
        meeting = state.members[crowded, below(state.dice, state.load[crowded])]
        known = not event.allowed[meeting] >> roomy & 1
        for index in range(size):
            known |= state.chain[index] == meeting
        if known:
            continue
        state.chain[size] = meeting
        longer = _follow(event, state, size, roomy)
        if longer and _has_room(event, state, _shift(state, 0, longer, source), ways):
            return longer
    return 0


@part
def _gain(event: Event, state: State, size: int, both: int) -> int:
    """Return how much less it costs if the chain changes places; ``both`` are the two slots.

    Only who has a meeting in one of them, not in both, has another day then.
    """
    gain = 0
    for index in range(size):
        for side in range(2):
            bits = state.busy[event.sides[state.chain[index], side]]
            if bits & both != both:
                gain += _cost(bits, event.rules) - _cost(bits ^ both, event.rules)
    return gain


@part
def _swap(event: Event, state: State, size: int, ways: tuple[int, int]) -> None:
    """Let the chain change places."""
    source, target = ways
    both = (1 << source) | (1 << target)
    for index in range(size):
        meeting = state.chain[index]
        old = state.slots[meeting]
        for side in range(2):
            person = event.sides[meeting, side]
            state.meeting_at[person, old] = -1
            if state.busy[person] & both != both:
                state.busy[person] ^= both
        last, place = state.members[old, state.load[old] - 1], state.place[meeting]
        state.members[old, place], state.place[last] = last, place
        state.load[old] -= 1
    for index in range(size):
        meeting = state.chain[index]
        new = target if state.slots[meeting] == source else source
        state.slots[meeting] = new
        for side in range(2):
            state.meeting_at[event.sides[meeting, side], new] = meeting
        state.members[new, state.load[new]] = meeting
        state.place[meeting] = state.load[new]
        state.load[new] += 1


@part
def _is_in_order(event: Event, state: State, size: int) -> bool:
    """Return whether the meetings of the chain keep their order towards all others."""
    for index in range(size):
        meeting = state.chain[index]
        start = event.partner_ends[meeting]
        for number in range(start, event.partner_ends[meeting + 1]):
            other, sign = event.partners[number, 0], event.partners[number, 1]
            ahead = (state.slots[other] - state.slots[meeting]) * sign
            if ahead <= 0 and max(state.slots[other], state.slots[meeting]) < event.rules[0]:
                return False
    return True


@part
def _target(event: Event, state: State, meeting: int) -> int:
    """Draw another slot for a meeting, every other time one beside its person's meetings."""
    if below(state.dice, 2):
        return below(state.dice, event.rules[0])
    bits = state.busy[event.sides[meeting, below(state.dice, 2)]]
    day = (1 << event.rules[0]) - 1
    beside = ((bits << 1) | (bits >> 1)) & ~bits & event.allowed[meeting] & day
    return one_of(state.dice, beside) if beside else int(state.slots[meeting])


@part
def _step(event: Event, state: State, warmth: float) -> int:
    """Try one move; return what it gains. The warmer it is, the larger the losses that are made."""
    state.links[0] += 1
    meeting = below(state.dice, state.slots.shape[0])
    source, target = state.slots[meeting], _target(event, state, meeting)
    if source == target or not event.allowed[meeting] >> target & 1:
        return 0
    ways = (source, target)
    state.chain[0] = meeting
    size = _follow(event, state, 0, target)
    if size:
        size = _balance(event, state, size, ways)
    if not size:
        return 0
    gain = _gain(event, state, size, (1 << source) | (1 << target))
    if gain < 0 and random(state.dice) > 2147483648.0 * math.exp(gain / warmth):
        return 0
    _swap(event, state, size, ways)
    if event.partners.shape[0] and not _is_in_order(event, state, size):
        _swap(event, state, size, ways)
        return 0
    return gain


@compiled
def anneal(event: Event, state: State, links: int, heat: tuple[float, float], cost: int) -> int:
    """Try moves until so many links were looked at, cooling from one heat to the other.

    Return what is reached: ``cost`` is the best so far; what is better is kept in ``best``, and
    what is good enough ends the walk.
    """
    now = total_cost(event, state)
    begin = state.links[0]
    while state.links[0] - begin < links:
        warmth = heat[0] * (heat[1] / heat[0]) ** ((state.links[0] - begin) / links)
        for _ in range(MOVES_PER_WARMTH):
            now -= _step(event, state, warmth)
            if now < cost:
                cost = now
                for index in range(state.slots.shape[0]):
                    state.best[index] = state.slots[index]
                if cost <= event.rules[4]:
                    return cost
    return cost
