"""A browser without a screen: it signs people in, and every page it fetches is checked."""

import hashlib
import secrets
from typing import Any, Self
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import event
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from matchmaking.accounts import services
from matchmaking.accounts.models import Account, Grant
from matchmaking.application import create_app
from matchmaking.core.clock import utc_now
from matchmaking.dashboards import views as dashboards
from matchmaking.dialogues.views import programme
from matchmaking.web.fragments import Fragments
from matchmaking.web.session import db
from tests.databases import Database, settings_for
from tests.pages import HtmlPage, complaints

WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")


class Answer:
    """What the application answered, parsed and found to be in order."""

    def __init__(self, response: TestResponse) -> None:
        self.response = response
        self.status_code: int = response.status_code
        self.headers = response.headers
        self.text: str = response.text if str(response.mimetype).startswith("text/") else ""

    @property
    def location(self) -> str | None:
        """Return where one is sent next, or nothing."""
        return self.response.location

    @property
    def json(self) -> Any:  # noqa: ANN401 - JSON is anything
        """Return the parsed JSON."""
        return self.response.json

    @property
    def data(self) -> bytes:
        """Return the bytes of the body."""
        return self.response.get_data()

    @property
    def page(self) -> HtmlPage:
        """Return the parsed page."""
        return HtmlPage(self.text)

    @property
    def words(self) -> str:
        """Return what a person reads."""
        return self.page.words


class Browser:
    """One person's browser, inside the test's transaction."""

    def __init__(self, app: Flask, session: Session) -> None:
        self.app = app
        self.session = session
        self.client: FlaskClient = app.test_client()

    def signed_in_as(self, who: Grant | Account) -> None:
        """Sign a person in, wearing the hat of the grant if one is given."""
        account = who.account if isinstance(who, Grant) else who
        hat = who if isinstance(who, Grant) else None
        token = services.sign_in(self.session, account, device="test", at=utc_now(), grant=hat)
        with self.client.session_transaction() as stored:
            stored["_user_id"] = token
            stored["_fresh"] = True

    def signed_out(self) -> None:
        """Forget who is signed in."""
        self.client = self.app.test_client()

    def speaking(self, language: str) -> None:
        """Read pages in a language, ``en`` or ``zh_Hans``."""
        self.client.set_cookie("language", language)

    def get(self, path: str, **options: Any) -> Answer:
        """Fetch an address. Nothing may be written while it is answered."""
        written: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            if statement.lstrip().upper().startswith(WRITES):
                written.append(statement)

        connection = self.session.connection()
        event.listen(connection, "before_cursor_execute", note)
        try:
            answer = self._open("GET", path, **options)
        finally:
            event.remove(connection, "before_cursor_execute", note)
        assert written == [], f"GET {path} wrote to the database"
        return answer

    def post(self, path: str, data: dict[str, Any] | None = None, **options: Any) -> Answer:
        """Send a form as its page would, with the token against forgery."""
        fields = {"csrf_token": self.form_token(), **(data or {})}
        return self._open("POST", path, data=fields, **options)

    def submit(self, path: str, *, action: str | None = None, **fields: Any) -> Answer:
        """Fetch a page, fill in one of its forms and send it.

        ``action`` chooses among several forms by where they are sent. What is not named in
        ``fields`` goes as the page proposed it.
        """
        page = self.get(path).page
        forms = [form for form in page.every("form") if form.get("method", "").lower() == "post"]
        if action is not None:
            forms = [form for form in forms if (form.get("action") or path) == action]
        else:
            forms = [form for form in forms if not _is_furniture(form.get("action") or path)]
        assert len(forms) == 1, f"{path} has {len(forms)} forms to {action or 'fill in'}"
        proposed = form_values(forms[0])
        unknown = set(fields) - set(proposed)
        assert not unknown, f"the form on {path} has no field {unknown}; it has {set(proposed)}"
        data = {name: value for name, value in {**proposed, **fields}.items() if value is not None}
        return self.post(forms[0].get("action") or path, data)

    def follow(self, answer: Answer) -> Answer:
        """Go where an answer sends one."""
        assert answer.location is not None
        return self.get(answer.location)

    def form_token(self) -> str:
        """Return the token against forgery that a form of this browser carries."""
        with self.client.session_transaction() as stored:
            raw = stored.setdefault(
                "csrf_token", hashlib.sha256(secrets.token_bytes(32)).hexdigest()
            )
        return URLSafeTimedSerializer(str(self.app.secret_key), salt="wtf-csrf-token").dumps(raw)

    def _open(self, method: str, path: str, **options: Any) -> Answer:
        self.session.flush()
        response = self.client.open(path, method=method, **options)
        self.session.expire_all()
        assert response.status_code != 500, f"{method} {path} failed"
        is_page = response.mimetype == "text/html" and not response.location
        if is_page and response.text:
            found = complaints(HtmlPage(response.text))
            assert found == [], f"{method} {path} ({response.status_code}):\n" + "\n".join(found)
        return Answer(response)


