"""Handing mails over to a mail server."""

import smtplib
from email.message import EmailMessage
from types import TracebackType
from typing import Protocol, Self

SECONDS = 20


class Transport(Protocol):
    """Something mails can be handed over to while it is open."""

    def __enter__(self) -> Self:
        """Get ready; fails before any mail is taken."""
        ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Say goodbye."""
        ...

    def send(self, message: EmailMessage) -> None:
        """Hand over one mail."""
        ...


class SmtpTransport:
    """A mail server, given as ``host`` or ``host:port``."""

    def __init__(self, server: str) -> None:
        host, _, port = server.partition(":")
        self.host, self.port = host, int(port or 25)

    def __enter__(self) -> Self:
        self.client = smtplib.SMTP(self.host, self.port, timeout=SECONDS)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.client.close()

    def send(self, message: EmailMessage) -> None:
        """Hand over one mail.

        Raises:
            smtplib.SMTPException: the server refuses it.
        """
        self.client.send_message(message)
