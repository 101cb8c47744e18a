"""Addresses: where it is safe to send somebody next."""

from typing import Any
from urllib.parse import urlsplit

from flask import request, url_for


def safe_next(default: str) -> str:
    """Return the ``next`` address asked for if it stays on this server, else ``default``."""
    target = request.values.get("next", "")
    parts = urlsplit(target)
    is_local = target.startswith("/") and not target.startswith(("//", "/\\"))
    return target if is_local and not parts.netloc and not parts.scheme else default


def back_or(endpoint: str, **values: Any) -> str:
    """Return the safe ``next`` address, else the address of an endpoint."""
    return safe_next(url_for(endpoint, **values))
