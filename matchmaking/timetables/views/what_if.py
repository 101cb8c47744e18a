"""What-if: a copy of a plan's settings with changes, run and shown beside it."""

from dataclasses import replace
from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from matchmaking.accounts.access import allowed_roles
from matchmaking.accounts.values import Role
from matchmaking.core.errors import MatchmakingError, NotFoundError
from matchmaking.expo.models import Edition
from matchmaking.timetables.forms.rows import Venue
from matchmaking.timetables.forms.what_if import WhatIfForm, proposed
from matchmaking.timetables.models import Plan, PlannedMeeting
from matchmaking.timetables.queries import days, plans as queries
from matchmaking.timetables.remedies import can_be_tried, tried
from matchmaking.timetables.services.runs import Order
from matchmaking.timetables.settings import PlanSettings, unpacked
from matchmaking.timetables.values import Kind
from matchmaking.timetables.views._blueprint import blueprint, managed_plan
from matchmaking.timetables.views._plan_parts import plan_frame
from matchmaking.timetables.views.plans import place_order
from matchmaking.web.language import spoken, venue_zone
from matchmaking.web.session import db


@blueprint.route("/plans/<int:plan_id>/what-if", methods=["GET", "POST"])
@allowed_roles(Role.ORGANISER)
def what_if(plan_id: int) -> ResponseReturnValue:
    """Fill in what would be different, and have it tried."""
    plan, status = managed_plan(plan_id), 200
    before, venue = unpacked(plan.settings), _venue(plan)
    form = WhatIfForm(data=proposed(before, venue))
    if "add_row" in request.form or not form.is_submitted():
        form.add_blanks()
    form.offer(venue)
    if form.is_submitted() and "add_row" not in request.form:
        is_valid = form.validate()
        settings = form.read(before, venue)
        status = 422
        if is_valid and settings is not None:
            try:
                return place_order(plan.round, _copy(plan, settings, form.note.data or ""))
            except MatchmakingError as error:
                db.session.rollback()
                form.refuse(error)
                plan, status = managed_plan(plan_id), error.status
    people = replace(before, more_tables=(), extra_blocks=())
    page = render_template(
        "timetables/what_if.html", form=form, people_only=people, **plan_frame(plan)
    )
    return page, status


def _copy(plan: Plan, settings: PlanSettings, note: str) -> Order:
    return Order(settings, note, Kind.WHAT_IF, plan)


def _venue(plan: Plan) -> Venue:
    round_ = plan.round
    places = queries.places_of(db.session, round_)
    halls = queries.halls_of(db.session, round_.edition_id)
    slots = days.slots_of(round_, unpacked(plan.settings))
    on: list[date] = sorted({days.day_of(slot, venue_zone()) for slot in slots})
    edition = db.session.get_one(Edition, round_.edition_id)
    own = days.slots_of(round_, PlanSettings())
    return Venue(edition, list(halls.values()), places, on, own)


@blueprint.post("/plans/<int:plan_id>/try")
@allowed_roles(Role.ORGANISER)
def try_change(plan_id: int) -> ResponseReturnValue:
    """Try a change that would place what is unplaced: a what-if with it."""
    plan = managed_plan(plan_id)
    remedy = _remedy(plan)
    if remedy is None or not can_be_tried(remedy):
        raise NotFoundError
    settings = tried(unpacked(plan.settings), remedy)
    try:
        return place_order(plan.round, _copy(plan, settings, ""))
    except MatchmakingError as error:
        db.session.rollback()
        flash(spoken(error.sentence), "error")
        return redirect(url_for(".plan_unplaced", plan_id=plan_id))


def _remedy(plan: Plan) -> dict[str, object] | None:
    """Return the change meant: one of the plan's, or that of one of its meetings."""
    changes = plan.findings.get("remedies", [])
    number = request.form.get("change", type=int)
    if number is not None:
        return changes[number] if 0 <= number < len(changes) else None
    meeting = db.session.get(PlannedMeeting, request.form.get("meeting", 0, type=int))
    if meeting is None or meeting.plan_id != plan.id or not meeting.obstacle:
        return None
    remedy: dict[str, object] | None = meeting.obstacle.get("remedy")
    return remedy
