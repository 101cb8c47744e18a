"""Draw up everybody's hours by small moves: the part that is compiled to machine code.

Hours are the slots in which a person is busy, not yet whom they meet in which. They fit if
everybody can spread their meetings over their hours, one each, at times when the other is busy
too; if no slot is busier than there are tables; and if the breaks they have are few enough. That
says nothing about whether all can do so at once, but there is often a timetable near by.

A move gives one person another slot for one of theirs, or a day at another time. Some two million
moves a second are tried.
"""

import math

from matchmaking.scheduling.compiling import (
    below,
    breaks_in,
    compiled,
    highest,
    lowest,
    one_of,
    part,
    random,
)
from matchmaking.scheduling.fitting import Event, State, fit, meetings_of, restore

MOVES_PER_WARMTH = 64
# Of eight moves so many change one slot, so many shift a day by a slot or two, the rest move it.
CHANGING, SHIFTING = 5, 2
FARTHEST_SHIFT = 2
# What it costs not to fit: per meeting that finds no hour with either side, per person beyond the
# tables, per slot in which they cannot be paired off, per break of a person beyond what is fair,
# per pair of meetings out of order.
UNMET, CROWDED, UNPAIRED, UNFAIR, OUT_OF_ORDER = 1.0, 1.0, 0.15, 2.0, 1.0
# What a meeting costs that has one hour only, half of that if it has two, and so on: where many
# have a choice a timetable is more likely.
TIGHT = 0.1
# Costs are sums of a few of the above; less than this is none.
NOTHING = 0.01
# By how much less tight a move may make things that is not looked at to the end.
CHOICE = 0.3
# So many people are drawn to find one whose meetings do not fit.
DRAWN = 8
# What is added up over everybody.
COST, TIGHTNESS, BREAKS, UNMETS = 0, 1, 2, 3


@part
def _slot_cost(event: Event, state: State, slot: int) -> float:
    """Return what it costs that there are too many people for the tables, or one too few."""
    crowded = max(0, state.busy[slot] - event.sizes[0])
    alone = abs(state.surplus[slot]) if event.sizes[2] else state.busy[slot] & 1
    return float(CROWDED * crowded + UNPAIRED * alone)


@part
def _out_of_order(event: Event, state: State, person: int) -> float:
    """Count a person's meetings that cannot come before or after others as they have to."""
    missing = 0.0
    for index in range(event.ends[person], event.ends[person + 1]):
        meeting = event.meetings[index]
        start, end = event.order_ends[meeting], event.order_ends[meeting + 1]
        for number in range(start, end):
            other, sign = event.order[number, 0], event.order[number, 1]
            mine, theirs = _hours(event, state, meeting), _hours(event, state, other)
            early, late = (mine, theirs) if sign > 0 else (theirs, mine)
            if early and late and lowest(early) >= highest(late):
                is_own = event.pairs[other, 0] == person or event.pairs[other, 1] == person
                missing += 0.5 if is_own else 1.0
    return missing


@part
def _hours(event: Event, state: State, meeting: int) -> int:
    """Return the slots in which both sides of a meeting are busy, and it may be."""
    first, second = event.pairs[meeting, 0], event.pairs[meeting, 1]
    return int(state.days[first] & state.days[second] & event.allowed[meeting])


@part
def _window(event: Event, person: int, first: int) -> int:
    """Return a day without breaks, begun at one of the slots in which the person can meet."""
    day = 0
    begin = event.spot_ends[person] + first
    for index in range(begin, begin + meetings_of(event, person)):
        day |= 1 << event.spots[index]
    return day


@part
def _other_day(event: Event, state: State, person: int) -> int:
    """Draw another day for a person: one slot changed, or a day in one piece."""
    day, dice = state.days[person], state.dice
    begin, end = event.spot_ends[person], event.spot_ends[person + 1]
    latest = end - begin - meetings_of(event, person)
    kind = below(dice, CHANGING + SHIFTING + 1)
    if kind >= CHANGING + SHIFTING:
        return _window(event, person, below(dice, latest + 1))
    if kind >= CHANGING:
        first = 0
        while not day >> event.spots[begin + first] & 1:
            first += 1
        first += below(dice, 2 * FARTHEST_SHIFT + 1) - FARTHEST_SHIFT
        return _window(event, person, first) if 0 <= first <= latest else int(day)
    free = 0
    for index in range(begin, end):
        free |= 1 << event.spots[index]
    free &= ~day
    beside = ((day << 1) | (day >> 1)) & free
    goes = day if kind == 1 else day & ~((day << 1) & (day >> 1))
    comes = free if kind == 0 or not beside else beside
    return int(day ^ (1 << one_of(dice, goes)) | (1 << one_of(dice, comes)))


@part
def _give(event: Event, state: State, person: int, day: int) -> float:
    """Give a person another day; return what that changes for the slots."""
    cost, changed = 0.0, state.days[person] ^ day
    while changed:
        slot = lowest(changed)
        changed &= changed - 1
        cost -= _slot_cost(event, state, slot)
        step = 1 if day >> slot & 1 else -1
        state.busy[slot] += step
        state.surplus[slot] += step * event.sides[person]
        cost += _slot_cost(event, state, slot)
    state.days[person] = day
    return cost


@part
def _unfair(event: Event, breaks: int) -> float:
    return float(UNFAIR * max(0, breaks - event.sizes[1]))


