"""How good a plan is that no search made: its figures, and which bounds of a search still hold."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from matchmaking.scheduling.rounds.checker import faults, score
from matchmaking.scheduling.rounds.question import digest
from matchmaking.scheduling.rounds.values import Aim
from matchmaking.timetables.answers import seats_of
from matchmaking.timetables.figures import is_better
from matchmaking.timetables.findings import findings_of
from matchmaking.timetables.models import Plan, PlannedMeeting
from matchmaking.timetables.questions import build, read
from matchmaking.timetables.settings import unpacked


def measure(session: Session, plan: Plan, *, at: datetime) -> str:
    """Work a plan's figures out as for one that was searched; return what it was measured by.

    That is the digest of the round as a search would be asked for it now. A plan that does not
    fit the round any more has no figures.
    """
    settings = unpacked(plan.settings)
    also = [block.slot for block in settings.extra_blocks]
    question = build(read(session, plan.round, at=at, also=also), settings)
    rows = sa.select(PlannedMeeting).where(
        PlannedMeeting.plan_id == plan.id, PlannedMeeting.starts_at.is_not(None)
    )
    seats = seats_of(question, session.scalars(rows.options(joinedload(PlannedMeeting.place))))
    if seats is None:
        plan.scores, plan.findings = [], {**plan.findings, "tables": {}}
        return ""
    mark = digest(question.problem)
    values = score(question.problem, seats)
    comparable = plan.parent is not None and plan.parent.digest == mark
    before = plan.parent.scores if plan.parent and comparable else []
    bounds = {} if faults(question.problem, seats) else bounds_that_hold(values, before)
    plan.scores = [
        {"aim": aim.value, "value": values[aim], "bound": bounds.get(aim)} for aim in Aim
    ]
    plan.findings = {**plan.findings, **findings_of(question, seats)}
    return mark


def bounds_that_hold(
    values: Mapping[Aim, int], before: list[dict[str, Any]]
) -> dict[Aim, int | None]:
    """Return the bounds of another plan of the same question that hold for these figures, too.

    A bound holds among the plans that are at least as good in the earlier aims: once these
    figures are worse in one, nothing is known of the aims after it.
    """
    found: dict[Aim, int | None] = {}
    for one in before:
        aim = Aim(one["aim"])
        found[aim] = one.get("bound")
        if is_better(aim, one["value"], values[aim]):
            break
    return found
