"""Pages of the ledger."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.accounts.values import Actor
from matchmaking.core.money import Money
from matchmaking.expo.models import Edition
from matchmaking.intentions.models import Intention, LedgerEntry
from matchmaking.intentions.queries.deals import with_parties
from matchmaking.intentions.values import Bucket
from matchmaking.web.queries import PAGE_SIZE, Page


@dataclass(frozen=True)
class Line:
    """An entry of the ledger with the deal it is about."""

    entry: LedgerEntry
    intention: Intention

    @property
    def base(self) -> Money:
        """Return what it moved, in the base currency."""
        return Money(self.entry.base_minor, self.entry.base_currency)


def ledger_page(
    session: Session,
    edition: Edition,
    actor: Actor,
    *,
    bucket: Bucket | None = None,
    number: int = 1,
    size: int = PAGE_SIZE,
) -> Page[Line]:
    """Return a page of the entries an officer may see, the newest first."""
    conditions = [LedgerEntry.edition_id == edition.id]
    if actor.is_lead:
        inside = f"/{actor.delegation_id}/"
        conditions.append(LedgerEntry.credit_path.contains(inside, autoescape=True))
    if bucket is not None:
        conditions.append(LedgerEntry.bucket == bucket)
    counted = sa.select(sa.func.count()).select_from(LedgerEntry).where(*conditions)
    total = session.scalar(counted) or 0
    number = min(max(1, number), max(1, -(-total // size)))
    query = (
        sa.select(LedgerEntry, Intention)
        .join(Intention, LedgerEntry.intention_id == Intention.id)
        .where(*conditions)
        .options(*with_parties())
        .order_by(LedgerEntry.sequence.desc())
        .limit(size)
        .offset((number - 1) * size)
    )
    lines = [Line(entry, deal) for entry, deal in session.execute(query)]
    return Page(lines, number, size, total)
