"""Notices are mailed once, in the reader's language, with the venue's time."""

import smtplib
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from matchmaking.core.wording import Sentence, say
from matchmaking.notifications import jobs
from matchmaking.notifications.jobs import notices
from matchmaking.notifications.models import Notice
from tests.factories.accounts import make_account
from tests.factories.expo import NOW, make_edition, venue_time
from tests.factories.notifications import make_notice
from tests.notifications.letterbox import Letterbox, post_to

Deliver = Callable[[Letterbox], int]


@pytest.fixture
def deliver(app: Flask, session: Session) -> Deliver:
    """Return what mails the test's notices."""

    def run(box: Letterbox) -> int:
        session.flush()
        connection = session.connection()
        with app.app_context():
            return notices.deliver(
                lambda: Session(connection, join_transaction_mode="create_savepoint"),
                post_to(box),
            )

    return run


def test_a_notice_is_mailed_once(session: Session, deliver: Deliver) -> None:
    reader = make_account(session, name="Zhao Min", email="zhao@example.org")
    notice = make_notice(session, reader, path="/meetings/41")
    box = Letterbox()

    counts = deliver(box), deliver(box)

    assert counts == (1, 0)
    session.refresh(notice)
    assert notice.mailed_at == NOW + timedelta(minutes=1)
    assert [(mail["To"], mail["Subject"]) for mail in box.mails] == [
        ("zhao@example.org", "Something happened.")
    ]
    assert box.mails[0].get_content() == (
        "Dear Zhao Min,\n\nSomething happened.\n\n"
        "See it here: https://fair.example.org/meetings/41\n\n"
        "Qiatan sent this because it concerns your part in the fair.\n"
        "Choose what is mailed to you: https://fair.example.org/notices/by-mail\n"
    )


def test_it_is_worded_in_the_readers_language_and_the_venues_time(
    session: Session, deliver: Deliver
) -> None:
    edition = make_edition(session, time_zone="Europe/Berlin")
    reader = make_account(session, language="zh_Hans", name="赵敏")
    make_notice(
        session,
        reader,
        edition_id=edition.id,
        path="",
        sentence=say("This time has just been taken. Choose another one."),
    )
    make_notice(session, make_account(session), edition_id=edition.id, sentence=said_at())
    box = Letterbox()

    deliver(box)

    assert box.mails[0].get_content().splitlines()[0] == "赵敏，您好："
    assert box.mails[1]["Subject"] == "Tue 5 Nov 07:00"


def said_at() -> Sentence:
    """Say 14:00 in Shanghai, which is 7:00 in Berlin."""
    return say("%(at)s", at=venue_time(5, 14))


def test_what_was_read_or_is_old_or_for_somebody_gone_is_not_mailed(
    session: Session, deliver: Deliver
) -> None:
    make_notice(session, make_account(session)).read_at = NOW
    make_notice(session, make_account(session), at=NOW - timedelta(days=2))
    make_notice(session, make_account(session, is_active=False))

    assert deliver(Letterbox()) == 0


def test_nothing_is_marked_while_the_server_is_away(session: Session, deliver: Deliver) -> None:
    notice = make_notice(session, make_account(session))

    with pytest.raises(ConnectionRefusedError):
        deliver(Letterbox(reachable=False))

    session.refresh(notice)
    assert notice.mailed_at is None


def test_a_refused_reader_does_not_hold_up_the_others(session: Session, deliver: Deliver) -> None:
    make_notice(session, make_account(session, email="refused@example.org"))
    make_notice(session, make_account(session, email="fine@example.org"))
    box = Letterbox(refuses="refused")

    assert deliver(box) == 1
    assert [mail["To"] for mail in box.mails] == ["fine@example.org"]


@pytest.mark.parametrize(
    "leaves, later",
    [
        # It said so before it took the second mail: all but the first are sent later.
        (smtplib.SMTPSenderRefused(421, b"closing", "x"), 3),
        # It may have taken the second mail before it went: that is not sent twice.
        (smtplib.SMTPServerDisconnected(), 2),
        (TimeoutError(), 2),
    ],
)
def test_what_waits_when_the_server_goes_away_is_mailed_later(
    session: Session, deliver: Deliver, leaves: Exception, later: int
) -> None:
    for _ in range(4):
        make_notice(session, make_account(session))

    assert deliver(Letterbox(leaves=leaves)) == 1
    assert deliver(Letterbox()) == later


def test_a_notice_of_no_edition_is_not_told_in_another_venues_time(
    session: Session, deliver: Deliver
) -> None:
    edition = make_edition(session, time_zone="Europe/Berlin")
    make_notice(session, make_account(session), edition_id=edition.id, sentence=said_at())
    make_notice(session, make_account(session), sentence=said_at())
    box = Letterbox()

    deliver(box)

    assert [mail["Subject"] for mail in box.mails] == ["Tue 5 Nov 07:00", "Tue 5 Nov 14:00"]


def test_a_mail_says_when_it_was_made_by_a_machine_and_in_which_language(
    session: Session, deliver: Deliver
) -> None:
    make_notice(session, make_account(session, language="zh_Hans"))
    box = Letterbox()

    deliver(box)

    mail = box.mails[0]
    assert mail["Date"].datetime == NOW + timedelta(minutes=1)
    assert mail["Message-ID"].endswith("@example.org>")
    assert (mail["Auto-Submitted"], mail["Content-Language"]) == ("auto-generated", "zh-Hans")


def test_without_a_mail_server_nothing_is_mailed(app: Flask, session: Session) -> None:
    notice = make_notice(session, make_account(session))

    assert jobs.mail_notices(app) == 0
    assert session.get_one(Notice, notice.id).mailed_at is None
