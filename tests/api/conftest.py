"""A program that calls the interface with a token."""

import json
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from matchmaking.accounts import services
from matchmaking.accounts.models import Grant
from matchmaking.core.clock import utc_now
from tests.factories import fresh


class Program:
    """Something that speaks JSON to the interface, in one person's hat."""

    def __init__(self, app: Flask, session: Session) -> None:
        self.client = app.test_client()
        self.session = session
        self.token = "no token yet"
        self.preferences: dict[str, str] = {}

    def acting_as(self, grant: Grant) -> "Program":
        """Send a token of this hat from now on."""
        self.token = services.issue_token(self.session, grant, name="test", at=utc_now())
        return self

    def speaking(self, language: str) -> "Program":
        """Ask for answers in a language."""
        self.preferences = {"Accept-Language": language}
        return self

    def get(self, path: str, **arguments: str | int) -> TestResponse:
        """Read."""
        return self.client.get(
            f"/api/v1{path}", query_string=arguments, headers=self._headers(None)
        )

    def post(self, path: str, body: object = None, *, key: str | None = "") -> TestResponse:
        """Write, with a fresh key unless one is given; ``None`` sends none."""
        chosen = f"key-{fresh()}" if key == "" else key
        return self.client.post(
            f"/api/v1{path}",
            data=json.dumps(body if body is not None else {}),
            content_type="application/json",
            headers=self._headers(chosen),
        )

    def send_text(self, path: str, text: str, content_type: str) -> TestResponse:
        """Send a body as it is, under a name of our choice."""
        headers = self._headers(f"key-{fresh()}")
        return self.client.post(
            f"/api/v1{path}", data=text, content_type=content_type, headers=headers
        )

    def send_file(self, path: str, name: str, content: bytes) -> TestResponse:
        """Send a file, as a form with parts."""
        return self.client.post(
            f"/api/v1{path}",
            data={"file": (BytesIO(content), name)},
            headers=self._headers(f"key-{fresh()}"),
        )

    def _headers(self, key: str | None) -> dict[str, str]:
        found = {"Authorization": f"Bearer {self.token}", **self.preferences}
        return found if key is None else {**found, "Idempotency-Key": key}


@pytest.fixture
def program(app: Flask, session: Session) -> Program:
    """Return a program that has no token yet."""
    return Program(app, session)
