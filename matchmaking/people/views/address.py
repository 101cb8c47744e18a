"""One's own e-mail address: asking to change it, and confirming that by the link."""

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matchmaking.accounts import address_changes
from matchmaking.accounts.access import current_actor, current_person, signed_in
from matchmaking.accounts.errors import SameAddressError, TooManyAttemptsError, WrongPasswordError
from matchmaking.accounts.forms import EmptyForm
from matchmaking.core.clock import utc_now
from matchmaking.people.forms import AddressForm
from matchmaking.people.services import addresses as services
from matchmaking.people.views._blueprint import blueprint
from matchmaking.web.session import db


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
        sends_mail=current_app.extensions["settings"].mail_server is not None,
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
