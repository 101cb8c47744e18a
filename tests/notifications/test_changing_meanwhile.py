"""What is read, chosen or closed before a mail is handed over."""

from datetime import timedelta
from types import ModuleType
from typing import Self

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.accounts.models import Account
from matchmaking.core.wording import say
from matchmaking.notifications import services
from matchmaking.notifications.jobs import digests, notices
from matchmaking.notifications.values import NoticeKind, Way
from tests.factories.accounts import make_account
from tests.factories.expo import NOW
from tests.factories.notifications import choose, make_notice
from tests.notifications.letterbox import SEVEN, Deliver, Letterbox, Slow


class Closing(Letterbox):
    """A server that is reached so slowly that an account is closed meanwhile."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session

    def __enter__(self) -> Self:
        """Close every account."""
        self.session.execute(sa.update(Account).values(is_active=False))
        return self


@pytest.mark.parametrize("way, job", [(Way.DAILY, digests), (Way.AT_ONCE, notices)])
def test_whose_account_is_closed_while_the_server_is_reached_is_not_mailed(
    session: Session, deliver: Deliver, way: Way, job: ModuleType
) -> None:
    account = make_account(session)
    choose(session, account, way)
    notice = make_notice(session, account, at=SEVEN - timedelta(hours=1))

    assert deliver(Closing(session), SEVEN, job.deliver) == 0
    assert notice.mailed_at is None


def test_what_is_read_before_its_turn_is_not_mailed_at_once(
    session: Session, deliver: Deliver
) -> None:
    make_notice(session, make_account(session), at=SEVEN)

    assert deliver(Slow(session), SEVEN, notices.deliver) == 0


ONCE, DAILY, APP = Way.AT_ONCE, Way.DAILY, Way.APP_ONLY


@pytest.mark.parametrize(
    "ways, at_once, digest",
    [
        ([ONCE], 1, 0),
        ([DAILY], 0, 1),
        ([APP], 0, 0),
        # What waits follows to a quieter way, and never to a louder one.
        ([ONCE, DAILY], 0, 1),
        ([ONCE, APP], 0, 0),
        ([DAILY, APP], 0, 0),
        ([DAILY, ONCE], 0, 1),
        ([APP, DAILY], 0, 0),
        ([APP, ONCE], 0, 0),
    ],
)
def test_what_waits_when_somebody_chooses_anew_is_neither_lost_nor_mailed_against_their_wish(
    session: Session, deliver: Deliver, ways: list[Way], at_once: int, digest: int
) -> None:
    account = make_account(session)
    choose(session, account, ways[0])
    make_notice(session, account)
    services.choose(
        session, account.id, {NoticeKind.MEETINGS: ways[-1]}, at=NOW + timedelta(minutes=1)
    )

    assert deliver(Letterbox(), NOW + timedelta(minutes=2), notices.deliver) == at_once
    assert deliver(Letterbox()) == digest


def test_what_came_while_nothing_was_mailed_stays_in_the_application_however_often_one_chooses(
    session: Session, deliver: Deliver
) -> None:
    account = make_account(session)
    choose(session, account, APP)
    quiet = make_notice(session, account, sentence=say("Quiet."))
    later = NOW + timedelta(minutes=1)
    services.choose(session, account.id, {NoticeKind.MEETINGS: DAILY}, at=later)
    make_notice(session, account, at=later, sentence=say("Daily."))
    services.choose(session, account.id, {NoticeKind.MEETINGS: ONCE}, at=NOW + timedelta(minutes=2))
    box = Letterbox()

    assert deliver(Letterbox(), NOW + timedelta(minutes=3), notices.deliver) == 0
    assert deliver(box) == 1
    assert "• Daily." in box.mails[0].get_content()
    assert "• Quiet." not in box.mails[0].get_content()
    assert quiet.read_at is None
