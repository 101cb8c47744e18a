"""Laying out the fair: what an organiser needs before anybody can meet."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matchmaking.accounts.access import allowed_roles, current_actor, require_visible
from matchmaking.accounts.values import Role
from matchmaking.audit.queries import Deed, history_of
from matchmaking.core.clock import utc_now
from matchmaking.core.errors import ConflictError
from matchmaking.core.wording import Name
from matchmaking.expo import correcting, laying_out, layouts, removing, walking
from matchmaking.expo.deeds import KINDS
from matchmaking.expo.forms import (
    BlockForm,
    CodeForm,
    EditionForm,
    NameForm,
    PhaseForm,
    PlaceForm,
    PlacesForm,
    SeriesForm,
    walks_form,
    walks_of,
)
from matchmaking.expo.labels import ONE_PLACE, PHASES, PLACE_KINDS, PRINTED, TITLES, told
from matchmaking.expo.models import Edition, ExhibitionArea, Hall, MeetingBlock, Place, Series
from matchmaking.expo.naming import left_behind
from matchmaking.expo.phases import enter_phase
from matchmaking.web.editing import comparing, is_done, nothing, saved, shown
from matchmaking.web.forms import BaseForm, SeenForm
from matchmaking.web.language import spoken
from matchmaking.web.queries import get_or_404, paginate
from matchmaking.web.session import db

blueprint = Blueprint("expo", __name__, url_prefix="/fair")
Ours = TypeVar("Ours", ExhibitionArea, Hall, MeetingBlock, Place)
PARTS: Mapping[type, str] = {
    Series: "edition",
    Edition: "edition",
    ExhibitionArea: "areas",
    Hall: "halls",
    Place: "halls",
    MeetingBlock: "blocks",
}


@blueprint.route("", methods=["GET", "POST"])
@allowed_roles(Role.ORGANISER)
def fair() -> ResponseReturnValue:
    """Show how the edition is laid out; enter another phase."""
    form = PhaseForm(obj=g.edition)
    if is_done(form, lambda: _enter(form), again=comparing(form, g.edition)):
        db.session.commit()
        return saved(url_for(".fair", open="edition"))
    return shown(
        form,
        "expo/fair.html",
        layout=layouts.layout_of(db.session, g.edition.id),
        delegations=layouts.delegations_in(db.session, g.edition.id),
        phase=PHASES[g.edition.phase],
        place_kinds=PLACE_KINDS,
        opened=request.args.get("open", ""),
    )


def _enter(form: PhaseForm) -> None:
    phase, actor = form.phase.data, current_actor()
    enter_phase(db.session, actor, g.edition, phase, seen=form.seen, at=utc_now())


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
    note = _(
        "Its code “%(code)s” stays: addresses and programs know it by it.", code=g.edition.code
    )
    return _corrected(g.edition, EditionForm(obj=g.edition), note=note)


@blueprint.route("/series", methods=["GET", "POST"])
@allowed_roles(Role.ORGANISER)
def rename_series() -> ResponseReturnValue:
    """Correct how the series of the edition is called."""
    series = g.edition.series
    note = _(
        "It is called so in all its editions. Its code “%(code)s” stays: programs know it by it.",
        code=series.code,
    )
    return _corrected(series, SeriesForm(obj=series), note=note)


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
    form.offer(layouts.halls_of(db.session, g.edition.id))


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
        offer=lambda: form.offer(g.edition, layouts.halls_of(db.session, g.edition.id)),
    )


def _open(form: BlockForm) -> None:
    wanted = form.wanted(g.edition)
    laying_out.open_block(db.session, current_actor(), g.edition, wanted, at=utc_now())


@blueprint.route("/areas/<int:area_id>/rename", methods=["GET", "POST"])
@allowed_roles(Role.ORGANISER)
def rename_area(area_id: int) -> ResponseReturnValue:
    """Correct the names of an exhibition area, and its code while the ledger does not have it."""
    area = _ours(ExhibitionArea, area_id)
    form, note = CodeForm(obj=area), ""
    if correcting.is_frozen(db.session, area):
        del form.code
        note = _("Its code “%(code)s” stays: the ledger names it by it.", code=area.code)
    return _corrected(area, form, note=note)


@blueprint.route("/halls/<int:hall_id>/rename", methods=["GET", "POST"])
@allowed_roles(Role.ORGANISER)
def rename_hall(hall_id: int) -> ResponseReturnValue:
    """Correct the names and the code of a hall."""
    hall = _ours(Hall, hall_id)
    return _corrected(hall, CodeForm(obj=hall), note=str(PRINTED))


@blueprint.route("/places/<int:place_id>/correct", methods=["GET", "POST"])
@allowed_roles(Role.ORGANISER)
def correct_place(place_id: int) -> ResponseReturnValue:
    """Correct the code, the names and the seats of a place."""
    place = _ours(Place, place_id)
    return _corrected(place, PlaceForm(obj=place), back=_list_of(place.hall_id), note=str(PRINTED))


@blueprint.route("/blocks/<int:block_id>/rename", methods=["GET", "POST"])
@allowed_roles(Role.ORGANISER)
def rename_block(block_id: int) -> ResponseReturnValue:
    """Correct the name of a block."""
    block = _ours(MeetingBlock, block_id)
    note = _("Its times stay: its slots are cut from them. For other times open another block.")
    return _corrected(block, NameForm(obj=block), note=note)


def _corrected(
    thing: correcting.Corrected, form: SeenForm, *, note: str, back: str = ""
) -> ResponseReturnValue:
    kind = type(thing)
    was = _code_of(thing)

    def act() -> None:
        correcting.correct(
            db.session, current_actor(), thing, form.values(), seen=form.seen, at=utc_now()
        )

    return _kept(
        form,
        str(TITLES[kind]),
        PARTS[kind],
        act,
        note=note,
        offer=comparing(form, thing),
        back=back,
        about=_named(thing),
        deeds=history_of(db.session, (KINDS[kind], thing.id)),
        then=lambda: _see_left_behind(thing, was),
    )


def _code_of(thing: correcting.Corrected) -> str:
    return "" if isinstance(thing, MeetingBlock) else thing.code


def _tell_left_behind(thing: correcting.Corrected, was: str) -> None:
    """Say that a name still has the old code; whether it is to follow is theirs to decide."""
    now = _code_of(thing)
    names = left_behind(thing.label, was=was, now=now) if now != was else []
    if names:
        words = _(
            "The name still has the old code “%(code)s”: “%(name)s”. Correct it, too, if it is to "
            "follow.",
            code=was,
            name=" · ".join(names),
        )
        flash(words, "warning")


def _see_left_behind(thing: correcting.Corrected, was: str) -> ResponseReturnValue | None:
    """Say where an old code still stands; if it does with places of a hall, lead to these."""
    _tell_left_behind(thing, was)
    if not isinstance(thing, Hall) or thing.code == was:
        return None
    leads_there = bool(layouts.places_with_code(db.session, thing, was))
    return redirect(url_for(".hall", hall_id=thing.id, old=was)) if leads_there else None


def _named(thing: correcting.Corrected) -> Name:
    """Return how a thing is called so far; a place by its address."""
    return Name(thing.address, thing.address) if isinstance(thing, Place) else thing.label


@blueprint.route("/halls/<int:hall_id>/walks", methods=["GET", "POST"])
@allowed_roles(Role.ORGANISER)
def set_walks(hall_id: int) -> ResponseReturnValue:
    """Say how long one walks from a hall to each other, and back."""
    hall = _ours(Hall, hall_id)
    others = [one for one in layouts.halls_of(db.session, hall.edition_id) if one.id != hall.id]
    form = walks_form(hall, others, _known_from(hall))
    return _kept(
        form,
        _("Walks from hall %(hall)s", hall=hall.code),
        "walks",
        lambda: _set_walks(hall, others, form),
        note=_("Minutes on foot, the same both ways. Leave empty what needs no time."),
        offer=lambda: _compare_walks(form, hall),
    )


def _known_from(hall: Hall) -> dict[int, int]:
    return walking.walks_in(db.session, hall.edition_id).get(hall.id, {})


def _compare_walks(form: SeenForm, hall: Hall) -> None:
    if form.is_outdated:
        db.session.refresh(hall)
        present = dict.fromkeys(form.values()) | walks_of(_known_from(hall))
        form.compare(hall.walks_version, present)


def _set_walks(hall: Hall, others: list[Hall], form: SeenForm) -> None:
    minutes = {one.id: form[f"to_{one.id}"].data for one in others}
    walking.set_walks(db.session, current_actor(), hall, minutes, seen=form.seen, at=utc_now())


@blueprint.get("/halls/<int:hall_id>")
@allowed_roles(Role.ORGANISER)
def hall(hall_id: int) -> str:
    """List the places of a hall, or those that have an old code of it in theirs."""
    shown, old = _ours(Hall, hall_id), request.args.get("old", "")
    old = "" if old == shown.code else old
    number = request.args.get("page", 1, type=int)
    places = layouts.places_in(shown)
    if old:
        places = places.where(Place.id.in_(layouts.places_with_code(db.session, shown, old)))
    page = paginate(db.session, places, number=number)
    return render_template(
        "expo/hall.html",
        hall=shown,
        page=page,
        old=old,
        lines=layouts.lines_of(db.session, page.rows),
        place_kinds=ONE_PLACE,
    )


@blueprint.post("/places/<int:place_id>/remove")
@allowed_roles(Role.ORGANISER)
def remove_place(place_id: int) -> ResponseReturnValue:
    """Take a place away that nothing hangs on."""
    place = _ours(Place, place_id)
    back = _list_of(place.hall_id)
    _try_removal(lambda: removing.remove_place(db.session, current_actor(), place, at=utc_now()))
    return redirect(back)


def _list_of(hall_id: int) -> str:
    """Return the address of the page of a hall's places that one came from."""
    number, old = request.args.get("page", 1, type=int), request.args.get("old") or None
    return url_for(".hall", hall_id=hall_id, old=old, page=number if number > 1 else None)


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
    back: str = "",
    about: Name | None = None,
    deeds: Sequence[Deed] = (),
    then: Callable[[], ResponseReturnValue | None] = nothing,
) -> ResponseReturnValue:
    """Show a form, or do what was sent with it and go back to its part of the fair."""
    back = back or url_for(".fair", open=part)
    offer()
    if is_done(form, act, again=offer):
        db.session.commit()
        answer = saved(back)
        return then() or answer
    facts = {"title": title, "back": back, "note": note, "about": about}
    return shown(form, "expo/add.html", **facts, deeds=deeds, told=told)
