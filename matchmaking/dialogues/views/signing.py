"""Booking a time on the stage of a signing ceremony, and giving it up."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matchmaking.accounts.access import (
    allowed_roles,
    current_actor,
    needs_edition,
    require,
    signed_in,
)
from matchmaking.accounts.values import Role
from matchmaking.core.clock import utc_now
from matchmaking.core.errors import MatchmakingError
from matchmaking.dialogues import policies, queries, services
from matchmaking.dialogues.forms.signing import SigningForm, only_match
from matchmaking.dialogues.models import Dialogue, SigningSlot
from matchmaking.dialogues.values import SigningPlan
from matchmaking.dialogues.views.blueprint import blueprint
from matchmaking.dialogues.views.booking import visible_dialogue
from matchmaking.enterprises.models import Participation
from matchmaking.web.language import language
from matchmaking.web.session import db

signs = allowed_roles(Role.ORGANISER, Role.DELEGATION_LEAD, Role.ENTERPRISE_ADMIN)
SHORTEST_SEARCH = 2


@blueprint.route("/<int:dialogue_id>/signing-slots/<int:slot_id>", methods=["GET", "POST"])
@signs
def book_slot(dialogue_id: int, slot_id: int) -> ResponseReturnValue:
    """Book a time on the stage for two parties and what they sign."""
    found = visible_dialogue(dialogue_id)
    require(policies.can_book_slot(current_actor(), found))
    slot = queries.slot_in(db.session, found.id, slot_id)
    form = offered_form()
    if not form.validate_on_submit():
        return slot_page(found, slot, form), 422 if form.is_submitted() else 200
    plan = _plan(form, found)
    if plan is None:
        return slot_page(found, slot, form), 422
    try:
        services.book_slot(db.session, current_actor(), slot, plan, at=utc_now())
    except MatchmakingError as error:
        db.session.rollback()
        form.refuse(error)
        return slot_page(visible_dialogue(dialogue_id), slot, form), error.status
    db.session.commit()
    flash(_("The signing slot is booked."), "success")
    return redirect(url_for(".dialogue", dialogue_id=dialogue_id, _anchor="signing"))


@blueprint.post("/<int:dialogue_id>/signing-slots/<int:slot_id>/release")
@signs
def release_slot(dialogue_id: int, slot_id: int) -> ResponseReturnValue:
    """Give a signing slot up."""
    found = visible_dialogue(dialogue_id)
    slot = queries.slot_in(db.session, found.id, slot_id)
    require(policies.can_release_slot(current_actor(), found, slot))
    services.release_slot(db.session, current_actor(), slot, at=utc_now())
    db.session.commit()
    flash(_("The signing slot is free again."), "success")
    return redirect(url_for(".dialogue", dialogue_id=dialogue_id, _anchor="signing"))


@blueprint.get("/parties")
@signed_in
def parties() -> ResponseReturnValue:
    """Propose enterprises while one types a name."""
    typed = request.args.get("q", "").strip()[:200]
    found = (
        queries.parties_named(db.session, needs_edition(), typed)
        if len(typed) >= SHORTEST_SEARCH
        else []
    )
    options = [
        {
            "value": name.first(language()),
            "label": name.first(language()),
            "other": name.other(language()),
        }
        for _key, name in found
    ]
    return render_template("dialogues/_parties.html", options=options)


def offered_form() -> SigningForm:
    """Return the form with the choices this person has; a team's first party is itself."""
    form = SigningForm()
    own = current_actor().participation_id
    form.offer(queries.people_of(db.session, own) if own is not None else [])
    if own is not None:
        del form.party
    else:
        del form.signer_id
    return form


def _plan(form: SigningForm, found: Dialogue) -> SigningPlan | None:
    """Find the two parties that were named; what can't be found is said on its field."""
    own = current_actor().participation_id
    first = own if own is not None else _party(form, "party", found)
    other = _party(form, "counterpart", found)
    if first is None or other is None:
        return None
    return SigningPlan(
        participation_id=first,
        counterpart_id=other,
        subject=form.subject.data or "",
        signer_id=form.signer if own is not None else None,
    )


def _party(form: SigningForm, field: str, found: Dialogue) -> int | None:
    matches = queries.parties_named(db.session, found.edition_id, form[field].data or "")
    key = only_match(form[field], matches)
    if key is not None and field == "party":
        party = db.session.get_one(Participation, key)
        require(policies.can_sign_for(current_actor(), found, party))
    return key


def slot_page(found: Dialogue, slot: SigningSlot, form: SigningForm) -> str:
    """Render the page on which a signing slot is booked."""
    return render_template("dialogues/book_slot.html", dialogue=found, slot=slot, form=form)
