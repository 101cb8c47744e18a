"""Digests: one mail a day of what is still unread; none twice, nothing forgotten."""

import smtplib
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from matchmaking.accounts.models import Account
from matchmaking.core.wording import say
from matchmaking.notifications import jobs
from matchmaking.notifications.jobs import digests, notices
from matchmaking.notifications.models import Digest
from matchmaking.notifications.values import NoticeKind, Way, is_soon, morning_at
from tests.factories.accounts import make_account
from tests.factories.expo import NOW, make_edition, venue_time
from tests.factories.notifications import choose, make_notice
from tests.notifications.letterbox import SEVEN, Deliver, Letterbox, Slow

TOMORROW = venue_time(7, 7)


class KilledError(Exception):
    """The process ends here."""


class Killing(Letterbox):
    """A server in whose middle the process ends: before it took the mail, or after."""

    def __init__(self, *, took: bool) -> None:
        super().__init__()
        self.took = took

    def send(self, message: EmailMessage) -> None:
        """End the process."""
        if self.took:
            self.mails.append(message)
        raise KilledError


@pytest.fixture
def reader(session: Session) -> Account:
    """Return somebody who wants everything once a day."""
    account = make_account(session, name="Zhao Min", email="zhao@example.org")
    choose(session, account, Way.DAILY)
    return account


def tell_three(session: Session, account: Account) -> None:
    """Tell somebody of a deal and of two meetings."""
    deal = say("A deal at %(at)s.", at=venue_time(8, 14))
    make_notice(session, account, kind=NoticeKind.DEALS, sentence=deal, path="/intentions/7")
    for number in (1, 2):
        news = say("Meeting %(number)s.", number=number)
        make_notice(session, account, sentence=news, path=f"/meetings/{number}")


def test_it_is_grouped_by_kind_and_every_notice_leads_to_its_page(
    session: Session, deliver: Deliver, reader: Account
) -> None:
    tell_three(session, reader)
    box = Letterbox()

    assert deliver(box) == 1

    mail = box.mails[0]
    assert (mail["To"], mail["Subject"]) == ("zhao@example.org", "3 notices, Wed 6 Nov")
    assert mail.get_content() == (
        "Dear Zhao Min,\n\n"
        "This is what you have not read in Qiatan yet.\n\n"
        "— Requests and meetings —\n\n"
        "• Meeting 1.\n  https://fair.example.org/meetings/1\n\n"
        "• Meeting 2.\n  https://fair.example.org/meetings/2\n\n"
        "— Purchase intentions —\n\n"
        "• A deal at Fri 8 Nov 14:00.\n  https://fair.example.org/intentions/7\n\n"
        "All notices: https://fair.example.org/notices\n\n"
        "You get this mail once a day at most, and only when there is news.\n"
        "Choose what is mailed to you: https://fair.example.org/notices/by-mail\n"
    )


def test_it_is_written_in_its_reader_s_language(
    session: Session, deliver: Deliver, reader: Account
) -> None:
    reader.language, reader.name = "zh_Hans", "赵敏"
    make_notice(session, reader, sentence=say("Unread:"), path="")
    box = Letterbox()

    deliver(box)

    assert box.mails[0]["Subject"] == "11月6日周三：1条通知"
    assert box.mails[0].get_content() == (
        "赵敏，您好：\n\n"
        "以下是您在“洽谈”平台尚未阅读的通知。\n\n"
        "— 约见申请与洽谈 —\n\n"
        "• 未读：\n\n"
        "查看全部通知：https://fair.example.org/notices\n\n"
        "此邮件每天最多一封，没有新通知则不发送。\n"
        "选择接收哪些邮件：https://fair.example.org/notices/by-mail\n"
    )