@part
def _consider(event: Event, state: State, person: int, changed: int, most: float) -> float:
    """Fit the meetings of all whom a person's new day concerns; return what that changes.

    As soon as it can't come to as little as ``most`` any more, the rest is left out.
    """
    begin, change, left = event.ends[person] - 1, 0.0, UNMET * state.sums[UNMETS] + CHOICE
    for place in range(meetings_of(event, person) + 1):
        one = event.partners[begin + place] if place else person
        if place and not state.days[one] & changed:
            state.new_unmet[place], state.new_tight[place] = state.unmet[one], state.tight[one]
            continue
        if change - left > most:
            return change
        fit(event, state, one, place)
        left -= UNMET * state.unmet[one]
        change += UNMET * (state.new_unmet[place] - state.unmet[one])
        change += TIGHT * (state.new_tight[place] - state.tight[one])
    return change


@part
def _take(event: Event, state: State, person: int) -> None:
    """Take over what was considered."""
    state.touched[0] = 0
    begin = event.ends[person] - 1
    for place in range(meetings_of(event, person) + 1):
        one = event.partners[begin + place] if place else person
        state.sums[TIGHTNESS] += state.new_tight[place] - state.tight[one]
        state.sums[UNMETS] += state.new_unmet[place] - state.unmet[one]
        state.unmet[one], state.tight[one] = state.new_unmet[place], state.new_tight[place]


@part
def _someone(event: Event, state: State) -> int:
    """Draw a person, rather one whose meetings do not fit or whom such a person meets."""
    dice = state.dice
    person = event.who[below(dice, event.who.shape[0])]
    for _ in range(below(dice, 2) * DRAWN):
        if state.unmet[person]:
            size = meetings_of(event, person)
            if below(dice, 2):
                other = event.partners[event.ends[person] + below(dice, size)]
                if meetings_of(event, other) < event.spot_ends[other + 1] - event.spot_ends[other]:
                    person = other
            break
        person = event.who[below(dice, event.who.shape[0])]
    return int(person)


@part
def _step(event: Event, state: State, warmth: float, hope: tuple[int, float]) -> None:
    """Try one move. The warmer it is, the worse it may be."""
    person = _someone(event, state)
    old, new = state.days[person], _other_day(event, state, person)
    if old == new:
        return
    most = -warmth * math.log((random(state.dice) + 1) / 2147483649.0)
    before, after = breaks_in(old), breaks_in(new)
    breaks = int(state.sums[BREAKS])
    goal, price = hope
    change = price * (max(0, breaks + after - before - goal) - max(0, breaks - goal))
    change += _unfair(event, after) - _unfair(event, before)
    if event.order.shape[0]:
        change -= OUT_OF_ORDER * _out_of_order(event, state, person)
    change += _give(event, state, person, new)
    if event.order.shape[0]:
        change += OUT_OF_ORDER * _out_of_order(event, state, person)
    change += _consider(event, state, person, old ^ new, most - change)
    if change > most:
        _give(event, state, person, old)
        restore(event, state)
        return
    state.sums[COST] += change
    state.sums[BREAKS] += after - before
    _take(event, state, person)


@compiled
def settle(event: Event, state: State) -> None:
    """Work out what follows from everybody's hours."""
    for slot in range(event.sizes[3]):
        state.busy[slot] = state.surplus[slot] = 0
    state.sums[:] = 0
    state.hours[:] = state.takers[:] = -1
    for person in range(state.days.shape[0]):
        state.touched[0] = 0
        fit(event, state, person, 0)
        state.unmet[person], state.tight[person] = state.new_unmet[0], state.new_tight[0]
        state.sums[TIGHTNESS] += state.tight[person]
        state.sums[UNMETS] += state.unmet[person]
        state.sums[BREAKS] += breaks_in(state.days[person])
        left = state.days[person]
        while left:
            slot = lowest(left)
            left &= left - 1
            state.busy[slot] += 1
            state.surplus[slot] += event.sides[person]


@compiled
def walk(
    event: Event, state: State, moves: int, heat: tuple[float, float], hope: tuple[int, float]
) -> float:
    """Try so many moves, cooling from one heat to the other; keep the least tight hours that fit.

    ``hope`` is how many breaks all may have together, and what one beyond them costs. Return how
    tight the kept ones are, or -1 if none fitted.
    """
    cost = hope[1] * max(0, int(state.sums[BREAKS]) - hope[0]) + TIGHT * state.sums[TIGHTNESS]
    for person in range(state.days.shape[0]):
        cost += UNMET * state.unmet[person] + _unfair(event, breaks_in(state.days[person]))
        cost += OUT_OF_ORDER * _out_of_order(event, state, person) / 2
    for slot in range(event.sizes[3]):
        cost += _slot_cost(event, state, slot)
    state.sums[COST] = cost
    least, warmth = -1.0, heat[0]
    for number in range(moves + 1):
        tight = state.sums[TIGHTNESS]
        fits = state.sums[COST] - TIGHT * tight < NOTHING
        if fits and (least < 0 or tight < least - NOTHING):
            least = tight
            for one in range(state.days.shape[0]):
                state.best[one] = state.days[one]
        if number % MOVES_PER_WARMTH == 0:
            warmth = heat[0] * (heat[1] / heat[0]) ** (number / (moves + 1))
        if number < moves and event.who.shape[0]:
            _step(event, state, warmth, hope)
    return least
