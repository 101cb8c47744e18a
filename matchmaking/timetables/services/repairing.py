"""Repairs: the smallest change that mends a timetable, offered as a plan and never imposed.

What is to be mended is read in one transaction and kept in another; the mending itself takes
too long for either.
"""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.accounts.values import Actor
from matchmaking.audit.services import record
from matchmaking.core.wording import say
from matchmaking.meetings.standing import Standing
from matchmaking.timetables.differences import Target
from matchmaking.timetables.edit_errors import NotARepairError, RepairOvertakenError
from matchmaking.timetables.findings import obstacle_of, remedy_of
from matchmaking.timetables.mending import SECONDS, SEED, Mended
from matchmaking.timetables.models import Plan, PlannedMeeting, Publication, Round
from matchmaking.timetables.queries.changes import offer_for
from matchmaking.timetables.queries.differences import targets_of
from matchmaking.timetables.queries.publications import take_turn
from matchmaking.timetables.queries.repairs import causes_in, causes_of
from matchmaking.timetables.questions import Held, Question, build, read
from matchmaking.timetables.services.measuring import measure
from matchmaking.timetables.services.runs import rows_of
from matchmaking.timetables.settings import PlanSettings, packed
from matchmaking.timetables.values import Kind, PlanState

REPAIRED = say("computed a repair")
DECLINED = say("declined the repair: everything stays as it stands")


def to_mend(session: Session, round_: Round, plan: Plan | None = None, *, at: datetime) -> Question:
    """Return what stands, or a plan that something stands in the way of, as a question."""
    held = None if plan is None else tuple(held_of(one) for one in targets_of(session, plan))
    return build(read(session, round_, at=at, held=held), PlanSettings())


def keep(
    session: Session,
    round_: Round,
    plan: Plan | None = None,
    *,
    mended: Mended,
    actor: Actor,
    at: datetime,
) -> Plan:
    """Keep what was mended as a plan; nothing is published.

    Raises:
        RepairOvertakenError: what it mends is not as it was when it was read.
    """
    take_turn(session, round_.id)
    # The whole question says it, with everything its numbers stand for: a digest leaves these out.
    if to_mend(session, round_, plan, at=at) != mended.question:
        raise RepairOvertakenError
    offer = None if plan else offer_for(session, round_, at=at)
    causes = causes_of(session, round_, plan, at=at) if plan else causes_in(offer)
    made = _kept(session, round_, mended, actor=actor, at=at)
    made.parent = plan or (offer.publication.plan if offer else None)
    # Whom it bothers is what people ask about, not whether its breaks are the fewest.
    figures = {"breaks": mended.breaks, "is_proven": mended.repair.is_least}
    made.findings = {"repair": {**figures, "causes": causes, "is_of_plan": plan is not None}}
    # A repair of what stands is found again by what it mends.
    mark = measure(session, made, at=at)
    remedies = [remedy_of(mended.question, remedy) for remedy in mended.remedies]
    made.findings = {**made.findings, "remedies": remedies}
    made.digest = offer.digest if offer else mark
    session.flush()
    record(session, actor, REPAIRED.text, subject=("plan", made.id), at=at)
    return made


def decline(session: Session, plan: Plan, *, actor: Actor, at: datetime) -> None:
    """Say no to a repair: everything stays as it stands.

    Raises:
        NotARepairError: the plan is none, or it is published.
    """
    published = sa.select(Publication.id).where(Publication.plan_id == plan.id).limit(1)
    if plan.kind is not Kind.REPAIR or session.scalar(published) is not None:
        raise NotARepairError
    if plan.declined_at is None:
        plan.declined_at = at
        record(session, actor, DECLINED.text, subject=("plan", plan.id), at=at)
    session.flush()


def held_of(target: Target) -> Held:
    """Return a planned meeting as a seat to begin from."""
    standing: Standing = target.standing
    people = (standing.requester_representative_id, standing.receiver_representative_id or 0)
    return Held(
        pair=target.pair,
        slot=standing.slot,
        people=people if target.sides == target.pair else (people[1], people[0]),
        place_id=standing.place_id or 0,
        unit=standing.unit,
        interpreter_id=standing.interpreter_id,
        is_locked=target.is_locked,
    )


def _kept(session: Session, round_: Round, mended: Mended, *, actor: Actor, at: datetime) -> Plan:
    """Keep a repair as a plan, with its meetings and what stops those that have no seat."""
    question, repair = mended.question, mended.repair
    numbers = sa.select(sa.func.max(Plan.number)).where(Plan.round_id == round_.id)
    made = Plan(
        round_id=round_.id,
        number=(session.scalar(numbers) or 0) + 1,
        kind=Kind.REPAIR,
        state=PlanState.READY,
        settings=packed(PlanSettings(seconds=int(SECONDS), seed=SEED)),
        wanted=len(question.pairs),
        placed=sum(seat is not None for seat in repair.seats),
        seconds=repair.seconds,
        created_by_id=actor.account_id,
        created_at=at,
        finished_at=at,
    )
    session.add(made)
    session.flush()
    stopped = {one.meeting: obstacle_of(question, one) for one in mended.obstacles}
    for rows in rows_of(mended.rows, stopped):
        session.execute(sa.insert(PlannedMeeting), [{"plan_id": made.id, **row} for row in rows])
    return made
