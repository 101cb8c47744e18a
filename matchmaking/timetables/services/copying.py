"""Copying a plan to change it by hand: with what has become a fact since it was made."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.accounts.values import Actor
from matchmaking.meetings.standing import Standing
from matchmaking.timetables.differences import Stand, Target, oriented
from matchmaking.timetables.ground import Pair
from matchmaking.timetables.models import Plan, PlannedMeeting, Round
from matchmaking.timetables.queries.differences import stands_of
from matchmaking.timetables.queries.ground import called_off_in
from matchmaking.timetables.values import Kind, PlanState

SEAT = (
    "a_representative_id",
    "b_representative_id",
    "interpreter_id",
    "block_id",
    "starts_at",
    "ends_at",
    "place_id",
    "extra_hall_id",
    "unit",
)
COPIED = ("a_id", "b_id", "grade_a", "grade_b", *SEAT, "is_locked", "meeting_id", "obstacle")
Spot = tuple[datetime | None, int | None, int]


def copy_of(session: Session, plan: Plan, *, actor: Actor, at: datetime) -> Plan:
    """Copy a plan with its meetings, to be changed by hand."""
    session.execute(sa.select(Round.id).where(Round.id == plan.round_id).with_for_update())
    numbers = sa.select(sa.func.max(Plan.number)).where(Plan.round_id == plan.round_id)
    made = Plan(
        round_id=plan.round_id,
        number=(session.scalar(numbers) or 0) + 1,
        kind=Kind.BY_HAND,
        state=PlanState.READY,
        parent_id=plan.id,
        settings=plan.settings,
        wanted=plan.wanted,
        placed=plan.placed,
        created_by_id=actor.account_id,
        created_at=at,
        finished_at=at,
    )
    session.add(made)
    session.flush()
    columns = [getattr(PlannedMeeting, name) for name in COPIED]
    rows = sa.select(sa.literal(made.id), *columns).where(PlannedMeeting.plan_id == plan.id)
    session.execute(sa.insert(PlannedMeeting).from_select(["plan_id", *COPIED], rows))
    _bring_up_to_date(session, made)
    return made


def seat(row: PlannedMeeting, standing: Standing) -> None:
    """Give a planned meeting a seat; its people are those of its two sides in their order."""
    row.a_representative_id = standing.requester_representative_id
    row.b_representative_id = standing.receiver_representative_id
    for name in ("interpreter_id", "block_id", "starts_at", "ends_at", "place_id", "unit"):
        setattr(row, name, getattr(standing, name))
    row.extra_hall_id = None
    row.obstacle = None


def clear(row: PlannedMeeting) -> None:
    """Leave a planned meeting without a seat."""
    for name in SEAT:
        setattr(row, name, 0 if name == "unit" else None)


def _bring_up_to_date(session: Session, plan: Plan) -> None:
    """Take out what one side has called off, and leave what both have moved where it is."""
    off = called_off_in(session, plan.round)
    agreed = {
        pair: one for pair, one in stands_of(session, plan.round, plan).items() if one.is_agreed
    }
    query = sa.select(PlannedMeeting).where(
        PlannedMeeting.plan_id == plan.id, PlannedMeeting.starts_at.is_not(None)
    )
    rows = {(row.a_id, row.b_id): row for row in session.scalars(query)}
    for pair in off.keys() & rows.keys() - agreed.keys():
        _call_off(rows[pair], off[pair])
    session.flush()
    for pair in sorted(agreed.keys() & rows.keys()):
        _follow(rows, pair, agreed[pair])
    session.flush()


def _call_off(row: PlannedMeeting, by: int) -> None:
    clear(row)
    row.is_locked = False
    row.obstacle = {"kind": "called_off", "times": [], "people": [], "party": by, "remedy": None}


def _follow(rows: dict[Pair, PlannedMeeting], pair: Pair, stand: Stand) -> None:
    """Let a row say what stands, unless the plan has given the very spot to others."""
    where = oriented(Target(0, stand.sides, stand.standing), pair).standing
    taken = (_spot(row) for key, row in rows.items() if key != pair)
    if (where.starts_at, where.place_id, where.unit) not in taken:
        seat(rows[pair], where)


def _spot(row: PlannedMeeting) -> Spot:
    return row.starts_at, row.place_id, row.unit
