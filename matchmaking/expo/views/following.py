"""Rewriting a hall's name and places after its code was corrected, in one step."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _, ngettext

from matchmaking.accounts.access import allowed_roles, current_actor
from matchmaking.accounts.values import Role
from matchmaking.core.clock import utc_now
from matchmaking.expo import following
from matchmaking.expo.forms import RewriteForm
from matchmaking.expo.labels import PRINTED
from matchmaking.expo.models import Hall
from matchmaking.expo.views._blueprint import blueprint, ours
from matchmaking.web.editing import is_done, shown
from matchmaking.web.language import language
from matchmaking.web.session import db


@blueprint.route("/halls/<int:hall_id>/rewrite", methods=["GET", "POST"])
@allowed_roles(Role.ORGANISER)
def rewrite(hall_id: int) -> ResponseReturnValue:
    """Show what a hall and its places with an old code of it would become; rewrite those chosen."""
    hall, old = ours(Hall, hall_id), request.args.get("old", "")
    if request.method == "GET" and old in {"", hall.code}:
        return redirect(url_for(".hall", hall_id=hall.id))
    form = RewriteForm(obj=hall)
    if is_done(form, lambda: _rewrite(hall, old, form)):
        db.session.commit()
        return redirect(url_for(".hall", hall_id=hall.id, old=old))
    return _preview(hall, old, form)


def _rewrite(hall: Hall, old: str, form: RewriteForm) -> None:
    count = following.rewrite(
        db.session,
        current_actor(),
        hall,
        old,
        seen=form.seen,
        places=form.chosen(),
        own_name=form.own_name.data,
        at=utc_now(),
    )
    if form.own_name.data:
        name = hall.label.first(language())
        flash(_("The hall is called “%(name)s” now.", name=name), "success")
    if count:
        words = ngettext("%(num)d place was rewritten.", "%(num)d places were rewritten.", count)
        flash(words, "success")


def _preview(hall: Hall, old: str, form: RewriteForm) -> ResponseReturnValue:
    found = following.rewritings(db.session, hall, old)
    chosen = [one for one in found if one.thing.id in form.chosen()] if form.errors else found
    problems = following.problems(db.session, hall, chosen)
    own = following.renaming(hall, old)
    why_not = following.problem_of_name(db.session, hall, own) if own else None
    with_name = form.own_name.data
    if form.errors:
        form.version.data = str(hall.version)
    else:
        none = bool(request.args.get("none"))
        chosen = [] if none else [one for one in found if one.thing.id not in problems]
        with_name = own is not None and not (none or why_not)
    form.begin_with((one.thing for one in chosen), own_name=with_name)
    return shown(
        form,
        "expo/rewrite.html",
        hall=hall,
        old=old,
        found=found,
        chosen={one.thing.id for one in chosen},
        own=own,
        why_not=why_not,
        problems=problems,
        printed=PRINTED,
    )
