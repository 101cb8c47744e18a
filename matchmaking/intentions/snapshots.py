"""Snapshots: the sums of a ledger up to an entry, so that a total costs the same at any length.

The newest snapshot rolls along: folding adds the entries after it to its cells. Every now and
then a copy is kept, so that past figures are near as well. All of them are a cache: deleting
them changes no figure, and folding makes them anew.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from matchmaking.intentions.models import LedgerEntry, LedgerHead, LedgerSnapshot, SnapshotCell
from matchmaking.intentions.values import Bucket, Dimension, IntentionKind

WHOLE_EDITION = 0
FOLD_EVERY = 64
FOLD_AT_MOST = 4096
KEEP_EVERY = 16_384


class CellKey(NamedTuple):
    """What a cell of a snapshot sums."""

    is_investment: bool
    dimension: str
    delegation_id: int
    value: str
    bucket: Bucket


def is_due(before: int, after: int) -> bool:
    """Return whether the entries just written make the tail long enough to fold."""
    return before // FOLD_EVERY != after // FOLD_EVERY


def fold(session: Session, edition_id: int, *, at: datetime, at_most: int = FOLD_AT_MOST) -> int:
    """Add the entries after the newest snapshot to it; return the number it now reaches.

    At most so many entries are folded in one go, so that nobody's request pays for a ledger
    whose snapshots were deleted. Two folding at once: one of them does, the other leaves it.
    """
    session.execute(  # the ledger's turn: nobody appends or folds meanwhile
        sa.update(LedgerHead)
        .where(LedgerHead.edition_id == edition_id)
        .values(sequence=LedgerHead.sequence),
        execution_options={"synchronize_session": False},
    )
    snapshot = _newest(session, edition_id) or _begin(session, edition_id, at)
    end = session.scalar(sa.select(LedgerHead.sequence).where(LedgerHead.edition_id == edition_id))
    target = min(end or 0, snapshot.sequence + at_most)
    if target > snapshot.sequence:
        _roll(session, snapshot, target, at)
    return snapshot.sequence


def fold_all(session: Session, edition_id: int, *, at: datetime) -> int:
    """Fold the whole tail, however long; commits nothing."""
    reached = -1
    while (now := fold(session, edition_id, at=at, at_most=KEEP_EVERY)) != reached:
        reached = now
    return reached


def forget(session: Session, edition_id: int) -> None:
    """Delete all snapshots of an edition's ledger. No figure changes."""
    ids = sa.select(LedgerSnapshot.id).where(LedgerSnapshot.edition_id == edition_id)
    session.execute(sa.delete(SnapshotCell).where(SnapshotCell.snapshot_id.in_(ids)))
    session.execute(sa.delete(LedgerSnapshot).where(LedgerSnapshot.edition_id == edition_id))


def nodes_of(credit_path: str) -> Iterator[tuple[int, str]]:
    """Yield every node a credit belongs to, with the child it comes from: the whole edition first.

    A node's own deals come from itself; what is credited to no delegation from nowhere.
    """
    keys = [key for key in credit_path.split("/") if key]
    yield WHOLE_EDITION, keys[0] if keys else ""
    for place, key in enumerate(keys):
        yield int(key), keys[place + 1] if place + 1 < len(keys) else key