def test_it_is_mailed_once_a_day_in_the_morning(
    session: Session, deliver: Deliver, reader: Account
) -> None:
    tell_three(session, reader)
    make_notice(session, reader, at=SEVEN, sentence=say("Late."))
    box = Letterbox()

    times = [SEVEN - timedelta(minutes=1), SEVEN, SEVEN, SEVEN + timedelta(hours=9), TOMORROW]
    counts = [deliver(box, at) for at in times]

    assert counts == [0, 1, 0, 0, 1]
    assert [mail["Subject"] for mail in box.mails] == [
        "3 notices, Wed 6 Nov",
        "1 notice, Thu 7 Nov",
    ]


def test_what_was_missed_in_the_morning_is_mailed_later_that_day_but_never_at_night(
    session: Session, deliver: Deliver, reader: Account
) -> None:
    tell_three(session, reader)

    assert deliver(Letterbox(), TOMORROW - timedelta(minutes=1)) == 0
    assert deliver(Letterbox(), TOMORROW + timedelta(hours=16)) == 1


def test_what_was_read_meanwhile_is_left_out_and_where_nothing_is_left_nothing_is_mailed(
    session: Session, deliver: Deliver, reader: Account
) -> None:
    first, second = make_notice(session, reader), make_notice(session, reader)
    other = make_account(session)
    choose(session, other, Way.DAILY)
    make_notice(session, other).read_at = NOW
    box = Letterbox()
    first.read_at = NOW

    assert deliver(box) == 1
    assert box.mails[0]["Subject"] == "1 notice, Wed 6 Nov"
    assert (first.mailed_at, second.mailed_at) == (None, SEVEN)
    assert session.scalars(sa.select(Digest.account_id)).all() == [reader.id]


def test_what_is_read_while_the_server_is_reached_is_left_out_too(
    session: Session, deliver: Deliver, reader: Account
) -> None:
    make_notice(session, reader)
    box = Slow(session)

    assert (deliver(box), box.mails) == (0, [])
    assert session.scalars(sa.select(Digest.account_id)).all() == []


@pytest.mark.parametrize("took", [False, True])
def test_where_the_process_died_no_second_mail_is_made_that_day_and_nothing_is_forgotten(
    session: Session, deliver: Deliver, reader: Account, *, took: bool
) -> None:
    tell_three(session, reader)
    with pytest.raises(KilledError):
        deliver(Killing(took=took))
    same_day, next_day = Letterbox(), Letterbox()

    assert (deliver(same_day), deliver(next_day, TOMORROW)) == (0, 1)
    assert next_day.mails[0]["Subject"] == "3 notices, Thu 7 Nov"