def _is_furniture(action: str) -> bool:
    """Return whether a form belongs to the frame of every page, not to the page itself."""
    path = urlsplit(action).path
    return path in {"/sign-out", "/language", "/theme"} or path.startswith("/hats/")


def form_values(form: Any) -> dict[str, Any]:  # noqa: ANN401 - an element of any tree
    """Return what a form would send if one pressed its button now; ``None`` is not sent."""
    values: dict[str, Any] = {}
    for field in form.iter():
        name = field.get("name") if isinstance(field.tag, str) else None
        if name is None or field.tag == "button":
            continue
        if field.tag == "select":
            values[name] = _chosen(field)
        elif field.tag == "textarea":
            values[name] = field.text or ""
        elif field.get("type") in {"checkbox", "radio"}:
            is_on = field.get("checked") is not None
            values[name] = field.get("value", "on") if is_on else values.get(name)
        elif field.tag == "input":
            values[name] = field.get("value", "")
    return values


def _chosen(field: Any) -> Any:  # noqa: ANN401 - an element of any tree
    options = list(field.iter("option"))
    chosen = [option for option in options if option.get("selected") is not None]
    if field.get("multiple") is not None:
        return [option.get("value", "") for option in chosen]
    return (chosen or options)[0].get("value", "") if options else ""


class QueryCounter:
    """Counts the statements sent to the test's database, savepoints apart."""

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine
        self.statements: list[str] = []

    def __enter__(self) -> Self:
        self.statements = []
        event.listen(self.engine, "before_cursor_execute", self._note)
        return self

    def __exit__(self, *_error: object) -> None:
        event.remove(self.engine, "before_cursor_execute", self._note)

    def __len__(self) -> int:
        return len(self.statements)

    def _note(self, _connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            self.statements.append(statement)


@pytest.fixture(scope="session")
def applications() -> dict[str, Flask]:
    """Keep one application per database: making one is quick, but not free."""
    return {}


@pytest.fixture
def app(database: Database, session: Session, applications: dict[str, Flask]) -> Flask:
    """Return the application, its sessions inside the test's transaction."""
    if database.url not in applications:
        applications[database.url] = create_app(settings_for(database.url))
    app = applications[database.url]
    connection = session.connection()
    with app.app_context():
        db.sessionmaker.configure(bind=connection, join_transaction_mode="create_savepoint")
    app.extensions["reading_engine"] = connection
    return app


@pytest.fixture
def browser(app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch) -> Browser:
    """Return a fresh browser, nobody signed in."""
    # Keys and versions begin anew in each test: another test's pages would look the same.
    monkeypatch.setattr(programme, "kept", Fragments[list[str]](size=8))
    monkeypatch.setattr(dashboards, "kept", Fragments[str](size=8))
    return Browser(app, session)


@pytest.fixture
def queries(engine: sa.Engine) -> QueryCounter:
    """Count the statements of a block: ``with queries: …`` then ``len(queries)``."""
    return QueryCounter(engine)
