"""Proving a ledger: no gaps, every hash fits, entries agree with the deals and the totals."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.expo.models import Edition
from matchmaking.intentions import chain, ledger
from matchmaking.intentions.models import (
    Intention,
    LedgerEntry,
    LedgerHead,
    LedgerSnapshot,
    SnapshotCell,
)
from matchmaking.intentions.snapshots import WHOLE_EDITION
from matchmaking.intentions.values import Bucket, Dimension, IntentionKind

BATCH = 2000
Position = tuple[Bucket, int, str, int]


@dataclass(frozen=True)
class Break:
    """The first place where a ledger does not hold: the entry, and what is wrong with it."""

    sequence: int
    what: str

    def __str__(self) -> str:
        return f"entry {self.sequence}: {self.what}" if self.sequence else self.what


@dataclass(frozen=True)
class ExportedHead:
    """The end of a ledger as it can be kept elsewhere: nothing before it can change unseen."""

    edition: str
    sequence: int
    hash: str
    at: str

    def statement(self) -> str:
        """Return what is signed, as canonical JSON."""
        return json.dumps(vars(self), sort_keys=True, separators=(",", ":"))

    def signed(self, secret: str) -> str:
        """Return the head with its signature, as JSON to be kept off the host."""
        signature = chain.signature_of(self.statement(), secret)
        return json.dumps({**vars(self), "signature": signature}, indent=2)


def head_of(session: Session, edition: Edition) -> ExportedHead:
    """Return the end of an edition's ledger."""
    head = session.get(LedgerHead, edition.id, populate_existing=True)
    at = head.at.astimezone(UTC).isoformat(timespec="microseconds") if head and head.at else ""
    return ExportedHead(edition.code, head.sequence if head else 0, head.hash if head else "", at)


def head_breaks(session: Session, edition: Edition, kept: ExportedHead) -> Break | None:
    """Return what is wrong if a head kept elsewhere is no longer part of its ledger."""
    if kept.edition != edition.code:
        return None
    entry = session.scalar(
        sa.select(LedgerEntry).where(
            LedgerEntry.edition_id == edition.id, LedgerEntry.sequence == kept.sequence
        )
    )
    if kept.sequence == 0:
        return None
    if entry is None:
        return Break(kept.sequence, "the kept head names it, and it is missing")
    if entry.hash != kept.hash:
        return Break(kept.sequence, "its hash is not the one of the kept head")
    return None


def first_break(session: Session, edition: Edition) -> Break | None:
    """Walk an edition's ledger and return the first thing that does not hold, or nothing.

    The chain first; then whether the head is its end, whether each deal stands where the entries
    put it, and whether the newest snapshot sums them right.
    """
    walk = _Walk(session, edition)
    for entry in _entries(session, edition):
        what = walk.wrong_with(entry)
        if what:
            return Break(entry.sequence, what)
        walk.take(entry)
    return walk.wrong_at_the_end()


