"""What a what-if uses that there is not: it has to be arranged before a plan can be published."""

from collections import Counter
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.core.wording import Sentence, say, say_count
from matchmaking.expo.models import Hall
from matchmaking.timetables.models import Plan, PlannedMeeting


def assumptions_of(session: Session, plan: Plan) -> list[Sentence]:
    """Return the tables and slots that are only assumed, worded as what to arrange."""
    return [*_tables(session, plan), *_slots(session, plan)]


def _tables(session: Session, plan: Plan) -> list[Sentence]:
    """Word per hall how many tables more the plan needs at most at a time, and when."""
    query = (
        sa.select(Hall.code, PlannedMeeting.starts_at, PlannedMeeting.ends_at)
        .join(Hall, Hall.id == PlannedMeeting.extra_hall_id)
        .where(PlannedMeeting.plan_id == plan.id)
        .order_by(Hall.code, PlannedMeeting.starts_at)
    )
    at_once: dict[str, Counter[datetime]] = {}
    until: dict[str, datetime] = {}
    for hall, starts_at, ends_at in session.execute(query):
        if starts_at is not None and ends_at is not None:
            at_once.setdefault(hall, Counter())[starts_at] += 1
            until[hall] = max(until.get(hall, ends_at), ends_at)
    return [
        say_count(
            "%(num)d more table in hall %(hall)s, %(starts)s to %(ends)s.",
            "%(num)d more tables in hall %(hall)s, %(starts)s to %(ends)s.",
            max(counts.values()),
            hall=hall,
            starts=min(counts),
            ends=until[hall],
        )
        for hall, counts in at_once.items()
    ]


def _slots(session: Session, plan: Plan) -> list[Sentence]:
    """Word the time in which the plan uses slots that belong to no block."""
    query = sa.select(
        sa.func.min(PlannedMeeting.starts_at), sa.func.max(PlannedMeeting.ends_at)
    ).where(
        PlannedMeeting.plan_id == plan.id,
        PlannedMeeting.starts_at.is_not(None),
        PlannedMeeting.block_id.is_(None),
    )
    starts_at, ends_at = session.execute(query).one()
    if starts_at is None:
        return []
    return [
        say(
            "A meeting block of this round, %(starts)s to %(ends)s.", starts=starts_at, ends=ends_at
        )
    ]
