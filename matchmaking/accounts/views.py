"""Signing in and out, choosing a hat, a language and a theme."""

from flask import (
    Blueprint,
    Response,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_user, logout_user

from matchmaking.accounts import services
from matchmaking.accounts.access import SignedInPerson, current_person, public, signed_in
from matchmaking.accounts.errors import SignInRefusedError, TooManyAttemptsError
from matchmaking.accounts.forms import SignInForm
from matchmaking.accounts.queries import live_sign_in
from matchmaking.core.clock import utc_now
from matchmaking.web.language import LANGUAGE_COOKIE, LANGUAGES
from matchmaking.web.session import db
from matchmaking.web.urls import back_or, safe_next

blueprint = Blueprint("accounts", __name__)

THEMES = ("auto", "light", "dark")
YEAR = 365 * 24 * 3600


@blueprint.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    """Sign in, then go where one wanted to go."""
    if current_user.is_authenticated:
        return redirect(back_or("dashboards.home"))
    form = SignInForm()
    if form.validate_on_submit():
        try:
            return _open_sign_in(form)
        except (SignInRefusedError, TooManyAttemptsError) as error:
            db.session.commit()  # the failed attempt counts
            form.refuse(error)
            return _sign_in_page(form), error.status
    return _sign_in_page(form), 422 if form.is_submitted() else 200


def _open_sign_in(form: SignInForm) -> Response:
    account = services.check_password(
        db.session,
        email=form.email.data or "",
        password=form.password.data or "",
        address=request.remote_addr or "",
        at=utc_now(),
    )
    token = services.sign_in(db.session, account, device=request.user_agent.string, at=utc_now())
    db.session.commit()
    row = live_sign_in(db.session, token, at=utc_now())
    if row is not None:
        login_user(SignedInPerson(token, row))
    return redirect(safe_next(url_for("dashboards.home")))  # type: ignore[return-value]


def _sign_in_page(form: SignInForm) -> str:
    people = current_app.extensions["demonstration_people"]()
    return render_template("accounts/sign_in.html", form=form, people=people)


@blueprint.post("/sign-out")
@signed_in
def sign_out() -> ResponseReturnValue:
    """Sign out for good: the cookie is dead wherever it was copied to."""
    services.sign_out(db.session, current_person().token)
    db.session.commit()
    logout_user()
    return redirect(url_for(".sign_in"))


@blueprint.post("/hats/<int:grant_id>")
@signed_in
def wear_hat(grant_id: int) -> ResponseReturnValue:
    """Act in another of one's roles."""
    services.wear_hat(db.session, current_person().sign_in, grant_id)
    db.session.commit()
    return redirect(url_for("dashboards.home"))


@blueprint.post("/language")
@public
def choose_language() -> ResponseReturnValue:
    """Read everything in another language from now on."""
    chosen = request.form.get("language", "")
    answer = make_response(redirect(back_or("dashboards.home")))
    if chosen in LANGUAGES:
        answer.set_cookie(LANGUAGE_COOKIE, chosen, max_age=YEAR, samesite="Lax", httponly=True)
        if current_user.is_authenticated:
            current_person().account.language = chosen
            db.session.commit()
    return answer


@blueprint.post("/theme")
@public
def choose_theme() -> ResponseReturnValue:
    """Use light or dark colours, or whatever the device prefers."""
    chosen = request.form.get("theme", "")
    answer = make_response(redirect(back_or("dashboards.home")))
    if chosen in THEMES:
        answer.set_cookie("theme", chosen, max_age=YEAR, samesite="Lax", httponly=True)
    return answer
