"""The rules a plan keeps, worded, and asked about one of its meetings wherever it may sit. Pure.

They are those of the checker that shares no code with any solver.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from matchmaking.core.wording import Name, Sentence, say
from matchmaking.expo.values import Slot
from matchmaking.meetings.standing import Standing
from matchmaking.scheduling.rounds.checker import Fault, FaultKind, faults
from matchmaking.scheduling.rounds.values import Seat, WantedMeeting
from matchmaking.timetables.answers import spots_in
from matchmaking.timetables.ground import Ground, Pair
from matchmaking.timetables.questions import Held, Question, Spot, build
from matchmaking.timetables.questions.facts import Facts
from matchmaking.timetables.settings import PlanSettings

Key = tuple[FaultKind, tuple[Pair, ...], int | None, int | None]
Naming = Callable[[int], Name]
NOBODY = Name("Somebody", "有人")
WORDS: Mapping[FaultKind, Sentence] = {
    FaultKind.CLOSED: say("%(person)s can't come at this time."),
    FaultKind.AWAY: say("%(person)s has another appointment at this time."),
    FaultKind.WALK_FROM_AWAY: say("%(person)s could not walk here in time."),
    FaultKind.TWICE: say("%(person)s would be in two meetings at once."),
    FaultKind.WALK: say("%(person)s could not walk here in time."),
    FaultKind.SITE_FULL: say("No place is free at this time."),
    FaultKind.FOREIGN_SITE: say("This place belongs to another enterprise."),
    FaultKind.OWN_SITE_FREE: say("One of the two has a place of its own that is free then."),
    FaultKind.MAXIMUM: say("%(party)s would have more meetings than it wants."),
    FaultKind.NO_INTERPRETER: say("They share no language, and nobody is free to interpret."),
    FaultKind.WRONG_INTERPRETER: say("The interpreter does not speak their languages."),
    FaultKind.LUNCH: say("%(person)s would have no time for lunch."),
}
OTHERWISE = say("The plan would break a rule of the round.")


def held_at(sides: Pair, standing: Standing) -> Held:
    """Return a meeting of a plan as a seat to begin from; the keys of its sides in order."""
    one, other = standing.requester_representative_id, standing.receiver_representative_id or 0
    return Held(
        pair=(min(sides), max(sides)),
        slot=standing.slot,
        people=(one, other) if sides[0] < sides[1] else (other, one),
        place_id=standing.place_id or 0,
        unit=standing.unit,
        interpreter_id=standing.interpreter_id,
    )


def seated(question: Question) -> list[Seat | None]:
    """Return where the meetings of a question sit."""
    return [one.locked or one.standing for one in question.problem.meetings]


def key_of(question: Question, fault: Fault, pairs: Sequence[Pair]) -> Key:
    """Return what tells a broken rule from others; ``pairs`` are those the fault numbers."""
    who = tuple(sorted(pairs[index] for index in fault.meetings))
    person = None if fault.person is None else question.people[fault.person]
    party = None if fault.party is None else question.parties[fault.party]
    return (fault.kind, who, person, party)


def worded(key: Key, person_named: Naming, party_named: Naming) -> Sentence:
    """Say which rule is broken, and for whom."""
    kind, _pairs, person, party = key
    return say(
        WORDS.get(kind, OTHERWISE).text,
        person=NOBODY if person is None else person_named(person),
        party=NOBODY if party is None else party_named(party),
    )


@dataclass(frozen=True)
class _Asked:
    """The question a plan is checked by, with what its numbers stand for looked up once."""

    question: Question
    number: int
    seats: tuple[Seat | None, ...]

    @cached_property
    def spots(self) -> Mapping[tuple[int | None, Slot | None, Spot], tuple[int, int]]:
        """Return the numbers of slot and site of every spot."""
        return spots_in(self.question)

    @cached_property
    def beside(self) -> Mapping[str, Mapping[int | None, set[int]]]:
        """Return which other meetings there are by slot, by side, and by who interprets."""
        found: dict[str, dict[int | None, set[int]]] = {"slot": {}, "side": {}, "helper": {}}
        for number, seat in enumerate(self.seats):
            if seat is None or number == self.number:
                continue
            meeting = self.question.problem.meetings[number]
            found["slot"].setdefault(seat.slot, set()).add(number)
            found["helper"].setdefault(seat.interpreter, set()).add(number)
            for side in (meeting.a, meeting.b):
                found["side"].setdefault(side, set()).add(number)
        return found

    def disturbed(self, seat: Seat) -> list[int]:
        """Return the meetings that one more there could disturb, and that one, in order."""
        mine = self.question.problem.meetings[self.number]
        near = {self.number, *self.beside["slot"].get(seat.slot, ())}
        for side in (mine.a, mine.b):
            near |= self.beside["side"].get(side, set())
        if seat.interpreter is not None:
            near |= self.beside["helper"].get(seat.interpreter, set())
        return sorted(near)

    def seat(self, standing: Standing, people: Pair, hall_id: int) -> Seat | None:
        """Return a meeting in numbers, if its spot is among those the round has."""
        where = Spot(hall_id, standing.unit, standing.place_id)
        spot = self.spots.get((standing.block_id, standing.slot, where))
        if spot is None:
            return None
        one, other = (self.question.people.index(key) for key in people)
        helper = standing.interpreter_id
        who = None if helper is None else self.question.interpreters.index(helper)
        return Seat(spot[0], one, other, spot[1], who)


class Rules:
    """What the rules say to one meeting of a plan sitting elsewhere, beside all the others.

    The question is put once. Of it only those meetings are checked that one more could disturb:
    those of its two sides, those at its time, and those of whoever interprets.
    """

    def __init__(self, facts: Facts, held: Iterable[Held], pair: Pair, ground: Ground) -> None:
        self._facts = facts
        self._held = tuple(held)
        self._pair = pair
        self._ground = ground
        self._asked: _Asked | None = None
        self._is_asked = False

    def why_not(self, standing: Standing) -> Sentence | None:
        """Return which rule the plan would break that it keeps so far, if any."""
        wanted = held_at(self._pair, standing)
        asked = self._ask(wanted)
        hall_id = self._ground.sites[wanted.place_id].hall_id
        seat = asked.seat(standing, wanted.people, hall_id) if asked else None
        if asked is None or seat is None:
            return None
        pairs, found = _faults_at(asked, seat)
        keys = (key_of(asked.question, fault, pairs) for fault in found)
        new = next((key for key in keys if key not in self._broken), None)
        return None if new is None else worded(new, self._person, self._party)

    @cached_property
    def _broken(self) -> set[Key]:
        """Return what the plan breaks so far: that alone keeps nobody from moving a meeting."""
        question = build(replace(self._facts, held=self._held), PlanSettings())
        found = faults(question.problem, seated(question))
        return {key_of(question, fault, question.pairs) for fault in found}

    def _ask(self, wanted: Held) -> _Asked | None:
        """Put the question with the meeting in the first seat asked about; others are as good."""
        if not self._is_asked:
            self._is_asked = True
            held = (*(one for one in self._held if one.pair != self._pair), wanted)
            question = build(replace(self._facts, held=held), PlanSettings())
            if self._pair in question.pairs:
                number = question.pairs.index(self._pair)
                self._asked = _Asked(question, number, tuple(seated(question)))
        return self._asked

    def _person(self, key: int) -> Name:
        return self._ground.people[key].name

    def _party(self, key: int) -> Name:
        return self._ground.parties[key].name


def _faults_at(asked: _Asked, seat: Seat) -> tuple[list[Pair], list[Fault]]:
    """Return what would be wrong near a meeting that sat there, and the pairs it is said of."""
    numbers, problem = asked.disturbed(seat), asked.question.problem
    seats = [seat if n == asked.number else asked.seats[n] for n in numbers]
    meetings = [
        _moved(problem.meetings[n], seat) if n == asked.number else problem.meetings[n]
        for n in numbers
    ]
    part = replace(problem, meetings=tuple(meetings))
    return [asked.question.pairs[n] for n in numbers], faults(part, seats)


def _moved(meeting: WantedMeeting, seat: Seat) -> WantedMeeting:
    """Return a meeting as it would be asked for if it sat there."""
    locked = None if meeting.locked is None else seat
    return replace(meeting, locked=locked, standing=seat)
