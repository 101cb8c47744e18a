"""Who is asking: the signed-in person in their hat, and the declarations views make about it."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from flask import Flask, Response, flash, g, redirect, request, session, url_for
from flask_babel import gettext as _
from flask_login import LoginManager, UserMixin, current_user, login_user

from matchmaking.accounts.models import Account, Grant, SignIn
from matchmaking.accounts.queries import actor_of, arrival
from matchmaking.accounts.services import sign_in
from matchmaking.accounts.values import Actor, Arrival, Hat, Role
from matchmaking.core.clock import utc_now
from matchmaking.core.errors import ForbiddenError, MatchmakingError, NotFoundError
from matchmaking.core.wording import say
from matchmaking.web.access import Access, declare, public
from matchmaking.web.kept_forms import KeptForm, Whose
from matchmaking.web.language import language
from matchmaking.web.session import db
from matchmaking.web.urls import current_page

__all__ = ["allowed_roles", "current_actor", "public", "require", "require_visible", "signed_in"]

View = TypeVar("View", bound=Callable[..., Any])
WHOSE = "whose"
login_manager = LoginManager()


class SignedOutError(MatchmakingError):
    """Somebody sent a form who was signed out by then; it is kept for when they are back."""

    status = 401
    rule = "signed-out"

    def __init__(self, kept: KeptForm) -> None:
        super().__init__(say("You are no longer signed in, so nothing was sent."))
        self.kept = kept


class SignedInPerson(UserMixin):
    """Flask-Login's view of a person: their sign-in on this device, not just their account.

    Most requests need no more than these values; the rows themselves are read by those who
    change them.
    """

    def __init__(self, token: str, arrived: Arrival) -> None:
        self.token = token
        self.sign_in_id = arrived.sign_in_id
        self.name = arrived.name
        self.language = arrived.language
        self.hats: tuple[Hat, ...] = arrived.hats
        self.worn = arrived.worn
        self.actor = actor_of(arrived.account_id, arrived.name, arrived.worn)

    @property
    def sign_in(self) -> SignIn:
        """Return the row of the sign-in."""
        return db.session.get_one(SignIn, self.sign_in_id)

    @property
    def account(self) -> Account:
        """Return the row of the account."""
        return db.session.get_one(Account, self.actor.account_id)

    def get_id(self) -> str:
        """Return what the cookie carries: the token of the sign-in, never the account's key."""
        return self.token


def setup_sign_in(app: Flask) -> None:
    """Load the person from the cookie's token at each request."""
    login_manager.init_app(app)
    login_manager.session_protection = None

    @login_manager.user_loader
    def load(token: str) -> SignedInPerson | None:
        arrived = arrival(db.session, token, at=utc_now())
        return SignedInPerson(token, arrived) if arrived else None

    def know_language() -> None:
        if "_user_id" in session and current_user.is_authenticated:
            g.language = current_person().language

    app.before_request(know_language)


def open_sign_in(account: Account, grant: Grant | None = None) -> None:
    """Sign a person in on this device, in the hat of the grant if one is given.

    Mails know no browser: they are written in the language in which somebody first signed in,
    until the person chooses.
    """
    at = utc_now()
    account.language = account.language or language()
    token = sign_in(db.session, account, device=request.user_agent.string, at=at, grant=grant)
    arrived = arrival(db.session, token, at=at)
    if arrived is not None:
        login_user(SignedInPerson(token, arrived))
        remember_hat(account.id, grant.id if grant else None)


def remember_hat(account_id: int, grant_id: int | None) -> None:
    """Let the browser know whose forms it shows, and in which hat, once the sign-in is gone."""
    session[WHOSE] = Whose(account_id, grant_id)


def current_person() -> SignedInPerson:
    """Return the signed-in person; only for views that declared access for signed-in people."""
    return cast("SignedInPerson", current_user._get_current_object())  # noqa: SLF001


def current_actor() -> Actor:
    """Return the value policies decide on: the person in the hat they act in."""
    bearer: Actor | None = g.get("bearer_actor")
    return bearer or current_person().actor


def signed_in(view: View) -> View:
    """Let every signed-in person call this view; others are sent to sign in and come back."""
    return _guarded(view, frozenset(Role))


def allowed_roles(*roles: Role) -> Callable[[View], View]:
    """Let people call this view who act in one of these roles; to others it does not exist."""
    return lambda view: _guarded(view, frozenset(roles))


def _guarded(view: View, roles: frozenset[Role]) -> View:
    def admit() -> Response | None:
        if not current_user.is_authenticated:
            return _ask_to_sign_in()
        if roles != frozenset(Role) and current_actor().role not in roles:
            raise NotFoundError
        return None

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - views return anything Flask takes
        stopped = admit()
        return view(*args, **kwargs) if stopped is None else stopped

    guarded.__dict__.update(allowed_roles=roles, admit=admit)
    return declare(cast("View", guarded), Access.SIGNED_IN)


def _ask_to_sign_in() -> Response:
    address = url_for("accounts.sign_in", next=current_page())
    if request.method != "GET":
        _keep_or_say()
    if request.headers.get("HX-Request"):
        return Response(status=401, headers={"HX-Redirect": address})
    return cast("Response", redirect(address))


def _keep_or_say() -> None:
    """Keep what was typed, or say why it is not kept.

    Raises:
        SignedOutError: it is kept.
    """
    kept = KeptForm.of_request(Whose(*session.get(WHOSE, ())))
    if request.headers.get("HX-Request") or not kept.says_something:
        flash(
            _("You are no longer signed in, so nothing was sent. Sign in and do it again."), "error"
        )
    elif kept.is_short:
        raise SignedOutError(kept)
    else:
        flash(
            _(
                "You are no longer signed in, so nothing was sent, and it is too long to be kept "
                "here. Go back in your browser, copy what you typed, then sign in."
            ),
            "error",
        )


def require(allowed: bool) -> None:  # noqa: FBT001 - reads as a sentence: require(can_confirm(…))
    """Go on only if the policy allows it.

    Raises:
        ForbiddenError: it does not; the person may see the object, though.
    """
    if not allowed:
        raise ForbiddenError


def require_visible(visible: bool) -> None:  # noqa: FBT001
    """Go on only if the person may see the object; a stranger's looks like a missing one.

    Raises:
        NotFoundError: it is none of their business.
    """
    if not visible:
        raise NotFoundError


def needs_edition() -> int:
    """Return the edition of the hat the person wears.

    Raises:
        ForbiddenError: they have been granted no role yet.
    """
    edition_id = current_actor().edition_id
    if edition_id is None:
        raise ForbiddenError
    return edition_id
