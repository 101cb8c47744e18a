"""Handing mails over one by one, so that none is sent twice and none lost that can be kept."""

import smtplib
from collections.abc import Callable, Iterable
from dataclasses import KW_ONLY, dataclass
from datetime import datetime
from email.headerregistry import HeaderRegistry, UniqueUnstructuredHeader
from email.message import EmailMessage
from email.policy import Policy, default
from email.utils import make_msgid
from enum import Enum, auto
from typing import Protocol

from flask_babel import force_locale, gettext as _
from sqlalchemy.orm import Session
from structlog import get_logger

from matchmaking.notifications.mail import Transport
from matchmaking.notifications.stop_links import stop_token
from matchmaking.notifications.values import NoticeKind

CLOSES = 421
STOP = "List-Unsubscribe"
Words = tuple[str, list[str]]
log = get_logger()


class StopHeader(UniqueUnstructuredHeader):
    """Where mails are stopped, on one line: a longer address would be encoded, and no link."""

    def fold(self, *, policy: Policy) -> str:
        """Return the line."""
        return f"{STOP}: {self}{policy.linesep}"


HEADERS = HeaderRegistry()
HEADERS.map_to_type(STOP.lower(), StopHeader)  # type: ignore[arg-type] # as in Python's manual
POLICY = default.clone(header_factory=HEADERS)


class Outcome(Enum):
    """What became of a mail: ``UNKNOWN`` if the server left in the middle of it."""

    TAKEN = auto()
    REFUSED = auto()
    LATER = auto()
    UNKNOWN = auto()


NO_MORE_NOW = {Outcome.LATER, Outcome.UNKNOWN}


class Letter(Protocol):
    """A mail that waits."""

    @property
    def key(self) -> int:
        """Return the key of its row, for the log."""
        ...

    def claim(self, session: Session) -> EmailMessage | None:
        """Mark it as mailed and write it; nothing if another worker just did, or it is off."""
        ...

    def give_back(self, session: Session) -> None:
        """Let it wait again: the server did not take it."""
        ...

    def note_taken(self, _session: Session) -> None:
        """Note that the server took it, where its mark does not say so already."""
        return


@dataclass(frozen=True)
class Post:
    """How mails leave: over which server, when, from whom, and where their links lead."""

    transport: Transport
    _: KW_ONLY
    at: datetime
    sender: str
    public_url: str
    secret_key: str

    def write(
        self, email: str, language: str | None, words: Callable[[], Words], *, stop: str = ""
    ) -> EmailMessage:
        """Write a mail in its reader's language; answering machines must not answer it.

        One that can be switched off says how: mail programs show a button that calls ``stop``.
        """
        message = EmailMessage(policy=POLICY)
        with force_locale(language or "en"):
            subject, lines = words()
        message.set_content("\n".join(lines) + "\n")
        message["Subject"] = subject
        message["From"], message["To"] = self.sender, email
        message["Date"] = self.at
        domain = self.sender.rpartition("@")[2].rstrip(">")
        message["Message-ID"] = make_msgid(domain=domain or None)
        message["Auto-Submitted"] = "auto-generated"
        message["Content-Language"] = "zh-Hans" if language == "zh_Hans" else "en"
        if stop:
            message[STOP] = f"<{stop}>"
            message[f"{STOP}-Post"] = "List-Unsubscribe=One-Click"
        return message

    def stop_address(self, account_id: int, kind: NoticeKind | None) -> str:
        """Return where mails of a kind are stopped; without one, what comes once a day."""
        token = stop_token(self.secret_key, account_id, kind)
        return f"{self.public_url}/notices/by-mail/stop/{token}"

    def choices_line(self) -> str:
        """Return the line that leads to where one chooses what is mailed."""
        address = f"{self.public_url}/notices/by-mail"
        return str(_("Choose what is mailed to you: %(address)s", address=address))


def addressed(name: str, text: str, *closing: str) -> list[str]:
    """Return the lines of a letter to somebody: greeting, what there is to say, how it ends."""
    return [_("Dear %(name)s,", name=name), "", text, "", *closing]


def hand_over(session: Session, transport: Transport, letters: Iterable[Letter]) -> int:
    """Hand over letters until the server goes away; return how many it took.

    Each is marked, and that committed, before it is handed over: a crash in between loses a mail
    but nothing is sent twice. If the server can't be reached, nothing is marked; if it goes away
    in between, the rest waits.
    """
    sent = 0
    session.commit()  # on SQLite everybody who writes would wait for the server with us
    with transport:
        for letter in letters:
            outcome = _hand_over_one(session, transport, letter)
            sent += outcome is Outcome.TAKEN
            if outcome in NO_MORE_NOW:
                break
    return sent


def _hand_over_one(session: Session, transport: Transport, letter: Letter) -> Outcome | None:
    key, message = letter.key, letter.claim(session)
    session.commit()
    if message is None:
        return None
    outcome = _send(transport, message, key)
    if outcome is Outcome.LATER:
        letter.give_back(session)
    elif outcome is Outcome.TAKEN:
        letter.note_taken(session)
    session.commit()
    return outcome


def _send(transport: Transport, message: EmailMessage, key: int) -> Outcome:
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
