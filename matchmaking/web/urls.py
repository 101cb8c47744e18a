"""Addresses: what may stand in them, where somebody is, and where it is safe to send them next."""

from typing import Any
from urllib.parse import urlsplit

from flask import Flask, request, url_for
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, Map

LARGEST_KEY = 2**31 - 1


class KeyConverter(IntegerConverter):
    """A key in an address: no larger than a database can hold, else there is no such address."""

    def __init__(self, url_map: Map, **options: Any) -> None:
        super().__init__(url_map, **{"max": LARGEST_KEY, **options})


def setup_urls(app: Flask) -> None:
    """Let addresses hold only numbers that may be keys; before any of them is registered."""
    app.url_map.converters["int"] = KeyConverter


def trust_proxies(app: Flask, count: int) -> None:
    """Believe what so many proxies in front say of whoever asks: their address, and ours.

    Without it everybody seems to come from the proxy, and shares its attempts to sign in.
    """
    if count:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=count, x_proto=count, x_host=count
        )


def current_page() -> str:
    """Return the address of the page somebody looks at.

    While a step is refused, or a part of a page fetched, that is the page it was done on.
    """
    is_part = "HX-Request" in request.headers
    if request.method in {"GET", "HEAD"} and not is_part:
        return request.full_path.rstrip("?")
    parts = urlsplit(request.referrer or "")
    if parts.netloc != request.host:
        return f"{request.script_root}/"
    return f"{parts.path}?{parts.query}".rstrip("?")


def own_address() -> str:
    """Return where a form of the page being made is sent: back to its own view.

    What was typed by somebody signed out is shown again at the address of the sign-in, so a form
    can't leave this to the browser.
    """
    return f"{request.script_root}{request.full_path}".rstrip("?")


def safe_next(default: str) -> str:
    """Return the ``next`` address asked for if it stays on this server, else ``default``."""
    target = request.values.get("next", "")
    parts = urlsplit(target)
    is_local = target.startswith("/") and not target.startswith(("//", "/\\"))
    return target if is_local and not parts.netloc and not parts.scheme else default


def back_or(endpoint: str, **values: Any) -> str:
    """Return the safe ``next`` address, else the address of an endpoint."""
    return safe_next(url_for(endpoint, **values))
