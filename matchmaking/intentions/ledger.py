"""The ledger: the only writer of its entries. Money moves between buckets by counter-entries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased

from matchmaking.core.database import rows_of
from matchmaking.core.errors import ChangedMeanwhileError
from matchmaking.delegations.models import Delegation
from matchmaking.enterprises.models import Enterprise, Participation
from matchmaking.expo.models import Edition, ExhibitionArea
from matchmaking.intentions import chain, snapshots
from matchmaking.intentions.counting import counted_buckets, standing_bucket
from matchmaking.intentions.models import Intention, LedgerEntry, LedgerHead
from matchmaking.intentions.values import Bucket, IntentionKind, IntentionState

BUYER, SELLER = aliased(Participation), aliased(Participation)
BUYING, SELLING = aliased(Enterprise), aliased(Enterprise)
DIMENSIONS = (
    sa.select(
        BUYER.delegation_id,
        Delegation.path.label("delegation_path"),
        ExhibitionArea.code.label("area_code"),
        SELLING.territory_code,
        BUYING.ownership,
    )
    .join_from(BUYER, SELLER, SELLER.id == sa.bindparam("seller"))
    .outerjoin(Delegation, Delegation.id == BUYER.delegation_id)
    .join(BUYING, BUYING.id == BUYER.enterprise_id)
    .join(SELLING, SELLING.id == SELLER.enterprise_id)
    .outerjoin(ExhibitionArea, ExhibitionArea.id == SELLER.area_id)
    .where(BUYER.id == sa.bindparam("buyer"))
)


@dataclass(frozen=True)
class Head:
    """The end of an edition's ledger, ours alone until the transaction ends."""

    edition_id: int
    sequence: int
    hash: str
    at: datetime | None


@dataclass(frozen=True)
class Step:
    """Why entries are written: what was done, by whom, when, for which reason."""

    name: str
    account_id: int
    at: datetime
    reason: str = ""


def take_turn(session: Session, edition_id: int) -> Head:
    """Wait for the ledger's turn and hold it until the transaction ends.

    Every step that moves money begins with this, before it reads anything it decides on: steps
    on one edition's ledger come one after the other, and none waits for another in a circle.
    """
    query = (
        sa.update(LedgerHead)
        .where(LedgerHead.edition_id == edition_id)
        .values(sequence=LedgerHead.sequence)
        .returning(LedgerHead.sequence, LedgerHead.hash, LedgerHead.at)
        .execution_options(synchronize_session=False)
    )
    row = session.execute(query).one_or_none()
    if row is None:
        _open_ledger(session, edition_id)
        row = session.execute(query).one()
    return Head(edition_id, row.sequence, row.hash, row.at)


def next_number(session: Session, edition_id: int) -> int:
    """Return the next number for an intention of the edition; no two ever get the same."""
    query = (
        sa.update(LedgerHead)
        .where(LedgerHead.edition_id == edition_id)
        .values(numbered=LedgerHead.numbered + 1)
        .returning(LedgerHead.numbered)
        .execution_options(synchronize_session=False)
    )
    number = session.scalar(query)
    if number is None:
        _open_ledger(session, edition_id)
        number = session.scalars(query).one()
    return number


def _open_ledger(session: Session, edition_id: int) -> None:
    try:
        with session.begin_nested():
            session.execute(
                sa.insert(LedgerHead).values(edition_id=edition_id, sequence=0, hash="", numbered=0)
            )
    except IntegrityError:
        return  # somebody else has just opened it


def append(session: Session, head: Head, entries: Sequence[LedgerEntry]) -> None:
    """Number the entries, chain them to the head and write them.

    Time never runs backwards in a ledger: an entry is never dated before the one it follows.

    Raises:
        ChangedMeanwhileError: the head is not the ledger's end (any more).
    """
    sequence, previous, at = head.sequence, head.hash, head.at
    for entry in entries:
        sequence += 1
        entry.sequence = sequence
        entry.at = at = max(entry.at, at) if at else entry.at
        chain.seal(entry, previous)
        previous = entry.hash
    moved = sa.update(LedgerHead).where(
        LedgerHead.edition_id == head.edition_id, LedgerHead.sequence == head.sequence
    )
    result = session.execute(
        moved.values(sequence=sequence, hash=previous, at=at).returning(LedgerHead.edition_id),
        execution_options={"synchronize_session": False},
    )
    if result.one_or_none() is None:
        raise ChangedMeanwhileError
    session.add_all(entries)
    session.flush()
    if snapshots.is_due(head.sequence, sequence):
        snapshots.fold(session, head.edition_id, at=entries[-1].at)


