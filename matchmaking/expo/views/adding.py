"""Adding what there is not yet: areas, halls, places, blocks of meetings."""

from collections.abc import Callable
from typing import Any

from flask import g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matchmaking.accounts.access import allowed_roles, current_actor
from matchmaking.accounts.values import Role
from matchmaking.core.clock import utc_now
from matchmaking.expo import laying_out, layouts
from matchmaking.expo.forms import BlockForm, CodeForm, PlacesForm
from matchmaking.expo.models import Hall
from matchmaking.expo.views._blueprint import blueprint, ours
from matchmaking.expo.views._pages import kept
from matchmaking.web.session import db


@blueprint.route("/areas/new", methods=["GET", "POST"])
@allowed_roles(Role.ORGANISER)
def add_area() -> ResponseReturnValue:
    """Add an exhibition area."""
    form = CodeForm()
    words = {"code": form.code.data or "", "name": form.name()}
    return kept(form, _("Add an exhibition area"), "areas", lambda: _do(laying_out.add_area, words))


@blueprint.route("/halls/new", methods=["GET", "POST"])
@allowed_roles(Role.ORGANISER)
def add_hall() -> ResponseReturnValue:
    """Add a hall."""
    form = CodeForm()
    words = {"code": form.code.data or "", "name": form.name()}
    return kept(form, _("Add a hall"), "halls", lambda: _do(laying_out.add_hall, words))


def _do(service: Callable[..., object], words: dict[str, Any]) -> None:
    service(db.session, current_actor(), g.edition, **words, at=utc_now())


@blueprint.route("/places/new", methods=["GET", "POST"])
@allowed_roles(Role.ORGANISER)
def add_places() -> ResponseReturnValue:
    """Put up tables, booths or rooms in a hall."""
    form = PlacesForm(data={"hall": request.args.get("hall", type=int)})
    return kept(
        form, _("Put up places"), "halls", lambda: _put_up(form), offer=lambda: _offer_halls(form)
    )


def _offer_halls(form: PlacesForm) -> None:
    form.offer(layouts.halls_of(db.session, g.edition.id))


def _put_up(form: PlacesForm) -> None:
    hall = ours(Hall, form.hall.data)
    laying_out.add_places(db.session, current_actor(), hall, form.wanted(), at=utc_now())


@blueprint.route("/blocks/new", methods=["GET", "POST"])
@allowed_roles(Role.ORGANISER)
def add_block() -> ResponseReturnValue:
    """Open a block of meetings."""
    form = BlockForm()
    return kept(
        form,
        _("Open a meeting block"),
        "blocks",
        lambda: _open(form),
        offer=lambda: form.offer(g.edition, layouts.halls_of(db.session, g.edition.id)),
    )


def _open(form: BlockForm) -> None:
    wanted = form.wanted(g.edition)
    laying_out.open_block(db.session, current_actor(), g.edition, wanted, at=utc_now())
