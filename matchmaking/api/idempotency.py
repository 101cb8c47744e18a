"""Writes that may be sent twice and happen once.

The sender chooses a key. It is inserted first, in the transaction of the effect: a second
request with the same key waits for the first, then gets its answer. What fails leaves no key
behind, so it may be tried again.
"""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

import sqlalchemy as sa
from flask import Response, g, request
from flask_smorest import Blueprint
from sqlalchemy.exc import IntegrityError

from matchmaking.api.models import IdempotencyRecord
from matchmaking.core.clock import utc_now
from matchmaking.core.errors import MatchmakingError
from matchmaking.core.wording import say
from matchmaking.web.session import db

HEADER = "Idempotency-Key"
LONGEST_KEY = 200
PARAMETER = {
    "in": "header",
    "name": HEADER,
    "required": True,
    "description": "A new key for each new effect: a call sent twice happens once.",
    "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY},
}

View = TypeVar("View", bound=Callable[..., Any])


class KeyMissingError(MatchmakingError):
    """A write came without a key."""

    rule = "idempotency-key-missing"

    def __init__(self) -> None:
        super().__init__(
            say(
                "Send a header “Idempotency-Key” of 1 to 200 characters, a new one for each new "
                "effect, so that a repeated request happens only once."
            )
        )


class KeyReusedError(MatchmakingError):
    """The key was used for another request."""

    status = 422
    rule = "idempotency-key-reused"

    def __init__(self) -> None:
        super().__init__(
            say("This Idempotency-Key was used for a different request. Choose a new one.")
        )


def idempotent(view: View) -> View:
    """Let a write happen once per key, commit it, and give a repetition the same answer."""

    @wraps(view)
    def once(*args: Any, **kwargs: Any) -> Response:
        record = _claim_key()
        if record is None:
            return _answer_again()
        response = cast("Response", view(*args, **kwargs))
        record.status = response.status_code
        record.body = response.get_data(as_text=True)
        db.session.commit()
        return response

    return cast("View", Blueprint.doc(parameters=[PARAMETER])(once))


def _claim_key() -> IdempotencyRecord | None:
    key = request.headers.get(HEADER, "").strip()
    if not 1 <= len(key) <= LONGEST_KEY:
        raise KeyMissingError
    record = IdempotencyRecord(
        token_id=g.token_id,
        key=key,
        request_digest=_request_digest(),
        status=0,
        body="",
        created_at=utc_now(),
    )
    try:
        with db.session.begin_nested():
            db.session.add(record)
            db.session.flush()
    except IntegrityError:
        return None
    return record


def _answer_again() -> Response:
    query = sa.select(IdempotencyRecord).where(
        IdempotencyRecord.token_id == g.token_id,
        IdempotencyRecord.key == request.headers[HEADER].strip(),
    )
    record = db.session.scalars(query).one()
    if record.request_digest != _request_digest():
        raise KeyReusedError
    answer = Response(record.body, status=record.status, mimetype="application/json")
    answer.headers["Idempotent-Replayed"] = "true"
    return answer


def _request_digest() -> str:
    parts = (request.method.encode(), request.path.encode(), request.get_data())
    return hashlib.sha256(b"\n".join(parts)).hexdigest()
