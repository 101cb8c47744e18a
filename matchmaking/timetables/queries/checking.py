"""Whether a plan keeps the rules of a round, by the checker that shares no code with any solver."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from matchmaking.core.wording import Name, Sentence, say
from matchmaking.enterprises.models import Participation, Representative
from matchmaking.scheduling.rounds.checker import Fault, FaultKind, faults
from matchmaking.timetables.models import Plan
from matchmaking.timetables.queries.differences import targets_of
from matchmaking.timetables.questions import Held, Question, build, read
from matchmaking.timetables.settings import PlanSettings

Key = tuple[FaultKind, tuple[tuple[int, int], ...], int | None, int | None]
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


def broken_rules(session: Session, plan: Plan, *, at: datetime) -> dict[Key, Sentence]:
    """Return the rules a plan breaks, worded, by what tells them apart."""
    held = tuple(
        Held(
            pair=target.pair,
            slot=target.standing.slot,
            people=_in_order(
                target.sides,
                target.standing.requester_representative_id,
                target.standing.receiver_representative_id or 0,
            ),
            place_id=target.standing.place_id or 0,
            unit=target.standing.unit,
            interpreter_id=target.standing.interpreter_id,
        )
        for target in targets_of(session, plan)
    )
    question = build(read(session, plan.round, at=at, held=held), PlanSettings())
    seats = [one.locked or one.standing for one in question.problem.meetings]
    return {
        _key(question, fault): _worded(session, question, fault)
        for fault in faults(question.problem, seats)
    }


def _in_order(sides: tuple[int, int], one: int, other: int) -> tuple[int, int]:
    return (one, other) if sides[0] < sides[1] else (other, one)


def _key(question: Question, fault: Fault) -> Key:
    pairs = tuple(sorted(question.pairs[index] for index in fault.meetings))
    person = None if fault.person is None else question.people[fault.person]
    party = None if fault.party is None else question.parties[fault.party]
    return (fault.kind, pairs, person, party)


def _worded(session: Session, question: Question, fault: Fault) -> Sentence:
    person, party = NOBODY, NOBODY
    if fault.person is not None:
        person = session.get_one(Representative, question.people[fault.person]).label
    if fault.party is not None:
        party = session.get_one(Participation, question.parties[fault.party]).label
    words = WORDS.get(fault.kind, OTHERWISE)
    return say(words.text, person=person, party=party)
