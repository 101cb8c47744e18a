"""A form that came too late: nothing is done, nothing typed is lost.

It lay open for longer than its token holds, or than its person was signed in.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from flask import (
    Flask,
    Response,
    current_app,
    flash,
    g,
    make_response,
    render_template,
    request,
    session as cookie,
)
from flask.ctx import RequestContext
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user
from flask_wtf.csrf import CSRFError, CSRFProtect, generate_csrf, validate_csrf
from sqlalchemy import event
from sqlalchemy.orm import Session
from structlog import get_logger
from werkzeug.exceptions import HTTPException
from werkzeug.test import EnvironBuilder
from wtforms import ValidationError

from matchmaking.core.errors import MatchmakingError
from matchmaking.web.access import admission
from matchmaking.web.errors import answer
from matchmaking.web.kept_forms import LEFT_OUT, KeptForm, Whose
from matchmaking.web.session import db
from matchmaking.web.typed_fields import TypedFields, written
from matchmaking.web.urls import current_page, own_address

log = get_logger()


class KeptSomethingError(Exception):
    """The view of a refused form wanted to write."""


class FormProtection(CSRFProtect):
    """Refuses forms without a good token; once refused, the form itself is to say so."""

    def protect(self, apply_exemptions: bool = False) -> None:  # noqa: FBT001, FBT002 - as there
        """Go on only with a good token, or to show a form that is refused already."""
        if not g.get("shows_refused_form", False):
            super().protect(apply_exemptions)


def setup_expired_forms(app: Flask) -> None:
    """Answer forms whose token is missing or too old."""
    app.register_error_handler(CSRFError, show_expired_form)


def show_expired_form(error: CSRFError) -> ResponseReturnValue:
    """Show the form again with all that was typed, if it is one of our own pages that sent it.

    What another site made somebody send is not shown: nobody shall be led to send it after all.
    """
    log.info("csrf", reason=error.description)
    shown = _shown_again() if _came_from_here() and not _has_good_token() else None
    if shown is not None:
        return shown
    detail = gettext("This form has expired. Go back, reload the page and send it again.")
    return answer(400, "expired-form", detail)


def _came_from_here() -> bool:
    """Return whether the browser says that a page of ours sent it: other sites can't say so."""
    sender = request.headers.get("Origin") or request.referrer or ""
    return urlsplit(sender).netloc == request.host


def _has_good_token() -> bool:
    """Return whether something else was wrong, which a form would not refuse by itself."""
    try:
        validate_csrf(request.form.get("csrf_token"))
    except ValidationError:
        return False
    return True


def _shown_again() -> ResponseReturnValue | None:
    if request.url_rule is None:
        return None
    if request.headers.get("HX-Request"):
        return _page_anew()
    try:
        return _refused()
    except KeptSomethingError:
        return None
    except (MatchmakingError, HTTPException) as error:
        return current_app.handle_user_exception(error)


def _refused() -> ResponseReturnValue | None:
    g.shows_refused_form = True
    with changing_nothing(db.session):
        stopped = current_app.preprocess_request()
        return stopped or (_own_page() if _has_own_page() else _once_more())


def _has_own_page() -> bool:
    return request.url_rule is not None and "GET" in (request.url_rule.methods or ())


def offered_anew(kept: KeptForm) -> Response | None:
    """Show what somebody typed who signed in meanwhile; nothing if it is not for them to send.

    It is done as if they had sent it with a token that no longer holds, so the same rules say
    whether they may, and it can't be done by itself.
    """
    generate_csrf()  # the page's forms are to carry this browser's token
    db.session.close()
    with _as_if_asked(kept.sending()):
        g.signed_in_anew, g.lost_files = True, not kept.is_whole
        page = _unless_refused(_refused)
        says_itself = _has_own_page()
    is_theirs = page is not None and not page.location and (says_itself or _opens(kept))
    return page if is_theirs else None


def _opens(kept: KeptForm) -> bool:
    """Return whether the page of a step is for them: only doing the step would tell more."""
    with _as_if_asked(kept.opening_its_page()):
        return _unless_refused(_opened) is not None


def _opened() -> ResponseReturnValue:
    return current_app.preprocess_request() or current_app.dispatch_request()


@contextmanager
def _as_if_asked(asked: EnvironBuilder) -> Iterator[None]:
    """Answer another request of this browser meanwhile, with all that belongs to a request."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001
    ours = cookie._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001
    with app.app_context(), RequestContext(app, asked.get_environ(), session=ours):
        yield


def _unless_refused(ask: Callable[[], ResponseReturnValue | None]) -> Response | None:
    try:
        found = ask()
    except (KeptSomethingError, MatchmakingError, HTTPException):
        return None
    return make_response(found) if found else None


def _page_anew() -> Response:
    """Load the page anew of which a part was to be fetched."""
    flash(
        gettext("The page had lain open for so long that nothing was sent. Please do it again."),
        "error",
    )
    return Response(status=400, headers={"HX-Refresh": "true"})


def _own_page() -> ResponseReturnValue | None:
    """Let the form refuse its token itself, on its page, and whatever else is wrong with it."""
    page = make_response(current_app.dispatch_request())
    return None if page.location and current_user.is_authenticated else page


@contextmanager
def changing_nothing(session: Session) -> Iterator[None]:
    """Keep whatever is done meanwhile from writing to the database."""

    def refuse(*_: object) -> None:
        raise KeptSomethingError

    for moment in ("before_flush", "before_commit"):
        event.listen(session, moment, refuse)
    try:
        yield
    finally:
        for moment in ("before_flush", "before_commit"):
            event.remove(session, moment, refuse)


def _once_more() -> ResponseReturnValue | None:
    """Show what was sent by a form that has no page of its own, with a button to send it."""
    view = current_app.view_functions[request.endpoint or ""]
    stopped = admission(view)()
    if stopped is not None:
        return stopped
    values = [pair for pair in request.form.items(multi=True) if pair[0] not in LEFT_OUT]
    page = render_template(
        "errors/expired_form.html",
        action=own_address(),
        values=values,
        written=written(values, _labels()),
        has_files=g.get("lost_files") or any(file.filename for file in request.files.values()),
        back=current_page(),
    )
    return page, 400


def _labels() -> dict[str, str]:
    """Return what the page it stood on calls each field one types in, if the form is there yet."""
    asked = KeptForm.of_request(Whose()).opening_its_page()
    action = f"{request.script_root}{request.path}"
    with _as_if_asked(asked):
        page = _unless_refused(_opened)
    if page is None or page.mimetype != "text/html":
        return {}
    return TypedFields.of_page(page.get_data(as_text=True), action)
