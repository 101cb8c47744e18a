"""Reading a plan somebody edits by hand: its meetings, and what is free beside them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from matchmaking.enterprises.models import Participation
from matchmaking.expo.models import Place
from matchmaking.expo.values import Holder, HolderKind
from matchmaking.meetings.standing import Standing
from matchmaking.meetings.values import MeetingState
from matchmaking.timetables.alternatives import Drafting, with_plan
from matchmaking.timetables.differences import Stand, Target
from matchmaking.timetables.models import Plan, PlannedMeeting, Publication
from matchmaking.timetables.queries.differences import stands_of, targets_of
from matchmaking.timetables.queries.ground import ground_of
from matchmaking.timetables.questions import read
from matchmaking.timetables.rules import Rules, held_at
from matchmaking.timetables.values import Kind

SHOWN = (
    joinedload(PlannedMeeting.a).joinedload(Participation.enterprise),
    joinedload(PlannedMeeting.b).joinedload(Participation.enterprise),
    joinedload(PlannedMeeting.a_representative),
    joinedload(PlannedMeeting.b_representative),
    joinedload(PlannedMeeting.interpreter),
    joinedload(PlannedMeeting.place).joinedload(Place.hall),
)


def planned_of(session: Session, plan: Plan, planned_id: int) -> PlannedMeeting | None:
    """Return a meeting of a plan with what its page shows."""
    query = (
        sa.select(PlannedMeeting)
        .options(*SHOWN)
        .where(PlannedMeeting.id == planned_id, PlannedMeeting.plan_id == plan.id)
    )
    return session.scalar(query) if 0 < planned_id < 2**31 else None


def same_pair_in(session: Session, plan: Plan, row: PlannedMeeting) -> PlannedMeeting | None:
    """Return the meeting of the same two enterprises in another plan."""
    query = (
        sa.select(PlannedMeeting)
        .options(*SHOWN)
        .where(
            PlannedMeeting.plan_id == plan.id,
            PlannedMeeting.a_id == row.a_id,
            PlannedMeeting.b_id == row.b_id,
        )
    )
    return session.scalar(query)


def is_draft(session: Session, plan: Plan) -> bool:
    """Return whether a plan may be edited itself: made by hand, and never published."""
    published = sa.select(Publication.id).where(Publication.plan_id == plan.id).limit(1)
    return plan.kind is Kind.BY_HAND and session.scalar(published) is None


def own_standing(session: Session, row: PlannedMeeting) -> Standing | None:
    """Return where a pair meets by what its two sides have arranged, or moved, themselves."""
    stand = stands_of(session, row.plan.round, row.plan).get((row.a_id, row.b_id))
    return stand.standing if stand and _is_their_own(stand) else None


def _is_their_own(one: Stand) -> bool:
    return one.standing.state is MeetingState.CONFIRMED and not one.is_arranged


def drafting_of(
    session: Session, plan: Plan, row: PlannedMeeting, *, at: datetime
) -> tuple[Drafting, Sequence[Target]]:
    """Return what is needed to look for another seat for a meeting, and the plan's meetings.

    What two sides have arranged, or moved, themselves is no meeting of the plan but a fact.
    """
    stands = stands_of(session, plan.round, plan)
    own = {pair for pair, one in stands.items() if _is_their_own(one)}
    targets = [target for target in targets_of(session, plan) if target.pair not in own]
    wanted = {target.pair for target in targets}
    gone = {
        Holder(HolderKind.MEETING, one.meeting_id)
        for pair, one in stands.items()
        if one.is_arranged or one.is_request or pair in wanted
    }
    ground = with_plan(ground_of(session, plan.round), targets, gone)
    return Drafting(row.id, (row.a_id, row.b_id), ground, plan.round, at), targets


def with_rules(
    session: Session, drafting: Drafting, plan: Plan, targets: Sequence[Target]
) -> Drafting:
    """Let a draft know the rules that a step in it keeps: what it offers can then be taken."""
    held = [held_at(target.sides, target.standing) for target in targets]
    facts = read(session, plan.round, at=drafting.at, held=tuple(held))
    return replace(drafting, rules=Rules(facts, held, drafting.pair, drafting.ground))
