"""The deals stand as the services would have left them, and the ledger proves it."""

from collections import Counter
from itertools import pairwise

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from matchmaking.demonstration.scale import NOW
from matchmaking.expo.models import Edition
from matchmaking.intentions import chain, ledger
from matchmaking.intentions.counting import needs_two_officers
from matchmaking.intentions.models import (
    Evidence,
    Intention,
    IntentionLine,
    LedgerEntry,
    LedgerHead,
    Signature,
    Verification,
)
from matchmaking.intentions.queries.duplicates import suspects_of
from matchmaking.intentions.queries.people import is_insider
from matchmaking.intentions.totals import totals
from matchmaking.intentions.values import (
    COUNTED,
    Bucket,
    Dimension,
    IntentionKind,
    IntentionState,
    Side,
)

EDITIONS = ("ciie-1", "ciie-2")


@pytest.fixture(params=EDITIONS)
def edition(request: pytest.FixtureRequest, demo: Session) -> Edition:
    return demo.scalars(sa.select(Edition).where(Edition.code == request.param)).one()


def entries_of(session: Session, edition: Edition) -> list[LedgerEntry]:
    query = sa.select(LedgerEntry).where(LedgerEntry.edition_id == edition.id)
    return list(session.scalars(query.order_by(LedgerEntry.sequence)))


def deals_of(session: Session, edition: Edition) -> list[Intention]:
    query = sa.select(Intention).where(Intention.edition_id == edition.id)
    options = selectinload(Intention.signatures), selectinload(Intention.verifications)
    return list(session.scalars(query.options(*options).order_by(Intention.number)))


def test_the_chain_of_the_ledger_is_whole(demo: Session, edition: Edition) -> None:
    entries = entries_of(demo, edition)
    assert [entry.sequence for entry in entries] == list(range(1, len(entries) + 1))
    assert [entry for entry in entries if entry.hash != chain.hash_of(entry)] == []
    assert all(one.hash == other.previous_hash for one, other in pairwise(entries))
    assert all(one.at <= other.at for one, other in pairwise(entries))
    head = demo.get_one(LedgerHead, edition.id)
    assert (head.sequence, head.hash) == (entries[-1].sequence, entries[-1].hash)


def test_every_deal_stands_where_the_rules_put_it(demo: Session, edition: Edition) -> None:
    standing = {entry.sequence: entry for entry in entries_of(demo, edition)}
    for deal in deals_of(demo, edition):
        bucket = ledger.bucket_now(demo, edition, deal)
        entry = standing[deal.standing_sequence] if deal.standing_sequence else None
        assert (entry.bucket if entry else None) == bucket
        if entry:
            assert entry.intention_id == deal.id
            assert (entry.amount_minor, entry.base_minor) == (deal.one_year_minor, deal.base_minor)
            assert entry.credit_path == (deal.buyer.delegation_path or "")
            assert entry.area_code == (deal.seller.area.code if deal.seller.area else "")


def test_entries_of_a_deal_sum_to_where_it_stands(demo: Session, edition: Edition) -> None:
    sums: Counter[tuple[int, Bucket]] = Counter()
    for entry in entries_of(demo, edition):
        sums[entry.intention_id, entry.bucket] += entry.base_minor
    expected = {}
    for deal in deals_of(demo, edition):
        if bucket := ledger.bucket_now(demo, edition, deal):
            expected[deal.id, bucket] = deal.base_minor
    assert {key: total for key, total in sums.items() if total} == expected


def test_the_headline_is_the_sum_of_the_deals(demo: Session, edition: Edition) -> None:
    counted = [
        deal
        for deal in deals_of(demo, edition)
        if ledger.bucket_now(demo, edition, deal) in COUNTED
        and deal.kind is not IntentionKind.INVESTMENT
    ]
    found = totals(demo, edition, delegation=None, dimension=Dimension.TOTAL, as_of=None)
    assert found.whole.counted_minor == sum(deal.base_minor or 0 for deal in counted)
    assert found.whole.counted_minor > 300_000_000_00


def test_restating_a_deal_moves_nothing(demo: Session, edition: Edition) -> None:
    before = len(entries_of(demo, edition))
    for deal in deals_of(demo, edition)[::40]:
        ledger.restate(demo, edition, deal, ledger.Step("restated", deal.author_id, NOW))
    assert len(entries_of(demo, edition)) == before


