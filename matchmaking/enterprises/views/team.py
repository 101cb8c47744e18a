"""The people of an enterprise."""

from typing import Any

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matchmaking.accounts.access import current_actor, require, signed_in
from matchmaking.accounts.invitations import invitation_token
from matchmaking.core.clock import utc_now
from matchmaking.core.errors import ConflictError, InvalidInputError, NotFoundError
from matchmaking.enterprises import policies
from matchmaking.enterprises.forms.team import InvitationForm, PersonForm, TeamRoleForm
from matchmaking.enterprises.models import Participation, Representative
from matchmaking.enterprises.queries.profiles import grant_of, representative_in
from matchmaking.enterprises.services import team as services
from matchmaking.enterprises.views._blueprint import blueprint, visible_profile
from matchmaking.enterprises.views.choices import spoken_languages
from matchmaking.enterprises.views.profile import back_to
from matchmaking.web.session import db

PERSON = "/profiles/<int:participation_id>/representatives/<int:representative_id>"


def _managed(participation_id: int) -> Participation:
    participation = visible_profile(participation_id)
    require(policies.can_manage_team(current_actor(), participation))
    return participation


def _managed_person(participation_id: int, representative_id: int) -> Representative:
    person = representative_in(_managed(participation_id), representative_id)
    if person is None:
        raise NotFoundError
    return person


@blueprint.route("/profiles/<int:participation_id>/representatives/new", methods=["GET", "POST"])
@signed_in
def add_representative(participation_id: int) -> ResponseReturnValue:
    """Name another person who represents the enterprise."""
    participation = _managed(participation_id)
    form = PersonForm()
    form.offer(spoken_languages())
    if form.validate_on_submit():
        try:
            services.add_representative(
                db.session, current_actor(), participation, form.text(), at=utc_now()
            )
        except InvalidInputError as error:
            form.refuse(error)
        else:
            db.session.commit()
            flash(_("Added."), "success")
            return back_to(participation_id)
    page = render_template(
        "enterprises/representative.html", form=form, participation=participation, person=None
    )
    return page, 422 if form.errors else 200


@blueprint.route(PERSON, methods=["GET", "POST"])
@signed_in
def change_representative(participation_id: int, representative_id: int) -> ResponseReturnValue:
    """Change what is said about a representative."""
    person = _managed_person(participation_id, representative_id)
    form = PersonForm.of(person)
    form.offer(spoken_languages())
    if form.validate_on_submit():
        try:
            services.change_representative(
                db.session, current_actor(), person, form.text(), at=utc_now()
            )
        except InvalidInputError as error:
            form.refuse(error)
        else:
            db.session.commit()
            flash(_("Saved."), "success")
            return back_to(participation_id)
    page = render_template(
        "enterprises/representative.html",
        form=form,
        participation=person.participation,
        person=person,
    )
    return page, 422 if form.errors else 200


@blueprint.post(f"{PERSON}/retire")
@signed_in
def retire(participation_id: int, representative_id: int) -> ResponseReturnValue:
    """Let a person represent the enterprise no longer."""
    person = _managed_person(participation_id, representative_id)
    services.retire(db.session, current_actor(), person, at=utc_now())
    db.session.commit()
    flash(_("Retired. They can no longer sign in for you."), "success")
    return back_to(participation_id)


@blueprint.post(f"{PERSON}/restore")
@signed_in
def restore(participation_id: int, representative_id: int) -> ResponseReturnValue:
    """Let a retired person represent the enterprise again."""
    person = _managed_person(participation_id, representative_id)
    services.restore(db.session, current_actor(), person, at=utc_now())
    db.session.commit()
    flash(_("They represent you again. Invite them if they should sign in."), "success")
    return back_to(participation_id)


@blueprint.route(f"{PERSON}/invite", methods=["GET", "POST"])
@signed_in
def invite(participation_id: int, representative_id: int) -> ResponseReturnValue:
    """Let a representative sign in for the enterprise."""
    person = _managed_person(participation_id, representative_id)
    form = InvitationForm()
    if form.validate_on_submit():
        try:
            services.invite(
                db.session,
                current_actor(),
                person,
                email=form.email.data or "",
                role=form.role.data,
                at=utc_now(),
            )
        except ConflictError as error:
            db.session.rollback()
            form.refuse(error)
        else:
            db.session.commit()
            return redirect(url_for(".invited", **_of(person)))
    page = render_template(
        "enterprises/invite.html", form=form, person=_managed_person(**_of(person))
    )
    return page, 422 if form.errors else 200


def _of(person: Representative) -> dict[str, Any]:
    return {"participation_id": person.participation_id, "representative_id": person.id}


@blueprint.get(f"{PERSON}/invited")
@signed_in
def invited(participation_id: int, representative_id: int) -> ResponseReturnValue:
    """Show the link with which an invited person chooses a password, as long as they have none."""
    person = _managed_person(participation_id, representative_id)
    grant = grant_of(db.session, person)
    if grant is None:
        raise NotFoundError
    address = ""
    if grant.account.password_hash is None:
        token = invitation_token(str(current_app.secret_key), grant.account)
        address = url_for("accounts.welcome", token=token, _external=True)
    return render_template("enterprises/invited.html", person=person, grant=grant, address=address)


@blueprint.route(f"{PERSON}/role", methods=["GET", "POST"])
@signed_in
def team_role(participation_id: int, representative_id: int) -> ResponseReturnValue:
    """Make a person administrator or plain member of the team."""
    person = _managed_person(participation_id, representative_id)
    grant = grant_of(db.session, person)
    if grant is None:
        raise NotFoundError
    form = TeamRoleForm(data={"role": grant.role})
    if form.validate_on_submit():
        try:
            services.change_team_role(
                db.session, current_actor(), person, form.role.data, at=utc_now()
            )
        except ConflictError as error:
            form.refuse(error)
        else:
            db.session.commit()
            flash(_("Saved."), "success")
            return back_to(participation_id)
    page = render_template("enterprises/team_role.html", form=form, person=person, grant=grant)
    return page, 422 if form.errors else 200
