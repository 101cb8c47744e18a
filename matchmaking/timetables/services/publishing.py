"""Putting a plan into force: all of it or nothing, and each person told once."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.accounts.values import Actor
from matchmaking.audit.services import record
from matchmaking.core.database import unique_or
from matchmaking.core.wording import say
from matchmaking.expo.models import Edition
from matchmaking.meetings.services.arranging import Step
from matchmaking.timetables.differences import Shift
from matchmaking.timetables.errors import (
    HypotheticalPlanError,
    PlanHinderedError,
    PlanInForceError,
    PlanNotReadyError,
    PublishedMeanwhileError,
    RepairOutdatedError,
)
from matchmaking.timetables.models import (
    ArrangedMeeting,
    Plan,
    PlannedMeeting,
    Publication,
    PublishedChange,
)
from matchmaking.timetables.queries.assumptions import assumptions_of
from matchmaking.timetables.queries.differences import difference_of
from matchmaking.timetables.queries.publications import (
    in_force,
    last_number,
    publisher_of,
    take_turn,
)
from matchmaking.timetables.queries.repairs import is_outdated
from matchmaking.timetables.services.shifting import carry_out
from matchmaking.timetables.services.telling import Told, tell_each
from matchmaking.timetables.values import PlanState

PUBLISHED = say("published the plan")


def publish(
    session: Session, plan: Plan, *, actor: Actor, at: datetime, seen: int = 0
) -> Publication:
    """Put a plan into force; ``seen`` is the publication that was in force on the page, if any.

    Raises:
        PlanNotReadyError: it is still sought, or its search failed.
        HypotheticalPlanError: it uses what a what-if only assumes.
        PlanInForceError: everything stands already as it says.
        PublishedMeanwhileError: somebody has published or undone something since.
        RepairOutdatedError: it mends something that has changed since it was computed.
        PlanHinderedError: something stands in the way of some of its meetings.
    """
    if plan.state is not PlanState.READY:
        raise PlanNotReadyError
    take_turn(session, plan.round_id)
    assumed = assumptions_of(session, plan, at=at)
    if assumed:
        raise HypotheticalPlanError(assumed[0])
    standing = in_force(session, plan.round_id)
    difference = difference_of(session, plan, at=at)
    if standing is not None and standing.plan_id == plan.id and not difference.changes:
        raise PlanInForceError
    if (standing.id if standing else 0) != seen:
        raise _meanwhile(session, standing)
    if is_outdated(session, plan, at=at):
        raise RepairOutdatedError
    if difference.hindrances:
        raise PlanHinderedError(len(difference.hindrances))
    publication = _number(session, plan, actor=actor, at=at)
    done = carry_out(session, difference.changes, actor=actor, at=at)
    _keep(session, publication, done)
    _keep_locks(session, difference.relocked)
    zone = session.get_one(Edition, plan.round.edition_id).zone
    told = Told(plan.round, difference.shifts, difference.ground, zone)
    tell_each(session, told, by=actor, at=at)
    record(session, actor, PUBLISHED.text, subject=("plan", plan.id), at=at)
    session.flush()
    return publication


def _meanwhile(session: Session, standing: Publication | None) -> PublishedMeanwhileError:
    if standing is None:
        return PublishedMeanwhileError()
    who = publisher_of(session, standing)
    return PublishedMeanwhileError(who, standing.plan.number, standing.published_at)


def _number(session: Session, plan: Plan, *, actor: Actor, at: datetime) -> Publication:
    """Write the publication down: of two with one number the database takes the first."""
    publication = Publication(
        round_id=plan.round_id,
        plan_id=plan.id,
        number=last_number(session, plan.round_id) + 1,
        published_by_id=actor.account_id,
        published_at=at,
    )
    with unique_or(session, PublishedMeanwhileError()):
        session.add(publication)
    return publication


def _keep(session: Session, publication: Publication, done: Sequence[tuple[Shift, Step]]) -> None:
    """Keep what was done, for undoing it, and which meetings stand because of the round."""
    changes = [
        {
            "publication_id": publication.id,
            "meeting_id": step.meeting.id,
            "change": shift.change,
            "before": step.before.packed() if step.before else None,
            "after": step.after.packed(),
        }
        for shift, step in done
    ]
    arranged = [
        {
            "meeting_id": step.meeting.id,
            "round_id": publication.round_id,
            "is_locked": shift.is_locked,
        }
        for shift, step in done
        if shift.stand is None or shift.stand.is_request
    ]
    for model, rows in ((PublishedChange, changes), (ArrangedMeeting, arranged)):
        if rows:
            session.execute(sa.insert(model), rows)
    links = [
        {"id": shift.planned_id, "meeting_id": step.meeting.id}
        for shift, step in done
        if shift.planned_id
    ]
    if links:
        session.execute(sa.update(PlannedMeeting), links)


def _keep_locks(session: Session, relocked: Iterable[Shift]) -> None:
    """Let what stands be locked where the plan has it locked: the next search leaves it alone."""
    locks = [
        {"meeting_id": one.stand.meeting_id, "is_locked": one.is_locked}
        for one in relocked
        if one.stand
    ]
    if locks:
        session.execute(sa.update(ArrangedMeeting), locks)
