"""Totals of the ledger: for a delegation and everything below it, at any entry of its history.

A total is the newest snapshot before the entry asked for plus the entries after it, read in one
statement, so that it is one moment's truth and costs the same however long the ledger is.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.core.database import rows_of
from matchmaking.core.money import Money
from matchmaking.delegations.models import Delegation
from matchmaking.expo.models import Edition
from matchmaking.intentions.counting import counted_buckets
from matchmaking.intentions.models import LedgerEntry, LedgerHead, LedgerSnapshot, SnapshotCell
from matchmaking.intentions.snapshots import WHOLE_EDITION, nodes_of
from matchmaking.intentions.sums import Cell, InvestmentSum, Sums, Totals, gathered
from matchmaking.intentions.values import Bucket, Dimension, IntentionKind

NEWEST = 2**62
COLUMNS: Mapping[Dimension, sa.SQLColumnExpression[Any]] = {
    Dimension.TOTAL: sa.literal(""),
    Dimension.DELEGATION: LedgerEntry.credit_path,
    Dimension.AREA: LedgerEntry.area_code,
    Dimension.TERRITORY: LedgerEntry.source_territory,
    Dimension.OWNERSHIP: LedgerEntry.buyer_ownership,
    Dimension.KIND: LedgerEntry.kind,
    Dimension.DAY: LedgerEntry.day,
    Dimension.CURRENCY: LedgerEntry.currency,
}
NEWEST_ENTRY = sa.select(LedgerHead.sequence).where(
    LedgerHead.edition_id == sa.bindparam("edition")
)
Query = sa.Select[*tuple[Any, ...]]


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

    Amounts are in the edition's base currency at the rates frozen when signing (by currency: in
    each currency as signed). ``as_of`` asks for the state after that entry of the ledger.
    """
    path = delegation.path if delegation else ""
    facts = _facts(edition, as_of, investment=investment)
    facts |= {"node": delegation.id if delegation else WHOLE_EDITION, "path": f"{path}%"}
    rows = session.execute(
        breakdown_statement(dimension, below_node=delegation is not None), facts
    ).all()
    sequence = _sequence(rows, as_of)
    counted = counted_buckets(edition)
    cells: list[Cell] = [
        (_key(dimension, row, delegation), row.bucket, int(row.minor), int(row.deals))
        for row in rows
        if row.source != "head"
    ]
    return Totals(sequence, edition.base_currency, gathered(cells, counted), counted)


def totals_of_all(
    session: Session, edition: Edition, *, as_of: int | None = None
) -> Mapping[int, Sums]:
    """Return the purchases of every node, each with everything below it.

    The whole edition stands under 0; nodes that have signed nothing are left out.
    """
    cells: list[Cell] = []
    facts = _facts(edition, as_of, investment=False)
    for row in session.execute(_of_all_nodes(), facts):
        nodes: list[str] = []
        if row.source == "cell":
            nodes = [row.value]
        elif row.source == "tail":
            nodes = [str(node) for node, _child in nodes_of(row.value)]
        cells.extend((node, row.bucket, int(row.minor), int(row.deals)) for node in nodes)
    return {int(node): sums for node, sums in gathered(cells, counted_buckets(edition)).items()}


def investments(
    session: Session, edition: Edition, delegation: Delegation | None, *, as_of: int | None = None
) -> list[InvestmentSum]:
    """Return the investment projects of a node per original currency and bucket."""
    found = totals(
        session,
        edition,
        delegation=delegation,
        dimension=Dimension.CURRENCY,
        as_of=as_of,
        investment=True,
    )
    return [
        InvestmentSum(Money(sums.minor_in(bucket), currency), bucket, sums.deals_in(bucket))
        for currency, sums in found.cells.items()
        for bucket in Bucket
        if sums.deals_in(bucket)
    ]


def newest_sequence(session: Session, edition: Edition) -> int:
    """Return the number of the newest entry: 0 while there is none."""
    return rows_of(session, NEWEST_ENTRY, {"edition": edition.id}).scalar() or 0


def sequence_at(session: Session, edition: Edition, moment: datetime) -> int:
    """Return the number of the last entry written up to a moment: 0 if there was none yet."""
    query = (
        sa.select(LedgerEntry.sequence)
        .where(LedgerEntry.edition_id == edition.id, LedgerEntry.at <= moment)
        .order_by(LedgerEntry.at.desc(), LedgerEntry.sequence.desc())
        .limit(1)
    )
    return session.scalar(query) or 0


def written_at(session: Session, edition: Edition, sequence: int) -> datetime | None:
    """Return when an entry was written, if there is one of this number."""
    return session.scalar(
        sa.select(LedgerEntry.at).where(
            LedgerEntry.edition_id == edition.id, LedgerEntry.sequence == sequence
        )
    )


