"""The places of a hall."""

from flask import render_template, request

from matchmaking.accounts.access import allowed_roles
from matchmaking.accounts.values import Role
from matchmaking.expo import following, layouts
from matchmaking.expo.labels import ONE_PLACE
from matchmaking.expo.models import Hall, Place
from matchmaking.expo.views._blueprint import blueprint, ours
from matchmaking.web.queries import paginate
from matchmaking.web.session import db


@blueprint.get("/halls/<int:hall_id>")
@allowed_roles(Role.ORGANISER)
def hall(hall_id: int) -> str:
    """List the places of a hall, or those that have an old code of it in theirs."""
    shown, old = ours(Hall, hall_id), request.args.get("old", "")
    old = "" if old == shown.code else old
    number = request.args.get("page", 1, type=int)
    places = layouts.places_in(shown)
    if old:
        left = [one.thing.id for one in following.rewritings(db.session, shown, old)]
        places = places.where(Place.id.in_(left))
    page = paginate(db.session, places, number=number)
    return render_template(
        "expo/hall.html",
        hall=shown,
        page=page,
        old=old,
        own=following.renaming(shown, old),
        lines=layouts.lines_of(db.session, page.rows),
        place_kinds=ONE_PLACE,
    )
