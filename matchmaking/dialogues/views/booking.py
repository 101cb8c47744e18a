"""One session: what it is, who of the team comes, booking and giving up seats."""

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matchmaking.accounts.access import (
    allowed_roles,
    current_actor,
    needs_edition,
    require_visible,
    signed_in,
)
from matchmaking.accounts.values import Role
from matchmaking.core.clock import utc_now
from matchmaking.core.errors import MatchmakingError
from matchmaking.dialogues import labels, policies, queries, services
from matchmaking.dialogues.models import Dialogue
from matchmaking.dialogues.values import Candidacy, RegistrationState
from matchmaking.dialogues.views.blueprint import blueprint
from matchmaking.dialogues.views.page import DialoguePage
from matchmaking.web.language import language
from matchmaking.web.session import db


@blueprint.get("/<int:dialogue_id>")
@signed_in
def dialogue(dialogue_id: int) -> ResponseReturnValue:
    """Show a session with its seats, and who of the team comes."""
    needs_edition()
    return show(visible_dialogue(dialogue_id))


@blueprint.post("/<int:dialogue_id>/seats")
@allowed_roles(Role.ENTERPRISE_ADMIN, Role.ENTERPRISE_MEMBER)
def book(dialogue_id: int) -> ResponseReturnValue:
    """Book a seat for somebody of the team, or join the waiting list."""
    actor = current_actor()
    candidacy = own_candidacy(dialogue_id)
    name = candidacy.guest.name.first(language())
    try:
        if request.form.get("wait"):
            services.join_waiting_list(db.session, actor, candidacy, at=utc_now())
            said = _("%(name)s is on the waiting list now.", name=name)
        elif services.book_seat(db.session, actor, candidacy, at=utc_now()) is BOOKED:
            said = _("%(name)s has a seat.", name=name)
        else:
            said = _("The host has been asked for a seat for %(name)s.", name=name)
    except MatchmakingError as error:
        return show_refusal(dialogue_id, error)
    db.session.commit()
    flash(said, "success")
    return redirect(url_for(".dialogue", dialogue_id=dialogue_id))


BOOKED = RegistrationState.BOOKED


@blueprint.post("/<int:dialogue_id>/seats/give-up")
@allowed_roles(Role.ENTERPRISE_ADMIN, Role.ENTERPRISE_MEMBER)
def give_up(dialogue_id: int) -> ResponseReturnValue:
    """Give up a seat, a request or a place on the waiting list."""
    candidacy = own_candidacy(dialogue_id)
    try:
        services.cancel_seat(db.session, current_actor(), candidacy, at=utc_now())
    except MatchmakingError as error:
        return show_refusal(dialogue_id, error)
    db.session.commit()
    name = candidacy.guest.name.first(language())
    flash(
        _("The seat of %(name)s is free again.", name=name)
        if candidacy.standing.is_seated
        else _("%(name)s no longer waits for a seat.", name=name),
        "success",
    )
    return redirect(url_for(".dialogue", dialogue_id=dialogue_id))


def visible_dialogue(dialogue_id: int) -> Dialogue:
    """Return a session the reader may see; any other looks like a missing one."""
    found = queries.dialogue_page(db.session, dialogue_id)
    require_visible(policies.can_view(current_actor(), found))
    return found


def own_candidacy(dialogue_id: int) -> Candidacy:
    """Return the candidacy of the team member the form names; a stranger's is not there."""
    chosen = request.form.get("representative_id", "")
    key = int(chosen) if chosen.isdecimal() and len(chosen) < len(str(2**31)) else 0
    candidacy = queries.candidacy(db.session, dialogue_id, key)
    actor = current_actor()
    require_visible(policies.can_book_for(actor, candidacy.guest.participation_id))
    require_visible(candidacy.terms.is_listed)
    return candidacy


def show_refusal(dialogue_id: int, error: MatchmakingError) -> ResponseReturnValue:
    """Show the page again with the rule that stands in the way, and what was chosen."""
    db.session.rollback()
    return show(visible_dialogue(dialogue_id), error), error.status


def show(found: Dialogue, error: MatchmakingError | None = None) -> str:
    """Render the page of a session."""
    page = DialoguePage(found, current_actor(), g.edition, at=utc_now())
    if error:
        page.form.refuse(error)
    return render_template(
        "dialogues/dialogue.html", page=page, dialogue=found, labels=labels, form=page.form
    )
