"""What mails the notices of a test."""

from collections.abc import Callable
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from matchmaking.notifications.jobs import digests
from tests.notifications.letterbox import SEVEN, Deliver, Letterbox, post_to


@pytest.fixture
def deliver(app: Flask, session: Session) -> Deliver:
    """Return what mails the test's digests at a time, or what is mailed at once."""

    def run(box: Letterbox, at: datetime = SEVEN, job: Callable[..., int] = digests.deliver) -> int:
        session.flush()
        connection = session.connection()
        with app.app_context():
            count = job(
                lambda: Session(connection, join_transaction_mode="create_savepoint"),
                post_to(box, 0, since=at),
            )
        session.expire_all()
        return count

    return run
