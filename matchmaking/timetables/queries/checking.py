"""Whether a plan keeps the rules of a round, by the checker that shares no code with any solver."""

from datetime import datetime

from sqlalchemy.orm import Session

from matchmaking.core.wording import Name, Sentence
from matchmaking.enterprises.models import Participation, Representative
from matchmaking.scheduling.rounds.checker import faults
from matchmaking.timetables.models import Plan
from matchmaking.timetables.queries.differences import targets_of
from matchmaking.timetables.questions import build, read
from matchmaking.timetables.rules import Key, held_at, key_of, seated, worded
from matchmaking.timetables.settings import PlanSettings


def broken_rules(session: Session, plan: Plan, *, at: datetime) -> dict[Key, Sentence]:
    """Return the rules a plan breaks, worded, by what tells them apart."""
    held = tuple(held_at(target.sides, target.standing) for target in targets_of(session, plan))
    question = build(read(session, plan.round, at=at, held=held), PlanSettings())
    found = faults(question.problem, seated(question))
    keys = (key_of(question, fault, question.pairs) for fault in found)

    def person(key: int) -> Name:
        return session.get_one(Representative, key).label

    def party(key: int) -> Name:
        return session.get_one(Participation, key).label

    return {key: worded(key, person, party) for key in keys}
