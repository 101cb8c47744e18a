"""What one run of the tests shares between its workers."""

import os
import shutil
import tempfile
from pathlib import Path

import sqlalchemy as sa

from tests.postgres import PostgresServer

FOLDER = "QIATAN_TESTS_FOLDER"
SERVER = "QIATAN_TESTS_POSTGRESQL"


class Run:
    """A folder and a server, made and removed by the process that leads the workers."""

    def __init__(self, *, workers: int) -> None:
        self.folder = tempfile.mkdtemp(prefix="qiatan-tests-")
        os.environ[FOLDER] = self.folder
        self._server: PostgresServer | None = None
        given = os.environ.get("MATCHMAKING_TEST_DATABASE_URL")
        if given:
            os.environ[SERVER] = given
        elif workers:
            self._server = PostgresServer()
            os.environ[SERVER] = self._server.url()

    def close(self) -> None:
        """Remove it all; databases on somebody else's server too."""
        if self._server is not None:
            self._server.stop()
        elif SERVER in os.environ:
            _drop_databases(os.environ[SERVER], Path(self.folder).name.replace("-", "_"))
        shutil.rmtree(self.folder, ignore_errors=True)


def _drop_databases(server: str, prefix: str) -> None:
    url = sa.make_url(server).set(drivername="postgresql+psycopg")
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.pool.NullPool)
    with engine.connect() as connection:
        names = connection.scalars(
            sa.text("SELECT datname FROM pg_database WHERE starts_with(datname, :prefix)"),
            {"prefix": prefix},
        ).all()
        for name in names:
            connection.exec_driver_sql(f'DROP DATABASE "{name}" WITH (FORCE)')