def _facts(edition: Edition, as_of: int | None, *, investment: bool) -> dict[str, Any]:
    limit = NEWEST if as_of is None else max(0, as_of)
    return {"edition": edition.id, "as_of": limit, "investment": investment}


def _sequence(rows: Sequence[Any], as_of: int | None) -> int:
    newest = next((int(row.minor) for row in rows if row.source == "head"), 0)
    return newest if as_of is None else min(max(0, as_of), newest)


def _key(dimension: Dimension, row: Any, delegation: Delegation | None) -> str:  # noqa: ANN401
    if dimension is not Dimension.DELEGATION or row.source == "cell":
        return str(row.value)
    return child_below(str(row.value), delegation.path if delegation else "/")


def child_below(credit_path: str, path: str) -> str:
    """Return the child of the node at ``path`` that a credit belongs to, or the node itself.

    The whole edition has the path ``/``; what is credited to no delegation has no child there.
    """
    below = credit_path.removeprefix(path).strip("/").split("/")[0]
    return below or path.strip("/").split("/")[-1]


# The statements are made once and asked with other facts each time: edition, as_of, investment,
# node, path.


@lru_cache
def breakdown_statement(dimension: Dimension, *, below_node: bool) -> sa.CompoundSelect[Any]:
    """Return the statement for one node's breakdown by a dimension."""
    cells = _cells(SnapshotCell.value).where(
        SnapshotCell.dimension == dimension.value,
        SnapshotCell.delegation_id == sa.bindparam("node"),
    )
    minor = LedgerEntry.base_minor
    if dimension is Dimension.CURRENCY:
        minor = LedgerEntry.amount_minor
    tail = _tail(COLUMNS[dimension], minor)
    if below_node:
        tail = tail.where(LedgerEntry.credit_path.like(sa.bindparam("path")))
    return sa.union_all(_head(), cells, tail)


@lru_cache
def _of_all_nodes() -> sa.CompoundSelect[Any]:
    """Return the statement for all nodes' totals."""
    node = sa.cast(SnapshotCell.delegation_id, sa.String)
    cells = _cells(node).where(SnapshotCell.dimension == Dimension.TOTAL.value)
    return sa.union_all(_head(), cells, _tail(LedgerEntry.credit_path, LedgerEntry.base_minor))


def _base(column: sa.orm.InstrumentedAttribute[int]) -> sa.ScalarSelect[int]:
    """Return a column of the newest snapshot up to the entry asked for."""
    return (
        sa.select(column)
        .where(
            LedgerSnapshot.edition_id == sa.bindparam("edition"),
            LedgerSnapshot.sequence <= sa.bindparam("as_of"),
        )
        .order_by(LedgerSnapshot.sequence.desc())
        .limit(1)
        .scalar_subquery()
    )


def _head() -> Query:
    return sa.select(
        sa.literal("head").label("source"),
        sa.literal("").label("value"),
        sa.cast(sa.null(), SnapshotCell.bucket.type).label("bucket"),
        LedgerHead.sequence.label("minor"),
        sa.literal(0).label("deals"),
    ).where(LedgerHead.edition_id == sa.bindparam("edition"))


def _cells(value: sa.SQLColumnExpression[Any]) -> Query:
    return sa.select(
        sa.literal("cell"), value, SnapshotCell.bucket, SnapshotCell.minor, SnapshotCell.deal_count
    ).where(
        SnapshotCell.snapshot_id == _base(LedgerSnapshot.id),
        SnapshotCell.is_investment == sa.bindparam("investment"),
    )


def _tail(value: sa.SQLColumnExpression[Any], minor: sa.SQLColumnExpression[int]) -> Query:
    """Return the sums of the entries after the snapshot."""
    is_investment = sa.case((LedgerEntry.kind == IntentionKind.INVESTMENT, True), else_=False)
    text = sa.cast(value, sa.String)
    return (
        sa.select(
            sa.literal("tail"),
            text,
            LedgerEntry.bucket,
            sa.cast(sa.func.sum(minor), sa.BigInteger),
            sa.cast(sa.func.sum(LedgerEntry.deal_count), sa.BigInteger),
        )
        .where(
            LedgerEntry.edition_id == sa.bindparam("edition"),
            LedgerEntry.sequence > sa.func.coalesce(_base(LedgerSnapshot.sequence), 0),
            LedgerEntry.sequence <= sa.bindparam("as_of"),
            is_investment == sa.bindparam("investment"),
        )
        .group_by(text, LedgerEntry.bucket)
    )
