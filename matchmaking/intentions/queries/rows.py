"""The deals behind a figure: they sum to it, to the cent, now or at any entry of the past."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from matchmaking.core.money import Money
from matchmaking.delegations.models import Delegation
from matchmaking.expo.models import Edition
from matchmaking.intentions.models import Intention, LedgerEntry
from matchmaking.intentions.queries.deals import with_parties
from matchmaking.intentions.selections import Selection
from matchmaking.intentions.values import IntentionKind
from matchmaking.web.queries import PAGE_SIZE, Page


@dataclass(frozen=True)
class Row:
    """A deal as it stands, or stood, in the ledger."""

    intention: Intention
    entry: LedgerEntry

    @property
    def amount(self) -> Money:
        """Return the one-year amount as signed."""
        return Money(self.entry.amount_minor, self.entry.currency)

    @property
    def base(self) -> Money:
        """Return the one-year amount in the base currency."""
        return Money(self.entry.base_minor, self.entry.base_currency)


@dataclass(frozen=True)
class Rows:
    """One page of the deals behind a figure, and what all of them come to."""

    page: Page[Row]
    total: Money
    originals: list[Money]


def rows_of(
    session: Session,
    edition: Edition,
    selection: Selection,
    *,
    visible: sa.ColumnElement[bool] | None = None,
    number: int = 1,
    size: int = PAGE_SIZE,
) -> Rows:
    """Return the deals a selection stands for, the largest first.

    ``visible`` leaves out what the person may not see.
    """
    condition = stands_behind(session, edition, selection)
    if visible is not None:
        condition = sa.and_(condition, visible)
    totals = session.execute(_summed(condition)).all()
    count = sum(row.deals for row in totals)
    number = min(max(1, number), max(1, -(-count // size)))
    query = _largest_first(condition, size, (number - 1) * size)
    rows = [Row(intention, entry) for intention, entry in session.execute(query)]
    return Rows(
        page=Page(rows, number, size, count),
        total=Money(sum(int(row.base) for row in totals), edition.base_currency),
        originals=[Money(int(row.amount), row.currency) for row in totals],
    )


def _largest_first(
    condition: sa.ColumnElement[bool], size: int, before: int
) -> "sa.Select[Intention, LedgerEntry]":
    """Return some of the deals with their entries; to sort the keys alone is far quicker."""
    order = (LedgerEntry.base_minor.desc(), LedgerEntry.intention_id)
    shown = (
        sa.select(LedgerEntry.id)
        .join(Intention, LedgerEntry.intention_id == Intention.id)
        .where(condition)
        .order_by(*order)
        .limit(size)
        .offset(before)
    )
    return (
        sa.select(Intention, LedgerEntry)
        .join(LedgerEntry, LedgerEntry.intention_id == Intention.id)
        .where(LedgerEntry.id.in_(shown))
        .options(*with_parties())
        .order_by(*order)
    )


def _summed(condition: sa.ColumnElement[bool]) -> "sa.Select[*tuple[Any, ...]]":
    return (
        sa.select(
            LedgerEntry.currency,
            sa.func.sum(LedgerEntry.base_minor).label("base"),
            sa.func.sum(LedgerEntry.amount_minor).label("amount"),
            sa.func.count().label("deals"),
        )
        .join(Intention, LedgerEntry.intention_id == Intention.id)
        .where(condition)
        .group_by(LedgerEntry.currency)
        .order_by(LedgerEntry.currency)
    )


def stands_behind(
    session: Session, edition: Edition, selection: Selection
) -> sa.ColumnElement[bool]:
    """Return the condition for the entries, joined to their deals, that a selection selects."""
    is_investment = LedgerEntry.kind == IntentionKind.INVESTMENT
    conditions = [
        LedgerEntry.edition_id == edition.id,
        _stood(selection.as_of),
        is_investment if selection.is_investment else sa.not_(is_investment),
        *_dimensions(selection),
    ]
    if selection.buckets:
        conditions.append(LedgerEntry.bucket.in_(selection.buckets))
    if selection.delegation_id is not None and selection.is_direct:
        conditions.append(LedgerEntry.delegation_id == selection.delegation_id)
    elif selection.delegation_id is not None:
        node = session.get(Delegation, selection.delegation_id)
        is_here = node is not None and node.edition_id == edition.id
        conditions.append(
            LedgerEntry.credit_path.startswith(node.path, autoescape=True)
            if node and is_here
            else sa.false()
        )
    elif selection.is_direct:
        conditions.append(LedgerEntry.credit_path == "")
    return sa.and_(*conditions)


def _dimensions(selection: Selection) -> list[sa.ColumnElement[bool]]:
    wanted = {
        LedgerEntry.area_code: selection.area,
        LedgerEntry.source_territory: selection.territory,
        LedgerEntry.buyer_ownership: selection.ownership,
        LedgerEntry.kind: selection.kind,
        LedgerEntry.day: selection.day,
    }
    return [column == value for column, value in wanted.items() if value is not None]


def _stood(as_of: int | None) -> sa.ColumnElement[bool]:
    """Return the condition for the entries that stand, or stood after an entry of the past."""
    if as_of is None:
        return sa.and_(
            Intention.edition_id == LedgerEntry.edition_id,
            Intention.standing_sequence == LedgerEntry.sequence,
        )
    taken_out = aliased(LedgerEntry)
    return sa.and_(
        LedgerEntry.sequence <= as_of,
        LedgerEntry.deal_count > 0,
        ~sa.exists().where(
            taken_out.intention_id == LedgerEntry.intention_id,
            taken_out.deal_count < 0,
            taken_out.sequence > LedgerEntry.sequence,
            taken_out.sequence <= as_of,
        ),
    )