def test_where_it_died_before_anything_was_handed_over_the_mail_is_made_the_same_day(
    session: Session, deliver: Deliver, reader: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell_three(session, reader)
    with monkeypatch.context() as patch:
        patch.setattr(digests.DigestLetter, "_words", end_the_process)
        with pytest.raises(KilledError):
            deliver(Letterbox())

    assert deliver(Letterbox()) == 1


def end_the_process(*_told: object) -> None:
    raise KilledError


@pytest.mark.parametrize(
    "leaves, same_day, next_day",
    [
        # It said so before it took the mail.
        (smtplib.SMTPSenderRefused(421, b"closing", "x"), 1, 0),
        # It may have taken it: nothing is made anew that day.
        (smtplib.SMTPServerDisconnected(), 0, 1),
    ],
)
def test_a_server_that_goes_away_holds_a_digest_up(
    session: Session, deliver: Deliver, leaves: Exception, same_day: int, next_day: int
) -> None:
    for _ in range(2):
        account = make_account(session)
        choose(session, account, Way.DAILY)
        make_notice(session, account)

    assert deliver(Letterbox(leaves=leaves)) == 1
    assert deliver(Letterbox()) == same_day
    assert deliver(Letterbox(), TOMORROW) == next_day


def test_a_refused_reader_gets_it_with_the_next(
    session: Session, deliver: Deliver, reader: Account
) -> None:
    notice = make_notice(session, reader)

    counts = (
        deliver(Letterbox(refuses="zhao")),
        deliver(Letterbox()),
        deliver(Letterbox(), TOMORROW),
    )

    assert counts == (0, 0, 1)
    assert notice.mailed_at == TOMORROW


def test_what_is_urgent_or_about_the_account_comes_at_once(
    session: Session, deliver: Deliver, reader: Account
) -> None:
    make_notice(session, reader, sentence=say("Can wait."))
    make_notice(session, reader, is_urgent=True, sentence=say("Cancelled."))
    make_notice(session, reader, kind=NoticeKind.ACCOUNT, sentence=say("Your role."))
    now, then = Letterbox(), Letterbox()

    deliver(now, NOW, notices.deliver)
    deliver(then)

    assert [mail["Subject"] for mail in now.mails] == ["Cancelled.", "Your role."]
    assert [mail["Subject"] for mail in then.mails] == ["1 notice, Wed 6 Nov"]


def test_each_is_mailed_in_the_morning_of_their_fair_in_its_time(
    session: Session, deliver: Deliver, reader: Account
) -> None:
    edition = make_edition(session, time_zone="Europe/Berlin")
    at = say("At %(at)s.", at=venue_time(8, 14))
    make_notice(session, reader, edition_id=edition.id, sentence=at)
    box = Letterbox()

    assert (deliver(box, SEVEN), deliver(box, SEVEN + timedelta(hours=7))) == (0, 1)
    assert "• At Fri 8 Nov 07:00." in box.mails[0].get_content()


def test_who_takes_part_in_two_fairs_gets_one_mail_a_day(
    session: Session, deliver: Deliver, reader: Account
) -> None:
    for zone in ("Asia/Shanghai", "Europe/Berlin"):
        edition = make_edition(session, time_zone=zone)
        make_notice(session, reader, edition_id=edition.id)
        make_notice(session, reader, edition_id=edition.id, at=SEVEN + timedelta(hours=1))
    box = Letterbox()

    assert (deliver(box), deliver(box, SEVEN + timedelta(hours=7)), deliver(box, TOMORROW)) == (
        1,
        0,
        1,
    )
    assert [mail["Subject"][:9] for mail in box.mails] == ["2 notices", "2 notices"]


def test_of_very_many_the_newest_are_shown_and_the_rest_is_counted(
    session: Session, deliver: Deliver, reader: Account
) -> None:
    made = [make_notice(session, reader, sentence=say(f"No. {one}.")) for one in range(23)]
    box = Letterbox()

    deliver(box)

    text = box.mails[0].get_content()
    assert text.count("•") == 20
    assert "\n… 3 earlier ones\n\n• No. 3.\n" in text
    assert "• No. 22.\n" in text
    assert {one.mailed_at for one in made} == {SEVEN}


def test_what_is_older_than_a_week_or_for_somebody_gone_is_not_mailed(
    session: Session, deliver: Deliver, reader: Account
) -> None:
    make_notice(session, reader, at=SEVEN - timedelta(days=7, minutes=1))
    gone = make_account(session, is_active=False)
    choose(session, gone, Way.DAILY)
    make_notice(session, gone)

    assert deliver(Letterbox()) == 0


def test_what_changes_sooner_than_the_next_digest_comes_can_not_wait_for_it() -> None:
    zone = ZoneInfo("Europe/Berlin")
    told = datetime(2019, 10, 26, 7, 0, 1, tzinfo=zone)
    following = morning_at(datetime(2019, 10, 27, 12, tzinfo=zone), zone)
    assert following is not None

    assert following.until - told.astimezone(UTC) > timedelta(hours=24, minutes=59)
    assert is_soon(following.until, at=told.astimezone(UTC))


def test_without_a_mail_server_no_digest_is_begun(
    app: Flask, session: Session, reader: Account
) -> None:
    make_notice(session, reader)

    assert jobs.mail_digests(app) == 0
    assert session.scalars(sa.select(Digest.account_id)).all() == []
