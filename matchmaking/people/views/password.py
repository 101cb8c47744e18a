"""Another password: in the place of one's present one, or by a link of one that was forgotten."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matchmaking.accounts.access import (
    current_actor,
    current_person,
    open_sign_in,
    public,
    signed_in,
)
from matchmaking.accounts.errors import TooManyAttemptsError, WrongPasswordError
from matchmaking.accounts.forms import PasswordForm, WelcomeForm
from matchmaking.accounts.password_links import account_of_link
from matchmaking.accounts.queries import tokens_of
from matchmaking.core.clock import utc_now
from matchmaking.people.services import passwords
from matchmaking.people.views._blueprint import blueprint
from matchmaking.web.session import db


@blueprint.route("/account/password", methods=["GET", "POST"])
@signed_in
def change_password() -> ResponseReturnValue:
    """Set another password; every other device is signed out."""
    form = PasswordForm()
    if form.validate_on_submit():
        try:
            _change(form)
        except (TooManyAttemptsError, WrongPasswordError) as error:
            db.session.commit()  # the failed attempt counts
            form.refuse(error)
            return _page(form), error.status
        db.session.commit()
        return _changed("accounts.account")
    return _page(form), 422 if form.errors else 200


def _change(form: PasswordForm) -> None:
    passwords.change_password(
        db.session,
        current_actor(),
        old=form.old.data or "",
        new=form.new.data or "",
        with_tokens=bool(form.with_tokens.data),
        keep_token=current_person().token,
        address=request.remote_addr or "",
        at=utc_now(),
    )


def _changed(endpoint: str) -> ResponseReturnValue:
    flash(_("Your password was changed. Other devices have been signed out."), "success")
    return redirect(url_for(endpoint))


def _page(form: PasswordForm) -> str:
    tokens = tokens_of(db.session, current_actor().account_id, at=utc_now())
    return render_template("people/change_password.html", form=form, tokens=tokens)


@blueprint.route("/new-password/<token>", methods=["GET", "POST"])
@public
def new_password(token: str) -> ResponseReturnValue:
    """Let somebody with a link set another password, and sign them in."""
    person = account_of_link(db.session, token, at=utc_now())
    form = WelcomeForm()
    if form.validate_on_submit():
        passwords.set_password(db.session, token, form.new.data or "", at=utc_now())
        open_sign_in(person)
        db.session.commit()
        return _changed("dashboards.home")
    page = render_template("people/new_password.html", form=form, account=person)
    return page, 422 if form.errors else 200
