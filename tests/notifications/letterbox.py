"""Where mails of tests end."""

import smtplib
from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import EmailMessage
from types import TracebackType
from typing import Self

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.notifications.jobs.letters import Post
from matchmaking.notifications.models import Notice
from tests.databases import SECRET
from tests.factories.expo import NOW, venue_time

SEVEN = venue_time(6, 7)
Deliver = Callable[..., int]


class Letterbox:
    """A transport that keeps what it is given."""

    def __init__(
        self, *, reachable: bool = True, refuses: str = "", leaves: Exception | None = None
    ) -> None:
        self.mails: list[EmailMessage] = []
        self.reachable = reachable
        self.refuses = refuses
        self.leaves = leaves

    def __enter__(self) -> Self:
        """Connect, unless the server is away."""
        if not self.reachable:
            raise ConnectionRefusedError
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Do nothing."""

    def send(self, message: EmailMessage) -> None:
        """Keep a mail, unless its reader is refused."""
        if self.refuses and self.refuses in str(message["To"]):
            raise smtplib.SMTPRecipientsRefused({})
        if self.leaves and self.mails:
            raise self.leaves
        self.mails.append(message)


class Slow(Letterbox):
    """A server that takes so long to answer that somebody reads their notices meanwhile."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session

    def __enter__(self) -> Self:
        """Let them read."""
        self.session.execute(sa.update(Notice).values(read_at=SEVEN))
        return self


def post_to(box: Letterbox, minutes: int = 1, *, since: datetime = NOW) -> Post:
    """Return how mails reach the box, some minutes later."""
    return Post(
        box,
        at=since + timedelta(minutes=minutes),
        sender="Qiatan <no-reply@example.org>",
        public_url="https://fair.example.org",
        secret_key=SECRET,
    )
