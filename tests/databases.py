"""Databases for tests: every test that asks for one runs on SQLite and on PostgreSQL.

The real migrations build each schema once per run; every worker then gets a copy. A test's
``session`` works inside one transaction that is rolled back. A race test takes
``race_database``: a fresh copy whose commits are real.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from matchmaking.application import create_app
from matchmaking.config import Environment, Settings
from matchmaking.core.database import engine_options, prepare_engine
from matchmaking.migrating import alembic
from matchmaking.web.session import db
from tests.factories.expo import NOW
from tests.postgres import PostgresServer
from tests.runs import FOLDER, SERVER

DIALECTS = ("sqlite", "postgresql")
SECRET = "a secret that only the tests know, and nobody else"


@dataclass(frozen=True)
class Database:
    """A migrated database, and an engine on it that behaves like the application's."""

    dialect: str
    url: str

    @cached_property
    def engine(self) -> Engine:
        """Return the engine, made on first use."""
        return prepare_engine(sa.create_engine(**engine_options(self.url)))

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Open a session whose commits are real; rows can still be read after its end."""
        with Session(self.engine, expire_on_commit=False) as session:
            yield session

    def dispose(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def settings_for(url: str) -> Settings:
    """Return the settings of an application under test."""
    return Settings(
        secret_key=SECRET,
        database_url=url,
        environment=Environment.TESTING,
        now=NOW,
        instance=Path(os.environ[FOLDER]) / "instance",
    )


def migrate(url: str) -> None:
    """Give a database the newest schema."""
    app = create_app(settings_for(url))
    with app.app_context():
        alembic.upgrade()
    close(app)


def close(app: Flask) -> None:
    """Close an application's own connections."""
    with app.app_context():
        db.engine.dispose()


class Databases:
    """Makes databases for one worker of a run."""

    def __init__(self, worker: str) -> None:
        self.worker = worker
        self.folder = Path(os.environ[FOLDER])
        self._own_server: PostgresServer | None = None
        self._kept: dict[str, Database] = {}
        self._count = 0

    def kept(self, dialect: str) -> Database:
        """Return the database whose changes every test rolls back."""
        if dialect not in self._kept:
            self._kept[dialect] = self.fresh(dialect)
        return self._kept[dialect]

    def fresh(self, dialect: str, *, migrated: bool = True) -> Database:
        """Make a database, with the newest schema unless said otherwise."""
        self._count += 1
        name = f"{self.worker}_{self._count}"
        make = self._fresh_sqlite if dialect == "sqlite" else self._fresh_postgresql
        return Database(dialect, make(name, migrated=migrated))

    def discard(self, database: Database) -> None:
        """Close a database and remove it."""
        database.dispose()
        url = sa.make_url(database.url)
        if database.dialect == "sqlite":
            for path in Path(str(url.database)).parent.glob(f"{Path(str(url.database)).name}*"):
                path.unlink()
        else:
            self._command(f'DROP DATABASE IF EXISTS "{url.database}" WITH (FORCE)')

    def close(self) -> None:
        """Remove what is left."""
        for database in self._kept.values():
            self.discard(database)
        if self._own_server is not None:
            self._own_server.stop()

    def _fresh_sqlite(self, name: str, *, migrated: bool) -> str:
        path = self.folder / f"{name}.sqlite3"
        if migrated:
            template = self.folder / "template.sqlite3"
            with self._turn("sqlite"):
                if not template.exists():
                    draft = self.folder / "draft.sqlite3"
                    migrate(f"sqlite:///{draft}")
                    draft.rename(template)
            shutil.copyfile(template, path)
        return f"sqlite:///{path}"

    def _fresh_postgresql(self, name: str, *, migrated: bool) -> str:
        run = self.folder.name.replace("-", "_")
        template = f"{run}_template" if migrated else "template0"
        if migrated:
            with self._turn("postgresql"):
                if not self._exists(template):
                    self._command(f'CREATE DATABASE "{template}_draft"')
                    migrate(self._address(f"{template}_draft"))
                    self._command(f'ALTER DATABASE "{template}_draft" RENAME TO "{template}"')
        with self._turn("postgresql"):
            self._command(f'CREATE DATABASE "{run}_{name}" TEMPLATE "{template}"')
        return self._address(f"{run}_{name}")

    @contextmanager
    def _turn(self, name: str) -> Iterator[None]:
        with (self.folder / f"{name}.turn").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    @cached_property
    def _server(self) -> sa.URL:
        """Return the server's address: the run's one, or one of our own if we run alone."""
        given = os.environ.get(SERVER)
        if given is None:
            self._own_server = PostgresServer()
            given = self._own_server.url()
        return sa.make_url(given).set(drivername="postgresql+psycopg")

    def _address(self, database: str) -> str:
        return self._server.set(database=database).render_as_string(hide_password=False)

    @cached_property
    def _commands(self) -> Engine:
        return sa.create_engine(
            self._server, isolation_level="AUTOCOMMIT", poolclass=sa.pool.NullPool
        )

    def _command(self, statement: str) -> None:
        with self._commands.connect() as connection:
            connection.exec_driver_sql(statement)

    def _exists(self, database: str) -> bool:
        query = sa.text("SELECT 1 FROM pg_database WHERE datname = :name")
        with self._commands.connect() as connection:
            return connection.scalar(query, {"name": database}) is not None


@pytest.fixture(scope="session")
def databases(worker_id: str) -> Iterator[Databases]:
    """Make databases for this worker."""
    made = Databases(worker_id)
    yield made
    made.close()


@pytest.fixture(params=DIALECTS)
def database(request: pytest.FixtureRequest, databases: Databases) -> Database:
    """Return a database of each kind; what a test does through ``session`` is rolled back."""
    return databases.kept(request.param)


@pytest.fixture
def engine(database: Database) -> Engine:
    """Return the engine of the test's database."""
    return database.engine


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """Open a session inside a transaction that is rolled back; it may commit as it likes."""
    with engine.connect() as connection:
        transaction = connection.begin()
        with Session(connection, join_transaction_mode="create_savepoint") as session:
            yield session
        transaction.rollback()


@pytest.fixture(params=DIALECTS)
def race_database(request: pytest.FixtureRequest, databases: Databases) -> Iterator[Database]:
    """Return a fresh database of each kind, for many connections and real commits."""
    made = databases.fresh(request.param)
    yield made
    databases.discard(made)
