"""Laying out the fair: what an organiser needs before anybody can meet."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matchmaking.accounts.access import allowed_roles, current_actor, require_visible
from matchmaking.accounts.values import Role
from matchmaking.core.clock import utc_now
from matchmaking.core.errors import ConflictError
from matchmaking.expo import laying_out, naming, removing, walking
from matchmaking.expo.forms import (
    BlockForm,
    CodeForm,
    EditionForm,
    NameForm,
    PhaseForm,
    PlacesForm,
    walks_form,
)
from matchmaking.expo.labels import PHASES, PLACE_KINDS
from matchmaking.expo.layouts import delegations_in, halls_of, layout_of, lines_of, places_in
from matchmaking.expo.models import ExhibitionArea, Hall, MeetingBlock, Place
from matchmaking.web.editing import is_done, nothing, saved, shown
from matchmaking.web.forms import BaseForm
from matchmaking.web.language import spoken
from matchmaking.web.queries import get_or_404, paginate
from matchmaking.web.session import db

blueprint = Blueprint("expo", __name__, url_prefix="/fair")
Ours = TypeVar("Ours", ExhibitionArea, Hall, MeetingBlock, Place)
PARTS: dict[type, str] = {ExhibitionArea: "areas", Hall: "halls", MeetingBlock: "blocks"}


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
        return _back("edition")
    page = render_template(
        "expo/fair.html",
        form=form,
        layout=layout_of(db.session, g.edition.id),
        delegations=delegations_in(db.session, g.edition.id),
        phase=PHASES[g.edition.phase],
        place_kinds=PLACE_KINDS,
        opened=request.args.get("open", ""),
    )
    return page, 422 if form.errors else 200


def _back(part: str) -> ResponseReturnValue:
    """Go back to the fair, with the part open in which something was changed."""
    return redirect(url_for(".fair", open=part))


def _ours(model: type[Ours], key: int) -> Ours:
    thing = get_or_404(db.session, model, key)
    require_visible(current_actor().organises(thing.edition_id))
    return thing


@blueprint.route("/name", methods=["GET", "POST"])
@allowed_roles(Role.ORGANISER)
def rename_edition() -> ResponseReturnValue:
    """Correct how the edition and its city are called."""
    form = EditionForm(obj=g.edition)
    return _kept(form, _("Name of the edition"), "edition", lambda: _rename_edition(form))


def _rename_edition(form: EditionForm) -> None:
    naming.rename_edition(
        db.session, current_actor(), g.edition, form.name(), form.city(), at=utc_now()
    )


@blueprint.route("/areas/new", methods=["GET", "POST"])
@allowed_roles(Role.ORGANISER)
def add_area() -> ResponseReturnValue:
    """Add an exhibition area."""
    form = CodeForm()
    words = {"code": form.code.data or "", "name": form.name()}
    return _kept(
        form, _("Add an exhibition area"), "areas", lambda: _do(laying_out.add_area, words)
    )


@blueprint.route("/halls/new", methods=["GET", "POST"])
@allowed_roles(Role.ORGANISER)
def add_hall() -> ResponseReturnValue:
    """Add a hall."""
    form = CodeForm()
    words = {"code": form.code.data or "", "name": form.name()}
    return _kept(form, _("Add a hall"), "halls", lambda: _do(laying_out.add_hall, words))


def _do(service: Callable[..., object], words: dict[str, Any]) -> None:
    service(db.session, current_actor(), g.edition, **words, at=utc_now())


@blueprint.route("/places/new", methods=["GET", "POST"])
@allowed_roles(Role.ORGANISER)
def add_places() -> ResponseReturnValue:
    """Put up tables, booths or rooms in a hall."""
    form = PlacesForm(data={"hall": request.args.get("hall", type=int)})
    return _kept(
        form, _("Put up places"), "halls", lambda: _put_up(form), offer=lambda: _offer_halls(form)
    )


def _offer_halls(form: PlacesForm) -> None:
    form.offer(halls_of(db.session, g.edition.id))


def _put_up(form: PlacesForm) -> None:
    hall = _ours(Hall, form.hall.data)
    laying_out.add_places(db.session, current_actor(), hall, form.wanted(), at=utc_now())


@blueprint.route("/blocks/new", methods=["GET", "POST"])
@allowed_roles(Role.ORGANISER)
def add_block() -> ResponseReturnValue:
    """Open a block of meetings."""
    form = BlockForm()
    return _kept(
        form,
        _("Open a meeting block"),
        "blocks",
        lambda: _open(form),
        offer=lambda: form.offer(g.edition, halls_of(db.session, g.edition.id)),
    )


def _open(form: BlockForm) -> None:
    wanted = form.wanted(g.edition)
    laying_out.open_block(db.session, current_actor(), g.edition, wanted, at=utc_now())


@blueprint.route("/areas/<int:area_id>/rename", methods=["GET", "POST"])
@allowed_roles(Role.ORGANISER)
def rename_area(area_id: int) -> ResponseReturnValue:
    """Correct the name of an exhibition area."""
    return _renamed(_ours(ExhibitionArea, area_id))


@blueprint.route("/halls/<int:hall_id>/rename", methods=["GET", "POST"])
@allowed_roles(Role.ORGANISER)
def rename_hall(hall_id: int) -> ResponseReturnValue:
    """Correct the name of a hall."""
    return _renamed(_ours(Hall, hall_id))


@blueprint.route("/blocks/<int:block_id>/rename", methods=["GET", "POST"])
@allowed_roles(Role.ORGANISER)
def rename_block(block_id: int) -> ResponseReturnValue:
    """Correct the name of a block."""
    return _renamed(_ours(MeetingBlock, block_id))


def _renamed(thing: ExhibitionArea | Hall | MeetingBlock) -> ResponseReturnValue:
    form = NameForm(obj=thing)
    return _kept(form, _("Correct the name"), PARTS[type(thing)], lambda: _rename(thing, form))


def _rename(thing: ExhibitionArea | Hall | MeetingBlock, form: NameForm) -> None:
    naming.rename(db.session, current_actor(), g.edition, thing, form.name(), at=utc_now())


@blueprint.route("/halls/<int:hall_id>/walks", methods=["GET", "POST"])
@allowed_roles(Role.ORGANISER)
def set_walks(hall_id: int) -> ResponseReturnValue:
    """Say how long one walks from a hall to each other, and back."""
    hall = _ours(Hall, hall_id)
    others = [one for one in halls_of(db.session, hall.edition_id) if one.id != hall.id]
    form = walks_form(others, walking.walks_in(db.session, hall.edition_id).get(hall.id, {}))
    note = _("Minutes on foot, the same both ways. Leave empty what needs no time.")
    title = _("Walks from hall %(hall)s", hall=hall.code)
    return _kept(form, title, "walks", lambda: _set_walks(hall, others, form), note=note)


def _set_walks(hall: Hall, others: list[Hall], form: BaseForm) -> None:
    minutes = {one.id: form[f"to_{one.id}"].data for one in others}
    walking.set_walks(db.session, current_actor(), hall, minutes, at=utc_now())


@blueprint.get("/halls/<int:hall_id>")
@allowed_roles(Role.ORGANISER)
def hall(hall_id: int) -> str:
    """List the places of a hall, each to be taken away while nothing hangs on it."""
    shown = _ours(Hall, hall_id)
    number = request.args.get("page", 1, type=int)
    page = paginate(db.session, places_in(shown), number=number)
    return render_template(
        "expo/hall.html",
        hall=shown,
        page=page,
        lines=lines_of(db.session, page.rows),
        place_kinds=PLACE_KINDS,
    )


@blueprint.post("/places/<int:place_id>/remove")
@allowed_roles(Role.ORGANISER)
def remove_place(place_id: int) -> ResponseReturnValue:
    """Take a place away that nothing hangs on."""
    place = _ours(Place, place_id)
    hall_id, number = place.hall_id, request.args.get("page", 1, type=int)
    _try_removal(lambda: removing.remove_place(db.session, current_actor(), place, at=utc_now()))
    return redirect(url_for(".hall", hall_id=hall_id, page=number if number > 1 else None))


@blueprint.post("/areas/<int:area_id>/remove")
@allowed_roles(Role.ORGANISER)
def remove_area(area_id: int) -> ResponseReturnValue:
    """Remove an exhibition area that nobody is in."""
    return _removed(_ours(ExhibitionArea, area_id))


@blueprint.post("/halls/<int:hall_id>/remove")
@allowed_roles(Role.ORGANISER)
def remove_hall(hall_id: int) -> ResponseReturnValue:
    """Remove a hall, and its places if nothing is held there."""
    return _removed(_ours(Hall, hall_id))


@blueprint.post("/blocks/<int:block_id>/remove")
@allowed_roles(Role.ORGANISER)
def remove_block(block_id: int) -> ResponseReturnValue:
    """Remove a block without meetings."""
    return _removed(_ours(MeetingBlock, block_id))


def _removed(thing: ExhibitionArea | Hall | MeetingBlock) -> ResponseReturnValue:
    part = PARTS[type(thing)]
    _try_removal(lambda: removing.remove(db.session, current_actor(), thing, at=utc_now()))
    return _back(part)


def _try_removal(act: Callable[[], object]) -> None:
    try:
        act()
    except ConflictError as error:
        db.session.rollback()
        flash(spoken(error.sentence), "error")
    else:
        db.session.commit()
        flash(_("Removed."), "success")


def _kept(
    form: BaseForm,
    title: str,
    part: str,
    act: Callable[[], object],
    *,
    note: str = "",
    offer: Callable[[], object] = nothing,
) -> ResponseReturnValue:
    """Show a form, or do what was sent with it and go back to its part of the fair."""
    back = url_for(".fair", open=part)
    offer()
    if is_done(form, act, again=offer):
        db.session.commit()
        return saved(back)
    return shown(form, "expo/add.html", title=title, back=back, note=note)
