"""A repair in one step, as the page makes it in several."""

from datetime import datetime

from sqlalchemy.orm import Session

from matchmaking.accounts.values import Actor
from matchmaking.timetables.mending import mend
from matchmaking.timetables.models import Plan, Round
from matchmaking.timetables.services.repairing import keep, to_mend


def repair(
    session: Session, round_: Round, *, actor: Actor, at: datetime, plan: Plan | None = None
) -> Plan:
    """Mend what stands, or a plan, while nothing changes."""
    mended = mend(to_mend(session, round_, plan, at=at))
    return keep(session, round_, plan, mended=mended, actor=actor, at=at)
