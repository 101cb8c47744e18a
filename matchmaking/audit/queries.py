"""Reading who did what."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.accounts.models import Account
from matchmaking.audit.models import AuditEntry


@dataclass(frozen=True)
class Deed:
    """Something somebody did to an object; nobody's name if the platform itself did it."""

    who: str
    action: str
    reason: str
    at: datetime


def history_of(session: Session, subject: tuple[str, int]) -> list[Deed]:
    """Return what was done to an object, the oldest first."""
    kind, key = subject
    query = (
        sa.select(Account.name, AuditEntry.action, AuditEntry.reason, AuditEntry.at)
        .outerjoin_from(AuditEntry, Account, Account.id == AuditEntry.account_id)
        .where(AuditEntry.object_kind == kind, AuditEntry.object_id == key)
        .order_by(AuditEntry.at, AuditEntry.id)
    )
    return [
        Deed(name or "", action, reason, at) for name, action, reason, at in session.execute(query)
    ]
