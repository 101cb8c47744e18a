"""What tests of timetables share."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.browser import Browser
from tests.timetables.desk import Desk


@pytest.fixture
def desk(browser: Browser, session: Session, app: Flask, tmp_path: Path) -> Desk:
    """Return an organiser's desk; what jobs are put is noted, not done."""
    return Desk(browser, session, app, tmp_path)
