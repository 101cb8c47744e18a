"""Fit one person's meetings to their hours: the innermost part that is compiled.

Every meeting takes an hour in which both sides are busy. When somebody's hours change, all that
were taken and still are hours stay; a meeting that lost its own looks for another, others making
room (an augmenting path). So it is known at any time how many find none.
"""

from typing import NamedTuple

from matchmaking.scheduling.compiling import Dice, Numbers, Shares, count, lowest, part


class Event(NamedTuple):
    """What does not change: whom everybody meets, and when they may.

    Person after person, ``partners`` are those they meet and ``meetings`` the meetings, and
    ``ends`` says where each person's begin and end. ``allowed`` are the slots of each meeting as
    bits; ``spots`` those in which a person can have any, one after the other, with their
    ``spot_ends``. ``sides`` is 1 or -1 where the event has two sides, and all 0 where it has not.
    ``order`` holds, meeting after meeting, those it is ordered with and 1 if they come later, -1
    if earlier, and ``order_ends`` where each one's begin and end. ``who`` are the people who have
    a choice.
    ``sizes`` are the people that the tables of a slot can take, the breaks that are fair, whether
    there are two sides, and the slots of the day.
    """

    partners: Numbers
    meetings: Numbers
    ends: Numbers
    allowed: Numbers
    pairs: Numbers
    spots: Numbers
    spot_ends: Numbers
    sides: Numbers
    order: Numbers
    order_ends: Numbers
    who: Numbers
    sizes: Numbers


class State(NamedTuple):
    """Everybody's hours, and what is worked out from them.

    ``days`` are the slots of each person as bits, ``unmet`` and ``tight`` how many of their
    meetings find no hour, and how little choice the others have. ``hours`` says which hour each
    has taken, person after person as in ``meetings`` (-1: none), and ``takers`` which of these has
    taken each person's slot. ``busy`` counts the people of each slot and ``surplus`` those of one
    side beyond the other's. A move works in ``options``, ``came`` and ``queue``, notes in ``old``
    and ``touched`` (first how many) whose hours were taken otherwise before, and in ``new_unmet``
    and ``new_tight`` what would become of the numbers. ``sums`` are the cost, tightness, breaks
    and unmet of all. ``best`` are the least tight days that fit so far.
    """

    days: Numbers
    unmet: Numbers
    tight: Shares
    busy: Numbers
    surplus: Numbers
    hours: Numbers
    takers: Numbers
    options: Numbers
    came: Numbers
    queue: Numbers
    old: Numbers
    touched: Numbers
    new_unmet: Numbers
    new_tight: Shares
    sums: Shares
    best: Numbers
    dice: Dice


@part
def meetings_of(event: Event, person: int) -> int:
    """Return how many meetings a person has."""
    return int(event.ends[person + 1] - event.ends[person])


@part
def fit(event: Event, state: State, person: int, place: int) -> None:
    """Fit a person's meetings to their hours; note how many find none, and how tight it is."""
    begin, day, tight = event.ends[person], state.days[person], 0.0
    waiting = 0
    for index in range(begin, event.ends[person + 1]):
        hours = day & state.days[event.partners[index]] & event.allowed[event.meetings[index]]
        state.options[index - begin] = hours
        tight += 1.0 / max(1, count(hours))
        if state.hours[index] < 0 or not hours >> state.hours[index] & 1:
            waiting |= 1 << (index - begin)
    unmet = 0
    if waiting:
        _note(event, state, person)
        _let_go(event, state, person, waiting)
    while waiting:
        unmet += _finds_none(event, state, person, begin + lowest(waiting))
        waiting &= waiting - 1
    state.new_unmet[place] = unmet
    state.new_tight[place] = tight


@part
def _note(event: Event, state: State, person: int) -> None:
    """Write down what a person's meetings have taken, in case the move is not made."""
    state.touched[0] += 1
    state.touched[state.touched[0]] = person
    for index in range(event.ends[person], event.ends[person + 1]):
        state.old[index] = state.hours[index]


@part
def _let_go(event: Event, state: State, person: int, waiting: int) -> None:
    """Free the hours of the meetings that can't have them any more."""
    base = person * event.sizes[3]
    while waiting:
        index = event.ends[person] + lowest(waiting)
        waiting &= waiting - 1
        if state.hours[index] >= 0:
            state.takers[base + state.hours[index]] = -1
            state.hours[index] = -1


@part
def _finds_none(event: Event, state: State, person: int, meeting: int) -> int:
    """Find an hour for one more meeting, others making room; return 1 if there is none."""
    begin, base = event.ends[person], person * event.sizes[3]
    state.queue[0] = meeting
    head, tail, seen = 0, 1, 0
    while head < tail:
        asking = state.queue[head]
        head += 1
        fresh = state.options[asking - begin] & ~seen
        while fresh:
            slot = lowest(fresh)
            fresh &= fresh - 1
            seen |= 1 << slot
            state.came[slot] = asking
            if state.takers[base + slot] < 0:
                while slot >= 0:
                    taker = state.came[slot]
                    left = state.hours[taker]
                    state.takers[base + slot], state.hours[taker] = taker, slot
                    slot = left
                return 0
            state.queue[tail] = state.takers[base + slot]
            tail += 1
    return 1


@part
def restore(event: Event, state: State) -> None:
    """Give everybody's meetings back the hours they had before the move."""
    for number in range(1, state.touched[0] + 1):
        person = state.touched[number]
        base = person * event.sizes[3]
        for index in range(event.ends[person], event.ends[person + 1]):
            if state.hours[index] >= 0:
                state.takers[base + state.hours[index]] = -1
        for index in range(event.ends[person], event.ends[person + 1]):
            state.hours[index] = state.old[index]
            if state.old[index] >= 0:
                state.takers[base + state.old[index]] = index
    state.touched[0] = 0
