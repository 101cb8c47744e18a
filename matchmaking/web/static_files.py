"""Static files at addresses that change with their content: browsers keep them for a year."""

import hashlib
from functools import cache
from pathlib import Path

from flask import Flask, request, url_for

STATIC = Path(__file__).parent / "static"
YEAR = 365 * 24 * 3600


def setup_assets(app: Flask) -> None:
    """Let browsers keep static files, and give templates ``asset``."""
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = YEAR
    app.config["COMPRESS_MIMETYPES"] = [
        "text/html",
        "text/css",
        "text/javascript",
        "application/json",
        "application/problem+json",
        "image/svg+xml",
    ]
    # Level 4, the default, takes twice the time for a twelfth less.
    app.config["COMPRESS_BR_LEVEL"] = 2
    address = cache(static_address) if not app.debug else static_address

    def asset(name: str) -> str:
        return address(name, request.script_root)

    app.jinja_env.globals["asset"] = asset


def static_address(name: str, _root: str) -> str:
    """Return the address of a static file under the root the application is mounted at."""
    return url_for("static", filename=name, v=content_fingerprint(name))


def content_fingerprint(name: str) -> str:
    """Return a short digest of a static file's content, or nothing if there is no such file."""
    path = STATIC / name
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12] if path.is_file() else ""
