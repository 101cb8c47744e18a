"""Repairs: the smallest change that mends a timetable, offered as a plan and never imposed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.accounts.values import Actor
from matchmaking.audit.services import record
from matchmaking.core.wording import say
from matchmaking.meetings.standing import Standing
from matchmaking.scheduling.rounds.checker import faults, score
from matchmaking.scheduling.rounds.obstacles import explain, summary
from matchmaking.scheduling.rounds.reasons import Obstacle
from matchmaking.scheduling.rounds.repair import RoundRepair, repair_round
from matchmaking.scheduling.rounds.values import Aim, Seat
from matchmaking.timetables.answers import Answer, answers
from matchmaking.timetables.differences import Target
from matchmaking.timetables.edit_errors import NotARepairError
from matchmaking.timetables.findings import obstacle_of, remedy_of
from matchmaking.timetables.models import Plan, PlannedMeeting, Publication, Round
from matchmaking.timetables.queries.changes import offer_for
from matchmaking.timetables.queries.differences import targets_of
from matchmaking.timetables.queries.repairs import causes_of
from matchmaking.timetables.questions import Held, Question, build, read
from matchmaking.timetables.services.measuring import measure
from matchmaking.timetables.services.runs import rows_of
from matchmaking.timetables.settings import PlanSettings, packed
from matchmaking.timetables.values import Kind, PlanState

REPAIRED = say("computed a repair")
DECLINED = say("declined the repair: everything stays as it stands")
# An organiser waits for it: fewest dropped, then most placed, then fewest moved, then breaks.
SECONDS = 1.0
SEED = 1
# What stops a meeting is read off at once. What would place it, and what would place most, are
# sought for so long each at most, within the same second.
EXPLAINING_SECONDS = 0.3
# Within this time somebody may have to walk from one meeting to the other.
NEAR = timedelta(minutes=90)


def repair(
    session: Session, round_: Round, *, actor: Actor, at: datetime, plan: Plan | None = None
) -> Plan:
    """Mend what stands, or a plan that something stands in the way of; nothing is published."""
    held = None if plan is None else tuple(held_of(one) for one in targets_of(session, plan))
    question = build(read(session, round_, at=at, held=held), PlanSettings())
    mended = repair_round(question.problem, seconds=SECONDS, seed=SEED)
    mended = replace(mended, seats=tuple(with_others_spared(question, mended.seats)))
    offer = offer_for(session, round_, at=at)
    causes = causes_of(session, round_, plan, at=at)
    obstacles = explain(question.problem, mended.seats, seconds=_left(mended))
    made = _kept(session, round_, question, mended, obstacles, actor=actor, at=at)
    made.parent = plan or (offer.publication.plan if offer else None)
    figures = {**_figures(question, mended), "causes": causes, "is_of_plan": plan is not None}
    made.findings = {"repair": figures}
    # A repair of what stands is found again by what it mends.
    mark = measure(session, made, at=at)
    made.findings = {**made.findings, "remedies": _remedies(question, mended, obstacles)}
    made.digest = offer.digest if offer and plan is None else mark
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


def _kept(
    session: Session,
    round_: Round,
    question: Question,
    mended: RoundRepair,
    obstacles: Sequence[Obstacle],
    *,
    actor: Actor,
    at: datetime,
) -> Plan:
    """Keep a repair as a plan, with its meetings and what stops those that have no seat."""
    session.execute(sa.select(Round.id).where(Round.id == round_.id).with_for_update())
    numbers = sa.select(sa.func.max(Plan.number)).where(Plan.round_id == round_.id)
    made = Plan(
        round_id=round_.id,
        number=(session.scalar(numbers) or 0) + 1,
        kind=Kind.REPAIR,
        state=PlanState.READY,
        settings=packed(PlanSettings(seconds=int(SECONDS), seed=SEED)),
        wanted=len(question.pairs),
        placed=sum(seat is not None for seat in mended.seats),
        seconds=mended.seconds,
        created_by_id=actor.account_id,
        created_at=at,
        finished_at=at,
    )
    session.add(made)
    session.flush()
    found = with_same_helpers(answers(question, mended.seats), question.held)
    stopped = {one.meeting: obstacle_of(question, one) for one in obstacles}
    for rows in rows_of(found, stopped):
        session.execute(sa.insert(PlannedMeeting), [{"plan_id": made.id, **row} for row in rows])
    return made


def _left(mended: RoundRepair) -> float:
    """Return for how long explaining may take, twice, once a repair is found."""
    return min(EXPLAINING_SECONDS, max(0.0, SECONDS - mended.seconds) / 2)


def _remedies(
    question: Question, mended: RoundRepair, obstacles: Sequence[Obstacle]
) -> list[dict[str, Any]]:
    """Return the cheapest changes that together place what can be placed."""
    found = summary(question.problem, mended.seats, obstacles, seconds=_left(mended))
    return [remedy_of(question, remedy) for remedy in found]


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


def _figures(question: Question, mended: RoundRepair) -> dict[str, Any]:
    problem = question.problem
    stood = [one.locked or one.standing for one in problem.meetings]
    # What each could have had is not needed for this.
    best = [1] * len(problem.parties)
    breaks = [score(problem, seats, best)[Aim.BREAKS] for seats in (stood, mended.seats)]
    return {"breaks": breaks, "is_proven": mended.is_proven}
