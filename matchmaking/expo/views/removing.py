"""Removing what nothing hangs on."""

from collections.abc import Callable

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matchmaking.accounts.access import allowed_roles, current_actor
from matchmaking.accounts.values import Role
from matchmaking.core.clock import utc_now
from matchmaking.core.errors import ConflictError
from matchmaking.expo import removing
from matchmaking.expo.models import ExhibitionArea, Hall, MeetingBlock, Place
from matchmaking.expo.views._blueprint import blueprint, ours
from matchmaking.expo.views._pages import PARTS, list_of
from matchmaking.web.language import spoken
from matchmaking.web.session import db


@blueprint.post("/places/<int:place_id>/remove")
@allowed_roles(Role.ORGANISER)
def remove_place(place_id: int) -> ResponseReturnValue:
    """Take a place away that nothing hangs on."""
    place = ours(Place, place_id)
    back = list_of(place.hall_id)
    _try_removal(lambda: removing.remove_place(db.session, current_actor(), place, at=utc_now()))
    return redirect(back)


@blueprint.post("/areas/<int:area_id>/remove")
@allowed_roles(Role.ORGANISER)
def remove_area(area_id: int) -> ResponseReturnValue:
    """Remove an exhibition area that nobody is in."""
    return _removed(ours(ExhibitionArea, area_id))


@blueprint.post("/halls/<int:hall_id>/remove")
@allowed_roles(Role.ORGANISER)
def remove_hall(hall_id: int) -> ResponseReturnValue:
    """Remove a hall, and its places if nothing is held there."""
    return _removed(ours(Hall, hall_id))


@blueprint.post("/blocks/<int:block_id>/remove")
@allowed_roles(Role.ORGANISER)
def remove_block(block_id: int) -> ResponseReturnValue:
    """Remove a block without meetings."""
    return _removed(ours(MeetingBlock, block_id))


def _removed(thing: ExhibitionArea | Hall | MeetingBlock) -> ResponseReturnValue:
    part = PARTS[type(thing)]
    _try_removal(lambda: removing.remove(db.session, current_actor(), thing, at=utc_now()))
    return redirect(url_for(".fair", open=part))


def _try_removal(act: Callable[[], object]) -> None:
    try:
        act()
    except ConflictError as error:
        db.session.rollback()
        flash(spoken(error.sentence), "error")
    else:
        db.session.commit()
        flash(_("Removed."), "success")
