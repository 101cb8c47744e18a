"""A fair to measure on: 400 sessions of 5 speakers each, 3,000 people signed in."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import sqlalchemy as sa
from flask import Flask
from itsdangerous import URLSafeTimedSerializer

from bench.databases import migrate
from matchmaking.accounts.models import Account, Grant, SignIn
from matchmaking.accounts.values import Role
from matchmaking.application import create_app
from matchmaking.config import Settings
from matchmaking.core.codes import digest
from matchmaking.dialogues.models import Dialogue, Speaker
from matchmaking.dialogues.values import DialogueKind
from matchmaking.enterprises.models import Enterprise, Participation, Representative
from matchmaking.enterprises.values import ParticipationState
from matchmaking.expo.models import Edition, Hall, Place, Series
from matchmaking.expo.values import Phase, PlaceKind
from matchmaking.reference.models import Territory
from matchmaking.web.session import db

OPENING = datetime(2019, 11, 5, 1, tzinfo=UTC)
BEFORE = OPENING - timedelta(days=1)
NOW = "2019-11-04T09:00+08:00"
SESSIONS, AT_ONCE, SPEAKERS, PEOPLE = 400, 4, 5, 3000
HOT_SEATS = 300
SECRET = "only for measuring, on this machine alone"  # noqa: S105
EDITION = 1
CSRF = "0" * 40


@dataclass(frozen=True)
class Person:
    """Somebody signed in: their representative's key, their cookie, their form token."""

    representative_id: int
    cookie: str
    form_token: str


def environment(url: str, instance: str) -> dict[str, str]:
    """Return the settings under which the application serves the fair."""
    return {
        "MATCHMAKING_ENV": "development",
        "MATCHMAKING_SECRET_KEY": SECRET,
        "MATCHMAKING_DATABASE_URL": url,
        "MATCHMAKING_INSTANCE": instance,
        "MATCHMAKING_NOW": NOW,
        "MATCHMAKING_QUIET": "1",
    }


def lay_out(url: str, instance: str) -> list[Person]:
    """Make the fair in an empty database and return its people."""
    settings = environment(url, instance)
    migrate(settings)
    app = create_app(Settings.from_environment(settings))
    with app.app_context():
        _insert(Territory, [{"code": "CN", "alpha3": "CHN", "name_en": "China", "name_zh": "中国"}])
        _lay_out_venue()
        _insert(Dialogue, list(_sessions()))
        _insert(Speaker, list(_speakers()))
        for model, rows in _people():
            _insert(model, rows)
        db.session.execute(sa.text("CREATE TABLE bare_seats (session_id INTEGER, person BIGINT)"))
        db.session.execute(
            sa.text("CREATE TABLE bare_sessions (id INT PRIMARY KEY, taken INT, capacity INT)")
        )
        db.session.execute(
            sa.text("INSERT INTO bare_sessions VALUES (:id, 0, 1000000000)"),
            [{"id": number} for number in range(1, SESSIONS + 2)],
        )
        _mend_sequences()
        db.session.commit()
        people = [_person(app, number) for number in range(1, PEOPLE + 1)]
        db.session.close()
        db.engine.dispose()
    return people


def _insert(model: type, rows: list[dict[str, object]]) -> None:
    db.session.execute(sa.insert(model), rows)


def _lay_out_venue() -> None:
    names = {"name_en": "Fair", "name_zh": "博览会"}
    series = {"id": 1, "code": "fair", "short_en": "Fair", "short_zh": "博览会", **names}
    _insert(Series, [series])
    edition = {
        "id": EDITION,
        "series_id": 1,
        "ordinal": 1,
        "code": "fair-1",
        "city_en": "Shanghai",
        "city_zh": "上海",
        "time_zone": "Asia/Shanghai",
        "starts_on": date(2019, 11, 5),
        "ends_on": date(2019, 11, 30),
        "base_currency": "USD",
        "phase": Phase.RUNNING,
        **names,
    }
    _insert(Edition, [edition])
    _insert(Hall, [{"id": 1, "edition_id": EDITION, "code": "4.2", **names}])
    room = {"edition_id": EDITION, "hall_id": 1, "kind": PlaceKind.ROOM, "seats": 500, **names}
    _insert(Place, [{"id": key, "code": f"R{key}", **room} for key in range(1, AT_ONCE + 2)])


