"""Coming in as a new enterprise."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from matchmaking.accounts import services as accounts
from matchmaking.accounts.access import current_person, open_sign_in, public
from matchmaking.accounts.errors import TooManyAttemptsError
from matchmaking.accounts.guessing import count_public_attempt
from matchmaking.accounts.models import Account
from matchmaking.core.clock import utc_now
from matchmaking.core.errors import ConflictError, InvalidInputError
from matchmaking.enterprises.forms.registration import RegistrationForm
from matchmaking.enterprises.models import Participation
from matchmaking.enterprises.queries.profiles import editions_open
from matchmaking.enterprises.services import registration as services
from matchmaking.enterprises.views._blueprint import blueprint
from matchmaking.enterprises.views.choices import edition_choices, territory_choices
from matchmaking.expo.intake import announced
from matchmaking.expo.models import Edition
from matchmaking.web.queries import get_or_404
from matchmaking.web.session import db


@blueprint.route("/register", methods=["GET", "POST"])
@public
def register() -> ResponseReturnValue:
    """Register an enterprise for an edition, with an account for whoever does it."""
    editions = editions_open(db.session, utc_now())
    form = RegistrationForm()
    form.offer(territory_choices(db.session), edition_choices(editions))
    if current_user.is_authenticated:
        form.for_somebody_signed_in()
    if form.validate_on_submit():
        try:
            return _register(form)
        except TooManyAttemptsError as error:
            form.refuse(error)
            return _page(form, editions), error.status
        except (InvalidInputError, ConflictError) as error:
            db.session.rollback()
            form.refuse(error)
    return _page(form, editions), 422 if form.errors else 200


def _register(form: RegistrationForm) -> ResponseReturnValue:
    at = utc_now()
    count_public_attempt(db.session, "register", request.remote_addr or "", at=at)
    db.session.commit()  # the attempt counts, whatever comes of it
    newcomer = not current_user.is_authenticated
    account = _new_account(form) if newcomer else current_person().account
    edition = get_or_404(db.session, Edition, form.edition_id.data)
    typed = services.Registration(form.identity(), form.part(), form.person())
    participation = services.register_enterprise(db.session, account, edition, typed, at=at)
    _wear(account, participation, newcomer=newcomer)
    db.session.commit()
    flash(_("Registered. Now fill in the rest of your profile and submit it."), "success")
    return redirect(url_for(".profile"))


def _new_account(form: RegistrationForm) -> Account:
    return accounts.create_account(
        db.session,
        email=form.email.data or "",
        name=str(form.person()),
        password=form.password.data or "",
        at=utc_now(),
    )


def _wear(account: Account, participation: Participation, *, newcomer: bool) -> None:
    """Let the person act for the enterprise they have just registered."""
    grant = next(one for one in account.grants if one.participation_id == participation.id)
    if newcomer:
        open_sign_in(account, grant)
    else:
        current_person().sign_in.grant_id = grant.id


def _page(form: RegistrationForm, editions: list[Edition]) -> str:
    news = announced(db.session, utc_now())
    return render_template("enterprises/register.html", form=form, editions=editions, news=news)
