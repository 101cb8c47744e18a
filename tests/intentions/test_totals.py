"""Totals: every breakdown adds up, now and in the past, with snapshots and without."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.delegations.models import Delegation
from matchmaking.enterprises.values import Ownership
from matchmaking.intentions import services, snapshots
from matchmaking.intentions.models import Intention, LedgerSnapshot, SnapshotCell
from matchmaking.intentions.queries.rows import rows_of
from matchmaking.intentions.selections import Selection
from matchmaking.intentions.totals import investments, sequence_at, totals, totals_of_all
from matchmaking.intentions.values import Bucket, Dimension, IntentionKind, IntentionState
from tests.factories.deals import Table, make_deal, make_table
from tests.factories.delegations import make_delegation
from tests.factories.enterprises import make_participation
from tests.factories.expo import NOW
from tests.intentions.brute import added_up, by_ledger

DIMENSIONS = list(Dimension)


def make_mixed_deals(session: Session, table: Table) -> list[Delegation | None]:
    """Make deals of several nodes, states, kinds, sellers and days; return the nodes."""
    below = make_delegation(session, table.edition, parent=table.delegation)
    deeper = make_delegation(session, table.edition, parent=below)
    other = make_delegation(session, table.edition)
    owned = [Ownership.STATE, None, Ownership.PRIVATE, Ownership.FOREIGN, None]
    nodes = [table.delegation, below, deeper, other, None]
    buyers = [
        make_participation(session, table.edition, delegation=node, ownership=ownership)
        for node, ownership in zip(nodes, owned, strict=True)
    ]
    sellers = [table.seller, make_participation(session, table.edition, territory_code="JP")]
    kinds = [IntentionKind.CONTRACT, IntentionKind.INTENTION, IntentionKind.INVESTMENT]
    states = list(IntentionState)[1:3]
    for number in range(20):
        make_deal(
            session,
            table,
            states[number % 2] if number % 5 else IntentionState.SIGNED,
            buyer=buyers[number % 5],
            seller=sellers[number % 2],
            kind=kinds[number % 3],
            currency="CNY" if kinds[number % 3] is IntentionKind.INVESTMENT else "USD",
            one_year_minor=1_000 + 777 * number**2,
            signed_on=date(2019, 11, 5) - timedelta(days=number % 4),
        )
    return [None, *nodes[:4]]


@pytest.mark.parametrize("base", ["tail only", "snapshot"])
def test_every_breakdown_adds_up_to_the_deals(session: Session, base: str) -> None:
    table = make_table(session)
    nodes = make_mixed_deals(session, table)
    if base == "snapshot":
        snapshots.fold_all(session, table.edition.id, at=NOW)
        make_deal(session, table, IntentionState.SIGNED, one_year_minor=5)

    for node in nodes:
        for dimension in DIMENSIONS:
            for investment in (False, True):
                assert by_ledger(
                    session, table.edition, node, dimension, investment=investment
                ) == added_up(session, table.edition, node, dimension, investment=investment)


def test_parts_sum_to_the_whole(session: Session) -> None:
    table = make_table(session)
    nodes = make_mixed_deals(session, table)

    for node in nodes:
        wholes = [
            totals(session, table.edition, delegation=node, dimension=dimension).whole
            for dimension in DIMENSIONS
            if dimension is not Dimension.CURRENCY
        ]
        assert all(whole == wholes[0] for whole in wholes)


def test_deleting_all_snapshots_changes_no_figure(session: Session) -> None:
    table = make_table(session)
    nodes = make_mixed_deals(session, table)
    snapshots.fold_all(session, table.edition.id, at=NOW)
    before = [by_ledger(session, table.edition, n, d) for n in nodes for d in DIMENSIONS]

    snapshots.forget(session, table.edition.id)

    assert session.scalar(sa.select(sa.func.count()).select_from(SnapshotCell)) == 0
    after = [by_ledger(session, table.edition, n, d) for n in nodes for d in DIMENSIONS]
    assert after == before


def test_a_snapshot_is_what_totals_read(session: Session) -> None:
    """The negative control: a wrong cell shows in the total, so cells are really read."""
    table = make_table(session)
    make_deal(session, table, IntentionState.COUNTERSIGNED)
    snapshots.fold_all(session, table.edition.id, at=NOW)

    session.execute(sa.update(SnapshotCell).values(minor=SnapshotCell.minor + 1))

    found = totals(session, table.edition, delegation=None, dimension=Dimension.TOTAL)
    assert found.whole.counted_minor == 100_000_001


def test_any_past_entry_can_be_asked_for(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshots, "FOLD_EVERY", 4)
    monkeypatch.setattr(snapshots, "KEEP_EVERY", 8)
    table = make_table(session)
    seen = {0: by_ledger(session, table.edition, None, Dimension.TOTAL)}
    for number in range(12):
        deal = make_deal(session, table, one_year_minor=100 + number)
        services.sign(session, table.selling, deal, at=NOW, is_different=True)
        sequence = totals(
            session, table.edition, delegation=None, dimension=Dimension.TOTAL
        ).sequence
        seen[sequence] = by_ledger(session, table.edition, None, Dimension.TOTAL)
        if number % 3 == 0:
            services.withdraw(session, table.selling, deal, reason="no", at=NOW)

    kept = session.scalars(sa.select(LedgerSnapshot.sequence).order_by(LedgerSnapshot.sequence))
    assert list(kept) == [4, 12, 16]
    for sequence, sums in seen.items():
        assert by_ledger(session, table.edition, None, Dimension.TOTAL, as_of=sequence) == sums, (
            sequence
        )


def test_the_entry_at_a_moment(session: Session) -> None:
    table = make_table(session)
    for hours in (0, 1, 2):
        deal = make_deal(session, table, one_year_minor=100 * 2**hours)
        services.sign(session, table.selling, deal, at=NOW + timedelta(hours=hours))

    found = [
        sequence_at(session, table.edition, NOW + timedelta(minutes=minutes))
        for minutes in (-1, 0, 59, 60, 500)
    ]
    assert found == [0, 1, 1, 2, 3]


def test_all_nodes_at_once(session: Session) -> None:
    table = make_table(session)
    nodes = make_mixed_deals(session, table)
    for fold in (False, True):
        if fold:
            snapshots.fold_all(session, table.edition.id, at=NOW)
        everything = totals_of_all(session, table.edition)
        for node in nodes:
            one = totals(session, table.edition, delegation=node, dimension=Dimension.TOTAL)
            assert everything[node.id if node else 0] == one.whole


def test_investments_stand_apart_in_their_own_currencies(session: Session) -> None:
    table = make_table(session)
    for currency, amount in (("CNY", 100), ("CNY", 250), ("JPY", 7)):
        make_deal(
            session,
            table,
            IntentionState.COUNTERSIGNED,
            kind=IntentionKind.INVESTMENT,
            currency=currency,
            one_year_minor=amount,
        )

    found = investments(session, table.edition, table.delegation)

    assert [(str(row.amount), row.bucket, row.deals) for row in found] == [
        ("CNY 3.50", Bucket.COUNTERSIGNED, 2),
        ("JPY 7", Bucket.COUNTERSIGNED, 1),
    ]
    purchases = totals(session, table.edition, delegation=None, dimension=Dimension.TOTAL)
    assert dict(purchases.cells) == {}


def test_the_rows_behind_every_cell_sum_to_it(session: Session) -> None:
    table = make_table(session)
    nodes = make_mixed_deals(session, table)
    checked = 0
    for node in nodes:
        figure = Selection(delegation_id=node.id if node else None)
        for dimension in [d for d in DIMENSIONS if d is not Dimension.CURRENCY]:
            found = totals(session, table.edition, delegation=node, dimension=dimension)
            for key, sums in found.cells.items():
                for bucket in Bucket:
                    wanted = figure.within(dimension, key).only([bucket])
                    rows = rows_of(session, table.edition, wanted)
                    assert rows.total.minor == sums.minor_in(bucket)
                    assert rows.page.total == sums.deals_in(bucket)
                    checked += sums.deals_in(bucket)
    assert checked > 100


def test_the_rows_of_the_past_sum_to_the_figure_of_the_past(session: Session) -> None:
    table = make_table(session)
    make_mixed_deals(session, table)
    now = totals(session, table.edition, delegation=None, dimension=Dimension.TOTAL).sequence
    for deal in session.scalars(sa.select(Intention).order_by(Intention.id)).all()[::3]:
        services.withdraw(session, table.organiser, deal, reason="over", at=NOW)

    for as_of in (*range(1, now, 7), now):
        then = totals(
            session, table.edition, delegation=None, dimension=Dimension.TOTAL, as_of=as_of
        )
        rows = rows_of(session, table.edition, Selection(as_of=as_of), size=1)
        assert rows.total.minor == sum(then.whole.minor.values())
        assert rows.page.total == sum(then.whole.deals.values())
