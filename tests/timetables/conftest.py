"""What tests of timetables share."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from matchmaking.timetables import jobs
from tests.browser import Browser
from tests.databases import Database
from tests.timetables.desk import Desk
from tests.timetables.searches import Place, PretendedSearch


@pytest.fixture
def desk(browser: Browser, session: Session, app: Flask, tmp_path: Path) -> Desk:
    """Return an organiser's desk; what jobs are put is noted, not done."""
    return Desk(browser, session, app, tmp_path)


@pytest.fixture
def place(race_database: Database) -> Iterator[Place]:
    """Return a database of each kind with a fair that wants a plan."""
    with race_database.session() as session:
        yield Place(race_database, session)


@pytest.fixture
def pretended(monkeypatch: pytest.MonkeyPatch) -> type[PretendedSearch]:
    """Let jobs search by a search that goes on until it is stopped."""

    class Pretended(PretendedSearch):
        pass

    monkeypatch.setattr(jobs, "Search", Pretended)
    monkeypatch.setattr(jobs, "PAUSE_SECONDS", 0)
    return Pretended