def _newest(session: Session, edition_id: int) -> LedgerSnapshot | None:
    query = (
        sa.select(LedgerSnapshot)
        .where(LedgerSnapshot.edition_id == edition_id)
        .order_by(LedgerSnapshot.sequence.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    )
    return session.scalar(query)


def _begin(session: Session, edition_id: int, at: datetime) -> LedgerSnapshot:
    snapshot = LedgerSnapshot(edition_id=edition_id, sequence=0, made_at=at)
    session.add(snapshot)
    session.flush()
    return snapshot


def _roll(session: Session, snapshot: LedgerSnapshot, target: int, at: datetime) -> None:
    reached = snapshot.sequence
    cells = _cells_between(session, snapshot.edition_id, reached, target)
    snapshot.sequence, snapshot.made_at = target, at
    session.flush()
    if reached and reached // KEEP_EVERY != target // KEEP_EVERY:
        _keep_copy(session, snapshot, reached, at)
    _add(session, snapshot.id, cells)


def _keep_copy(session: Session, snapshot: LedgerSnapshot, reached: int, at: datetime) -> None:
    copy = LedgerSnapshot(edition_id=snapshot.edition_id, sequence=reached, made_at=at)
    session.add(copy)
    session.flush()
    names = [column.name for column in SnapshotCell.__table__.columns][1:]
    columns = [getattr(SnapshotCell, name) for name in names]
    rows = sa.select(sa.literal(copy.id), *columns).where(SnapshotCell.snapshot_id == snapshot.id)
    session.execute(sa.insert(SnapshotCell).from_select(["snapshot_id", *names], rows))


def _cells_between(
    session: Session, edition_id: int, after: int, until: int
) -> dict[CellKey, list[int]]:
    """Sum the entries of a stretch into the cells they belong to: (minor units, deals)."""
    cells: dict[CellKey, list[int]] = defaultdict(lambda: [0, 0])
    for row in session.execute(_stretch(edition_id, after, until)):
        is_investment = row.kind is IntentionKind.INVESTMENT
        for node, child in nodes_of(row.credit_path):
            for dimension, value, minor in _parts(row, child):
                key = CellKey(is_investment, dimension.value, node, value, row.bucket)
                cells[key][0] += int(minor)
                cells[key][1] += int(row.deals)
    return cells


def _stretch(edition_id: int, after: int, until: int) -> "sa.Select[*tuple[Any, ...]]":
    columns = (
        LedgerEntry.credit_path,
        LedgerEntry.area_code,
        LedgerEntry.source_territory,
        LedgerEntry.buyer_ownership,
        LedgerEntry.kind,
        LedgerEntry.day,
        LedgerEntry.currency,
        LedgerEntry.bucket,
    )
    return (
        sa.select(
            *columns,
            sa.func.sum(LedgerEntry.base_minor).label("base"),
            sa.func.sum(LedgerEntry.amount_minor).label("amount"),
            sa.func.sum(LedgerEntry.deal_count).label("deals"),
        )
        .where(
            LedgerEntry.edition_id == edition_id,
            LedgerEntry.sequence > after,
            LedgerEntry.sequence <= until,
        )
        .group_by(*columns)
    )


def _parts(row: sa.Row[Any], child: str) -> Iterator[tuple[Dimension, str, int]]:
    yield Dimension.TOTAL, "", row.base
    yield Dimension.DELEGATION, child, row.base
    yield Dimension.AREA, row.area_code, row.base
    yield Dimension.TERRITORY, row.source_territory, row.base
    yield Dimension.OWNERSHIP, row.buyer_ownership, row.base
    yield Dimension.KIND, row.kind.value, row.base
    yield Dimension.DAY, row.day.isoformat(), row.base
    yield Dimension.CURRENCY, row.currency, row.amount


def _add(session: Session, snapshot_id: int, cells: dict[CellKey, list[int]]) -> None:
    rows = [
        {"snapshot_id": snapshot_id, **key._asdict(), "minor": minor, "deal_count": deals}
        for key, (minor, deals) in sorted(cells.items())
        if minor or deals
    ]
    if not rows:
        return
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    insert = (sqlite if is_sqlite else postgresql).insert(SnapshotCell)
    session.execute(
        insert.on_conflict_do_update(
            index_elements=[column.name for column in SnapshotCell.__table__.primary_key],
            set_={
                "minor": SnapshotCell.minor + insert.excluded.minor,
                "deal_count": SnapshotCell.deal_count + insert.excluded.deal_count,
            },
        ),
        rows,
        execution_options={"synchronize_session": False},
    )
