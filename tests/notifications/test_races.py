"""Several workers at once make one digest, and nobody waits for the mail server with them."""

from collections.abc import Iterator
from contextlib import suppress
from email.message import EmailMessage
from functools import partial
from threading import Barrier, BrokenBarrierError
from typing import Self

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from matchmaking.application import create_app
from matchmaking.notifications import services
from matchmaking.notifications.jobs import digests, notices
from matchmaking.notifications.models import MailChoice
from matchmaking.notifications.queries import ways_of
from matchmaking.notifications.values import KIND_WORDS, NoticeKind, Way
from tests.databases import Database, close, settings_for
from tests.factories.accounts import make_account
from tests.factories.expo import NOW, venue_time
from tests.factories.notifications import choose, make_notice
from tests.notifications.letterbox import Letterbox, post_to
from tests.racing import together

WORKERS = 3


class MeetingPoint(Letterbox):
    """A server at which workers wait for each other, before the first mail and in its middle."""

    def __init__(self, patience: int) -> None:
        super().__init__()
        self.patience = patience
        self.door, self.middle = Barrier(WORKERS), Barrier(WORKERS)

    def __enter__(self) -> Self:
        """Let all of them look for what is due before any of them takes it on."""
        self.door.wait(10)
        return self

    def send(self, message: EmailMessage) -> None:
        """Take the mail when all have come with one, or when nobody else comes."""
        with suppress(BrokenBarrierError):
            self.middle.wait(self.patience)
        super().send(message)


@pytest.fixture
def racing_app(race_database: Database) -> Iterator[Flask]:
    app = create_app(settings_for(race_database.url))
    yield app
    close(app)


def mails_of_all(app: Flask, database: Database, *, patience: int) -> int:
    """Let the workers mail one digest; return how many mails there are."""
    with database.session() as session:
        reader = make_account(session)
        choose(session, reader, Way.DAILY)
        make_notice(session, reader)
        session.commit()
    box = MeetingPoint(patience)

    def work() -> int:
        with app.app_context():
            return digests.deliver(
                lambda: Session(database.engine), post_to(box, since=venue_time(6, 7))
            )

    counts = together(*(partial(work) for _ in range(WORKERS)))
    assert counts.count(1) == len(box.mails)
    assert counts.count(0) == WORKERS - len(box.mails)
    return len(box.mails)


def test_several_workers_mail_one_digest(racing_app: Flask, race_database: Database) -> None:
    assert mails_of_all(racing_app, race_database, patience=1) == 1


def test_without_the_row_of_the_day_each_would_mail_it(
    racing_app: Flask, race_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: asking first and inserting then is not enough."""
    monkeypatch.setattr(services, "begin_digest", lambda *_args, **_values: True)

    assert mails_of_all(racing_app, race_database, patience=10) == WORKERS


class Busy(Letterbox):
    """A server that is slow: meanwhile somebody else writes."""

    def __init__(self, database: Database) -> None:
        super().__init__()
        self.database = database

    def __enter__(self) -> Self:
        """Let somebody write."""
        self.write()
        return self

    def send(self, message: EmailMessage) -> None:
        """Let somebody write."""
        self.write()
        super().send(message)

    def write(self) -> None:
        """Write, in a transaction of its own."""
        with self.database.session() as session:
            make_account(session)
            session.commit()


def test_others_write_while_the_server_is_reached_and_takes_a_mail(
    racing_app: Flask, race_database: Database
) -> None:
    with race_database.session() as session:
        make_notice(session, make_account(session))
        session.commit()
    box = Busy(race_database)

    with racing_app.app_context():
        sent = notices.deliver(lambda: Session(race_database.engine), post_to(box))

    assert (sent, len(box.mails)) == (1, 1)


def test_two_pages_that_choose_for_the_first_time_at_once_leave_one_choice_of_each_kind(
    race_database: Database,
) -> None:
    with race_database.session() as session:
        account = make_account(session)
        session.commit()

    def choose_one(kind: NoticeKind) -> None:
        with race_database.session() as session:
            services.choose(session, account.id, {kind: Way.APP_ONLY}, at=NOW)
            session.commit()

    results = together(*(partial(choose_one, kind) for kind in KIND_WORDS))

    assert results == [None] * len(KIND_WORDS)
    with race_database.session() as session:
        assert set(ways_of(session, account.id).values()) == {Way.APP_ONLY}
        assert session.query(MailChoice).count() == len(KIND_WORDS)
