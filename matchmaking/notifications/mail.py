"""Handing mails over to a mail server."""

import smtplib
import ssl
from email.message import EmailMessage
from types import TracebackType
from typing import Protocol, Self

from matchmaking.config import Encryption, MailServer

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
    """A mail server, reached and signed in at as its settings say."""

    def __init__(self, server: MailServer) -> None:
        self.server = server

    def __enter__(self) -> Self:
        """Connect and sign in.

        Raises:
            smtplib.SMTPAuthenticationError: the server refuses the user or the password.
            OSError: it can't be reached, or is not who it should be.
        """
        self.client = self._connected()
        try:
            self._sign_in()
        except OSError:
            self.client.close()
            raise
        return self

    def _connected(self) -> smtplib.SMTP:
        host, port = self.server.host, self.server.port
        if self.server.encryption is Encryption.TLS:
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(host, port, timeout=SECONDS, context=context)
        return smtplib.SMTP(host, port, timeout=SECONDS)

    def _sign_in(self) -> None:
        if self.server.encryption is Encryption.STARTTLS:
            self.client.starttls(context=ssl.create_default_context())
        if self.server.user:
            self.client.login(self.server.user, self.server.password)

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
