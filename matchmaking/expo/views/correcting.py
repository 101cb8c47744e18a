"""Correcting what there is: how it is called, its code, the seats of a place."""

from flask import flash, g, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matchmaking.accounts.access import allowed_roles, current_actor
from matchmaking.accounts.values import Role
from matchmaking.audit.queries import history_of
from matchmaking.core.clock import utc_now
from matchmaking.core.wording import Name
from matchmaking.expo import correcting, following
from matchmaking.expo.deeds import KINDS
from matchmaking.expo.forms import CodeForm, EditionForm, NameForm, PlaceForm, SeriesForm
from matchmaking.expo.labels import PRINTED, TITLES
from matchmaking.expo.models import ExhibitionArea, Hall, MeetingBlock, Place
from matchmaking.expo.naming import left_behind
from matchmaking.expo.views._blueprint import blueprint, ours
from matchmaking.expo.views._pages import PARTS, kept, list_of
from matchmaking.web.editing import comparing
from matchmaking.web.forms import SeenForm
from matchmaking.web.session import db


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


@blueprint.route("/areas/<int:area_id>/rename", methods=["GET", "POST"])
@allowed_roles(Role.ORGANISER)
def rename_area(area_id: int) -> ResponseReturnValue:
    """Correct the names of an exhibition area, and its code while the ledger does not have it."""
    area = ours(ExhibitionArea, area_id)
    form, note = CodeForm(obj=area), ""
    if correcting.is_frozen(db.session, area):
        del form.code
        note = _("Its code “%(code)s” stays: the ledger names it by it.", code=area.code)
    return _corrected(area, form, note=note)


@blueprint.route("/halls/<int:hall_id>/rename", methods=["GET", "POST"])
@allowed_roles(Role.ORGANISER)
def rename_hall(hall_id: int) -> ResponseReturnValue:
    """Correct the names and the code of a hall."""
    hall = ours(Hall, hall_id)
    return _corrected(hall, CodeForm(obj=hall), note=str(PRINTED))


@blueprint.route("/places/<int:place_id>/correct", methods=["GET", "POST"])
@allowed_roles(Role.ORGANISER)
def correct_place(place_id: int) -> ResponseReturnValue:
    """Correct the code, the names and the seats of a place."""
    place = ours(Place, place_id)
    return _corrected(place, PlaceForm(obj=place), back=list_of(place.hall_id), note=str(PRINTED))


@blueprint.route("/blocks/<int:block_id>/rename", methods=["GET", "POST"])
@allowed_roles(Role.ORGANISER)
def rename_block(block_id: int) -> ResponseReturnValue:
    """Correct the name of a block."""
    block = ours(MeetingBlock, block_id)
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

    return kept(
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
    """Say where an old code still stands; of a hall and its places lead to where they follow."""
    if isinstance(thing, Hall) and thing.code != was:
        if following.rewritings(db.session, thing, was):
            return redirect(url_for(".hall", hall_id=thing.id, old=was))
        if following.renaming(thing, was):
            return redirect(url_for(".rewrite", hall_id=thing.id, old=was))
    _tell_left_behind(thing, was)
    return None


def _named(thing: correcting.Corrected) -> Name:
    """Return how a thing is called so far; a place by its address."""
    return Name(thing.address, thing.address) if isinstance(thing, Place) else thing.label
