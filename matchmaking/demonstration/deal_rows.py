"""Writing deals down: their rows as they stand, and their steps through the ledger."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.demonstration.deals import Deal, Move, Season
from matchmaking.demonstration.store import Store
from matchmaking.intentions import ledger
from matchmaking.intentions.models import (
    Intention,
    IntentionLine,
    LedgerEntry,
    LedgerHead,
    Signature,
    Verification,
)
from matchmaking.intentions.values import Bucket

BASE = "USD"
ENTRIES_AT_ONCE = 4_000


class Posting(NamedTuple):
    """What a step takes out of a bucket (sign -1) or puts into one (1)."""

    deal: Deal
    move: Move
    bucket: Bucket
    sign: int


def new_key(store: Store) -> int:
    """Return the key of a deal to be written down."""
    return store.next_key(Intention)


def write_deals(store: Store, season: Season, deals: Sequence[Deal]) -> None:
    """Insert the deals of an edition and append their steps to its ledger, in order of time."""
    in_order = sorted(deals, key=lambda deal: (deal.created_at, deal.id))
    postings = _postings(in_order)
    for number, deal in enumerate(in_order, 1):
        _write(store, deal, number)
        store.flush_if_many()
    store.flush()
    _name_successors(store.session, in_order)
    _append(store.session, season, postings)
    store.session.execute(
        sa.update(LedgerHead)
        .where(LedgerHead.edition_id == season.edition_id)
        .values(numbered=len(in_order))
    )


def _write(store: Store, deal: Deal, number: int) -> None:
    terms = deal.agreement
    store.add(
        Intention,
        id=deal.id,
        edition_id=deal.season.edition_id,
        number=number,
        kind=terms.kind,
        state=deal.state,
        buyer_id=deal.buyer.participation_id,
        seller_id=deal.seller.participation_id,
        author_side=deal.side,
        author_id=deal.author,
        title=terms.title,
        currency=terms.currency,
        full_value_minor=terms.full_minor,
        one_year_minor=terms.one_year_minor,
        term_months=terms.months,
        rate_id=terms.rate_id,
        base_minor=terms.base_minor,
        signed_on=deal.signed_on,
        is_on_site=deal.is_on_site,
        meeting_id=deal.meeting_id,
        framework_id=deal.framework.id if deal.framework else None,
        replaces_id=deal.replaces.id if deal.replaces else None,
        held_for_id=deal.held_for.id if deal.held_for else None,
        contract_number=deal.contract_number,
        rate_asked_at=deal.rate_asked_at,
        disputed_at=deal.disputed_at,
        disputed_by_id=deal.disputed_by.participation_id if deal.disputed_by else None,
        dispute_reason=deal.dispute_reason,
        close_reason=deal.close_reason,
        created_at=deal.created_at,
        standing_sequence=deal.standing_sequence,
    )
    _write_details(store, deal)


def _write_details(store: Store, deal: Deal) -> None:
    for position, line in enumerate(deal.agreement.lines, 1):
        store.add(
            IntentionLine,
            intention_id=deal.id,
            position=position,
            hs_code=line.hs_code,
            description=line.description,
            quantity=line.quantity,
            unit=line.unit,
            amount_minor=line.minor,
        )
    for side, account_id, at in deal.signatures:
        store.add(Signature, intention_id=deal.id, side=side, account_id=account_id, signed_at=at)
    for account_id, at in deal.verifications:
        store.add(Verification, intention_id=deal.id, account_id=account_id, verified_at=at)


def _name_successors(session: Session, deals: Iterable[Deal]) -> None:
    """A deal and what stands for it name each other: the second name comes afterwards."""
    named = [
        {"deal": deal.id, "successor": deal.superseded_by.id}
        for deal in deals
        if deal.superseded_by
    ]
    if named:
        intentions = cast("sa.Table", Intention.__table__)
        successor = (
            sa.update(intentions)
            .where(intentions.c.id == sa.bindparam("deal"))
            .values(superseded_by_id=sa.bindparam("successor"))
        )
        session.connection().execute(successor, named)


def _postings(deals: Sequence[Deal]) -> list[Posting]:
    """Turn all steps into postings: what stood is taken out, and put in where it stands now."""
    steps = sorted(
        ((move, deal) for deal in deals for move in deal.moves),
        key=lambda step: (step[0].at, step[0].order),
    )
    standing: dict[Deal, Bucket | None] = defaultdict(lambda: None)
    postings: list[Posting] = []
    for move, deal in steps:
        before = standing[deal]
        if before is move.bucket:
            continue
        if before is not None:
            postings.append(Posting(deal, move, before, -1))
        if move.bucket is not None:
            postings.append(Posting(deal, move, move.bucket, 1))
        standing[deal] = move.bucket
        deal.standing_sequence = len(postings) if move.bucket is not None else None
    return postings


def _entry(season: Season, posting: Posting) -> LedgerEntry:
    deal, move, bucket, sign = posting
    node = deal.buyer.node
    return LedgerEntry(
        edition_id=season.edition_id,
        intention_id=deal.id,
        step=move.step,
        bucket=bucket,
        kind=deal.agreement.kind,
        deal_count=sign,
        amount_minor=sign * deal.agreement.one_year_minor,
        currency=deal.agreement.currency,
        base_minor=sign * (deal.agreement.base_minor or 0),
        base_currency=BASE,
        delegation_id=node.id if node else None,
        credit_path=node.path if node else "",
        area_code=deal.seller.area,
        source_territory=deal.seller.member.territory,
        buyer_ownership=deal.buyer.member.ownership or "",
        day=deal.signed_on,
        account_id=move.account_id,
        reason=move.reason,
        at=move.at,
    )


def _append(session: Session, season: Season, postings: Sequence[Posting]) -> None:
    for start in range(0, len(postings), ENTRIES_AT_ONCE):
        chosen = postings[start : start + ENTRIES_AT_ONCE]
        head = ledger.take_turn(session, season.edition_id)
        ledger.append(session, head, [_entry(season, posting) for posting in chosen])
        session.expunge_all()
