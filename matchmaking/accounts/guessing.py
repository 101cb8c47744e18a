"""Slowing down whoever guesses passwords, or uses a public form without end, where they do it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.accounts.errors import SignInRefusedError, TooManyAttemptsError
from matchmaking.accounts.models import Account, SignInAttempt
from matchmaking.core.codes import digest
from matchmaking.core.database import unique_or
from matchmaking.core.errors import MatchmakingError

ATTEMPT_WINDOW = timedelta(minutes=15)
ATTEMPTS_PER_ACCOUNT = 8
ATTEMPTS_PER_ACCOUNT_ANYWHERE = 100
ATTEMPTS_PER_ADDRESS = 60
PUBLIC_ATTEMPTS_PER_ADDRESS = 20
IPV4 = 4
SUBSCRIBER_BITS = 64


@dataclass(frozen=True)
class Attempt:
    """A password typed for an account from a network address.

    Failures are counted per account and network together, per network, and, much more
    patiently, per account: a stranger who guesses elsewhere must not keep its owner out.
    """

    email: str
    address: str
    at: datetime

    @property
    def here(self) -> str:
        """Return what stands for the account and the network together."""
        return f"{_account_subject(self.email)}:{digest(network_of(self.address))}"

    @property
    def limits(self) -> dict[str, int]:
        """Return how many failures each thing they are counted for may have."""
        return {
            self.here: ATTEMPTS_PER_ACCOUNT,
            _account_subject(self.email): ATTEMPTS_PER_ACCOUNT_ANYWHERE,
            digest(f"address:{network_of(self.address)}"): ATTEMPTS_PER_ADDRESS,
        }

    def check(self, session: Session, *, field: str = "password") -> None:
        """Go on only if there were not too many failures of late.

        Raises:
            TooManyAttemptsError: there were.
        """
        _refuse_many(session, self.limits, at=self.at, field=field)

    def fail(self, session: Session, refusal: MatchmakingError) -> MatchmakingError:
        """Count a failure; return what is to be raised for it."""
        for subject in self.limits:
            _count(session, subject, refusal, at=self.at)
        return refusal

    def succeed(self, session: Session) -> None:
        """Forget the failures for the account from this network."""
        session.execute(sa.delete(SignInAttempt).where(SignInAttempt.subject == self.here))


def count_public_attempt(session: Session, kind: str, address: str, *, at: datetime) -> None:
    """Count one use of a public form, such as registering, from a network address.

    Raises:
        TooManyAttemptsError: it was used too often from there of late.
    """
    subject = digest(f"{kind}:{network_of(address)}")
    _refuse_many(session, {subject: PUBLIC_ATTEMPTS_PER_ADDRESS}, at=at)
    _count(session, subject, SignInRefusedError(), at=at)


def forget_failures(session: Session, account: Account) -> None:
    """Let an account be tried anew from everywhere."""
    subject = _account_subject(account.email)
    session.execute(
        sa.delete(SignInAttempt).where(SignInAttempt.subject.startswith(subject, autoescape=True))
    )


def forget_old_attempts(session: Session, *, at: datetime) -> None:
    """Forget what counts no more."""
    session.execute(sa.delete(SignInAttempt).where(SignInAttempt.since <= at - ATTEMPT_WINDOW))


def network_of(address: str) -> str:
    """Return what one subscriber can't vary: an IPv4 address, or half of an IPv6 address."""
    try:
        known = ip_address(address)
    except ValueError:
        return address
    if known.version == IPV4:
        return address
    return str(ip_network((int(known), SUBSCRIBER_BITS), strict=False))


def _account_subject(email: str) -> str:
    """Return what begins the subjects under which failures for an address are counted."""
    return digest(f"account:{email.strip().lower()}")


def _refuse_many(
    session: Session, limits: dict[str, int], *, at: datetime, field: str = "password"
) -> None:
    rows = session.scalars(
        sa.select(SignInAttempt).where(
            SignInAttempt.subject.in_(limits), SignInAttempt.since > at - ATTEMPT_WINDOW
        )
    )
    for row in rows:
        if row.count >= limits[row.subject]:
            left = row.since + ATTEMPT_WINDOW - at
            raise TooManyAttemptsError(max(1, -(-left.seconds // 60)), field=field)


def _count(session: Session, subject: str, refusal: MatchmakingError, *, at: datetime) -> None:
    session.execute(
        sa.delete(SignInAttempt).where(
            SignInAttempt.subject == subject, SignInAttempt.since <= at - ATTEMPT_WINDOW
        )
    )
    counted = session.execute(
        sa.update(SignInAttempt)
        .where(SignInAttempt.subject == subject)
        .values(count=SignInAttempt.count + 1)
    )
    if counted.rowcount == 0:  # type: ignore[attr-defined]
        with unique_or(session, refusal):
            session.add(SignInAttempt(subject=subject, count=1, since=at))
