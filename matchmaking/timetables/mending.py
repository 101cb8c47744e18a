"""Mending a timetable on paper: the smallest change, what it leaves out, and what would place it.

It takes about a second and needs no database, so that nobody waits for an open transaction.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from matchmaking.scheduling.rounds.checker import faults, score
from matchmaking.scheduling.rounds.obstacles import explain, summary
from matchmaking.scheduling.rounds.reasons import Obstacle, Remedy
from matchmaking.scheduling.rounds.repair import RoundRepair, repair_round
from matchmaking.scheduling.rounds.values import Aim, RoundProblem, Seat
from matchmaking.timetables.answers import Answer, answers
from matchmaking.timetables.questions import Held, Question
from matchmaking.timetables.summaries import with_own

# An organiser waits for it: a repair is offered within about a second. Most of that goes into the
# search for the fewest dropped, then most placed, then fewest moved, then breaks; reading what
# stands, reading it again and keeping the repair take a fifth of it. That a meeting need not be
# dropped is worth a moment more; that there are fewer breaks is not.
SECONDS = 1.0
SECONDS_TO_SEARCH, SECONDS_FOR_BREAKS, SECONDS_TO_KEEP = 0.8, 0.65, 0.2
SEED = 1
# What stops a meeting is read off at once. What would place it, and what would place most, are
# sought for so long each: in what a search leaves of the second, or else a little beyond it.
LEAST_TO_EXPLAIN, MOST_TO_EXPLAIN = 0.1, 0.3
# Within this time somebody may have to walk from one meeting to the other.
NEAR = timedelta(minutes=90)


@dataclass(frozen=True)
class Mended:
    """A mended timetable before it is kept as a plan; ``question`` is what it was made from."""

    question: Question
    repair: RoundRepair
    obstacles: tuple[Obstacle, ...]
    remedies: tuple[Remedy, ...]

    @property
    def rows(self) -> list[Answer]:
        """Return every wanted meeting with what it has now."""
        question = self.question
        return with_same_helpers(answers(question, self.repair.seats), question.held)

    @property
    def breaks(self) -> list[int]:
        """Return how many breaks people had before, and have now."""
        problem = self.question.problem
        stood = [one.locked or one.standing for one in problem.meetings]
        # What each could have had is not needed for this.
        best = [1] * len(problem.parties)
        return [score(problem, seats, best)[Aim.BREAKS] for seats in (stood, self.repair.seats)]


def mend(question: Question) -> Mended:
    """Return the smallest change that lets a timetable stand again."""
    found = searched(question.problem, SECONDS_TO_SEARCH)
    found = replace(found, seats=tuple(with_others_spared(question, found.seats)))
    return Mended(question, found, *explained(question.problem, found))


def searched(problem: RoundProblem, seconds: float) -> RoundRepair:
    """Return the repair of a timetable that is found in so many seconds."""
    return repair_round(problem, seconds=seconds, for_breaks=SECONDS_FOR_BREAKS, seed=SEED)


def explained(
    problem: RoundProblem, found: RoundRepair
) -> tuple[tuple[Obstacle, ...], tuple[Remedy, ...]]:
    """Return what stops those that a repair has no seat for, and what would place most of them."""
    left = (SECONDS - SECONDS_TO_KEEP - found.seconds) / 2
    seconds = min(MOST_TO_EXPLAIN, max(LEAST_TO_EXPLAIN, left))
    obstacles = explain(problem, found.seats, seconds=seconds)
    remedies = summary(problem, found.seats, obstacles, seconds=seconds)
    return tuple(obstacles), tuple(with_own(remedies, obstacles))


def with_others_spared(question: Question, seats: Sequence[Seat | None]) -> Sequence[Seat | None]:
    """Drop a meeting whose own place is gone rather than one whose place it would be given.

    The solver counts the first as standing wherever there is a like place. To people it is two
    changes where one does: somebody is moved so that somebody else can be called off. Only a
    must is kept at the expense of what is none.
    """
    meetings, found = question.problem.meetings, list(seats)
    displaced = [
        number
        for number, one in enumerate(meetings)
        if one.standing and not question.held[number] and found[number]
    ]
    for number, one in enumerate(meetings):
        stood = one.standing
        if stood is None or found[number] or not question.held[number]:
            continue
        for other in displaced:
            seat = found[other]
            is_dearer = meetings[other].is_must and not one.is_must
            if seat is None or is_dearer or (seat.slot, seat.site) != (stood.slot, stood.site):
                continue
            tried = [*found]
            tried[number], tried[other] = stood, None
            if not faults(question.problem, tried):
                found = tried
                break
    return found


def with_same_helpers(rows: Sequence[Answer], held: Sequence[Held | None]) -> list[Answer]:
    """Let who has interpreted at a meeting do so again, if the repair gives them nothing near it.

    The solver takes whoever is free; people would be told of a change that serves nobody.
    """
    given: dict[int | None, list[Answer]] = {}
    for row, before in zip(rows, held, strict=True):
        if row.starts_at and (before is None or before.interpreter_id != row.interpreter_id):
            given.setdefault(row.interpreter_id, []).append(row)

    def stays(row: Answer, before: Held) -> bool:
        return (
            row.starts_at == before.slot.starts_at
            and row.interpreter_id is not None
            and before.interpreter_id is not None
            and (row.a_representative_id, row.b_representative_id) == before.people
            and not any(_near(row, other) for other in given.get(before.interpreter_id, ()))
        )

    return [
        replace(row, interpreter_id=before.interpreter_id) if before and stays(row, before) else row
        for row, before in zip(rows, held, strict=True)
    ]


def _near(one: Answer, other: Answer) -> bool:
    if one.starts_at is None or other.starts_at is None:
        return False
    return abs(one.starts_at - other.starts_at) < NEAR
