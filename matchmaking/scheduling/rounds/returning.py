"""Go back to good days after a gain: lay what is chosen now as near as can be to an earlier plan.

A plan that fulfils one more wish is found without a thought of anybody's day. The plan before it
had good days; taken for what stands, with the newly chosen meetings as late arrivals, it is
mended like after any change.
"""

from collections.abc import Sequence
from dataclasses import replace

from matchmaking.scheduling.rounds.repair import repair_round
from matchmaking.scheduling.rounds.search import RoundSearch
from matchmaking.scheduling.rounds.values import Seat

# So long is the earlier plan mended at most, and this share of the time that is left.
SECONDS, SHARE = 3.0, 0.25


def return_to_days(search: RoundSearch, before: Sequence[Seat | None], seed: int = 0) -> bool:
    """Offer the meetings of the best plan where an earlier plan had them; say if that is better."""
    chosen = [index for index, seat in enumerate(search.seats) if seat is not None]
    meetings = (replace(search.problem.meetings[i], standing=before[i]) for i in chosen)
    problem = replace(search.problem, meetings=tuple(meetings))
    mended = repair_round(problem, seconds=min(SECONDS, search.remaining * SHARE), seed=seed)
    seats: list[Seat | None] = [None] * len(before)
    for index, seat in zip(chosen, mended.seats, strict=True):
        seats[index] = seat
    return all(mended.seats) and search.offer(seats)
