"""Offering a repair, and saying no to it; saying yes is publishing it."""

from collections.abc import Callable

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matchmaking.accounts.access import allowed_roles, current_actor
from matchmaking.accounts.values import Role
from matchmaking.core.clock import utc_now
from matchmaking.core.errors import MatchmakingError
from matchmaking.timetables.edit_errors import RepairOvertakenError
from matchmaking.timetables.mending import mend
from matchmaking.timetables.models import Plan, Round
from matchmaking.timetables.services import repairing
from matchmaking.timetables.views._blueprint import blueprint, managed_plan, managed_round
from matchmaking.timetables.views.publishing import difference_page
from matchmaking.web.language import spoken
from matchmaking.web.session import db

# How often a repair is computed at most while what it mends keeps changing.
ATTEMPTS = 2


@blueprint.post("/rounds/<int:round_id>/repair")
@allowed_roles(Role.ORGANISER)
def repair(round_id: int) -> ResponseReturnValue:
    """Compute the smallest change that mends what stands, and show it."""
    # A round that is missing has no page to which the sentence below could lead.
    managed_round(round_id)
    try:
        made_id = _repaired(lambda: (managed_round(round_id), None))
    except MatchmakingError as error:
        db.session.rollback()
        flash(spoken(error.sentence), "error")
        return redirect(url_for(".round", round_id=round_id))
    return redirect(url_for(".difference", plan_id=made_id))


@blueprint.post("/plans/<int:plan_id>/repair")
@allowed_roles(Role.ORGANISER)
def repair_plan(plan_id: int) -> ResponseReturnValue:
    """Compute the smallest change that mends a plan, and show it."""

    def found() -> tuple[Round, Plan]:
        plan = managed_plan(plan_id)
        return plan.round, plan

    try:
        made_id = _repaired(found)
    except MatchmakingError as error:
        db.session.rollback()
        return difference_page(managed_plan(plan_id), error=error), error.status
    return redirect(url_for(".difference", plan_id=made_id))


def _repaired(find: Callable[[], tuple[Round, Plan | None]]) -> int:
    """Mend what is found, and return the plan it is kept as.

    Nobody waits for the second that mending takes: no transaction is open meanwhile. What has
    changed by its end is mended once more, as it stands then.

    Raises:
        RepairOvertakenError: that has changed as well.
    """
    for _attempt in range(ATTEMPTS):
        question = repairing.to_mend(db.session, *find(), at=utc_now())
        db.session.commit()
        mended = mend(question)
        try:
            made = repairing.keep(
                db.session, *find(), mended=mended, actor=current_actor(), at=utc_now()
            )
        except RepairOvertakenError:
            db.session.rollback()
        else:
            made_id = made.id
            db.session.commit()
            return made_id
    raise RepairOvertakenError


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
