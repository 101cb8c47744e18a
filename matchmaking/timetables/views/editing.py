"""A planned meeting's page: move it, swap it, take it out, lock it."""

from collections.abc import Callable
from itertools import groupby
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matchmaking.accounts.access import allowed_roles, current_actor
from matchmaking.accounts.values import Role
from matchmaking.core.clock import utc_now
from matchmaking.core.errors import MatchmakingError, NotFoundError
from matchmaking.timetables import presenting
from matchmaking.timetables.alternatives import Drafting, Option
from matchmaking.timetables.edit_errors import CanNotSitThereError
from matchmaking.timetables.models import Plan, PlannedMeeting
from matchmaking.timetables.queries import drafting as queries
from matchmaking.timetables.services.editing import Edit
from matchmaking.timetables.views._blueprint import blueprint, managed_plan
from matchmaking.web.language import language, long_day
from matchmaking.web.session import db

Step = Callable[[Edit], Plan]


def planned_row(plan_id: int, planned_id: int) -> PlannedMeeting:
    """Load the planned meeting a page is about.

    Raises:
        NotFoundError: the plan has none such, or is another edition's.
    """
    row = queries.planned_of(db.session, managed_plan(plan_id), planned_id)
    if row is None:
        raise NotFoundError
    return row


@blueprint.get("/plans/<int:plan_id>/meetings/<int:planned_id>")
@allowed_roles(Role.ORGANISER)
def planned(plan_id: int, planned_id: int) -> ResponseReturnValue:
    """Show a planned meeting: where it is, and where it could be instead."""
    return planned_page(planned_row(plan_id, planned_id))


def planned_page(row: PlannedMeeting, *, error: MatchmakingError | None = None) -> str:
    """Render the page, with what stood in the way of the last step if something did."""
    drafting, targets = queries.drafting_of(db.session, row.plan, row, at=utc_now())
    ruled = queries.with_rules(db.session, drafting, row.plan, targets)
    own = queries.own_standing(db.session, row)
    is_fixed = row.is_locked or own is not None
    options = [] if is_fixed else list(ruled.options())
    chosen = _chosen(options, request.values.get("slot", ""))
    return render_template(
        "timetables/planned.html",
        row=row,
        plan=row.plan,
        is_draft=queries.is_draft(db.session, row.plan),
        days=[
            (label, list(mine))
            for label, mine in groupby(options, key=lambda one: long_day(one.slot.starts_at))
        ],
        chosen=chosen,
        form=_choices(drafting, chosen, row) if chosen else {},
        swaps=drafting.swaps(targets) if row.starts_at and not is_fixed else [],
        own=own,
        ground=drafting.ground,
        error=error,
        presenting=presenting,
    )


def _chosen(options: list[Option], wanted: str) -> Option | None:
    """Return the slot asked for, if something is free in it."""
    free = (one for one in options if one.places)
    return next((one for one in free if one.slot.starts_at.isoformat() == wanted), None)


def _choices(drafting: Drafting, option: Option, row: PlannedMeeting) -> dict[str, Any]:
    """Return who and which places can be chosen in a slot, in words, and what to begin with."""
    ground, sent = drafting.ground, request.form
    people = (
        sent.get("person_a", row.a_representative_id, type=int),
        sent.get("person_b", row.b_representative_id, type=int),
    )
    one, other, place = option.nearest(people, sent.get("place", row.place_id, type=int))

    def named(keys: tuple[int, ...]) -> list[tuple[int, str]]:
        return [(key, ground.people[key].name.first(language())) for key in keys]

    return {
        "begin": {"person_a": one, "person_b": other, "place": place},
        "people_a": named(option.people[0]),
        "people_b": named(option.people[1]),
        "places": [(key, presenting.place_words(key, ground)) for key in option.places],
    }


@blueprint.post("/plans/<int:plan_id>/meetings/<int:planned_id>/seat")
@allowed_roles(Role.ORGANISER)
def seat_planned(plan_id: int, planned_id: int) -> ResponseReturnValue:
    """Give a planned meeting another time, place or people, or its first."""

    def step(edit: Edit) -> Plan:
        drafting, _targets = queries.drafting_of(db.session, edit.plan, edit.row, at=utc_now())
        option = _chosen(list(drafting.options()), request.form.get("slot", ""))
        keys = [request.form.get(name, 0, type=int) for name in ("person_a", "person_b", "place")]
        if option is None or not _offers(option, keys):
            raise CanNotSitThereError(drafting.nothing_free)
        return edit.sit(drafting.standing(option, (keys[0], keys[1]), keys[2]))

    return _take(plan_id, planned_id, step, _("The meeting is moved in this plan."))


def _offers(option: Option, keys: list[int]) -> bool:
    offered = (*option.people, option.places)
    return all(key in mine for key, mine in zip(keys, offered, strict=True))


@blueprint.post("/plans/<int:plan_id>/meetings/<int:planned_id>/swap")
@allowed_roles(Role.ORGANISER)
def swap_planned(plan_id: int, planned_id: int) -> ResponseReturnValue:
    """Let two planned meetings change seats."""
    other = planned_row(plan_id, request.form.get("with", 0, type=int))
    return _take(
        plan_id, planned_id, lambda edit: edit.swap(other), _("The two have changed their seats.")
    )


@blueprint.post("/plans/<int:plan_id>/meetings/<int:planned_id>/take-out")
@allowed_roles(Role.ORGANISER)
def take_out_planned(plan_id: int, planned_id: int) -> ResponseReturnValue:
    """Leave a planned meeting without a seat."""
    return _take(plan_id, planned_id, Edit.take_out, _("The meeting has no seat in this plan now."))


@blueprint.post("/plans/<int:plan_id>/meetings/<int:planned_id>/lock")
@allowed_roles(Role.ORGANISER)
def lock_planned(plan_id: int, planned_id: int) -> ResponseReturnValue:
    """Lock a planned meeting where it is, or unlock it."""
    is_locked = request.form.get("locked") == "yes"
    done = _("The meeting is locked where it is.") if is_locked else _("The meeting is unlocked.")
    return _take(plan_id, planned_id, lambda edit: edit.lock(is_locked=is_locked), done)


def _take(plan_id: int, planned_id: int, step: Step, done: str) -> ResponseReturnValue:
    """Take a step in the plan or a copy of it; if it is refused, say why."""
    row, at = planned_row(plan_id, planned_id), utc_now()
    version = request.form.get("version", 0, type=int)
    try:
        edit = Edit(db.session, row, actor=current_actor(), at=at, version=version)
        plan = step(edit)
    except MatchmakingError as error:
        db.session.rollback()
        return planned_page(planned_row(plan_id, planned_id), error=error), error.status
    target = edit.row.id
    number, is_copy = plan.number, plan.id != plan_id
    db.session.commit()
    flash(done, "success")
    if is_copy:
        note = _("This is plan %(number)s, a copy made by hand: the other stays.", number=number)
        flash(note, "info")
    if request.form.get("back") == "difference":
        return redirect(url_for(".difference", plan_id=plan.id))
    return redirect(url_for(".planned", plan_id=plan.id, planned_id=target))
