"""Putting on sessions: drafting, changing, publishing, calling off."""

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _, ngettext

from matchmaking.accounts.access import (
    allowed_roles,
    current_actor,
    needs_edition,
    require,
    require_visible,
)
from matchmaking.accounts.values import Role
from matchmaking.core.clock import utc_now
from matchmaking.core.errors import ChangedMeanwhileError, ForbiddenError, MatchmakingError
from matchmaking.delegations.queries import options_of
from matchmaking.dialogues import labels, policies, queries, services
from matchmaking.dialogues.forms.organising import CancelSessionForm, SessionForm
from matchmaking.dialogues.models import Dialogue
from matchmaking.dialogues.views.blueprint import blueprint
from matchmaking.web.language import language
from matchmaking.web.session import db

runs_sessions = allowed_roles(Role.ORGANISER, Role.DELEGATION_LEAD)


@blueprint.route("/new", methods=["GET", "POST"])
@runs_sessions
def create() -> ResponseReturnValue:
    """Draft a session."""
    edition_id = needs_edition()
    form = offered_form()
    if form.validate_on_submit():
        try:
            plan = form.proposal()
            require_own_host(plan.host_delegation_id)
            made = services.create_session(
                db.session, current_actor(), plan, edition_id=edition_id, at=utc_now()
            )
        except MatchmakingError as error:
            return refused(form, error, None)
        db.session.commit()
        flash(_("The draft is saved. Add speakers and an agenda, then publish it."), "success")
        return redirect(url_for(".edit", dialogue_id=made.id))
    return session_page(form, None), 422 if form.is_submitted() else 200


@blueprint.route("/<int:dialogue_id>/edit", methods=["GET", "POST"])
@runs_sessions
def edit(dialogue_id: int) -> ResponseReturnValue:
    """Change a session: its facts here, what belongs to it further down the page."""
    found = managed_dialogue(dialogue_id)
    form = offered_form()
    if not form.is_submitted():
        form.show(found, g.edition.zone)
    if form.validate_on_submit():
        try:
            if form.version.data != str(found.version):
                raise ChangedMeanwhileError
            plan = form.proposal()
            require_own_host(plan.host_delegation_id)
            services.change_session(db.session, current_actor(), found, plan, at=utc_now())
        except MatchmakingError as error:
            return refused(form, error, dialogue_id)
        db.session.commit()
        flash(_("The session is changed. Whom it concerns has been told."), "success")
        return redirect(url_for(".edit", dialogue_id=dialogue_id))
    return session_page(form, found), 422 if form.is_submitted() else 200


@blueprint.post("/<int:dialogue_id>/publish")
@runs_sessions
def publish(dialogue_id: int) -> ResponseReturnValue:
    """Show a draft to everybody."""
    found = managed_dialogue(dialogue_id)
    services.publish_session(db.session, current_actor(), found, at=utc_now())
    db.session.commit()
    flash(_("The session is published. Seats can be booked."), "success")
    return redirect(url_for(".dialogue", dialogue_id=dialogue_id))


@blueprint.post("/<int:dialogue_id>/cancel")
@runs_sessions
def cancel(dialogue_id: int) -> ResponseReturnValue:
    """Call a session off."""
    found = managed_dialogue(dialogue_id)
    form = CancelSessionForm()
    if not form.validate_on_submit():
        return session_page(offered_form(), found, cancelling=form), 422
    told = services.cancel_session(
        db.session, current_actor(), found, reason=form.reason.data or "", at=utc_now()
    )
    db.session.commit()
    flash(
        ngettext(
            "The session is cancelled. %(num)d guest has been told.",
            "The session is cancelled. %(num)d guests have been told.",
            told,
        ),
        "success",
    )
    return redirect(url_for(".dialogue", dialogue_id=dialogue_id))


def managed_dialogue(dialogue_id: int) -> Dialogue:
    """Return a session the reader runs; one they only see is forbidden, others are not there."""
    found = queries.dialogue_page(db.session, dialogue_id)
    actor = current_actor()
    require_visible(policies.can_view(actor, found))
    require(policies.can_manage(actor, found))
    return found


def offered_form() -> SessionForm:
    """Return the form with the choices this person has."""
    form = SessionForm()
    _offer(form)
    return form


def _offer(form: SessionForm) -> None:
    places = queries.places_for_sessions(db.session, needs_edition())
    form.offer(g.edition, places, host_choices())


def host_choices() -> list[tuple[int | str, str]]:
    """Return the delegations this person may name as host: a lead's own, an organiser's all."""
    actor = current_actor()
    options = options_of(db.session, needs_edition())
    named: list[tuple[int | str, str]] = [
        (one.id, "\u2003" * (one.depth - 1) + one.name.first(language())) for one in options
    ]
    if actor.is_organiser:
        return [("", _("No delegation")), *named]
    own = {one.id for one in queries.delegations_led(db.session, actor)}
    return [choice for choice in named if choice[0] in own]


def require_own_host(delegation_id: int | None) -> None:
    """Refuse a host that is not among this person's choices, however it was sent."""
    if str(delegation_id or "") not in {str(key) for key, _label in host_choices()}:
        raise ForbiddenError


def refused(
    form: SessionForm, error: MatchmakingError, dialogue_id: int | None
) -> ResponseReturnValue:
    """Show the form again with the rule that stands in the way."""
    db.session.rollback()
    form.refuse(error)
    _offer(form)
    found = queries.dialogue_page(db.session, dialogue_id) if dialogue_id else None
    return session_page(form, found), error.status


def session_page(
    form: SessionForm, found: Dialogue | None, *, cancelling: CancelSessionForm | None = None
) -> str:
    """Render the page on which a session is laid down."""
    return render_template(
        "dialogues/edit.html",
        form=form,
        dialogue=found,
        cancelling=cancelling or CancelSessionForm(formdata=None),
        state=labels.STATES[found.state] if found else None,
        lays_out=current_actor().is_organiser,
    )