def test_amounts_are_converted_at_the_frozen_rate(demo: Session, edition: Edition) -> None:
    currencies = set()
    for deal in deals_of(demo, edition):
        if deal.base_minor is None:
            assert deal.currency == "AED"
            continue
        currencies.add(deal.currency)
        if deal.rate is None:
            assert (deal.currency, deal.base_minor) == ("USD", deal.one_year_minor)
        else:
            assert (deal.rate.base, deal.rate.quote) == (deal.currency, "USD")
            assert deal.rate.quoted_on <= deal.signed_on
            assert deal.base_minor == deal.one_year.converted(deal.rate.rate, "USD").minor
    assert len(currencies) >= 15


def test_signatures_and_verifications_fit_the_state(demo: Session, edition: Edition) -> None:
    for deal in deals_of(demo, edition):
        sides = [row.side for row in deal.signatures]
        other = Side.SELLER if deal.author_side is Side.BUYER else Side.BUYER
        match deal.state:
            case IntentionState.DRAFT:
                assert sides == []
            case IntentionState.SIGNED:
                assert sides == [deal.author_side]
            case IntentionState.COUNTERSIGNED | IntentionState.VERIFIED:
                assert sides == [deal.author_side, other]
        if deal.state is IntentionState.VERIFIED:
            needed = 2 if needs_two_officers(edition, deal.base_minor or 0) else 1
            assert len(deal.verifications) == needed
        for row in deal.verifications:
            assert not is_insider(demo, row.account_id, [deal])


def test_no_deal_is_told_twice_unless_it_is_held(demo: Session, edition: Edition) -> None:
    for deal in deals_of(demo, edition)[::5]:
        for other in suspects_of(demo, deal):
            assert other.held_for_id == deal.id or deal.held_for_id == other.id


def test_deals_are_recorded_after_those_they_refer_to(demo: Session, edition: Edition) -> None:
    deals = {deal.id: deal for deal in deals_of(demo, edition)}
    for deal in deals.values():
        for key in (deal.framework_id, deal.replaces_id, deal.held_for_id):
            assert key is None or deals[key].created_at < deal.created_at
            assert key is None or deals[key].number < deal.number


def test_lines_sum_to_the_full_value(demo: Session, edition: Edition) -> None:
    sums = (
        sa.select(Intention.full_value_minor, sa.func.sum(IntentionLine.amount_minor))
        .join(IntentionLine)
        .where(Intention.edition_id == edition.id)
        .group_by(Intention.id)
    )
    assert [row for row in demo.execute(sums) if row[0] != row[1]] == []


def test_nothing_happens_after_the_moment_shown(demo: Session) -> None:
    for column in (LedgerEntry.at, Signature.signed_at, Verification.verified_at):
        latest = demo.scalar(sa.select(sa.func.max(column)))
        assert latest is not None
        assert latest < NOW
    assert (demo.scalar(sa.select(sa.func.count()).select_from(Evidence)) or 0) == 12


def test_the_deals_of_the_public_report_are_there(demo: Session) -> None:
    query = sa.select(Intention).where(Intention.title.contains("(illustrative)"))
    told = demo.scalars(query.order_by(Intention.number)).all()
    assert len(told) == 10
    assert {str(deal.signed_on) for deal in told} == {"2019-11-05"}
    purchases = [deal for deal in told if deal.kind is not IntentionKind.INVESTMENT]
    signed = [deal.base_minor or 0 for deal in purchases if len(deal.signatures) > 1]
    assert 200_000_000_00 < sum(signed) < 400_000_000_00
    projects = [deal for deal in told if deal.kind is IntentionKind.INVESTMENT]
    assert {deal.currency for deal in projects} == {"CNY"}
    assert {deal.buyer.enterprise.name_en for deal in projects} == {
        "Chongqing Xiyong Micro-electronics Industrial Park"
    }


def test_every_kind_and_state_is_there(demo: Session) -> None:
    current = demo.scalars(sa.select(Edition).where(Edition.code == "ciie-2")).one()
    deals = deals_of(demo, current)
    assert {deal.kind for deal in deals} == set(IntentionKind)
    assert {deal.state for deal in deals} == set(IntentionState)
    buckets = Counter(ledger.bucket_now(demo, current, deal) for deal in deals)
    assert set(buckets) - {None} == set(Bucket)
    assert 600 <= len(deals) <= 660
