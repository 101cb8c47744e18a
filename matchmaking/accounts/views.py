"""Signing in and out, choosing a hat, a language and a theme, one's own account."""

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, logout_user

from matchmaking.accounts import password_links, services
from matchmaking.accounts.access import (
    SignedOutError,
    current_person,
    open_sign_in,
    public,
    remember_hat,
    signed_in,
)
from matchmaking.accounts.devices import device_words
from matchmaking.accounts.errors import SignInRefusedError, TooManyAttemptsError
from matchmaking.accounts.forms import AccountForm, ForgottenForm, SignInForm, WelcomeForm
from matchmaking.accounts.invitations import invited_account
from matchmaking.accounts.labels import hat_label
from matchmaking.accounts.models import Account, Grant
from matchmaking.accounts.queries import sign_ins_of, tokens_of
from matchmaking.core.clock import utc_now
from matchmaking.web.expired_forms import offered_anew
from matchmaking.web.kept_forms import KeptForm
from matchmaking.web.language import LANGUAGE_COOKIE, LANGUAGES, language
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
        return _signed_in_already()
    form = SignInForm()
    if form.validate_on_submit():
        try:
            return _open_sign_in(form)
        except (SignInRefusedError, TooManyAttemptsError) as error:
            db.session.commit()  # the failed attempt counts
            form.refuse(error)
            return _sign_in_page(form, KeptForm.sent_along()), error.status
    return _sign_in_page(form, KeptForm.sent_along()), 422 if form.is_submitted() else 200


@blueprint.app_errorhandler(SignedOutError)
def ask_to_sign_in(error: SignedOutError) -> ResponseReturnValue:
    """Let somebody sign in again, with what they typed waiting on the page."""
    return _sign_in_page(SignInForm(formdata=None), error.kept), error.status


def _signed_in_already() -> ResponseReturnValue:
    """Go on as the person one is; to become somebody else one signs out first."""
    person = current_person().account
    is_sent = request.method == "POST"
    typed = request.form.get("email", "").strip()
    if typed.lower() == person.email or (not is_sent and request.args.get("next")):
        return _go_on(KeptForm.sent_along())
    page = render_template(
        "accounts/signed_in_already.html",
        account=person,
        typed=typed,
        kept=KeptForm.sent_along(),
    )
    return page, 409 if is_sent else 200


def _open_sign_in(form: SignInForm) -> ResponseReturnValue:
    account = services.check_password(
        db.session,
        email=form.email.data or "",
        password=form.password.data or "",
        address=request.remote_addr or "",
        at=utc_now(),
    )
    kept = KeptForm.sent_along()
    open_sign_in(account, _hat_of(kept, account))
    db.session.commit()
    return _go_on(kept)


def _hat_of(kept: KeptForm | None, account: Account) -> Grant | None:
    """Return the hat in which something was typed, if it is this person's and still theirs."""
    hats = {grant.id: grant for grant in account.grants}
    return hats.get(kept.whose.grant_id or 0) if kept else None


def _go_on(kept: KeptForm | None) -> ResponseReturnValue:
    """Go where one wanted to go, or see what one typed again, to send it once more."""
    if kept is None:
        return redirect(back_or("dashboards.home"))
    is_own = kept.whose.account_id in (None, current_person().actor.account_id)
    page = offered_anew(kept) if is_own else None
    if page is not None:
        page.status_code = 200
        return page
    flash(
        _("What had been typed is not shown: somebody else typed it, or it can't be sent by you."),
        "error",
    )
    return redirect(url_for("dashboards.home"))


def _sign_in_page(form: SignInForm, kept: KeptForm | None = None) -> str:
    people = current_app.extensions["demonstration_people"]()
    news = current_app.extensions["announced"](db.session, utc_now())
    return render_template("accounts/sign_in.html", form=form, people=people, news=news, kept=kept)


@blueprint.post("/sign-out")
@signed_in
def sign_out() -> ResponseReturnValue:
    """Sign out for good: the cookie is dead wherever it was copied to."""
    services.sign_out(db.session, current_person().token)
    db.session.commit()
    logout_user()
    kept = KeptForm.sent_along()
    if kept is not None:
        return _sign_in_page(SignInForm(formdata=None), kept)
    return redirect(url_for(".sign_in", next=safe_next("") or None))


