"""A real server on a free port, with a database of its own."""

import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import pytest
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from sqlalchemy.orm import Session

from matchmaking.accounts import services
from matchmaking.accounts.models import Account, Grant, SignIn
from matchmaking.application import create_app
from matchmaking.core.clock import utc_now
from matchmaking.core.codes import digest
from matchmaking.server.supervisor import children_of, end_with_parent
from tests.databases import SECRET, Database, Databases, settings_for
from tests.factories.expo import NOW
from tests.waiting import PATIENCE_SECONDS

# Below the range from which outgoing connections get theirs: nobody else takes one of these
# between its choice and the server's start.
PORTS = range(12_000, 32_000)


class LiveServer:
    """The web server as it is run, serving one test."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database = database
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.settings = replace(
            settings_for(database.url), port=self.port, workers=1, instance=folder
        )
        self._log = folder / "server.log"
        self._process: subprocess.Popen[bytes] | None = None
        self._app: Flask | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        self._process = self._started("web server", self._log)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline and self._process.poll() is None:
            if self.is_well():
                return
            time.sleep(0.05)
        message = f"The server did not start:\n{self.log}"
        raise RuntimeError(message)

    @contextmanager
    def worker(self) -> Iterator[None]:
        """Run the worker beside it, as it is run; it does what pages put into the queue."""
        log_file = self._log.with_name("worker.log")
        process = self._started("worker", log_file)
        try:
            yield
            assert process.poll() is None, f"The worker ended:\n{log_file.read_text()}"
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def _started(self, name: str, log_file: Path) -> "subprocess.Popen[bytes]":
        """Start one of the programs that “make run” starts; what it prints goes to a file."""
        child = next(child for child in children_of(self.settings) if child.name == name)
        with log_file.open("wb") as log:
            return subprocess.Popen(  # noqa: S603 - our own programs
                child.command,
                env={**os.environ, **self.environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=end_with_parent,  # noqa: PLW1509 - one call into libc, no locks
            )

    def stop(self) -> float:
        """Stop it gently; return the seconds that took."""
        if self._process is None:
            return 0.0
        started = time.monotonic()
        with suppress(ProcessLookupError):
            self._process.terminate()
        try:
            self._process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        return time.monotonic() - started

    @property
    def log(self) -> str:
        """Return what the server wrote."""
        return self._log.read_text() if self._log.exists() else ""

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Open a session on the server's database; commit to let the server see."""
        with self.database.session() as session:
            yield session

    def cookie_of(self, who: Grant | Account) -> str:
        """Sign somebody in and return the session cookie their browser would hold."""
        grant_id = who.id if isinstance(who, Grant) else None
        account_id = who.account_id if isinstance(who, Grant) else who.id
        with self.session() as session:
            account = session.get_one(Account, account_id)
            token = services.sign_in(session, account, device="test", at=utc_now())
            row = session.query(SignIn).filter_by(token_digest=digest(token)).one()
            row.grant_id = grant_id
            session.commit()
        app = self._app = self._app or create_app(self.settings)
        signer = SecureCookieSessionInterface().get_signing_serializer(app)
        assert signer is not None
        return str(signer.dumps({"_user_id": token, "_fresh": True}))

    @property
    def cookie_name(self) -> str:
        """Return what the session cookie is called."""
        app = self._app = self._app or create_app(self.settings)
        return str(app.config["SESSION_COOKIE_NAME"])

    @property
    def environment(self) -> Mapping[str, str]:
        """Return the settings a program of this server is started with."""
        return {
            "MATCHMAKING_ENV": "testing",
            "MATCHMAKING_DATABASE_URL": self.database.url,
            "MATCHMAKING_SECRET_KEY": SECRET,
            "MATCHMAKING_INSTANCE": str(self.settings.instance),
            "MATCHMAKING_NOW": NOW.isoformat(),
            "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        }

    def is_well(self) -> bool:
        """Return whether it answers, with its database migrated."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()


def _free_port() -> int:
    while True:
        port = random.SystemRandom().choice(PORTS)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


@pytest.fixture
def live_dialect() -> str:
    """Choose the live server's database; a module may override this with parameters."""
    return "sqlite"


class LiveServers:
    """The servers of one worker: starting one takes seconds, so tests share them."""

    def __init__(self, databases: Databases, folders: pytest.TempPathFactory) -> None:
        self.databases = databases
        self.folders = folders
        self.shared: dict[str, LiveServer] = {}

    def shared_on(self, dialect: str) -> LiveServer:
        """Return the server that tests share."""
        if dialect not in self.shared:
            self.shared[dialect] = self.fresh_on(dialect)
        return self.shared[dialect]

    def fresh_on(self, dialect: str) -> LiveServer:
        """Start a server with a database of its own."""
        server = LiveServer(self.databases.fresh(dialect), self.folders.mktemp("server"))
        server.start()
        return server

    def end(self, server: LiveServer) -> None:
        """Stop a server and remove its database."""
        server.stop()
        self.databases.discard(server.database)


@pytest.fixture(scope="session")
def live_servers(
    databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[LiveServers]:
    """Keep the servers of this worker."""
    servers = LiveServers(databases, tmp_path_factory)
    yield servers
    for server in servers.shared.values():
        servers.end(server)


@pytest.fixture
def live_server(live_dialect: str, live_servers: LiveServers) -> LiveServer:
    """Return a running web server.

    Other tests use it too and leave their rows behind: a test makes an edition of its own and
    looks at nothing outside it. Who can't takes ``own_server``.
    """
    return live_servers.shared_on(live_dialect)


@pytest.fixture
def own_server(live_dialect: str, live_servers: LiveServers) -> Iterator[LiveServer]:
    """Run a web server, with an empty database, for one test alone."""
    server = live_servers.fresh_on(live_dialect)
    yield server
    live_servers.end(server)
