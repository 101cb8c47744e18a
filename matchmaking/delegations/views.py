"""Forming delegations."""

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matchmaking.accounts.access import allowed_roles, current_actor
from matchmaking.accounts.values import Role
from matchmaking.audit.services import record
from matchmaking.core.clock import utc_now
from matchmaking.core.errors import MatchmakingError
from matchmaking.delegations.forms import DelegationForm
from matchmaking.delegations.queries import delegation_in, options_of
from matchmaking.delegations.services import form_delegation
from matchmaking.expo.laying_out import require_name
from matchmaking.web.session import db

blueprint = Blueprint("delegations", __name__)


@blueprint.route("/delegations/new", methods=["GET", "POST"])
@allowed_roles(Role.ORGANISER)
def form() -> ResponseReturnValue:
    """Form a delegation."""
    typed = DelegationForm()
    typed.offer(options_of(db.session, g.edition.id))
    if typed.validate_on_submit():
        try:
            _form(typed)
        except MatchmakingError as error:
            db.session.rollback()
            typed.refuse(error)
        else:
            db.session.commit()
            flash(_("Saved."), "success")
            return redirect(url_for("expo.fair"))
    page = render_template("expo/add.html", form=typed, title=_("Form a delegation"))
    return page, 422 if typed.errors else 200


def _form(typed: DelegationForm) -> None:
    require_name(typed.name())
    above = int(typed.parent.data) if typed.parent.data else None
    delegation = form_delegation(
        db.session,
        edition_id=g.edition.id,
        code=typed.code.data or "",
        name=typed.name(),
        kind=typed.kind.data,
        parent=delegation_in(db.session, g.edition.id, above),
    )
    subject = ("delegation", delegation.id)
    record(db.session, current_actor(), "formed a delegation", subject=subject, at=utc_now())
