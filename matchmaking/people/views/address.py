"""E-mail addresses: one's own, confirmed by a link; somebody else's, with a reason."""

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matchmaking.accounts import address_changes
from matchmaking.accounts.access import (
    allowed_roles,
    current_actor,
    current_person,
    require_visible,
    signed_in,
)
from matchmaking.accounts.errors import (
    EmailTakenError,
    SameAddressError,
    TooManyAttemptsError,
    WrongPasswordError,
)
from matchmaking.accounts.forms import EmptyForm
from matchmaking.accounts.models import Account, Grant
from matchmaking.accounts.values import Role
from matchmaking.core.clock import utc_now
from matchmaking.people import policies
from matchmaking.people.forms import AddressForm, NewAddressForm
from matchmaking.people.services import addresses as services
from matchmaking.people.views._blueprint import blueprint
from matchmaking.web.queries import get_or_404
from matchmaking.web.session import db
from matchmaking.web.urls import back_or


@blueprint.route("/account/email", methods=["GET", "POST"])
@signed_in
def change_address() -> ResponseReturnValue:
    """Have a link sent to another address, with which one signs in with it from then on."""
    form = AddressForm()
    if form.validate_on_submit():
        try:
            _ask(form)
        except (SameAddressError, TooManyAttemptsError, WrongPasswordError) as error:
            db.session.commit()  # the attempt counts
            form.refuse(error)
            return _page(form), error.status
        db.session.commit()
        return redirect(url_for(".change_address", asked="yes"))
    return _page(form), 422 if form.is_submitted() else 200


def _ask(form: AddressForm) -> None:
    address_changes.ask_for_change(
        db.session,
        current_person().account,
        form.email.data or "",
        password=form.old.data or "",
        address=request.remote_addr or "",
        at=utc_now(),
    )


def _page(form: AddressForm) -> str:
    return render_template(
        "people/change_address.html",
        form=form,
        email=current_person().account.email,
        sends_mail=_sends_mail(),
        asked=request.args.get("asked") == "yes" and not form.is_submitted(),
    )


@blueprint.route("/account/email/<token>", methods=["GET", "POST"])
@signed_in
def confirm_address(token: str) -> ResponseReturnValue:
    """Sign in with another address from now on; every other device is signed out."""
    person = current_person()
    change = address_changes.change_of_link(db.session, person.account, token, at=utc_now())
    form = EmptyForm()
    if form.validate_on_submit():
        services.confirm_address(
            db.session, current_actor(), token, keep_token=person.token, at=utc_now()
        )
        db.session.commit()
        flash(_("Your e-mail address was changed. Other devices have been signed out."), "success")
        return redirect(url_for("accounts.account"))
    return render_template("people/confirm_address.html", form=form, change=change)


def _sends_mail() -> bool:
    return current_app.extensions["settings"].mail_server is not None


@blueprint.route("/people/<int:grant_id>/email", methods=["GET", "POST"])
@allowed_roles(Role.ORGANISER)
def change_address_of(grant_id: int) -> ResponseReturnValue:
    """Let somebody else sign in with another address who can't change it themselves."""
    grant = get_or_404(db.session, Grant, grant_id)
    require_visible(current_actor().organises(grant.edition_id))
    if not policies.can_change_address(current_actor(), grant):
        return _not_by_organisers(grant)
    form = NewAddressForm()
    if form.validate_on_submit():
        try:
            _change(grant.account, form)
        except (SameAddressError, EmailTakenError) as error:
            db.session.rollback()
            form.refuse(error)
            return _page_of(form, grant), error.status
        db.session.commit()
        flash(_told(grant.account), "success")
        return redirect(back_or(".index"))
    return _page_of(form, grant), 422 if form.errors else 200


def _not_by_organisers(grant: Grant) -> ResponseReturnValue:
    if grant.account_id == current_actor().account_id:
        return redirect(url_for(".change_address"))
    flash(
        _(
            "This person has roles in other editions too: only they, or whoever runs this server, "
            "can change the address."
        ),
        "error",
    )
    return redirect(back_or(".index"))


def _change(account: Account, form: NewAddressForm) -> None:
    services.change_address(
        db.session,
        account,
        form.email.data or "",
        actor=current_actor(),
        reason=form.reason.data or "",
        at=utc_now(),
    )


def _told(account: Account) -> str:
    facts = {"name": account.name, "email": account.email}
    with_mail = _(
        "%(name)s signs in with %(email)s from now on. Mails to both addresses say so.",
        **facts,
    )
    without = _("%(name)s signs in with %(email)s from now on. Tell them so.", **facts)
    return str(with_mail if _sends_mail() else without)


def _page_of(form: NewAddressForm, grant: Grant) -> str:
    return render_template(
        "people/change_address_of.html",
        form=form,
        person=grant.account,
        sends_mail=_sends_mail(),
        back=back_or(".index"),
    )