@blueprint.post("/hats/<int:grant_id>")
@signed_in
def wear_hat(grant_id: int) -> ResponseReturnValue:
    """Act in another of one's roles, from the first page on or where one could not go before."""
    services.wear_hat(db.session, current_person().sign_in, grant_id)
    db.session.commit()
    remember_hat(current_person().actor.account_id, grant_id)
    return redirect(back_or("dashboards.home"))


@blueprint.post("/language")
@public
def choose_language() -> ResponseReturnValue:
    """Read everything in another language from now on."""
    chosen = request.form.get("language", "")
    answer = make_response(redirect(back_or("dashboards.home")))
    if chosen in LANGUAGES:
        _remember(answer, chosen)
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


@blueprint.route("/account", methods=["GET", "POST"])
@signed_in
def account() -> ResponseReturnValue:
    """Say how one is called and in which language one reads; see where one is signed in."""
    person = current_person().account
    form = AccountForm(data={"name": person.name, "language": person.language or language()})
    if form.validate_on_submit():
        services.change_own_details(
            db.session, person, name=form.name.data or "", language=form.language.data or "en"
        )
        db.session.commit()
        flash(_("Saved."), "success")
        answer = make_response(redirect(url_for(".account")))
        _remember(answer, form.language.data or "en")
        return answer
    page = render_template(
        "accounts/account.html",
        device_words=device_words,
        form=form,
        account=person,
        sign_ins=sign_ins_of(db.session, person.id, at=utc_now()),
        here=current_person().sign_in,
        tokens=tokens_of(db.session, person.id, at=utc_now()),
        hat_label=hat_label,
    )
    return page, 422 if form.errors else 200


def _remember(answer: Response, chosen: str) -> None:
    answer.set_cookie(LANGUAGE_COOKIE, chosen, max_age=YEAR, samesite="Lax", httponly=True)


@blueprint.post("/account/devices/sign-out")
@signed_in
def sign_out_elsewhere() -> ResponseReturnValue:
    """Sign out for good everywhere but here."""
    person = current_person()
    services.sign_out_elsewhere(db.session, person.account, keep_token=person.token)
    db.session.commit()
    flash(_("Every other device has been signed out."), "success")
    return redirect(url_for(".account"))


@blueprint.post("/account/tokens/<int:token_id>/end")
@signed_in
def end_token(token_id: int) -> ResponseReturnValue:
    """Let a program act for one no longer."""
    account = current_person().account
    services.end_own_tokens(db.session, account, at=utc_now(), token_id=token_id)
    db.session.commit()
    flash(_("This token is no longer in force."), "success")
    return redirect(url_for(".account"))


@blueprint.post("/account/devices/<int:sign_in_id>/sign-out")
@signed_in
def sign_out_device(sign_in_id: int) -> ResponseReturnValue:
    """Sign one of one's devices out for good."""
    services.sign_out_device(db.session, current_person().account, sign_in_id)
    db.session.commit()
    flash(_("This device has been signed out."), "success")
    return redirect(url_for(".account"))


@blueprint.route("/welcome/<token>", methods=["GET", "POST"])
@public
def welcome(token: str) -> ResponseReturnValue:
    """Let an invited person choose their first password, and sign them in."""
    invited = invited_account(db.session, str(current_app.secret_key), token)
    form = WelcomeForm()
    if form.validate_on_submit():
        services.choose_first_password(db.session, invited, form.new.data or "")
        open_sign_in(invited)
        db.session.commit()
        return redirect(url_for("dashboards.home"))
    page = render_template("accounts/welcome.html", form=form, account=invited)
    return page, 422 if form.errors else 200


@blueprint.route("/forgotten", methods=["GET", "POST"])
@public
def forgotten() -> ResponseReturnValue:
    """Have a link mailed with which one sets another password."""
    form = ForgottenForm()
    if form.validate_on_submit():
        try:
            password_links.ask_for_link(
                db.session,
                form.email.data or "",
                address=request.remote_addr or "",
                at=utc_now(),
            )
        except TooManyAttemptsError as error:
            db.session.commit()  # the attempt counts
            error.field = "email"
            form.refuse(error)
            return _forgotten_page(form), error.status
        db.session.commit()
        return redirect(url_for(".forgotten", asked="yes"))
    return _forgotten_page(form), 422 if form.is_submitted() else 200


def _forgotten_page(form: ForgottenForm) -> str:
    sends_mail = current_app.extensions["settings"].mail_server is not None
    asked = request.args.get("asked") == "yes" and not form.is_submitted()
    return render_template("accounts/forgotten.html", form=form, sends_mail=sends_mail, asked=asked)
