"""The demonstration, loaded once per worker into a database of each kind."""

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from matchmaking.demonstration.loader import load
from matchmaking.demonstration.scale import SMALL
from tests.databases import DIALECTS, Database, Databases


@pytest.fixture(scope="session", params=DIALECTS)
def loaded(
    request: pytest.FixtureRequest, databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    """Return a database with the small demonstration; tests only read it, or roll back."""
    made = databases.fresh(request.param)
    with made.session() as session:
        load(
            session, SMALL, evidence=tmp_path_factory.mktemp("evidence"), report=lambda _line: None
        )
        session.commit()
    yield made
    databases.discard(made)


@pytest.fixture
def demo(loaded: Database) -> Iterator[Session]:
    """Open a session on the loaded demonstration; what a test does is rolled back."""
    with loaded.engine.connect() as connection:
        transaction = connection.begin()
        with Session(connection, join_transaction_mode="create_savepoint") as session:
            yield session
        transaction.rollback()