def _sessions() -> Iterator[dict[str, object]]:
    for number in range(SESSIONS):
        slot = number // AT_ONCE
        starts_at = OPENING + timedelta(days=slot // 8, hours=slot % 8)
        yield _session(number + 1, starts_at, 1_000_000, 1 + number % AT_ONCE)
    # One hot session, at a time when nothing else is on.
    yield _session(SESSIONS + 1, OPENING + timedelta(days=20), HOT_SEATS, AT_ONCE + 1)


def _session(key: int, starts_at: datetime, capacity: int, place: int) -> dict[str, object]:
    return {
        "id": key,
        "edition_id": EDITION,
        "kind": DialogueKind.FORUM,
        "name_en": f"Forum on trade, part {key}",
        "name_zh": f"贸易论坛第{key}场",
        "host_en": "Chongqing",
        "host_zh": "重庆",
        "place_id": place,
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(minutes=45),
        "capacity": capacity,
    }


def _speakers() -> Iterator[dict[str, object]]:
    for dialogue, position in itertools.product(range(1, SESSIONS + 1), range(SPEAKERS)):
        number = dialogue * SPEAKERS + position
        yield {
            "dialogue_id": dialogue,
            "position": position,
            "name_en": f"Speaker {number}",
            "name_zh": f"嘉宾{number}",
        }


def _people() -> Iterator[tuple[type, list[dict[str, object]]]]:
    keys = range(1, PEOPLE + 1)
    yield (
        Account,
        [
            {"id": k, "email": f"p{k}@example.org", "name": f"Person {k}", "created_at": OPENING}
            for k in keys
        ],
    )
    yield (
        Enterprise,
        [
            {"id": k, "legal_name": f"E{k}", "name_en": f"Enterprise {k}", "territory_code": "CN"}
            for k in keys
        ],
    )
    yield (
        Participation,
        [
            {
                "id": k,
                "edition_id": EDITION,
                "enterprise_id": k,
                "is_buyer": True,
                "state": ParticipationState.APPROVED,
                "version": 1,
            }
            for k in keys
        ],
    )
    yield (
        Representative,
        [{"id": k, "participation_id": k, "account_id": k, "name_en": f"Person {k}"} for k in keys],
    )
    yield (
        Grant,
        [
            {
                "id": k,
                "account_id": k,
                "edition_id": EDITION,
                "role": Role.ENTERPRISE_ADMIN,
                "participation_id": k,
                "representative_id": k,
                "granted_at": OPENING,
            }
            for k in keys
        ],
    )
    yield (
        SignIn,
        [
            {
                "token_digest": digest(f"token {k}"),
                "account_id": k,
                "created_at": OPENING,
                "expires_at": OPENING + timedelta(days=60),
            }
            for k in keys
        ],
    )


def _mend_sequences() -> None:
    """Tell PostgreSQL which keys are taken: rows with given keys don't advance its sequences."""
    if db.engine.dialect.name != "postgresql":
        return
    for model in (Account, Dialogue, Enterprise, Grant, Participation, Place, Representative):
        table = model.__tablename__
        statement = f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), MAX(id)) FROM {table}"  # noqa: S608
        db.session.execute(sa.text(statement))


def _person(app: Flask, number: int) -> Person:
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    kept = {"_user_id": f"token {number}", "_fresh": True, "csrf_token": CSRF}
    forms = URLSafeTimedSerializer(SECRET, salt="wtf-csrf-token")
    return Person(number, f"session={serializer.dumps(kept)}", str(forms.dumps(CSRF)))
