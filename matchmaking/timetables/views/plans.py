"""Plans of a round: asking for one, the list of those there are, two side by side."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matchmaking.accounts.access import allowed_roles, current_actor
from matchmaking.accounts.values import Role
from matchmaking.core.clock import utc_now
from matchmaking.core.errors import MatchmakingError
from matchmaking.timetables.comparisons import rows_of
from matchmaking.timetables.figures import Figures
from matchmaking.timetables.forms.plans import PlanForm
from matchmaking.timetables.models import Plan, Round
from matchmaking.timetables.queries.rounds import Counts, counts_of
from matchmaking.timetables.services.runs import Order, ask_for_plan, stop
from matchmaking.timetables.settings import unpacked
from matchmaking.timetables.values import Kind, PlanState
from matchmaking.timetables.views._blueprint import blueprint, managed_plan, managed_round
from matchmaking.timetables.views._plan_parts import round_plans
from matchmaking.web.jobs import put_job
from matchmaking.web.language import spoken
from matchmaking.web.session import db


@blueprint.route("/rounds/<int:round_id>/plans", methods=["GET", "POST"])
@allowed_roles(Role.ORGANISER)
def plans(round_id: int) -> ResponseReturnValue:
    """List a round's plans, compare two, and ask for another one."""
    found, form, status = managed_round(round_id), PlanForm(), 200
    if form.validate_on_submit():
        try:
            return place_order(found, Order(form.settings(), form.note.data or ""))
        except MatchmakingError as error:
            db.session.rollback()
            form.refuse(error)
            found, status = managed_round(round_id), error.status
    elif form.is_submitted():
        status = 422
    return _plans_page(found, form), status


def place_order(round_: Round, order: Order) -> ResponseReturnValue:
    """Ask for a plan and go to its page."""
    plan = ask_for_plan(db.session, round_, order, actor=current_actor(), at=utc_now())
    db.session.commit()
    put_job("make_plan", plan.id)
    return redirect(url_for(".plan", plan_id=plan.id))


def _plans_page(round_: Round, form: PlanForm) -> str:
    found = round_plans(round_, latest=None)
    counts = counts_of(db.session, [round_.id]).get(round_.id, Counts())
    by_number = {line.plan.number: line.plan for line in found["lines"]}
    asked = [request.args.get(name, type=int) for name in ("one", "other")]
    chosen = [by_number[number] for number in dict.fromkeys(asked) if number in by_number]
    compared = _compared(chosen, found["figures"])
    return render_template(
        "timetables/plans.html",
        round=round_,
        form=form,
        can_plan=form.is_submitted() or counts.sent > 0,
        chosen=asked,
        is_unclear=compared is None and not {"one", "other"}.isdisjoint(request.args),
        numbers=[(key, _("Plan %(number)s", number=key)) for key in by_number],
        compared=compared,
        **found,
    )


def _compared(chosen: list[Plan], figures: dict[int, Figures]) -> dict[str, Any] | None:
    """Return two plans' figures side by side, if two were chosen."""
    if len(chosen) < len(("one", "other")):
        return None
    one, other = chosen
    rows = rows_of((one, other), (figures[one.id], figures[other.id]))
    return {"plans": chosen, "rows": rows}


@blueprint.post("/plans/<int:plan_id>/stop")
@allowed_roles(Role.ORGANISER)
def stop_plan(plan_id: int) -> ResponseReturnValue:
    """End a search: its best so far is good enough."""
    plan = managed_plan(plan_id)
    try:
        stop(db.session, plan, actor=current_actor(), at=utc_now())
        db.session.commit()
        if plan.state is PlanState.FAILED:
            flash(_("The plan is taken back."), "success")
        else:
            flash(_("The search ends; what it has found so far is kept."), "success")
    except MatchmakingError:
        db.session.rollback()
        flash(_("The search has ended by itself already."), "info")
    return redirect(url_for(".plan", plan_id=plan_id))


@blueprint.post("/plans/<int:plan_id>/again")
@allowed_roles(Role.ORGANISER)
def run_again(plan_id: int) -> ResponseReturnValue:
    """Ask for a plan with the settings of another, on what is known today.

    From one made by hand it is searched around what is locked there.
    """
    plan = managed_plan(plan_id)
    settings = unpacked(plan.settings)
    kind = Kind.WHAT_IF if settings.is_changed else Kind.RUN
    parent = plan if plan.kind is Kind.BY_HAND else plan.parent
    order = Order(settings, plan.note, kind, parent)
    try:
        return place_order(plan.round, order)
    except MatchmakingError as error:
        db.session.rollback()
        flash(spoken(error.sentence), "error")
        return redirect(url_for(".plan", plan_id=plan_id))
