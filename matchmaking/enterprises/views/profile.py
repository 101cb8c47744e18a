"""The profile as its team, the organiser and the leads of its delegation see it, and its way."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _, lazy_gettext as _l

from matchmaking.accounts.access import allowed_roles, current_actor, require, signed_in
from matchmaking.accounts.values import Role
from matchmaking.core.clock import utc_now
from matchmaking.core.errors import MatchmakingError
from matchmaking.enterprises import labels, policies
from matchmaking.enterprises.completeness import gaps_of
from matchmaking.enterprises.forms.profile import DecisionForm
from matchmaking.enterprises.models import Participation
from matchmaking.enterprises.queries.profiles import next_edition_for, rival_claims, team_of
from matchmaking.enterprises.services import review as services
from matchmaking.enterprises.services.registration import carry_forward as carry
from matchmaking.enterprises.views._blueprint import blueprint, codes_of, visible_profile
from matchmaking.expo.models import Edition
from matchmaking.reference.queries import chapters_of
from matchmaking.web.language import spoken
from matchmaking.web.queries import get_or_404
from matchmaking.web.session import db

TEAM_LABELS = {Role.ENTERPRISE_ADMIN: _l("Administrator"), Role.ENTERPRISE_MEMBER: _l("Member")}
ALLOWED = {
    "edit_identity": policies.can_edit_identity,
    "edit_content": policies.can_edit_content,
    "manage_team": policies.can_manage_team,
    "submit": policies.can_submit,
    "take_back": policies.can_take_back,
    "withdraw": policies.can_withdraw,
    "reopen": policies.can_reopen,
    "decide": policies.can_decide,
    "review": policies.can_review,
    "assign_booth": policies.can_assign_booth,
    "carry_forward": policies.can_carry_forward,
}


@blueprint.get("/profile")
@allowed_roles(Role.ENTERPRISE_ADMIN, Role.ENTERPRISE_MEMBER)
def profile() -> ResponseReturnValue:
    """Show one's own enterprise's profile."""
    return profile_page(visible_profile(current_actor().participation_id))


@blueprint.get("/profiles/<int:participation_id>")
@signed_in
def show_profile(participation_id: int) -> ResponseReturnValue:
    """Show a profile to those who look after it."""
    return profile_page(visible_profile(participation_id))


def profile_page(participation: Participation, form: DecisionForm | None = None) -> str:
    """Return the page of a profile, with the reviewer's form where they may decide."""
    actor = current_actor()
    may = {name: can(actor, participation) for name, can in ALLOWED.items()}
    return render_template(
        "enterprises/profile.html",
        participation=participation,
        may=may,
        gaps=gaps_of(participation) if may["submit"] else [],
        team=_team(participation),
        rivals=rival_claims(db.session, participation.enterprise) if may["review"] else [],
        following=next_edition_for(db.session, participation) if may["carry_forward"] else None,
        form=form or DecisionForm(data={"version": participation.version}),
        chapters=chapters_of(db.session, codes_of(participation)),
        labels=labels,
    )


@dataclass(frozen=True)
class Seat:
    """How a representative signs in for the enterprise, as the page words it."""

    label: str
    email: str
    is_pending: bool


def _team(participation: Participation) -> dict[int | None, Seat]:
    grants = team_of(db.session, participation.id)
    return {
        grant.representative_id: Seat(
            label=str(TEAM_LABELS[grant.role]),
            email=grant.account.email,
            is_pending=grant.account.password_hash is None,
        )
        for grant in grants
    }


Step = Callable[..., None]


def _take(participation_id: int, may: Callable[..., bool], step: Step, done: str) -> Participation:
    """Take one step on a profile's way, and say so."""
    participation = visible_profile(participation_id)
    require(may(current_actor(), participation))
    step(db.session, current_actor(), participation, at=utc_now())
    db.session.commit()
    flash(done, "success")
    return participation


def back_to(participation_id: int) -> ResponseReturnValue:
    """Go back to the profile: one's own has the short address."""
    if current_actor().acts_for(participation_id):
        return redirect(url_for("enterprises.profile"))
    return redirect(url_for("enterprises.show_profile", participation_id=participation_id))


@blueprint.post("/profiles/<int:participation_id>/submit")
@signed_in
def submit(participation_id: int) -> ResponseReturnValue:
    """Ask for a profile to be approved; if something is missing, the page lists it."""
    try:
        done = _("Submitted. You are told as soon as somebody has decided.")
        _take(participation_id, policies.can_submit, services.submit, done)
    except MatchmakingError as error:
        if error.status in {403, 404}:
            raise
        db.session.rollback()
        flash(spoken(error.sentence), "error")
    return back_to(participation_id)


@blueprint.post("/profiles/<int:participation_id>/take-back")
@signed_in
def take_back(participation_id: int) -> ResponseReturnValue:
    """Take a submitted profile back to change it."""
    done = _("It is a draft again. Submit it when you have changed it.")
    _take(participation_id, policies.can_take_back, services.take_back, done)
    return back_to(participation_id)


@blueprint.post("/profiles/<int:participation_id>/withdraw")
@signed_in
def withdraw(participation_id: int) -> ResponseReturnValue:
    """Take part no longer."""
    done = _("You have withdrawn. Partners don't find you any more.")
    _take(participation_id, policies.can_withdraw, services.withdraw, done)
    return back_to(participation_id)


@blueprint.post("/profiles/<int:participation_id>/reopen")
@signed_in
def reopen(participation_id: int) -> ResponseReturnValue:
    """Take part after all."""
    done = _("Your profile is a draft again. Submit it to take part.")
    _take(participation_id, policies.can_reopen, services.reopen, done)
    return back_to(participation_id)


@blueprint.post("/profiles/<int:participation_id>/carry-forward/<int:edition_id>")
@signed_in
def carry_forward(participation_id: int, edition_id: int) -> ResponseReturnValue:
    """Bring the profile into the next edition; its team finds it among their roles."""
    previous = visible_profile(participation_id)
    require(policies.can_carry_forward(current_actor(), previous))
    edition = get_or_404(db.session, Edition, edition_id)
    carry(db.session, current_actor(), previous, edition, at=utc_now())
    db.session.commit()
    flash(_("Carried forward as a draft. Choose that role in the menu."), "success")
    return back_to(participation_id)
