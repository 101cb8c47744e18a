"""Offering a repair, and saying no to it; saying yes is publishing it."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matchmaking.accounts.access import allowed_roles, current_actor
from matchmaking.accounts.values import Role
from matchmaking.core.clock import utc_now
from matchmaking.core.errors import MatchmakingError
from matchmaking.timetables.services import repairing
from matchmaking.timetables.views._blueprint import blueprint, managed_plan, managed_round
from matchmaking.timetables.views.publishing import difference_page
from matchmaking.web.language import spoken
from matchmaking.web.session import db


@blueprint.post("/rounds/<int:round_id>/repair")
@allowed_roles(Role.ORGANISER)
def repair(round_id: int) -> ResponseReturnValue:
    """Compute the smallest change that mends what stands, and show it."""
    round_ = managed_round(round_id)
    try:
        plan = repairing.repair(db.session, round_, actor=current_actor(), at=utc_now())
    except MatchmakingError as error:
        db.session.rollback()
        flash(spoken(error.sentence), "error")
        return redirect(url_for(".round", round_id=round_id))
    plan_id = plan.id
    db.session.commit()
    return redirect(url_for(".difference", plan_id=plan_id))


@blueprint.post("/plans/<int:plan_id>/repair")
@allowed_roles(Role.ORGANISER)
def repair_plan(plan_id: int) -> ResponseReturnValue:
    """Compute the smallest change that mends a plan, and show it."""
    plan = managed_plan(plan_id)
    actor, at = current_actor(), utc_now()
    try:
        made = repairing.repair(db.session, plan.round, actor=actor, at=at, plan=plan)
    except MatchmakingError as error:
        db.session.rollback()
        return difference_page(managed_plan(plan_id), error=error), error.status
    made_id = made.id
    db.session.commit()
    return redirect(url_for(".difference", plan_id=made_id))


@blueprint.post("/plans/<int:plan_id>/decline")
@allowed_roles(Role.ORGANISER)
def decline_repair(plan_id: int) -> ResponseReturnValue:
    """Say no to a repair."""
    plan = managed_plan(plan_id)
    round_id = plan.round_id
    try:
        repairing.decline(db.session, plan, actor=current_actor(), at=utc_now())
    except MatchmakingError as error:
        db.session.rollback()
        return difference_page(managed_plan(plan_id), error=error), error.status
    db.session.commit()
    flash(_("The repair is declined: everything stays as it stands."), "success")
    return redirect(url_for(".round", round_id=round_id))
