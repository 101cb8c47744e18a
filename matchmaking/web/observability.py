"""What operators see: structured logs, /healthz and /metrics."""

import logging
import time
from collections.abc import Callable

import sqlalchemy as sa
import structlog
from flask import Blueprint, Flask, Response, current_app, g, jsonify, request
from prometheus_client import CONTENT_TYPE_LATEST, Counter, Histogram, generate_latest
from sqlalchemy.exc import SQLAlchemyError

from matchmaking.config import Settings
from matchmaking.web.access import public
from matchmaking.web.session import db

REQUESTS = Counter("qiatan_requests_total", "Requests answered", ["endpoint", "method", "status"])
SECONDS = Histogram("qiatan_request_seconds", "Seconds to answer a request", ["endpoint"])

blueprint = Blueprint("operations", __name__)
log = structlog.get_logger()


def setup_observability(app: Flask, settings: Settings, newest_revision: Callable[[], str]) -> None:
    """Set up logs and figures; ``newest_revision`` tells what the schema should be."""
    renderer: structlog.types.Processor = (
        structlog.processors.JSONRenderer()
        if settings.log_json
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
    )
    app.extensions["newest_revision"] = newest_revision
    app.register_blueprint(blueprint)
    app.before_request(_start_watch)
    app.after_request(_stop_watch)


def _start_watch() -> None:
    g.started = time.perf_counter()


def _stop_watch(response: Response) -> Response:
    endpoint = request.endpoint or "unknown"
    seconds = time.perf_counter() - g.get("started", time.perf_counter())
    REQUESTS.labels(endpoint, request.method, response.status_code).inc()
    SECONDS.labels(endpoint).observe(seconds)
    if endpoint != "static":
        log.info(
            "request",
            method=request.method,
            path=_path_to_log(),
            status=response.status_code,
            ms=round(seconds * 1000, 1),
        )
    return response


def _path_to_log() -> str:
    """Return the address without the secret it may carry: who reads logs must not use it."""
    secret = (request.view_args or {}).get("token")
    return request.path.replace(secret, "…") if secret else request.path


@blueprint.get("/healthz")
@public
def health() -> tuple[Response, int]:
    """Tell whether the database answers and has this release's schema."""
    expected = current_app.extensions["newest_revision"]()
    try:
        found = db.session.scalar(sa.text("SELECT version_num FROM alembic_version"))
    except SQLAlchemyError:
        return jsonify(status="no database, or not migrated", expected_revision=expected), 503
    dialect = db.engine.dialect.name
    status = "ok" if found == expected else "not migrated"
    body = jsonify(
        status=status, database=dialect, schema_revision=found, expected_revision=expected
    )
    return body, 200 if found == expected else 503


@blueprint.get("/metrics")
@public
def metrics() -> Response:
    """Give Prometheus this process's figures."""
    return Response(generate_latest(), content_type=CONTENT_TYPE_LATEST)
