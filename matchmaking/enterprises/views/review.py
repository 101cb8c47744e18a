"""Deciding on profiles."""

from flask import flash, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matchmaking.accounts.access import allowed_roles, current_actor, require, signed_in
from matchmaking.accounts.values import Role
from matchmaking.core.clock import utc_now
from matchmaking.core.errors import InvalidInputError, MatchmakingError
from matchmaking.enterprises import labels, policies
from matchmaking.enterprises.errors import IdentifierTakenError
from matchmaking.enterprises.forms.profile import DecisionForm
from matchmaking.enterprises.queries.profiles import counts_by_state, in_state
from matchmaking.enterprises.services import review as services
from matchmaking.enterprises.values import ParticipationState
from matchmaking.enterprises.views._blueprint import blueprint, visible_profile
from matchmaking.enterprises.views.profile import back_to, profile_page
from matchmaking.expo.intake import intake_of
from matchmaking.web.queries import paginate
from matchmaking.web.session import db


@blueprint.get("/profiles")
@allowed_roles(Role.ORGANISER, Role.DELEGATION_LEAD)
def review() -> ResponseReturnValue:
    """List the profiles one decides on, by state; those that wait come first."""
    actor = current_actor()
    chosen = request.args.get("state", ParticipationState.SUBMITTED.value)
    state = next((one for one in ParticipationState if one.value == chosen), None)
    number = request.args.get("page", 1, type=int)
    page = paginate(db.session, in_state(actor, state), number=number)

    def address(number: int) -> str:
        return url_for(".review", state=chosen, page=number)

    return render_template(
        "enterprises/review.html",
        page=page,
        counts=counts_by_state(db.session, actor),
        state=state,
        address=address,
        labels=labels,
        lays_out=actor.is_organiser,
        intake=intake_of(g.edition, utc_now()),
    )


@blueprint.post("/profiles/<int:participation_id>/approve")
@signed_in
def approve(participation_id: int) -> ResponseReturnValue:
    """Approve a profile as one has seen it."""
    participation = visible_profile(participation_id)
    require(policies.can_review(current_actor(), participation))
    form = DecisionForm()
    if not form.validate_on_submit():
        return profile_page(participation, form), 422
    try:
        services.approve(
            db.session, current_actor(), participation, version=form.seen_version, at=utc_now()
        )
    except IdentifierTakenError as error:
        return _refused(participation_id, form, error)
    db.session.commit()
    flash(_("Approved. The enterprise has been told."), "success")
    return back_to(participation_id)


@blueprint.post("/profiles/<int:participation_id>/return")
@signed_in
def send_back(participation_id: int) -> ResponseReturnValue:
    """Return a profile with the reason."""
    participation = visible_profile(participation_id)
    require(policies.can_review(current_actor(), participation))
    form = DecisionForm()
    if not form.validate_on_submit():
        return profile_page(participation, form), 422
    try:
        services.send_back(
            db.session,
            current_actor(),
            participation,
            reason=form.reason.data or "",
            version=form.seen_version,
            at=utc_now(),
        )
    except InvalidInputError as error:
        return _refused(participation_id, form, error)
    db.session.commit()
    flash(_("Returned. The enterprise has been told the reason."), "success")
    return back_to(participation_id)


def _refused(
    participation_id: int, form: DecisionForm, error: MatchmakingError
) -> ResponseReturnValue:
    db.session.rollback()
    form.refuse(error)
    return profile_page(visible_profile(participation_id), form), error.status
