"""Totals of the ledger: for a delegation and everything below it, at any entry of its history."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.core.money import Money
from matchmaking.delegations.models import Delegation
from matchmaking.expo.models import Edition
from matchmaking.intentions.counting import counted_buckets
from matchmaking.intentions.models import LedgerEntry, LedgerHead
from matchmaking.intentions.sums import Cell, InvestmentSum, Sums, Totals, gathered
from matchmaking.intentions.values import Bucket, Dimension, IntentionKind

WHOLE_EDITION = 0
COLUMNS: Mapping[Dimension, sa.SQLColumnExpression[Any]] = {
    Dimension.TOTAL: sa.literal(""),
    Dimension.DELEGATION: LedgerEntry.credit_path,
    Dimension.AREA: LedgerEntry.area_code,
    Dimension.TERRITORY: LedgerEntry.source_territory,
    Dimension.OWNERSHIP: LedgerEntry.buyer_ownership,
    Dimension.KIND: LedgerEntry.kind,
    Dimension.DAY: LedgerEntry.day,
}


def totals(
    session: Session,
    edition: Edition,
    *,
    delegation: Delegation | None,
    dimension: Dimension,
    as_of: int | None = None,
    investment: bool = False,
) -> Totals:
    """Return the sums of a node (``None``: of the whole edition) by the keys of a dimension.

    Amounts are in the edition's base currency at the rates frozen when signing. ``as_of`` asks
    for the state after that entry of the ledger.
    """
    sequence = _reached(session, edition, as_of)
    query = _sums(edition, COLUMNS[dimension], sequence, investment=investment)
    if delegation is not None:
        query = query.where(LedgerEntry.credit_path.startswith(delegation.path))
    counted = counted_buckets(edition)
    cells = [
        (_key(dimension, raw, delegation), bucket, int(minor), int(deals))
        for raw, bucket, minor, deals in session.execute(query)
    ]
    at = _written_at(session, edition, sequence)
    return Totals(sequence, at, edition.base_currency, gathered(cells, counted), counted)


def totals_of_all(session: Session, edition: Edition) -> Mapping[int, Sums]:
    """Return the purchases of every node, each with everything below it.

    The whole edition stands under 0; nodes that have signed nothing are left out.
    """
    sequence = _reached(session, edition, None)
    query = _sums(edition, LedgerEntry.credit_path, sequence, investment=False)
    cells: list[Cell] = [
        (node, bucket, int(minor), int(deals))
        for path, bucket, minor, deals in session.execute(query)
        for node in (str(WHOLE_EDITION), *path.strip("/").split("/"))
        if node
    ]
    return {int(node): sums for node, sums in gathered(cells, counted_buckets(edition)).items()}


def investments(
    session: Session, edition: Edition, delegation: Delegation | None
) -> list[InvestmentSum]:
    """Return the investment projects of a node per original currency and bucket."""
    query = (
        sa.select(
            LedgerEntry.currency,
            LedgerEntry.bucket,
            sa.func.sum(LedgerEntry.amount_minor),
            sa.func.sum(LedgerEntry.deal_count),
        )
        .where(LedgerEntry.edition_id == edition.id, LedgerEntry.kind == IntentionKind.INVESTMENT)
        .group_by(LedgerEntry.currency, LedgerEntry.bucket)
        .order_by(LedgerEntry.currency, LedgerEntry.bucket)
    )
    if delegation is not None:
        query = query.where(LedgerEntry.credit_path.startswith(delegation.path))
    return [
        InvestmentSum(Money(int(minor), currency), bucket, int(deals))
        for currency, bucket, minor, deals in session.execute(query)
        if deals
    ]


def sequence_at(session: Session, edition: Edition, moment: datetime) -> int:
    """Return the number of the last entry written up to a moment: 0 if there was none yet."""
    query = sa.select(sa.func.max(LedgerEntry.sequence)).where(
        LedgerEntry.edition_id == edition.id, LedgerEntry.at <= moment
    )
    return session.scalar(query) or 0


def _reached(session: Session, edition: Edition, as_of: int | None) -> int:
    newest = session.scalar(
        sa.select(LedgerHead.sequence).where(LedgerHead.edition_id == edition.id)
    )
    return min(as_of, newest or 0) if as_of is not None else newest or 0


def _written_at(session: Session, edition: Edition, sequence: int) -> datetime | None:
    return session.scalar(
        sa.select(LedgerEntry.at).where(
            LedgerEntry.edition_id == edition.id, LedgerEntry.sequence == sequence
        )
    )


def _sums(
    edition: Edition, column: sa.SQLColumnExpression[Any], sequence: int, *, investment: bool
) -> "sa.Select[Any, Bucket, int, int]":
    is_investment = LedgerEntry.kind == IntentionKind.INVESTMENT
    return (
        sa.select(
            column,
            LedgerEntry.bucket,
            sa.func.sum(LedgerEntry.base_minor),
            sa.func.sum(LedgerEntry.deal_count),
        )
        .where(
            LedgerEntry.edition_id == edition.id,
            LedgerEntry.sequence <= sequence,
            is_investment if investment else ~is_investment,
        )
        .group_by(column, LedgerEntry.bucket)
    )


def _key(dimension: Dimension, raw: object, delegation: Delegation | None) -> str:
    if dimension is not Dimension.DELEGATION:
        return str(raw)
    return child_below(str(raw), delegation.path if delegation else "/")


def child_below(credit_path: str, path: str) -> str:
    """Return the child of the node at ``path`` that a credit belongs to, or the node itself.

    The whole edition has the path ``/``; what is credited to no delegation has no child there.
    """
    below = credit_path.removeprefix(path).strip("/").split("/")[0]
    return below or path.strip("/").split("/")[-1]