def restate(session: Session, edition: Edition, intention: Intention, step: Step) -> None:
    """Bring the ledger in line with where a deal stands now.

    What stood before is taken out by a counter-entry with the dimensions it was put in with, and
    the new is put in; the call-offs of a framework follow it. Nothing moved, nothing written.
    """
    head = take_turn(session, edition.id)
    deals = [intention, *_call_offs(session, intention)]
    moves: list[tuple[Intention, LedgerEntry | None, LedgerEntry | None]] = []
    for deal in deals:
        old = standing_entry(session, deal)
        new = _entry_for(session, edition, deal, old, step)
        if _is_move(old, new):
            moves.append((deal, old, new))
    entries = [
        entry
        for _deal, old, new in moves
        for entry in (_counter_entry(old, step) if old else None, new)
        if entry is not None
    ]
    if entries:
        append(session, head, entries)
    for deal, _old, new in moves:
        deal.standing_sequence = new.sequence if new else None
        session.flush()
        session.expire(deal, ["standing"])


def standing_entry(session: Session, intention: Intention) -> LedgerEntry | None:
    """Return the entry that put a deal where it stands, or nothing if it stands nowhere."""
    if intention.standing_sequence is None:
        return None
    return session.scalars(
        sa.select(LedgerEntry).where(
            LedgerEntry.edition_id == intention.edition_id,
            LedgerEntry.sequence == intention.standing_sequence,
        )
    ).one()


def bucket_now(session: Session, edition: Edition, intention: Intention) -> Bucket | None:
    """Return the bucket a deal belongs in by the counting rules."""
    return standing_bucket(
        intention.state,
        is_held=intention.held_for_id is not None,
        is_disputed=intention.disputed_at is not None,
        is_covered=_is_covered(session, edition, intention),
    )


def _is_covered(session: Session, edition: Edition, intention: Intention) -> bool:
    framework_id = intention.framework_id
    while framework_id is not None:
        framework = session.get_one(Intention, framework_id, populate_existing=True)
        if framework.state is not IntentionState.SUPERSEDED:
            return bucket_now(session, edition, framework) in counted_buckets(edition)
        framework_id = framework.superseded_by_id
    return False


def _call_offs(session: Session, intention: Intention) -> list[Intention]:
    """Return the call-offs that stand or fall with a framework, itself or what it replaced."""
    if intention.kind is not IntentionKind.FRAMEWORK:
        return []
    session.flush()
    family = (
        sa.select(Intention.id).where(Intention.id == intention.id).cte("family", recursive=True)
    )
    older = sa.select(Intention.id).join(family, Intention.superseded_by_id == family.c.id)
    family = family.union(older)
    query = (
        sa.select(Intention)
        .where(Intention.framework_id.in_(sa.select(family.c.id)))
        .order_by(Intention.id)
        .execution_options(populate_existing=True)
    )
    return list(session.scalars(query))


def _entry_for(
    session: Session,
    edition: Edition,
    intention: Intention,
    old: LedgerEntry | None,
    step: Step,
) -> LedgerEntry | None:
    bucket = bucket_now(session, edition, intention)
    if bucket is None:
        return None
    entry = LedgerEntry(
        edition_id=edition.id,
        intention_id=intention.id,
        step=step.name,
        bucket=bucket,
        kind=intention.kind,
        deal_count=1,
        amount_minor=intention.one_year_minor,
        currency=intention.currency,
        base_minor=intention.base_minor,
        base_currency=edition.base_currency,
        account_id=step.account_id,
        reason=step.reason,
        at=step.at,
    )
    if old is not None:
        _copy_dimensions(old, entry)
    else:
        _freeze_dimensions(session, intention, entry)
    return entry


def _freeze_dimensions(session: Session, intention: Intention, entry: LedgerEntry) -> None:
    """Note by what the deal is broken down, as things are when it enters the ledger.

    What the session loaded before its turn may be older: the area may have got another code.
    """
    parties = {"buyer": intention.buyer_id, "seller": intention.seller_id}
    row = rows_of(session, DIMENSIONS, parties).one()
    entry.delegation_id = row.delegation_id
    entry.credit_path = row.delegation_path or ""
    entry.area_code = row.area_code or ""
    entry.source_territory = row.territory_code
    entry.buyer_ownership = row.ownership or ""
    entry.day = intention.signed_on


def _copy_dimensions(old: LedgerEntry, entry: LedgerEntry) -> None:
    entry.delegation_id = old.delegation_id
    entry.credit_path = old.credit_path
    entry.area_code = old.area_code
    entry.source_territory = old.source_territory
    entry.buyer_ownership = old.buyer_ownership
    entry.day = old.day


def _counter_entry(old: LedgerEntry, step: Step) -> LedgerEntry:
    entry = LedgerEntry(
        edition_id=old.edition_id,
        intention_id=old.intention_id,
        step=step.name,
        bucket=old.bucket,
        kind=old.kind,
        deal_count=-old.deal_count,
        amount_minor=-old.amount_minor,
        currency=old.currency,
        base_minor=-old.base_minor,
        base_currency=old.base_currency,
        account_id=step.account_id,
        reason=step.reason,
        at=step.at,
    )
    _copy_dimensions(old, entry)
    return entry


def _is_move(old: LedgerEntry | None, new: LedgerEntry | None) -> bool:
    if old is None or new is None:
        return old is not new
    return (old.bucket, old.amount_minor, old.currency, old.base_minor) != (
        new.bucket,
        new.amount_minor,
        new.currency,
        new.base_minor,
    )
