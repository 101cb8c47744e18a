"""Turns at writing to SQLite."""

from pathlib import Path
from threading import Thread

import pytest
import sqlalchemy as sa

from matchmaking.core.database import engine_options, prepare_engine
from matchmaking.core.turns import OwnTurnError, Turn


@pytest.fixture
def engine(tmp_path: Path) -> sa.Engine:
    return prepare_engine(sa.create_engine(**engine_options(f"sqlite:///{tmp_path / 'a'}")))


def test_a_thread_that_would_wait_for_itself_is_told_so(engine: sa.Engine) -> None:
    with engine.begin(), pytest.raises(OwnTurnError, match="already writes"), engine.begin():
        pass

    engine.dispose()


def test_a_turn_ends_when_its_connection_goes_back(engine: sa.Engine) -> None:
    for _ in range(3):
        with engine.begin() as connection:
            connection.execute(sa.text("CREATE TABLE IF NOT EXISTS t (a)"))

    engine.dispose()


def test_the_next_one_writes_when_the_turn_is_given_back(tmp_path: Path) -> None:
    first, second = Turn(str(tmp_path / "a")), Turn(str(tmp_path / "a"))
    written: list[str] = []

    def write() -> None:
        second.take()
        written.append("second")
        second.give_back()

    first.take()
    waiting = Thread(target=write)
    waiting.start()
    written.append("first")
    first.give_back()
    waiting.join()

    assert written == ["first", "second"]
    first.close()
    second.close()
