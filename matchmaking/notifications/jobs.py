"""Mailing what people were told."""

import smtplib
from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import make_msgid
from enum import Enum, auto
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask import Flask, g
from flask_babel import force_locale, gettext as _
from sqlalchemy.orm import Session
from structlog import get_logger

from matchmaking.accounts import password_links
from matchmaking.accounts.models import Account
from matchmaking.config import Settings
from matchmaking.core.clock import utc_now
from matchmaking.notifications import queries
from matchmaking.notifications.mail import SmtpTransport, Transport
from matchmaking.notifications.models import Notice
from matchmaking.web.language import DEFAULT_ZONE, spoken
from matchmaking.web.session import db

BATCH = 200
# What is older was told in the app; mailing it now would only confuse.
FRESH = timedelta(days=1)
SUBJECT_LENGTH = 120
CLOSES = 421
log = get_logger()


class Outcome(Enum):
    """What became of a mail: ``UNKNOWN`` if the server left in the middle of it."""

    TAKEN = auto()
    REFUSED = auto()
    LATER = auto()
    UNKNOWN = auto()


NO_MORE_NOW = {Outcome.LATER, Outcome.UNKNOWN}


def mail_notices(app: Flask) -> int:
    """Mail what waits, if a mail server is set; return how many mails went out."""
    settings: Settings = app.extensions["settings"]
    if settings.mail_server is None:
        return 0
    with app.app_context():
        return deliver(
            lambda: Session(db.engine),
            SmtpTransport(settings.mail_server),
            at=utc_now(),
            sender=settings.mail_sender,
            public_url=settings.public_url,
        )


def mail_password_links(app: Flask) -> int:
    """Mail the links that people asked for, if a mail server is set; return how many went out."""
    settings: Settings = app.extensions["settings"]
    if settings.mail_server is None:
        return 0
    with app.app_context():
        return deliver_links(
            lambda: Session(db.engine),
            SmtpTransport(settings.mail_server),
            at=utc_now(),
            sender=settings.mail_sender,
            public_url=settings.public_url,
        )


def deliver_links(
    session_factory: Callable[[], Session],
    transport: Transport,
    *,
    at: datetime,
    sender: str,
    public_url: str,
) -> int:
    """Hand over every link that waits; return how many. Each gets its token now, and once."""
    with session_factory() as session:
        links = password_links.links_to_mail(session, at=at)
        if not links:
            return 0
        sent = 0
        with transport:
            for link in links:
                token = password_links.give_token(session, link, at=at)
                session.commit()
                if token is not None:
                    message = _link_message(link.account, f"{public_url}/new-password/{token}")
                    _address(message, link.account, sender, at=at)
                    outcome = _hand_over(transport, message, link.id)
                    sent += outcome is Outcome.TAKEN
                    if outcome is Outcome.LATER:
                        password_links.take_token_back(session, link)
                        session.commit()
                    if outcome in NO_MORE_NOW:
                        break
        return sent


def _link_message(account: Account, address: str) -> EmailMessage:
    message = EmailMessage()
    with force_locale(account.language or "en"):
        message["Subject"] = _("Choose another password")
        lines = [
            _("Dear %(name)s,", name=account.name),
            "",
            _("With this link you choose another password. It works for one hour, and once:"),
            address,
            "",
            _("If it was not you who asked for it, do nothing: your password stays as it is."),
        ]
    message.set_content("\n".join(lines) + "\n")
    return message


def deliver(
    session_factory: Callable[[], Session],
    transport: Transport,
    *,
    at: datetime,
    sender: str,
    public_url: str,
) -> int:
    """Hand over every mail that waits; return how many.

    Each is marked, and that committed, before it is handed over: a crash in between loses a mail
    (the notice stays in the app) but nothing is sent twice. If the server can't be reached,
    nothing is marked; if it goes away in between, the rest waits. Needs an application context for
    the languages.
    """
    with session_factory() as session:
        if not queries.to_mail(session, since=at - FRESH, limit=1):
            return 0
        sent = 0
        with transport:
            for notice, account, zone in queries.to_mail(session, since=at - FRESH, limit=BATCH):
                if _claim(session, notice, at=at):
                    message = _message(notice, account, zone, public_url)
                    _address(message, account, sender, at=at)
                    outcome = _hand_over(transport, message, notice.id)
                    sent += outcome is Outcome.TAKEN
                    if outcome is Outcome.LATER:
                        notice.mailed_at = None
                        session.commit()
                    if outcome in NO_MORE_NOW:
                        break
        return sent


def _claim(session: Session, notice: Notice, *, at: datetime) -> bool:
    """Mark a notice as mailed unless another worker just did."""
    claimed = session.execute(
        sa.update(Notice)
        .where(Notice.id == notice.id, Notice.mailed_at.is_(None))
        .values(mailed_at=at)
        .returning(Notice.id)
    ).first()
    session.commit()
    return claimed is not None


def _hand_over(transport: Transport, message: EmailMessage, key: int) -> Outcome:
    try:
        transport.send(message)
    except (smtplib.SMTPException, OSError) as error:
        log.warning("mail refused", key=key, error=str(error))
        return _outcome_of(error)
    return Outcome.TAKEN


def _outcome_of(error: OSError) -> Outcome:
    """Tell a mail that is not wanted from a server that is gone, or says that it closes (421)."""
    if isinstance(error, smtplib.SMTPResponseException) and error.smtp_code == CLOSES:
        return Outcome.LATER
    is_about_mail = isinstance(error, smtplib.SMTPException)
    is_gone = isinstance(error, smtplib.SMTPServerDisconnected) or not is_about_mail
    return Outcome.UNKNOWN if is_gone else Outcome.REFUSED


def _address(message: EmailMessage, account: Account, sender: str, *, at: datetime) -> None:
    """Write the head of a mail; answering machines must not answer it."""
    message["From"], message["To"] = sender, account.email
    message["Date"] = at
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2].rstrip(">") or None)
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = "zh-Hans" if account.language == "zh_Hans" else "en"


def _message(notice: Notice, account: Account, zone: str | None, public_url: str) -> EmailMessage:
    """Word a notice in its reader's language, times in the venue's."""
    message = EmailMessage()
    g.venue_zone = ZoneInfo(zone) if zone else DEFAULT_ZONE
    with force_locale(account.language or "en"):
        text = spoken(notice.sentence)
        lines = [_("Dear %(name)s,", name=account.name), "", text, ""]
        if notice.path:
            lines += [_("See it here: %(address)s", address=public_url + notice.path), ""]
        lines += [_("Qiatan sent this because it concerns your part in the fair.")]
    message["Subject"] = " ".join(text.split())[:SUBJECT_LENGTH]
    message.set_content("\n".join(lines) + "\n")
    return message
