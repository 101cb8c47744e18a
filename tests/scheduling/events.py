"""Small problems in one line each."""

from collections.abc import Sequence

from matchmaking.scheduling.problem import Meeting, Problem


def event(
    pairs: Sequence[tuple[int, int]],
    *,
    slots: int,
    tables: int | None = None,
    fairness: int = 99,
    meetings: Sequence[Meeting] | None = None,
    forbidden: dict[int, set[int]] | None = None,
    morning_slots: int | None = None,
    participants: int | None = None,
) -> Problem:
    """Make a problem of these pairs; whatever is not said restricts nothing."""
    wanted = tuple(meetings or (Meeting(a, b) for a, b in pairs))
    count = participants or 1 + max(max(meeting.a, meeting.b) for meeting in wanted)
    closed = forbidden or {}
    return Problem(
        participants=count,
        slots=slots,
        morning_slots=slots if morning_slots is None else morning_slots,
        tables=len(wanted) if tables is None else tables,
        fairness=fairness,
        meetings=wanted,
        forbidden=tuple(frozenset(closed.get(person, ())) for person in range(count)),
    )


# One person between two fixed meetings, and one between two others: both have a break.
TWO_BREAKS = event(
    [],
    slots=6,
    meetings=[
        Meeting(0, 1, slot=0),
        Meeting(0, 2, slot=4),
        Meeting(3, 4, slot=1),
        Meeting(3, 5, slot=5),
    ],
)
