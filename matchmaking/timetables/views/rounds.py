"""The organiser's matchmaking rounds."""

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matchmaking.accounts.access import allowed_roles, current_actor, needs_edition
from matchmaking.accounts.values import Role
from matchmaking.core.clock import utc_now
from matchmaking.core.errors import MatchmakingError
from matchmaking.enterprises import labels as profile
from matchmaking.timetables import labels
from matchmaking.timetables.forms.plans import PlanForm
from matchmaking.timetables.forms.rounds import RoundForm
from matchmaking.timetables.queries import rounds as queries
from matchmaking.timetables.queries.inviting import count_to_remind, day_began, guests_of, untouched
from matchmaking.timetables.queries.plans import lines_of
from matchmaking.timetables.queries.publications import last_number
from matchmaking.timetables.queries.rounds import Part
from matchmaking.timetables.round_errors import SlotsLostError
from matchmaking.timetables.services import rounds as services
from matchmaking.timetables.services.removing import remove_round as remove
from matchmaking.timetables.values import ListOrder
from matchmaking.timetables.views._blueprint import blueprint, managed_round
from matchmaking.timetables.views._plan_parts import round_plans
from matchmaking.timetables.views._standing import standing_facts
from matchmaking.web.language import language, spoken
from matchmaking.web.queries import paginate
from matchmaking.web.session import db

LONGEST_SEARCH = 100


@blueprint.get("")
@allowed_roles(Role.ORGANISER)
def rounds() -> ResponseReturnValue:
    """List the edition's matchmaking rounds."""
    found = queries.rounds_of(db.session, needs_edition())
    return render_template(
        "timetables/rounds.html",
        rounds=found,
        stages=queries.stages_of(db.session, found, utc_now()),
        counts=queries.counts_of(db.session, [one.id for one in found]),
        labels=labels,
    )


@blueprint.get("/rounds/<int:round_id>")
@allowed_roles(Role.ORGANISER)
def round(round_id: int) -> ResponseReturnValue:  # noqa: A001 - the view is named as its endpoint
    """Show how far a round has come: wishes, who has not handed in, and its plans."""
    found = managed_round(round_id)
    part, words = _asked_part(), request.args.get("q", "").strip()[:LONGEST_SEARCH]
    order = _asked_order()
    query = queries.lists_in(found, part, words, order)
    page = paginate(db.session, query, number=request.args.get("page", 1, type=int))
    at = utc_now()
    today = day_began(at, g.edition.zone)
    # While wishes can still come, enterprises are invited.
    has_guests = at < found.wishes_close_at

    def address(**changes: Any) -> str:
        ordered = order.value if order is not ListOrder.NAME else None
        kept = {"part": part.value, "q": words or None, "order": ordered}
        return url_for(".round", round_id=found.id, **{**kept, **changes}, _anchor="lists")

    return render_template(
        "timetables/round.html",
        round=found,
        stage=queries.stages_of(db.session, [found], at)[found.id],
        overview=queries.overview_of(db.session, found),
        plans=round_plans(found),
        plan_form=PlanForm(),
        part=part,
        words=words,
        order=order,
        page=page,
        wished=queries.wish_counts(db.session, [row.id for row in page.rows]),
        guests=guests_of(db.session, found) if has_guests else [],
        today=today,
        to_remind=count_to_remind(db.session, found, today),
        untouched=untouched(db.session, [row.id for row in page.rows]),
        address=address,
        labels=labels,
        profile=profile,
        **standing_facts(found),
    )


def _asked_part() -> Part:
    asked = request.args.get("part", "")
    return Part(asked) if asked in set(Part) else Part.MISSING


def _asked_order() -> ListOrder:
    asked = request.args.get("order", "")
    return ListOrder(asked) if asked in set(ListOrder) else ListOrder.NAME


@blueprint.route("/rounds/new", methods=["GET", "POST"])
@allowed_roles(Role.ORGANISER)
def new_round() -> ResponseReturnValue:
    """Lay a round down."""
    edition_id, form = needs_edition(), RoundForm()
    _offer(form, edition_id)
    if form.validate_on_submit():
        try:
            planning, at = form.planning(g.edition.zone), utc_now()
            made = services.create_round(db.session, current_actor(), edition_id, planning, at=at)
        except MatchmakingError as error:
            db.session.rollback()
            form.refuse(error)
            _offer(form, edition_id)
        else:
            db.session.commit()
            flash(_("The round is laid down. Now invite enterprises to it."), "success")
            return redirect(url_for(".round", round_id=made.id))
    page = render_template("timetables/edit_round.html", form=form, round=None)
    return page, 422 if form.errors else 200


def _offer(form: RoundForm, edition_id: int, round_id: int | None = None) -> None:
    form.offer(queries.blocks_for(db.session, edition_id, round_id, at=utc_now()))


@blueprint.route("/rounds/<int:round_id>/edit", methods=["GET", "POST"])
@allowed_roles(Role.ORGANISER)
def edit_round(round_id: int) -> ResponseReturnValue:
    """Change a round."""
    found, form, losing = managed_round(round_id), RoundForm(), 0
    _offer(form, found.edition_id, found.id)
    if not form.is_submitted():
        form.show(found, g.edition.zone)
    elif form.validate():
        try:
            services.edit_round(
                db.session,
                current_actor(),
                found,
                form.planning(g.edition.zone),
                version=_version(form),
                at=utc_now(),
                accepted=request.form.get("accepted", 0, type=int),
            )
        except SlotsLostError as error:
            db.session.rollback()
            form.refuse(error)
            losing = error.count
        except MatchmakingError as error:
            db.session.rollback()
            form.refuse(error)
        else:
            db.session.commit()
            flash(_("Saved."), "success")
            return redirect(url_for(".round", round_id=round_id))
    if form.errors:
        _offer(form, found.edition_id, found.id)
    page = render_template(
        "timetables/edit_round.html",
        form=form,
        round=found,
        losing=losing,
        overview=queries.overview_of(db.session, found),
        plan_count=len(lines_of(db.session, found)),
        is_kept=last_number(db.session, found.id) > 0,
    )
    return page, 422 if form.errors else 200


@blueprint.post("/rounds/<int:round_id>/remove")
@allowed_roles(Role.ORGANISER)
def remove_round(round_id: int) -> ResponseReturnValue:
    """Remove a round that came to nothing."""
    found = managed_round(round_id)
    name = found.label.first(language())
    try:
        remove(db.session, current_actor(), found, at=utc_now())
    except MatchmakingError as error:
        db.session.rollback()
        flash(spoken(error.sentence), "error")
        return redirect(url_for(".edit_round", round_id=round_id))
    db.session.commit()
    flash(_("The round “%(round)s” is removed.", round=name), "success")
    return redirect(url_for(".rounds"))


def _version(form: RoundForm) -> int | None:
    typed = form.version.data or ""
    return int(typed) if typed.isdecimal() else None
