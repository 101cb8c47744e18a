"""``make bench``: everything in one run, on SQLite and on PostgreSQL."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from bench import bookings, web
from bench.fair import lay_out
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


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder, databases(Path(folder)) as found:
        for name, url in found:
            print(f"\n{name}: over HTTP, {web.CLIENTS} clients, median of {web.ROUNDS} rounds")
            people = lay_out(url, folder)
            web.measure(url, people)
            print(f"\n{name}: bookings, median of {bookings.ROUNDS} rounds")
            bookings.measure(url)


if __name__ == "__main__":
    main()
