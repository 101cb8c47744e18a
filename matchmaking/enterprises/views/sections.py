"""Editing the parts of a profile."""

from functools import partial

from flask import flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matchmaking.accounts.access import current_actor, require, signed_in
from matchmaking.core.clock import utc_now
from matchmaking.core.errors import ConflictError, InvalidInputError
from matchmaking.delegations.queries import options_of
from matchmaking.enterprises import policies
from matchmaking.enterprises.forms.profile import AboutForm, BoothForm, IdentityForm, PartForm
from matchmaking.enterprises.models import Participation
from matchmaking.enterprises.queries.directory import areas_of
from matchmaking.enterprises.queries.profiles import suggested_parents
from matchmaking.enterprises.services import profile as services
from matchmaking.enterprises.views._blueprint import blueprint, visible_profile
from matchmaking.enterprises.views.choices import (
    area_choices,
    delegation_choices,
    territory_choices,
)
from matchmaking.enterprises.views.profile import back_to
from matchmaking.web.editing import is_done, shown
from matchmaking.web.session import db


@blueprint.route("/profiles/<int:participation_id>/identity", methods=["GET", "POST"])
@signed_in
def identity(participation_id: int) -> ResponseReturnValue:
    """Say who the enterprise is."""
    participation = visible_profile(participation_id)
    require(policies.can_edit_identity(current_actor(), participation))
    form = IdentityForm.of(participation.enterprise)
    form.offer(territory_choices(db.session))
    if form.validate_on_submit():
        try:
            services.change_identity(
                db.session, current_actor(), participation, form.identity(), at=utc_now()
            )
        except (InvalidInputError, ConflictError) as error:
            db.session.rollback()
            form.refuse(error)
        else:
            return _saved(participation_id)
    page = render_template(
        "enterprises/identity.html", form=form, participation=visible_profile(participation_id)
    )
    return page, 422 if form.errors else 200


def _saved(participation_id: int) -> ResponseReturnValue:
    db.session.commit()
    flash(_("Saved."), "success")
    return back_to(participation_id)


@blueprint.route("/profiles/<int:participation_id>/part", methods=["GET", "POST"])
@signed_in
def part(participation_id: int) -> ResponseReturnValue:
    """Say as what the enterprise takes part, in which area and with which delegation."""
    participation = visible_profile(participation_id)
    require(policies.can_edit_identity(current_actor(), participation))
    form, edition_id = PartForm.of(participation), participation.edition_id
    _offer(form, edition_id)
    act = partial(_change_part, participation, form)
    if is_done(form, act, again=partial(_offer, form, edition_id)):
        return _saved(participation_id)
    return shown(form, "enterprises/part.html", participation=participation)


def _offer(form: PartForm, edition_id: int) -> None:
    form.offer(
        area_choices(areas_of(db.session, edition_id)),
        delegation_choices(options_of(db.session, edition_id)),
    )


def _change_part(participation: Participation, form: PartForm) -> None:
    services.change_part(db.session, current_actor(), participation, form.part(), at=utc_now())


@blueprint.route("/profiles/<int:participation_id>/about", methods=["GET", "POST"])
@signed_in
def about(participation_id: int) -> ResponseReturnValue:
    """Say something about the enterprise in one or both languages."""
    participation = visible_profile(participation_id)
    require(policies.can_edit_content(current_actor(), participation))
    form = AboutForm(obj=participation)
    if form.validate_on_submit():
        try:
            services.describe(
                db.session, current_actor(), participation, form.about(), at=utc_now()
            )
        except InvalidInputError as error:
            form.refuse(error)
        else:
            return _saved(participation_id)
    page = render_template("enterprises/about.html", form=form, participation=participation)
    return page, 422 if form.errors else 200


@blueprint.route("/profiles/<int:participation_id>/booth", methods=["GET", "POST"])
@signed_in
def booth(participation_id: int) -> ResponseReturnValue:
    """Give an exhibitor a booth."""
    participation = visible_profile(participation_id)
    require(policies.can_assign_booth(current_actor(), participation))
    place = participation.booth
    form = BoothForm(data={"booth": place.address if place else ""})
    if is_done(form, partial(_assign_booth, participation, form)):
        return _saved(participation_id)
    return shown(form, "enterprises/booth.html", participation=participation)


def _assign_booth(participation: Participation, form: BoothForm) -> None:
    typed = form.booth.data or ""
    services.assign_booth(db.session, current_actor(), participation, typed, at=utc_now())


@blueprint.get("/enterprise-names")
@signed_in
def enterprise_names() -> ResponseReturnValue:
    """Propose approved enterprises by what was typed of their name so far."""
    found = suggested_parents(db.session, request.args.get("q", ""))
    return render_template("enterprises/_names.html", enterprises=found)
