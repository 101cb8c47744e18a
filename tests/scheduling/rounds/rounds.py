"""Rounds made by hand, as few words as possible."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from matchmaking.scheduling.rounds.values import (
    Grade,
    Party,
    Person,
    RoundProblem,
    Site,
    TimeSlot,
    WantedMeeting,
)

WANT, MUST, MAY = Grade.WANT, Grade.MUST, Grade.MAY


def hours(count: int, *, pause: int = 0, block: int = 0, start: int = 540) -> list[TimeSlot]:
    """Return slots of twenty minutes that follow one another."""
    step = 20 + pause
    return [TimeSlot(start + i * step, start + i * step + 20, block, 0) for i in range(count)]


def wish(
    a: int, b: int, grade_a: Grade | None = WANT, grade_b: Grade | None = None
) -> WantedMeeting:
    """Return a wish of a's."""
    return WantedMeeting(a, b, grade_a, grade_b)


def a_round(
    meetings: Iterable[WantedMeeting | tuple[int, int]],
    *,
    slots: int | Sequence[TimeSlot] = 4,
    tables: int = 2,
    parties: int | None = None,
) -> RoundProblem:
    """Return a round of parties of one person each, in one hall."""
    wanted = tuple(m if isinstance(m, WantedMeeting) else wish(*m) for m in meetings)
    most = max((max(m.a, m.b) for m in wanted), default=-1) + 1
    count = most if parties is None else parties
    times = hours(slots) if isinstance(slots, int) else list(slots)
    return RoundProblem(
        slots=tuple(times),
        people=tuple(Person() for _ in range(count)),
        parties=tuple(Party((i,)) for i in range(count)),
        sites=(Site(0, (tables,) * len(times)),),
        meetings=wanted,
    )


def with_person(problem: RoundProblem, index: int, **changes: object) -> RoundProblem:
    """Return the round with one person changed."""
    people = list(problem.people)
    people[index] = replace(people[index], **changes)  # type: ignore[arg-type]
    return replace(problem, people=tuple(people))


def with_party(problem: RoundProblem, index: int, **changes: object) -> RoundProblem:
    """Return the round with one party changed."""
    parties = list(problem.parties)
    parties[index] = replace(parties[index], **changes)  # type: ignore[arg-type]
    return replace(problem, parties=tuple(parties))
