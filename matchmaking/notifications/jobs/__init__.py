"""Mailing what people were told and the links they asked for, if a mail server is set."""

import smtplib
from collections.abc import Callable

from flask import Flask
from sqlalchemy.orm import Session
from structlog import get_logger

from matchmaking.config import MailServer, Settings
from matchmaking.core.clock import utc_now
from matchmaking.notifications.jobs import addresses, digests, links, notices
from matchmaking.notifications.jobs.letters import Post
from matchmaking.notifications.mail import SmtpTransport
from matchmaking.web.session import db

Delivery = Callable[[Callable[[], Session], Post], int]
REFUSED = "the mail server refuses the sign-in; mails wait"
log = get_logger()


def mail_notices(app: Flask) -> int:
    """Mail the notices that wait; return how many mails went out."""
    return _mail(app, notices.deliver)


def mail_digests(app: Flask) -> int:
    """Mail the digests that are due; return how many went out."""
    return _mail(app, digests.deliver)


def mail_password_links(app: Flask) -> int:
    """Mail the links with which people choose another password; return how many went out."""
    return _mail(app, links.deliver)


def mail_address_changes(app: Flask) -> int:
    """Mail old and new addresses that people change; return how many mails went out."""
    return _mail(app, addresses.deliver)


def _mail(app: Flask, deliver: Delivery) -> int:
    settings: Settings = app.extensions["settings"]
    server = settings.mail_server
    if server is None:
        return 0
    post = Post(
        SmtpTransport(server),
        at=utc_now(),
        sender=settings.mail_sender,
        public_url=settings.public_url,
        secret_key=settings.secret_key,
    )
    with app.app_context():
        try:
            return deliver(lambda: Session(db.engine), post)
        except OSError as error:
            _tell(server, error)
            return 0


def _tell(server: MailServer, error: OSError) -> None:
    """Log in a line why no mail leaves; a trace would show the password it was tried with."""
    known = {"server": f"{server.host}:{server.port}", "encryption": server.encryption.value}
    if isinstance(error, smtplib.SMTPAuthenticationError):
        answer = f"{error.smtp_code} {_text(error.smtp_error)}"
        log.error(REFUSED, user=server.user, answer=answer, **known)
    else:
        log.error("the mail server can't be used; mails wait", error=str(error), **known)


def _text(answer: bytes | str) -> str:
    return answer.decode(errors="replace") if isinstance(answer, bytes) else answer
