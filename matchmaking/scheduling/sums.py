"""Where the days of one person are summed up."""

from typing import NamedTuple

import numpy as np

from matchmaking.scheduling.compiling import Shares

# Of up to so many meetings every set is summed up; with each more there are twice as many.
MOST_SETS_OF = 12


class Sums(NamedTuple):
    """Where days are summed up, for one person at a time.

    ``weights`` and ``answers`` belong to each meeting and slot. By slot and set of meetings held
    before it, ``held`` weighs the mornings that hold one in the slot just before, and ``ready`` all
    from which another may follow. ``later`` and ``resumed`` weigh what may follow one that was
    just held, or an idle slot. ``idle`` and ``next`` keep what is needed a slot later.
    For people with many meetings, whose sets are only counted (``estimating``), ``odds`` and
    ``busy`` say how likely each meeting, and any, is in a slot, and ``waiting`` weighs the mornings
    that are idle just before it.
    """

    weights: Shares
    answers: Shares
    held: Shares
    ready: Shares
    later: Shares
    resumed: Shares
    idle: Shares
    next: Shares
    odds: Shares
    busy: Shares
    waiting: Shares


def sums_for(meetings: int, slots: int) -> Sums:
    """Make room for the days of people with so many meetings."""
    sets = max(1 << min(meetings, MOST_SETS_OF), meetings + 1)
    return Sums(
        weights=np.zeros((meetings, slots)),
        answers=np.zeros((meetings, slots)),
        held=np.zeros((slots + 1, sets)),
        ready=np.zeros((slots + 1, sets)),
        later=np.zeros(sets),
        resumed=np.zeros(sets),
        idle=np.zeros(sets),
        next=np.zeros(sets),
        odds=np.zeros((meetings, slots)),
        busy=np.zeros(slots),
        waiting=np.zeros((slots, meetings + 1)),
    )
