"""The places at which meetings are held: closing one, and opening it again."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matchmaking.accounts.access import allowed_roles, current_actor, needs_edition, require_visible
from matchmaking.accounts.values import Role
from matchmaking.core.clock import utc_now
from matchmaking.core.errors import MatchmakingError
from matchmaking.expo.models import Place
from matchmaking.meetings.labels import PLACES
from matchmaking.meetings.values import LONGEST_REASON
from matchmaking.timetables.queries import places as queries
from matchmaking.timetables.queries.changes import offers_in
from matchmaking.timetables.services import places as services
from matchmaking.timetables.views._blueprint import blueprint, managed_round
from matchmaking.web.queries import get_or_404, paginate
from matchmaking.web.session import db

ASKED = ("q", "closed", "round", "page")


@blueprint.get("/places")
@allowed_roles(Role.ORGANISER)
def places() -> ResponseReturnValue:
    """List the places at which meetings are held."""
    return places_page()


def places_page(*, error: MatchmakingError | None = None, refused: int = 0) -> str:
    """Render the list, with what was wrong with the last step if something was."""
    words, closed = request.args.get("q", "").strip()[:50], bool(request.args.get("closed"))
    round_id, at = request.args.get("round", type=int), utc_now()
    round_ = None if round_id is None else managed_round(round_id)
    wanted = queries.places_of(needs_edition(), words=words, closed=closed, round_id=round_id)
    page = paginate(db.session, wanted, number=request.args.get("page", 1, type=int))
    return render_template(
        "timetables/places.html",
        page=page,
        lines=queries.lines_of(db.session, page.rows, at=at),
        round=round_,
        kept=_kept(),
        offers=offers_in(db.session, needs_edition(), at=at),
        words=words,
        closed=closed,
        kinds=PLACES,
        error=error,
        refused=refused,
        typed=request.form.get("reason", ""),
    )


@blueprint.post("/places/<int:place_id>/close")
@allowed_roles(Role.ORGANISER)
def close_place(place_id: int) -> ResponseReturnValue:
    """Close a place."""
    place = _managed(place_id)
    reason = request.form.get("reason", "").strip()[:LONGEST_REASON]
    try:
        services.close_place(db.session, place, actor=current_actor(), at=utc_now(), reason=reason)
    except MatchmakingError as error:
        db.session.rollback()
        return places_page(error=error, refused=place_id), error.status
    code = place.code
    db.session.commit()
    flash(_("Place %(place)s is closed. Meetings that stand there wait for a repair.", place=code))
    return redirect(url_for(".places", **_kept()))


@blueprint.post("/places/<int:place_id>/reopen")
@allowed_roles(Role.ORGANISER)
def reopen_place(place_id: int) -> ResponseReturnValue:
    """Open a place again."""
    place = _managed(place_id)
    try:
        services.reopen_place(db.session, place, actor=current_actor(), at=utc_now())
    except MatchmakingError as error:
        db.session.rollback()
        return places_page(error=error), error.status
    code = place.code
    db.session.commit()
    flash(_("Place %(place)s is open again.", place=code))
    return redirect(url_for(".places", **_kept()))


def _kept() -> dict[str, Any]:
    """Return what the list was asked for, to come back to it after a step."""
    return {name: request.args[name] for name in ASKED if request.args.get(name)}


def _managed(place_id: int) -> Place:
    place = get_or_404(db.session, Place, place_id)
    require_visible(current_actor().organises(place.edition_id))
    return place
