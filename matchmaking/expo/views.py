"""Laying out the fair: what an organiser needs before anybody can meet."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matchmaking.accounts.access import allowed_roles, current_actor, require_visible
from matchmaking.accounts.values import Role
from matchmaking.core.clock import utc_now
from matchmaking.core.errors import MatchmakingError
from matchmaking.expo import laying_out
from matchmaking.expo.forms import BlockForm, CodeForm, PhaseForm, PlacesForm
from matchmaking.expo.labels import PLACE_KINDS
from matchmaking.expo.laying_out import StillUsedError
from matchmaking.expo.layouts import halls_of, layout_of
from matchmaking.expo.models import ExhibitionArea, Hall, MeetingBlock
from matchmaking.web.forms import BaseForm
from matchmaking.web.language import spoken
from matchmaking.web.queries import get_or_404
from matchmaking.web.session import db

blueprint = Blueprint("expo", __name__, url_prefix="/fair")


@blueprint.route("", methods=["GET", "POST"])
@allowed_roles(Role.ORGANISER)
def fair() -> ResponseReturnValue:
    """Show how the edition is laid out; enter another phase."""
    form = PhaseForm(data={"phase": g.edition.phase})
    if form.validate_on_submit():
        actor = current_actor()
        laying_out.enter_phase(db.session, actor, g.edition, form.phase.data, at=utc_now())
        db.session.commit()
        flash(_("Saved."), "success")
        return redirect(url_for(".fair"))
    page = render_template(
        "expo/fair.html",
        form=form,
        layout=layout_of(db.session, g.edition.id),
        place_kinds=PLACE_KINDS,
    )
    return page, 422 if form.errors else 200


@blueprint.route("/areas/new", methods=["GET", "POST"])
@allowed_roles(Role.ORGANISER)
def add_area() -> ResponseReturnValue:
    """Add an exhibition area."""
    form = CodeForm()
    words = {"code": form.code.data or "", "name": form.name()}
    return _added(form, _("Add an exhibition area"), lambda: _do(laying_out.add_area, words))


@blueprint.route("/halls/new", methods=["GET", "POST"])
@allowed_roles(Role.ORGANISER)
def add_hall() -> ResponseReturnValue:
    """Add a hall."""
    form = CodeForm()
    words = {"code": form.code.data or "", "name": form.name()}
    return _added(form, _("Add a hall"), lambda: _do(laying_out.add_hall, words))


def _do(service: Callable[..., object], words: dict[str, Any]) -> None:
    service(db.session, current_actor(), g.edition, **words, at=utc_now())


@blueprint.route("/places/new", methods=["GET", "POST"])
@allowed_roles(Role.ORGANISER)
def add_places() -> ResponseReturnValue:
    """Put up tables, booths or rooms in a hall."""
    form = PlacesForm()
    form.offer(halls_of(db.session, g.edition.id))
    return _added(form, _("Put up places"), lambda: _put_up(form))


def _put_up(form: PlacesForm) -> None:
    hall = get_or_404(db.session, Hall, form.hall.data)
    require_visible(current_actor().organises(hall.edition_id))
    laying_out.add_places(db.session, current_actor(), hall, form.wanted(), at=utc_now())


@blueprint.route("/blocks/new", methods=["GET", "POST"])
@allowed_roles(Role.ORGANISER)
def add_block() -> ResponseReturnValue:
    """Open a block of meetings."""
    form = BlockForm()
    form.offer(g.edition, halls_of(db.session, g.edition.id))
    return _added(form, _("Open a meeting block"), lambda: _open(form))


def _open(form: BlockForm) -> None:
    wanted = form.wanted(g.edition)
    laying_out.open_block(db.session, current_actor(), g.edition, wanted, at=utc_now())


@blueprint.post("/areas/<int:area_id>/remove")
@allowed_roles(Role.ORGANISER)
def remove_area(area_id: int) -> ResponseReturnValue:
    """Remove an exhibition area that nobody is in."""
    return _removed(get_or_404(db.session, ExhibitionArea, area_id))


@blueprint.post("/halls/<int:hall_id>/remove")
@allowed_roles(Role.ORGANISER)
def remove_hall(hall_id: int) -> ResponseReturnValue:
    """Remove a hall, and its places if nothing is held there."""
    return _removed(get_or_404(db.session, Hall, hall_id))


@blueprint.post("/blocks/<int:block_id>/remove")
@allowed_roles(Role.ORGANISER)
def remove_block(block_id: int) -> ResponseReturnValue:
    """Remove a block without meetings."""
    return _removed(get_or_404(db.session, MeetingBlock, block_id))


def _removed(thing: ExhibitionArea | Hall | MeetingBlock) -> ResponseReturnValue:
    require_visible(current_actor().organises(thing.edition_id))
    try:
        laying_out.remove(db.session, current_actor(), thing, at=utc_now())
    except StillUsedError as error:
        db.session.rollback()
        flash(spoken(error.sentence), "error")
    else:
        db.session.commit()
        flash(_("Removed."), "success")
    return redirect(url_for(".fair"))


def _added(form: BaseForm, title: str, add: Callable[[], object]) -> ResponseReturnValue:
    """Show a form, or do what was sent with it and go back to the fair."""
    if form.validate_on_submit():
        try:
            add()
        except MatchmakingError as error:
            db.session.rollback()
            form.refuse(error)
        else:
            db.session.commit()
            flash(_("Saved."), "success")
            return redirect(url_for(".fair"))
    page = render_template("expo/add.html", form=form, title=title)
    return page, 422 if form.errors else 200
