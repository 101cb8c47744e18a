"""The fair's interpreters."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matchmaking.accounts.access import allowed_roles, current_actor, needs_edition, require_visible
from matchmaking.accounts.values import Role
from matchmaking.core.clock import utc_now
from matchmaking.core.errors import MatchmakingError
from matchmaking.expo.models import Interpreter
from matchmaking.timetables.forms.rounds import InterpreterForm
from matchmaking.timetables.queries.changes import offers_in
from matchmaking.timetables.queries.rounds import helping, interpreters_of
from matchmaking.timetables.services import interpreters as services
from matchmaking.timetables.views._blueprint import blueprint
from matchmaking.web.queries import get_or_404
from matchmaking.web.session import db


@blueprint.get("/interpreters")
@allowed_roles(Role.ORGANISER)
def interpreters() -> ResponseReturnValue:
    """List who interprets at the fair."""
    edition_id, at = needs_edition(), utc_now()
    return render_template(
        "timetables/interpreters.html",
        interpreters=interpreters_of(db.session, edition_id),
        helping=helping(db.session, edition_id, at=at),
        offers=offers_in(db.session, edition_id, at=at),
    )


@blueprint.route("/interpreters/new", methods=["GET", "POST"])
@allowed_roles(Role.ORGANISER)
def new_interpreter() -> ResponseReturnValue:
    """Engage an interpreter."""
    fresh = Interpreter(edition_id=needs_edition(), is_active=True)
    return _edited(fresh, InterpreterForm(), None)


@blueprint.route("/interpreters/<int:interpreter_id>", methods=["GET", "POST"])
@allowed_roles(Role.ORGANISER)
def edit_interpreter(interpreter_id: int) -> ResponseReturnValue:
    """Change what is known of an interpreter."""
    found, form = _interpreter(interpreter_id), InterpreterForm()
    if not form.is_submitted():
        form.show(found)
    return _edited(found, form, found)


@blueprint.post("/interpreters/<int:interpreter_id>/<any(on,off):duty>")
@allowed_roles(Role.ORGANISER)
def set_duty(interpreter_id: int, duty: str) -> ResponseReturnValue:
    """Take an interpreter off duty, or put them back."""
    found, is_active = _interpreter(interpreter_id), duty == "on"
    services.set_duty(db.session, current_actor(), found, is_active=is_active, at=utc_now())
    db.session.commit()
    flash(_("On duty again.") if is_active else _("Off duty: no new plan counts on them."))
    return redirect(url_for(".interpreters"))


def _interpreter(interpreter_id: int) -> Interpreter:
    found = get_or_404(db.session, Interpreter, interpreter_id)
    require_visible(current_actor().organises(found.edition_id))
    return found


def _edited(
    interpreter: Interpreter, form: InterpreterForm, known: Interpreter | None
) -> ResponseReturnValue:
    form.offer()
    if form.validate_on_submit():
        try:
            services.save_interpreter(
                db.session, current_actor(), interpreter, form.text(), at=utc_now()
            )
        except MatchmakingError as error:
            db.session.rollback()
            form.refuse(error)
        else:
            db.session.commit()
            flash(_("Saved."), "success")
            return redirect(url_for(".interpreters"))
    page = render_template("timetables/edit_interpreter.html", form=form, known=known)
    return page, 422 if form.errors else 200
