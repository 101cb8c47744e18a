"""Find remedies that no single change is: several places at once, or several meetings moved.

The meeting is taken for a late arrival and the timetable mended, with a place more wherever all
are taken. What the mended timetable does not use of these is not asked for; and what it can do
without is left away.
"""

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from matchmaking.scheduling.rounds.reasons import Remedy, RemedyKind
from matchmaking.scheduling.rounds.repair import repair_round
from matchmaking.scheduling.rounds.values import RoundProblem, Seat

# So long is one timetable mended at most.
SECONDS = 0.5
# Of more meetings than this no single one is worth so much work.
MOST_MEETINGS = 2_000
Seats = tuple[Seat | None, ...]
# A site and a slot.
Place = tuple[int, int]


def several_changes(
    problem: RoundProblem, seats: Sequence[Seat | None], index: int, until: float
) -> Remedy | None:
    """Return a remedy that moves several meetings, or else adds several places at one site."""
    if len(problem.meetings) > MOST_MEETINGS:
        return None
    mended = _mended(problem, seats, index, until)
    if mended is not None:
        return _remedy(Remedy(RemedyKind.MOVES, count=0), seats, mended, index)
    taken = Counter((seat.site, seat.slot) for seat in seats if seat is not None)
    for site, place in enumerate(problem.sites):
        full = [s for s, spots in enumerate(place.spots) if 0 < spots <= taken[site, s]]
        if full and place.party in {None, problem.meetings[index].a, problem.meetings[index].b}:
            remedy = _fewest_places(problem, seats, index, (site, full), until)
            if remedy is not None:
                return remedy
    return None


def _fewest_places(
    problem: RoundProblem,
    seats: Sequence[Seat | None],
    index: int,
    places: tuple[int, list[int]],
    until: float,
) -> Remedy | None:
    """Add a place in each of some slots of a site, then leave away what is not needed."""
    site, slots = places
    mended = _mended(_with_places(problem, site, slots), seats, index, until)
    if mended is None:
        return None
    used = _used(problem, site, mended)
    for slot in list(used):
        fewer = [other for other in used if other != slot]
        again = _mended(_with_places(problem, site, fewer), seats, index, until)
        if again is not None:
            used, mended = _used(problem, site, again), again
    return _remedy(Remedy(RemedyKind.PLACES, tuple(used), site=site), seats, mended, index)


def _used(problem: RoundProblem, site: int, seats: Seats) -> list[int]:
    """Return the slots in which a site holds more than it has places so far."""
    taken = Counter(seat.slot for seat in seats if seat is not None and seat.site == site)
    return sorted(s for s, count in taken.items() if count > problem.sites[site].spots[s])


def _with_places(problem: RoundProblem, site: int, slots: Sequence[int]) -> RoundProblem:
    spots = (count + (slot in slots) for slot, count in enumerate(problem.sites[site].spots))
    sites = list(problem.sites)
    sites[site] = replace(sites[site], spots=tuple(spots))
    return replace(problem, sites=tuple(sites))


def _mended(
    problem: RoundProblem, seats: Sequence[Seat | None], index: int, until: float
) -> Seats | None:
    """Return the timetable with one more meeting and nobody dropped, if there is one."""
    seconds = min(SECONDS, until - time.perf_counter())
    if seconds <= 0:
        return None
    kept = [i for i, seat in enumerate(seats) if seat is not None or i == index]
    meetings = (replace(problem.meetings[i], standing=seats[i]) for i in kept)
    mended = repair_round(replace(problem, meetings=tuple(meetings)), seconds=seconds)
    if mended.dropped or not all(mended.seats):
        return None
    found = dict(zip(kept, mended.seats, strict=True))
    return tuple(found.get(i) for i in range(len(seats)))


def _remedy(bare: Remedy, seats: Sequence[Seat | None], after: Seats, index: int) -> Remedy:
    moved = (i for i, seat in enumerate(seats) if seat is not None and after[i] != seat)
    return replace(bare, seat=after[index], moved=tuple(moved), seats=after)
