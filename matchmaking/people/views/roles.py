"""People and roles of an edition."""

from dataclasses import dataclass

from flask import current_app, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matchmaking.accounts.access import (
    allowed_roles,
    current_actor,
    needs_edition,
    require,
    require_visible,
)
from matchmaking.accounts.invitations import invitation_token
from matchmaking.accounts.labels import ROLE_LABELS
from matchmaking.accounts.models import Grant
from matchmaking.accounts.values import Role
from matchmaking.core.clock import utc_now
from matchmaking.core.errors import ConflictError, InvalidInputError
from matchmaking.core.wording import Name
from matchmaking.delegations.queries import options_of
from matchmaking.people import policies, queries
from matchmaking.people.forms import RoleForm
from matchmaking.people.services import roles as services
from matchmaking.people.views._blueprint import blueprint
from matchmaking.web.language import language, spoken
from matchmaking.web.queries import get_or_404, paginate
from matchmaking.web.session import db
from matchmaking.web.urls import back_or

INDENT = "\u2003"


@dataclass(frozen=True)
class HeldRole:
    """A role somebody holds, as the page words it."""

    label: str
    scope: Name
    is_revocable: bool


def _held(grant: Grant) -> HeldRole:
    may = policies.can_revoke(current_actor(), grant)
    return HeldRole(str(ROLE_LABELS[grant.role]), Name(grant.scope_en, grant.scope_zh), may)


@blueprint.get("/people")
@allowed_roles(Role.ORGANISER)
def index() -> ResponseReturnValue:
    """List who holds which role in the edition."""
    edition_id = needs_edition()
    asked, words = request.args.get("role", ""), request.args.get("q", "").strip()[:100]
    role = next((one for one in Role if one.value == asked), None)
    query = queries.grants_in(edition_id, role=role, words=words)
    page = paginate(db.session, query, number=request.args.get("page", 1, type=int))

    def address(number: int) -> str:
        return url_for(".index", role=asked or None, q=words or None, page=number)

    return render_template(
        "people/index.html",
        page=page,
        counts=queries.counts_by_role(db.session, edition_id),
        held={row.id: _held(row) for row in page.rows},
        role_labels=ROLE_LABELS,
        chosen=role,
        words=words,
        address=address,
    )


@blueprint.route("/people/new", methods=["GET", "POST"])
@allowed_roles(Role.ORGANISER)
def give() -> ResponseReturnValue:
    """Give a person a role."""
    require(policies.can_grant(current_actor(), needs_edition()))
    form = RoleForm()
    _offer(form)
    if form.validate_on_submit():
        try:
            grant = services.give_role(
                db.session, current_actor(), g.edition, form.proposal(), at=utc_now()
            )
        except (InvalidInputError, ConflictError) as error:
            db.session.rollback()
            form.refuse(error)
            _offer(form)
        else:
            db.session.commit()
            return redirect(url_for(".given", grant_id=grant.id))
    return render_template("people/give.html", form=form), 422 if form.errors else 200


def _offer(form: RoleForm) -> None:
    form.offer(
        (str(one.id), INDENT * (one.depth - 1) + one.name.first(language()))
        for one in options_of(db.session, needs_edition())
    )


@blueprint.get("/people/<int:grant_id>")
@allowed_roles(Role.ORGANISER)
def given(grant_id: int) -> ResponseReturnValue:
    """Show a role that was given, and the link for somebody who has no password yet."""
    grant = get_or_404(db.session, Grant, grant_id)
    require_visible(policies.can_revoke(current_actor(), grant))
    address = ""
    if grant.account.password_hash is None:
        token = invitation_token(str(current_app.secret_key), grant.account)
        address = url_for("accounts.welcome", token=token, _external=True)
    return render_template("people/given.html", grant=grant, address=address, held=_held(grant))


@blueprint.post("/people/<int:grant_id>/password-link")
@allowed_roles(Role.ORGANISER)
def make_password_link(grant_id: int) -> ResponseReturnValue:
    """Make a link for somebody who forgot their password, and show it this once."""
    grant = get_or_404(db.session, Grant, grant_id)
    require_visible(current_actor().organises(grant.edition_id))
    if not policies.can_make_link(current_actor(), grant):
        flash(
            _("This person has roles in other editions too: only they can ask for a link."), "error"
        )
        return redirect(back_or(".index"))
    token = services.make_password_link(db.session, current_actor(), grant, at=utc_now())
    db.session.commit()
    address = url_for(".new_password", token=token, _external=True)
    back = back_or(".index")
    return render_template(
        "people/make_password_link.html", grant=grant, address=address, back=back
    )


@blueprint.post("/people/<int:grant_id>/revoke")
@allowed_roles(Role.ORGANISER)
def revoke(grant_id: int) -> ResponseReturnValue:
    """Take a role back."""
    grant = get_or_404(db.session, Grant, grant_id)
    require_visible(policies.can_revoke(current_actor(), grant))
    try:
        services.take_role(db.session, current_actor(), grant, at=utc_now())
    except ConflictError as error:
        flash(spoken(error.sentence), "error")
    else:
        db.session.commit()
        flash(_("The role was taken back."), "success")
    return redirect(back_or(".index"))
