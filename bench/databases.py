"""An empty database of each kind to measure on."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from matchmaking.config import ROOT
from tests.postgres import PostgresServer


@contextmanager
def databases(folder: Path) -> Iterator[list[tuple[str, str]]]:
    """Give an empty database of each kind."""
    server = PostgresServer()
    try:
        engine = sa.create_engine(server.url(), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(sa.text("CREATE DATABASE bench"))
        engine.dispose()
        yield [
            ("SQLite, synchronous = FULL", f"sqlite:///{folder / 'bench.sqlite3'}"),
            ("PostgreSQL", server.url("bench")),
        ]
    finally:
        server.stop()


def migrate(settings: Mapping[str, str]) -> None:
    """Lay out the application's tables in the database of these settings."""
    subprocess.run(
        [sys.executable, "-m", "flask", "--app", "app", "db", "upgrade"],
        cwd=ROOT,
        env={**os.environ, **settings},
        check=True,
        capture_output=True,
    )
