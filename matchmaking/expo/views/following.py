"""Rewriting the places of a hall whose code was corrected, all that are chosen in one step."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from matchmaking.accounts.access import allowed_roles, current_actor
from matchmaking.accounts.values import Role
from matchmaking.core.clock import utc_now
from matchmaking.expo import following
from matchmaking.expo.forms import RewriteForm
from matchmaking.expo.labels import PRINTED
from matchmaking.expo.models import Hall
from matchmaking.expo.views._blueprint import blueprint, ours
from matchmaking.web.editing import is_done, shown
from matchmaking.web.session import db


@blueprint.route("/halls/<int:hall_id>/rewrite", methods=["GET", "POST"])
@allowed_roles(Role.ORGANISER)
def rewrite(hall_id: int) -> ResponseReturnValue:
    """Show what the places with an old code of their hall would become; rewrite those chosen."""
    hall, old = ours(Hall, hall_id), request.args.get("old", "")
    if request.method == "GET" and old in {"", hall.code}:
        return redirect(url_for(".hall", hall_id=hall.id))
    form = RewriteForm(obj=hall)
    if is_done(form, lambda: _rewrite(hall, old, form)):
        db.session.commit()
        return redirect(url_for(".hall", hall_id=hall.id, old=old))
    return _preview(hall, old, form)


def _rewrite(hall: Hall, old: str, form: RewriteForm) -> None:
    actor, at = current_actor(), utc_now()
    count = following.rewrite(
        db.session, actor, hall, old, seen=form.seen, places=form.chosen(), at=at
    )
    flash(
        ngettext("%(num)d place was rewritten.", "%(num)d places were rewritten.", count), "success"
    )


def _preview(hall: Hall, old: str, form: RewriteForm) -> ResponseReturnValue:
    found = following.rewritings(db.session, hall, old)
    chosen = [one for one in found if one.place.id in form.chosen()] if form.errors else found
    problems = following.problems(db.session, hall, chosen)
    if form.errors:
        form.version.data = str(hall.version)
    else:
        none = bool(request.args.get("none"))
        chosen = [] if none else [one for one in found if one.place.id not in problems]
    form.begin_with(one.place for one in chosen)
    return shown(
        form,
        "expo/rewrite.html",
        hall=hall,
        old=old,
        found=found,
        chosen={one.place.id for one in chosen},
        problems=problems,
        printed=PRINTED,
    )
