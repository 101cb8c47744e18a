"""A session's guests, as its host sees them: requests, invitations, attendance, the list."""

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matchmaking.accounts.access import current_actor, needs_edition
from matchmaking.core.clock import utc_now
from matchmaking.core.errors import MatchmakingError
from matchmaking.dialogues import exports, labels, queries, services
from matchmaking.dialogues.forms.signing import PartyForm
from matchmaking.dialogues.models import Dialogue
from matchmaking.dialogues.values import Candidacy, RegistrationState
from matchmaking.dialogues.views.blueprint import blueprint
from matchmaking.dialogues.views.organising import managed_dialogue, runs_sessions
from matchmaking.web.downloads import download
from matchmaking.web.language import language, spoken
from matchmaking.web.session import db


@blueprint.get("/<int:dialogue_id>/guests")
@runs_sessions
def guests(dialogue_id: int) -> ResponseReturnValue:
    """Show who has a seat, who asks for one, who waits and who is invited."""
    return guests_page(managed_dialogue(dialogue_id))


@blueprint.get("/<int:dialogue_id>/guests.csv")
@runs_sessions
def guests_csv(dialogue_id: int) -> ResponseReturnValue:
    """Hand out the list for a spreadsheet."""
    found = managed_dialogue(dialogue_id)
    body = exports.guest_list(queries.guests_of(db.session, found.id))
    return download(body, f"guests-{found.id}.csv", "text/csv")


@blueprint.post("/<int:dialogue_id>/guests/<int:representative_id>/approve")
@runs_sessions
def approve(dialogue_id: int, representative_id: int) -> ResponseReturnValue:
    """Give somebody who asked a seat."""

    def act(candidacy: Candidacy) -> str:
        state = services.approve_request(db.session, current_actor(), candidacy, at=utc_now())
        name = candidacy.guest.name.first(language())
        if state is RegistrationState.WAITLISTED:
            return str(_("No seat is left: %(name)s is on the waiting list now.", name=name))
        return str(_("%(name)s has a seat.", name=name))

    return _decided(dialogue_id, representative_id, act)


@blueprint.post("/<int:dialogue_id>/guests/<int:representative_id>/decline")
@runs_sessions
def decline(dialogue_id: int, representative_id: int) -> ResponseReturnValue:
    """Say no to somebody who asked."""

    def act(candidacy: Candidacy) -> str:
        services.decline_request(db.session, current_actor(), candidacy, at=utc_now())
        name = candidacy.guest.name.first(language())
        return str(_("%(name)s has been told.", name=name))

    return _decided(dialogue_id, representative_id, act)


@blueprint.post("/<int:dialogue_id>/guests/<int:representative_id>/attended")
@runs_sessions
def attended(dialogue_id: int, representative_id: int) -> ResponseReturnValue:
    """Write down that a guest came."""
    return _attendance(dialogue_id, representative_id, came=True)


@blueprint.post("/<int:dialogue_id>/guests/<int:representative_id>/no-show")
@runs_sessions
def no_show(dialogue_id: int, representative_id: int) -> ResponseReturnValue:
    """Write down that a guest did not come."""
    return _attendance(dialogue_id, representative_id, came=False)


@blueprint.post("/<int:dialogue_id>/invitations")
@runs_sessions
def invite(dialogue_id: int) -> ResponseReturnValue:
    """Invite an enterprise by its name."""
    found = managed_dialogue(dialogue_id)
    form = PartyForm()
    if form.validate_on_submit():
        matches = queries.parties_named(db.session, needs_edition(), form.party.data or "")
        key = form.only_match(matches)
        if key is not None:
            services.invite(db.session, current_actor(), found, [key], at=utc_now())
            db.session.commit()
            name = matches[0][1].first(language())
            flash(_("%(name)s is invited.", name=name), "success")
            return redirect(url_for(".guests", dialogue_id=dialogue_id, _anchor="invited"))
    return guests_page(found, form), 422


@blueprint.post("/<int:dialogue_id>/invitations/<int:participation_id>/remove")
@runs_sessions
def uninvite(dialogue_id: int, participation_id: int) -> ResponseReturnValue:
    """Take an invitation back."""
    found = managed_dialogue(dialogue_id)
    services.uninvite(db.session, current_actor(), found, participation_id, at=utc_now())
    db.session.commit()
    flash(_("The invitation is taken back. Seats already booked stay."), "success")
    return redirect(url_for(".guests", dialogue_id=dialogue_id, _anchor="invited"))


def _attendance(dialogue_id: int, representative_id: int, *, came: bool) -> ResponseReturnValue:
    def act(candidacy: Candidacy) -> str:
        services.note_attendance(db.session, current_actor(), candidacy, came=came, at=utc_now())
        return str(_("Noted."))

    return _decided(dialogue_id, representative_id, act)


def _decided(
    dialogue_id: int, representative_id: int, act: Callable[[Candidacy], str]
) -> ResponseReturnValue:
    """Decide about one guest and go back to the list, telling what came of it."""
    found = managed_dialogue(dialogue_id)
    try:
        said = act(queries.candidacy(db.session, found.id, representative_id))
    except MatchmakingError as error:
        db.session.rollback()
        flash(spoken(error.sentence), "error")
        return guests_page(managed_dialogue(dialogue_id)), error.status
    db.session.commit()
    flash(said, "success")
    page = request.args.get("page", type=int)
    return redirect(url_for(".guests", dialogue_id=dialogue_id, page=page))


def guests_page(found: Dialogue, form: PartyForm | None = None) -> str:
    """Render the list of guests."""
    number = request.args.get("page", 1, type=int)
    return render_template(
        "dialogues/guests.html",
        dialogue=found,
        asking=queries.asking_at(db.session, found.id),
        page=queries.guest_page(db.session, found.id, number=number),
        invited=queries.invited_to(db.session, found.id),
        form=form or PartyForm(formdata=None),
        labels=labels,
        has_begun=found.starts_at <= utc_now(),
    )
