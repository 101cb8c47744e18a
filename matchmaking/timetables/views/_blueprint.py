"""The blueprint of the timetables' pages, and how they load what they are about."""

from flask import Blueprint

from matchmaking.accounts.access import current_actor, require_visible
from matchmaking.timetables import policies
from matchmaking.timetables.models import Plan, Round
from matchmaking.web.queries import get_or_404
from matchmaking.web.session import db

blueprint = Blueprint("timetables", __name__, url_prefix="/timetable")


def managed_round(round_id: int) -> Round:
    """Load the round an organiser works on.

    Raises:
        NotFoundError: there is none, or it is another edition's.
    """
    round_ = get_or_404(db.session, Round, round_id)
    require_visible(policies.can_manage(current_actor(), round_))
    return round_


def managed_plan(plan_id: int) -> Plan:
    """Load the plan an organiser works on.

    Raises:
        NotFoundError: there is none, or it is another edition's.
    """
    plan = get_or_404(db.session, Plan, plan_id)
    require_visible(policies.can_manage(current_actor(), plan.round))
    return plan
