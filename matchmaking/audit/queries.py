"""Reading who did what."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.accounts.models import Account
from matchmaking.accounts.names import name_in_chinese
from matchmaking.audit.models import AuditEntry
from matchmaking.core.wording import Name


@dataclass(frozen=True)
class Deed:
    """Something somebody did to an object; nobody's name if the platform itself did it.

    ``who`` is the name of the account, ``who_zh`` the person's Chinese one if that is known.
    """

    who: str
    action: str
    reason: str
    at: datetime
    who_zh: str = ""

    @property
    def by(self) -> Name | None:
        """Return who did it, for readers of either language; nobody if the platform did."""
        return Name(self.who, self.who_zh) if self.who else None


def history_of(session: Session, subject: tuple[str, int]) -> list[Deed]:
    """Return what was done to an object, the oldest first."""
    kind, key = subject
    query = (
        sa.select(
            Account.name,
            AuditEntry.action,
            AuditEntry.reason,
            AuditEntry.at,
            name_in_chinese(AuditEntry.account_id, AuditEntry.edition_id),
        )
        .outerjoin_from(AuditEntry, Account, Account.id == AuditEntry.account_id)
        .where(AuditEntry.object_kind == kind, AuditEntry.object_id == key)
        .order_by(AuditEntry.at, AuditEntry.id)
    )
    return [
        Deed(name or "", action, reason, at, chinese or "")
        for name, action, reason, at, chinese in session.execute(query)
    ]
