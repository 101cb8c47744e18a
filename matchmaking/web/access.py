"""Access declarations: every view says who may call it; one that says nothing is refused."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeVar

from flask import Flask, Response, abort, current_app, request
from structlog import get_logger

View = TypeVar("View", bound=Callable[..., Any])
log = get_logger()


class Access(StrEnum):
    """Who may call a view before any question about objects is asked."""

    PUBLIC = "public"
    SIGNED_IN = "signed in"
    TOKEN = "token"  # noqa: S105 - a kind of access, not a password


def declare(view: View, access: Access) -> View:
    """Note on a view who may call it."""
    view.__dict__["declared_access"] = access
    return view


def public(view: View) -> View:
    """Let everybody call this view."""
    return declare(view, Access.PUBLIC)


def declared_access(view: Callable[..., Any]) -> Access | None:
    """Return what a view declares; a view class declares for all its methods."""
    found = getattr(view, "declared_access", None)
    return found or getattr(getattr(view, "view_class", None), "declared_access", None)


def admission(view: Callable[..., Any]) -> Callable[[], Response | None]:
    """Return what a view asks of whoever calls it, before it looks at any object.

    That raises an error, or returns where it sends them instead.
    """
    found: Callable[[], Response | None] = getattr(view, "admit", lambda: None)
    return found


def deny_undeclared(app: Flask) -> None:
    """Refuse every view that forgot to say who may call it: deny by default."""

    def refuse() -> None:
        endpoint = request.endpoint
        if endpoint is None or endpoint == "static":
            return
        view = current_app.view_functions.get(endpoint)
        if view is None or declared_access(view) is None:
            log.error("undeclared access", endpoint=endpoint)
            abort(403)

    app.before_request(refuse)
