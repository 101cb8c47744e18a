"""The matrix: route × role, for an object of the first enterprise and for one that is missing.

``table.txt`` holds what each role gets. A route that is missing there fails; so does one whose
answer changed: read the difference, and if it is meant, write it into the table.
"""

import json
import re
from io import BytesIO
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from matchmaking.accounts import services
from matchmaking.accounts.models import Grant
from matchmaking.core.clock import utc_now
from tests.access.world import ROLES, World, make_world
from tests.browser import Browser

TABLE = Path(__file__).with_name("table.txt")
MISSING = 987_654
ARGUMENT = re.compile(r"<(?:[^:>]+:)?(\w+)>")
API = "/api/v1/"
# Static files and the styleguide are everybody's; they are tested where they belong.
LEFT_OUT = ("/static/", "/styleguide")
WITH_PARTNER = {"/meetings/request", "/api/v1/meetings/free-slots"}


def routes(app: Flask) -> list[tuple[str, str]]:
    """List every method and address of the application."""
    return sorted(
        (method, rule.rule.replace(", ", ","))
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if not rule.rule.startswith(LEFT_OUT)
    )


def written() -> dict[tuple[str, str], str]:
    """Read the table: method, address, a letter per role."""
    lines = [line.split() for line in TABLE.read_text().splitlines() if line[:1].isupper()]
    return {(method, rule): letters for method, rule, letters in lines}


class Door:
    """Knocks at routes in each role, and undoes whatever that did."""

    def __init__(self, app: Flask, session: Session, world: World) -> None:
        self.app = app
        self.session = session
        self.world = world
        self.tokens: dict[str, str] = {}
        self.cookies: dict[str, tuple[str, str]] = {}
        for role, grant in world.grants.items():
            self.cookies[role] = self._keep_signed_in(grant)
            if grant is not None:
                self.tokens[role] = services.issue_token(session, grant, name=role, at=utc_now())

    def _keep_signed_in(self, grant: Grant | None) -> tuple[str, str]:
        """Sign the role in once; return its cookie and the token its forms carry."""
        browser = Browser(self.app, self.session)
        if grant is not None:
            browser.signed_in_as(grant)
        token = browser.form_token()
        cookie = browser.client.get_cookie("session")
        assert cookie is not None
        return cookie.value, token

    def letter(self, method: str, address: str, role: str) -> str:
        """Return what the role gets there, as ``letter_of`` words it."""
        self.session.commit()  # into the test's own transaction, which is rolled back at its end
        connection = self.session.get_bind()
        assert isinstance(connection, sa.Connection)
        undo = connection.begin_nested()
        try:
            response = self._knock(method, address, role)
        finally:
            self.session.rollback()
            undo.rollback()
            self.session.expire_all()
        response.close()  # a file, perhaps
        return letter_of(response)

    def _knock(self, method: str, address: str, role: str) -> TestResponse:
        client = self.app.test_client()
        if address.startswith(API):
            token = self.tokens.get(role)
            headers = {"Idempotency-Key": "once", "Authorization": f"Bearer {token}"}
            if method == "POST" and address.endswith("/evidence"):
                return client.post(address, headers=headers, data={"file": (BytesIO(b"%PDF"), "a")})
            body = json.dumps(self.world.form(address)) if method == "POST" else None
            return client.open(
                address, method=method, headers=headers, data=body, content_type="application/json"
            )
        cookie, form_token = self.cookies[role]
        client.set_cookie("session", cookie)
        form = {"csrf_token": form_token, **self.world.form(address)}
        return client.open(address, method=method, data=form if method == "POST" else None)


def letter_of(response: TestResponse) -> str:
    """Word an answer: Y, f (403), - (404), s (sign in first), t (token), ! (our mistake)."""
    if response.status_code >= 500:
        return "!"
    is_sign_in_page = response.status_code == 401 and response.mimetype == "text/html"
    if is_sign_in_page or (response.location and "/sign-in" in response.location):
        return "s"
    return {401: "t", 403: "f", 404: "-"}.get(response.status_code, "Y")


def address_of(rule: str, world: World, *, missing: bool = False) -> str:
    """Fill an address with the keys of the first enterprise's objects, or of none."""

    def fill(match: re.Match[str]) -> str:
        key = world.key(match[1], rule)
        return str(MISSING if missing and isinstance(key, int) else key)

    partner = MISSING if missing else world.keys["partner_id"]
    query = f"?with={partner}" if rule in WITH_PARTNER else ""
    return ARGUMENT.sub(fill, rule) + query


@pytest.fixture
def door(app: Flask, session: Session) -> Door:
    """Return a door to a fresh world."""
    return Door(app, session, make_world(session))


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_every_role_gets_what_the_table_says(app: Flask, door: Door) -> None:
    found = {
        (method, rule): "".join(
            door.letter(method, address_of(rule, door.world), role) for role in ROLES
        )
        for method, rule in routes(app)
    }

    table = written()
    differences = [
        f"{method:<5}{rule:<76} {letters}   (table: {table.get((method, rule), 'missing')})"
        for (method, rule), letters in found.items()
        if table.get((method, rule)) != letters
    ]
    gone = [f"{method} {rule} is in the table only" for method, rule in set(table) - set(found)]
    assert differences + gone == []


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_is_missing_is_missing_for_everybody(app: Flask, door: Door) -> None:
    table = written()
    with_keys = [
        (method, rule)
        for method, rule in routes(app)
        if any(isinstance(door.world.key(name, rule), int) for name in ARGUMENT.findall(rule))
    ]

    wrong = [
        f"{method} {rule} as {role}: {letter}"
        for method, rule in with_keys
        for role, shown in zip(ROLES, table.get((method, rule), ""), strict=False)
        if shown in "Y-f"
        and (letter := door.letter(method, address_of(rule, door.world, missing=True), role)) != "-"
    ]
    assert wrong == []


def test_a_stranger_s_object_reads_like_a_missing_one(app: Flask, session: Session) -> None:
    world = make_world(session)
    browser = Browser(app, session)
    stranger = world.grants["third team's administrator"]
    assert stranger is not None
    browser.signed_in_as(stranger)

    theirs = browser.get(address_of("/meetings/<int:meeting_id>", world))
    nothing = browser.get(address_of("/meetings/<int:meeting_id>", world, missing=True))

    assert theirs.status_code == nothing.status_code == 404
    assert theirs.words == nothing.words
    assert session.scalar(sa.select(sa.func.count()).select_from(sa.text("meetings"))) == 1
