"""From the solver's seats to places with numbers: who sits where, for the rows of a plan."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from matchmaking.expo.values import Slot
from matchmaking.scheduling.rounds.values import Grade, Seat
from matchmaking.timetables.models import PlannedMeeting
from matchmaking.timetables.questions import Question, Spot


@dataclass(frozen=True)
class Answer:
    """What becomes of one wanted meeting: its row in ``planned_meetings``, but for the plan."""

    a_id: int
    b_id: int
    grade_a: Grade | None = None
    grade_b: Grade | None = None
    meeting_id: int | None = None
    is_locked: bool = False
    a_representative_id: int | None = None
    b_representative_id: int | None = None
    interpreter_id: int | None = None
    block_id: int | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    place_id: int | None = None
    extra_hall_id: int | None = None
    unit: int = 0


def answers(question: Question, seats: Sequence[Seat | None]) -> list[Answer]:
    """Return what becomes of each wanted meeting."""
    spots = _spots(question, seats)
    return [_answer(question, number, seat, spots) for number, seat in enumerate(seats)]


def seats_of(question: Question, rows: Iterable[PlannedMeeting]) -> list[Seat | None] | None:
    """Return the seats of a plan's meetings in the numbers of a question.

    There is nothing to return if the question does not know one of them: a place is closed by
    now, somebody has left, a time has begun.
    """
    pairs = {pair: number for number, pair in enumerate(question.pairs)}
    people = {key: number for number, key in enumerate(question.people)}
    helpers = {key: number for number, key in enumerate(question.interpreters)}
    spots = spots_in(question)
    seats: list[Seat | None] = [None] * len(question.pairs)
    for row in rows:
        hall_id = row.place.hall_id if row.place else row.extra_hall_id or 0
        where = (row.block_id, row.slot, Spot(hall_id, row.unit, row.place_id))
        keys = (row.a_representative_id, row.b_representative_id)
        one, other = (people.get(key or 0) for key in keys)
        helper = None if row.interpreter_id is None else helpers.get(row.interpreter_id)
        is_known = (row.a_id, row.b_id) in pairs and where in spots
        if not is_known or one is None or other is None or (row.interpreter_id and helper is None):
            return None
        slot, site = spots[where]
        seats[pairs[row.a_id, row.b_id]] = Seat(slot, one, other, site, helper)
    return seats


def spots_in(question: Question) -> dict[tuple[int | None, Slot | None, Spot], tuple[int, int]]:
    """Return the numbers of slot and site of every spot, by its block, its time and itself."""
    return {
        (question.slots[slot].block_id, question.slots[slot].slot, spot): (slot, site)
        for site, by_slot in enumerate(question.spots)
        for slot, some in enumerate(by_slot)
        for spot in some
    }


def _answer(question: Question, number: int, seat: Seat | None, spots: dict[int, Spot]) -> Answer:
    wanted, (a_id, b_id) = question.problem.meetings[number], question.pairs[number]
    if seat is None:
        return Answer(a_id, b_id, wanted.grade_a, wanted.grade_b, question.meetings[number])
    slot, spot = question.slots[seat.slot], spots[number]
    held = question.held[number]
    return Answer(
        a_id,
        b_id,
        wanted.grade_a,
        wanted.grade_b,
        question.meetings[number],
        is_locked=held is not None and held.is_locked and wanted.locked is not None,
        a_representative_id=question.people[seat.person_a],
        b_representative_id=question.people[seat.person_b],
        interpreter_id=_interpreter(question, seat),
        block_id=slot.block_id,
        starts_at=slot.slot.starts_at,
        ends_at=slot.slot.ends_at,
        place_id=spot.place_id,
        extra_hall_id=spot.hall_id if spot.place_id is None else None,
        unit=spot.unit,
    )


def _interpreter(question: Question, seat: Seat) -> int | None:
    """Return who interprets; somebody whom a what-if only assumes has no key."""
    number = seat.interpreter
    if number is None or number >= len(question.interpreters):
        return None
    return question.interpreters[number]


def _spots(question: Question, seats: Sequence[Seat | None]) -> dict[int, Spot]:
    """Give every seat a spot of its site: slot by slot, in order of time.

    Who sits somewhere in the timetable so far keeps that place. Then everybody stays where they
    sat last if it is free, and the others get the lowest numbers.
    """
    seating = _Seating(question, seats)
    together: dict[tuple[int, int], list[int]] = defaultdict(list)
    for number, seat in enumerate(seats):
        if seat is not None:
            together[seat.slot, seat.site].append(number)
    for slot, site in sorted(together):
        seating.give(together[slot, site], question.spots[site][slot])
    return seating.given


class _Seating:
    """Gives away spots, and remembers where everybody sat last."""

    def __init__(self, question: Question, seats: Sequence[Seat | None]) -> None:
        self.question = question
        self.seats = seats
        self.given: dict[int, Spot] = {}
        self.last: dict[int, Spot] = {}

    def give(self, numbers: Sequence[int], spots: Sequence[Spot]) -> None:
        """Give the meetings of one slot and site a spot each."""
        free = dict.fromkeys(spots)
        wishes = [(number, self._held(number)) for number in numbers]
        wishes += [
            (number, self.last.get(person)) for number in numbers for person in self._people(number)
        ]
        for number, spot in wishes:
            if number not in self.given and spot in free:
                self.given[number] = spot
                del free[spot]
        others = (number for number in numbers if number not in self.given)
        self.given.update(zip(list(others), free, strict=False))
        for number in numbers:
            self.last.update(dict.fromkeys(self._people(number), self.given[number]))

    def _people(self, number: int) -> tuple[int, ...]:
        seat = self.seats[number]
        return () if seat is None else (seat.person_a, seat.person_b)

    def _held(self, number: int) -> Spot | None:
        """Return where a meeting sits so far, if it stays in its slot."""
        held, seat = self.question.held[number], self.seats[number]
        if held is None or seat is None or self.question.slots[seat.slot].slot != held.slot:
            return None
        hall = self.question.halls[self.question.problem.sites[seat.site].hall]
        return Spot(hall, held.unit, held.place_id)
