"""What publishing a plan changes, publishing it, and taking it back."""

from collections import Counter
from datetime import datetime
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matchmaking.accounts.access import allowed_roles, current_actor
from matchmaking.accounts.values import Role
from matchmaking.core.clock import utc_now
from matchmaking.core.errors import MatchmakingError
from matchmaking.timetables import presenting
from matchmaking.timetables.errors import NotInForceError, PlanInForceError
from matchmaking.timetables.labels import still_gathering
from matchmaking.timetables.models import Plan, Round
from matchmaking.timetables.queries.assumptions import assumptions_of
from matchmaking.timetables.queries.changes import offer_for
from matchmaking.timetables.queries.differences import Difference, difference_of
from matchmaking.timetables.queries.publications import in_force
from matchmaking.timetables.queries.repairs import is_outdated, mended_plan
from matchmaking.timetables.queries.rounds import Counts, counts_of
from matchmaking.timetables.queries.undoing import undoing_of
from matchmaking.timetables.services import publishing, undoing
from matchmaking.timetables.values import Change, Kind, PlanState
from matchmaking.timetables.views._blueprint import blueprint, managed_plan, managed_round
from matchmaking.web.session import db

NAMES = ("change", "page", "enterprises")


@blueprint.get("/plans/<int:plan_id>/difference")
@allowed_roles(Role.ORGANISER)
def difference(plan_id: int) -> ResponseReturnValue:
    """Show what publishing a plan would change against what stands."""
    return difference_page(managed_plan(plan_id))


def difference_page(plan: Plan, *, error: MatchmakingError | None = None) -> str:
    """Render the difference, with what stood in the way of the last step if something did."""
    at = utc_now()
    found = difference_of(db.session, plan, at=at)
    standing = in_force(db.session, plan.round_id)
    is_ready = plan.state is PlanState.READY
    template = "difference_sheet" if is_ready and request.args.get("print") else "difference"
    return render_template(
        f"timetables/{template}.html",
        plan=plan,
        difference=found,
        hindered=[
            (presenting.line_of(one.shift, found.ground), one.sentence) for one in found.hindrances
        ],
        agreed=[presenting.line_of(one, found.ground) for one in found.agreed],
        assumed=assumptions_of(db.session, plan, at=at),
        is_ready=is_ready,
        gathering=_gathering(plan.round, at),
        standing=standing,
        counts={change: found.count(change) for change in (*Change, None)},
        outdated=_outdated(plan, at),
        is_offer=plan.kind is Kind.REPAIR and not (standing and standing.plan_id == plan.id),
        repair=plan.findings.get("repair"),
        reasons=found.reasons(at=at),
        error=error,
        presenting=presenting,
        address=_address,
        **_rows(found),
    )


def _outdated(plan: Plan, at: datetime) -> dict[str, Any] | None:
    """Return what there is to repair instead, if what a repair mends has changed since."""
    if not is_outdated(db.session, plan, at=at):
        return None
    mended = mended_plan(plan)
    return {"plan": mended, "offer": None if mended else offer_for(db.session, plan.round, at=at)}


def _gathering(round_: Round, at: datetime) -> str:
    """Return that wishes are still gathered, in words, if they are."""
    if not round_.wishes_open_at <= at < round_.wishes_close_at:
        return ""
    counts = counts_of(db.session, [round_.id]).get(round_.id, Counts())
    return still_gathering(round_.wishes_close_at, at, counts.missing)


def _rows(found: Difference) -> dict[str, Any]:
    """Return the page of changes asked for, and of the enterprises that are told."""
    wanted = request.args.get("change", "")
    chosen = Change(wanted) if wanted in set(Change) else None
    changes = [one for one in found.changes if chosen is None or one.change is chosen]
    if request.args.get("print"):
        page = presenting.page_of(changes, 1, size=max(1, len(changes)))
    else:
        page = presenting.page_of(changes, request.args.get("page", 1, type=int))
    told = presenting.affected(found.shifts, found.ground)
    return {
        "page": page,
        "lines": [presenting.line_of(one, found.ground) for one in page.rows],
        "chosen": chosen,
        "told": presenting.page_of(told, request.args.get("enterprises", 1, type=int), size=20),
    }


def _address(**changes: Any) -> str:
    """Return the address of this page with some of its choices changed."""
    kept = {name: request.args[name] for name in NAMES if request.args.get(name)}
    arguments = request.view_args or {}
    return url_for(".difference", **{**kept, **changes}, plan_id=arguments["plan_id"])


@blueprint.post("/plans/<int:plan_id>/publish")
@allowed_roles(Role.ORGANISER)
def publish(plan_id: int) -> ResponseReturnValue:
    """Put a plan into force."""
    plan = managed_plan(plan_id)
    round_id, seen = plan.round_id, request.form.get("seen", 0, type=int)
    try:
        done = publishing.publish(db.session, plan, actor=current_actor(), at=utc_now(), seen=seen)
    except PlanInForceError:
        db.session.rollback()
        flash(_("This plan is in force already; nobody was told twice."), "info")
    except MatchmakingError as error:
        db.session.rollback()
        return difference_page(managed_plan(plan_id), error=error), error.status
    else:
        is_seen = bool(done.changes)
        db.session.commit()
        flash(_published(is_seen=is_seen), "success")
    return redirect(url_for(".round", round_id=round_id))


def _published(*, is_seen: bool) -> str:
    if is_seen:
        return str(_("The plan is published, and everybody concerned is told."))
    return str(_("The plan is published. No meeting changes, and nobody is told."))


@blueprint.get("/rounds/<int:round_id>/undo")
@allowed_roles(Role.ORGANISER)
def undo(round_id: int) -> ResponseReturnValue:
    """Show what undoing the publication in force would put back."""
    return undo_page(managed_round(round_id))


def undo_page(round_: Round, *, error: MatchmakingError | None = None) -> str:
    """Render what would be put back, and what can't."""
    standing = in_force(db.session, round_.id)
    if standing is None:
        return render_template("timetables/nothing_published.html", round=round_)
    back, ground = undoing_of(db.session, standing, at=utc_now())
    page = presenting.page_of(back.shifts, request.args.get("page", 1, type=int))
    return render_template(
        "timetables/undo.html",
        round=round_,
        standing=standing,
        page=page,
        counts=Counter(one.change for one in back.shifts),
        notes=presenting.UNDONE,
        told=len(presenting.affected(back.shifts, ground)),
        lines=[presenting.line_of(one, ground) for one in page.rows],
        hindered=[(presenting.line_of(one.shift, ground), one.sentence) for one in back.hindrances],
        error=error,
        presenting=presenting,
    )


@blueprint.post("/rounds/<int:round_id>/undo")
@allowed_roles(Role.ORGANISER)
def take_back(round_id: int) -> ResponseReturnValue:
    """Put everything back as it stood before the publication in force, or what still can be."""
    round_ = managed_round(round_id)
    try:
        standing = in_force(db.session, round_.id)
        if standing is None or str(standing.id) != request.form.get("publication"):
            raise NotInForceError
        rest = bool(request.form.get("rest"))
        back = undoing.undo(db.session, standing, actor=current_actor(), at=utc_now(), rest=rest)
    except MatchmakingError as error:
        db.session.rollback()
        return undo_page(managed_round(round_id), error=error), error.status
    db.session.commit()
    flash(_undone(is_seen=bool(back.shifts)), "success")
    return redirect(url_for(".round", round_id=round_id))


def _undone(*, is_seen: bool) -> str:
    if is_seen:
        return str(_("The publication is undone, and everybody concerned is told."))
    return str(_("The publication is undone. No meeting changes, and nobody is told."))
