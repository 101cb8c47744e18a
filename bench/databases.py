"""An empty database of each kind to measure on."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

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
