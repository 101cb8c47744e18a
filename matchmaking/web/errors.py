"""The one handler of errors: a page that helps, or an RFC 9457 problem for the API."""

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Any

from flask import Flask, Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm.exc import StaleDataError
from structlog import get_logger
from werkzeug.exceptions import HTTPException

from matchmaking.core.errors import ChangedMeanwhileError, MatchmakingError
from matchmaking.web.call_messages import plain
from matchmaking.web.language import spoken

API_PREFIX = "/api/"
NO_MEMBERS: Mapping[str, Any] = MappingProxyType({})
log = get_logger()


def setup_errors(app: Flask) -> None:
    """Register the handlers: domain errors, lost races, HTTP errors, and our own mistakes."""
    app.register_error_handler(MatchmakingError, show_domain_error)
    app.register_error_handler(
        StaleDataError, lambda _e: show_domain_error(ChangedMeanwhileError())
    )
    app.register_error_handler(HTTPException, show_http_error)
    app.register_error_handler(OperationalError, show_database_trouble)
    app.register_error_handler(Exception, show_mistake)


def show_domain_error(error: MatchmakingError) -> tuple[Response | str, int]:
    """Answer with the sentence the error worded itself."""
    return answer(
        error.status,
        error.rule,
        spoken(error.sentence),
        field=error.field,
        members=error.members(),
    )


def show_http_error(error: HTTPException) -> ResponseReturnValue | HTTPException:
    """Answer Werkzeug's errors in our own words; redirects pass."""
    status = error.code or 500
    if status < 400:  # noqa: PLR2004 - below 400 is no error
        return error
    if request.path.startswith(API_PREFIX) and hasattr(error, "data"):
        return _invalid_call(error)
    detail = gettext("There is nothing at this address.") if status == 404 else ""  # noqa: PLR2004
    found = answer(status, (error.name or "error").lower().replace(" ", "-"), detail)
    return _with_methods(found, error)


def _with_methods(found: tuple[Response | str, int], error: HTTPException) -> ResponseReturnValue:
    """Name in the header made for it which methods an address takes."""
    methods = getattr(error, "valid_methods", None)
    return (*found, {"Allow": ", ".join(methods)}) if methods else found


def _invalid_call(error: HTTPException) -> tuple[Response, int]:
    """Name the fields of a call that don't fit, in the problem's ``errors``."""
    found = getattr(error, "data", {}).get("messages", {})
    errors = [named for fields in found.values() for named in _by_field(fields)]
    detail = gettext("The call does not fit its description. The fields are named below.")
    return problem(error.code or 422, "invalid-call", detail, errors)


def _by_field(found: object, path: str = "") -> Iterator[dict[str, Any]]:
    """Name each field by its path, such as ``lines.0.amount``."""
    if isinstance(found, dict):
        for name, inner in found.items():
            yield from _by_field(inner, f"{path}.{name}" if path else str(name))
    else:
        texts = found if isinstance(found, list) else [found]
        yield {"field": path, "detail": " ".join(plain(str(text)) for text in texts)}


def show_database_trouble(error: OperationalError) -> tuple[Response | str, int]:
    """Answer when the database is gone or too busy: trying again helps."""
    log.error("database", error=str(error.orig))
    detail = gettext("The database did not answer in time. Nothing was changed; try again.")
    return answer(503, "database-unavailable", detail)


def show_mistake(error: Exception) -> tuple[Response | str, int]:
    """Answer when we made a mistake: it is logged with its trace, the person learns what to do."""
    log.error("mistake", exc_info=error)
    return answer(500, "our-mistake", "")


def answer(
    status: int,
    rule: str,
    detail: str,
    *,
    field: str | None = None,
    members: Mapping[str, Any] | None = None,
) -> tuple[Response | str, int]:
    """Answer an error as a page, or as a problem document below the API's prefix."""
    if request.path.startswith(API_PREFIX):
        errors = [{"field": field, "detail": detail}] if field else []
        return problem(status, rule, detail or _detail_for_programs(status), errors, members or {})
    signed_in = bool(getattr(current_user, "is_authenticated", False)) and status not in {500, 503}
    page = render_template(
        "errors/error.html", status=status, rule=rule, detail=detail, signed_in=signed_in
    )
    return page, status


def _detail_for_programs(status: int) -> str:
    """Say what a page says at length, where a rule has not said it."""
    details = {
        405: gettext("This address can't be used that way. The header “Allow” names the methods."),
        413: gettext("The call is too large. A file may have 10 MB at most."),
        500: gettext("We made a mistake. It has been noted; nothing was changed."),
    }
    return str(details.get(status, ""))


def problem(
    status: int,
    rule: str,
    detail: str,
    errors: list[dict[str, Any]],
    members: Mapping[str, Any] = NO_MEMBERS,
) -> tuple[Response, int]:
    """Make an RFC 9457 problem document, with what the rule has to add as further members."""
    body = {
        "type": f"urn:qiatan:problem:{rule}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "rule": rule,
        "errors": errors,
        **members,
    }
    response = jsonify(body)
    response.mimetype = "application/problem+json"
    if status == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response, status