class _Walk:
    """What one knows of a ledger after walking a part of it."""

    def __init__(self, session: Session, edition: Edition) -> None:
        self.session = session
        self.edition = edition
        self.sequence = 0
        self.hash = ""
        self.standing: dict[int, tuple[int, Position]] = {}
        self.last_of: dict[int, int] = {}
        self.sums: Counter[tuple[bool, Bucket]] = Counter()
        self.snapshot = session.scalars(
            sa.select(LedgerSnapshot)
            .where(LedgerSnapshot.edition_id == edition.id)
            .order_by(LedgerSnapshot.sequence.desc())
            .limit(1)
        ).first()

    def wrong_with(self, entry: LedgerEntry) -> str | None:
        """Return what is wrong with the next entry, if anything."""
        if entry.sequence != self.sequence + 1:
            return f"entry {self.sequence + 1} before it is missing"
        if entry.previous_hash != self.hash:
            return "it does not continue the chain: the hash before it is another one"
        if entry.reason and entry.reason_digest != chain.reason_digest(self.hash, entry.reason):
            return "its reason was changed"
        if entry.hash != chain.hash_of(entry):
            return "its content was changed: the hash does not fit"
        return self._wrong_movement(entry)

    def _wrong_movement(self, entry: LedgerEntry) -> str | None:
        stood = self.standing.get(entry.intention_id)
        if entry.deal_count == 1 and stood is None:
            return None
        if entry.deal_count == -1 and stood is not None and stood[1] == _negated(entry):
            return None
        return "it does not take out what stood, or puts a deal in twice"

    def take(self, entry: LedgerEntry) -> None:
        """Go on to the next entry."""
        self.sequence, self.hash = entry.sequence, entry.hash
        self.last_of[entry.intention_id] = entry.sequence
        if entry.deal_count > 0:
            self.standing[entry.intention_id] = (entry.sequence, _position(entry))
        else:
            self.standing.pop(entry.intention_id)
        if self.snapshot and entry.sequence <= self.snapshot.sequence:
            is_investment = entry.kind is IntentionKind.INVESTMENT
            self.sums[is_investment, entry.bucket] += entry.base_minor

    def wrong_at_the_end(self) -> Break | None:
        """Return what does not agree with the whole chain, if anything."""
        head = self.session.get(LedgerHead, self.edition.id, populate_existing=True)
        if (head.sequence, head.hash) != (self.sequence, self.hash) if head else self.sequence:
            return Break(self.sequence + 1, "the ledger's head knows it, and it is missing")
        return self._wrong_deal() or self._wrong_snapshot()

    def _wrong_deal(self) -> Break | None:
        query = (
            sa.select(Intention)
            .where(Intention.edition_id == self.edition.id)
            .order_by(Intention.id)
            .execution_options(yield_per=BATCH)
        )
        broken = [
            Break(self.last_of.get(deal.id, 0), f"intention {deal.number} {what}")
            for deal in self.session.scalars(query)
            if (what := self._disagreement(deal))
        ]
        return min(broken, key=lambda one: one.sequence, default=None)

    def _disagreement(self, deal: Intention) -> str | None:
        stands = self.standing.get(deal.id)
        if deal.standing_sequence != (stands[0] if stands else None):
            return "stands elsewhere than the entries put it"
        bucket = ledger.bucket_now(self.session, self.edition, deal)
        if bucket is None:
            return "is closed, but the entries still count it" if stands else None
        should = (bucket, deal.one_year_minor, deal.currency, deal.base_minor)
        if stands is None or stands[1] != should:
            return "does not agree with its entries: state or amount was changed"
        return None

    def _wrong_snapshot(self) -> Break | None:
        if self.snapshot is None:
            return None
        query = sa.select(SnapshotCell).where(
            SnapshotCell.snapshot_id == self.snapshot.id,
            SnapshotCell.dimension == Dimension.TOTAL.value,
            SnapshotCell.delegation_id == WHOLE_EDITION,
        )
        cells = {
            (cell.is_investment, cell.bucket): cell.minor for cell in self.session.scalars(query)
        }
        wrong = any(cells.get(key, 0) != self.sums[key] for key in {*cells, *self.sums})
        what = "the snapshot does not sum the entries; delete it with “ledger refold”"
        return Break(self.snapshot.sequence, what) if wrong else None


def _entries(session: Session, edition: Edition) -> Iterator[LedgerEntry]:
    """Yield the entries in order, reading them in batches."""
    after = 0
    while True:
        query = (
            sa.select(LedgerEntry)
            .where(LedgerEntry.edition_id == edition.id, LedgerEntry.sequence > after)
            .order_by(LedgerEntry.sequence)
            .limit(BATCH)
            .execution_options(populate_existing=True)
        )
        batch = list(session.scalars(query))
        if not batch:
            return
        yield from batch
        after = batch[-1].sequence
        for entry in batch:
            session.expunge(entry)


def _position(entry: LedgerEntry) -> Position:
    return entry.bucket, entry.amount_minor, entry.currency, entry.base_minor


def _negated(entry: LedgerEntry) -> Position:
    return entry.bucket, -entry.amount_minor, entry.currency, -entry.base_minor
