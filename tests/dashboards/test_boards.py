from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.accounts.values import Actor
from matchmaking.core.money import Money
from matchmaking.dashboards.figures import Standing
from matchmaking.dashboards.queries import standings
from matchmaking.dashboards.queries.boards import control_room, delegation_board
from matchmaking.delegations.models import Delegation, Target
from matchmaking.delegations.values import TargetMeasure
from matchmaking.expo.models import Edition
from matchmaking.intentions.models import Intention
from matchmaking.intentions.queries.deals import Tab, Wanted, list_of
from matchmaking.intentions.queries.rows import rows_of
from matchmaking.intentions.values import Bucket, Dimension, IntentionKind, IntentionState
from tests.browser import QueryCounter
from tests.factories.accounts import actor, make_organiser
from tests.factories.deals import Table, make_deal, make_table
from tests.factories.delegations import make_delegation
from tests.factories.enterprises import make_participation
from tests.factories.expo import NOW, make_edition

# Amounts within one per cent of each other would be held as possible duplicates.
APART = 1.05


def make_deals(session: Session, count: int = 6) -> Table:
    """Make deals of two nodes in the three states, on three days."""
    table = make_table(session)
    below = make_delegation(session, table.edition, parent=table.delegation)
    buyers = [table.buyer, make_participation(session, table.edition, delegation=below)]
    states = [IntentionState.SIGNED, IntentionState.COUNTERSIGNED, IntentionState.VERIFIED]
    for number in range(count):
        make_deal(
            session,
            table,
            states[number % 3],
            buyer=buyers[number % 2],
            one_year_minor=int(100_000 * APART**number),
            full_value_minor=int(100_000 * APART**number),
            signed_on=date(2019, 11, 5) - timedelta(days=number % 3),
        )
    return table


def move_after_the_headline(
    session: Session, table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Let somebody sign a deal whenever the headline of a board has just been read."""
    read = standings.standing_of
    amounts = {"one_year_minor": 77_000_000, "full_value_minor": 77_000_000}

    def read_and_then_move(
        session: Session, edition: Edition, delegation: Delegation | None
    ) -> Standing:
        standing = read(session, edition, delegation)
        make_deal(session, table, IntentionState.VERIFIED, **amounts)
        return standing

    monkeypatch.setattr(standings, "standing_of", read_and_then_move)


def organiser_of(session: Session, edition: Edition) -> Actor:
    return actor(make_organiser(session, edition))


def test_every_breakdown_adds_up_to_the_headline(session: Session) -> None:
    table = make_deals(session)

    board = delegation_board(session, table.edition, table.delegation, at=NOW)

    assert board.standing.sums.counted_minor > 0
    assert {cut.total_minor for cut in board.cuts.values()} == {board.standing.sums.counted_minor}


def test_the_rows_behind_each_part_sum_to_it(session: Session) -> None:
    table = make_deals(session)

    board = delegation_board(session, table.edition, table.delegation, at=NOW)

    for cut in board.cuts.values():
        for part in cut.parts:
            rows = rows_of(session, table.edition, part.rows)
            assert rows.total.minor == part.minor


def test_a_board_adds_up_while_the_ledger_moves(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = make_deals(session)
    move_after_the_headline(session, table, monkeypatch)

    board = delegation_board(session, table.edition, table.delegation, at=NOW)

    headline = board.standing.sums.counted_minor
    assert {cut.total_minor for cut in board.cuts.values()} == {headline}
    assert max(point.minor or 0 for point in board.curve) == headline


def test_what_one_side_signed_stands_beside_the_headline(session: Session) -> None:
    table = make_table(session)
    make_deal(session, table, IntentionState.SIGNED)

    board = delegation_board(session, table.edition, table.delegation, at=NOW)

    assert board.standing.sums.counted_minor == 0
    assert board.standing.sums.minor_in(Bucket.SIGNED) > 0


def test_investment_projects_stand_apart(session: Session) -> None:
    table = make_table(session)
    make_deal(
        session,
        table,
        IntentionState.VERIFIED,
        kind=IntentionKind.INVESTMENT,
        currency="CNY",
        one_year_minor=500,
        full_value_minor=500,
    )

    board = delegation_board(session, table.edition, table.delegation, at=NOW)

    assert board.standing.sums.counted_minor == 0
    assert [(row.amount, row.count) for row in board.investments] == [(Money(500, "CNY"), 1)]


def test_the_target_is_measured_in_whole_per_cent(session: Session) -> None:
    table = make_table(session)
    make_deal(session, table, IntentionState.VERIFIED, one_year_minor=299, full_value_minor=299)
    session.add(
        Target(
            delegation_id=table.delegation.id,
            measure=TargetMeasure.INTENDED_TURNOVER,
            amount=1_000,
        )
    )
    session.flush()

    standing = delegation_board(session, table.edition, table.delegation, at=NOW).standing

    assert (standing.target_percent, standing.to_go) == (29, Money(701, "USD"))


def test_the_last_edition_is_compared_at_the_same_point(session: Session) -> None:
    table = make_table(session)
    before = make_table(session)
    before.edition.starts_on, before.edition.ends_on = date(2018, 11, 5), date(2018, 11, 10)
    table.edition.previous_id = before.edition.id
    before.delegation.code = table.delegation.code
    make_deal(session, table, IntentionState.VERIFIED, one_year_minor=300, full_value_minor=300)
    make_deal(session, before, IntentionState.VERIFIED, one_year_minor=200, full_value_minor=200)

    board = delegation_board(session, table.edition, table.delegation, at=NOW)

    # The other edition's entries were written now, a year after the same point of its fair.
    assert board.comparison is not None
    assert board.comparison.then == Money(0, "USD")
    assert board.comparison.at_close == Money(200, "USD")
    assert board.comparison.percent is None


def test_delegations_are_ranked_by_what_counts(session: Session) -> None:
    table = make_table(session)
    rival = make_delegation(session, table.edition)
    buyer = make_participation(session, table.edition, delegation=rival)
    make_deal(session, table, IntentionState.VERIFIED, one_year_minor=100, full_value_minor=100)
    make_deal(
        session,
        table,
        IntentionState.VERIFIED,
        buyer=buyer,
        one_year_minor=300,
        full_value_minor=300,
    )

    board = delegation_board(session, table.edition, table.delegation, at=NOW)
    room = control_room(session, table.edition, organiser_of(session, table.edition), at=NOW)

    assert board.rank is not None
    assert (board.rank.position, board.rank.ahead_by) == (2, Money(200, "USD"))
    assert [row.delegation_id for row in room.ranked][:2] == [rival.id, table.delegation.id]
    assert room.board.standing.sums.counted_minor == 400


def test_equal_totals_share_a_rank_on_the_board_and_in_the_ranking(session: Session) -> None:
    table = make_table(session)
    twins = [make_delegation(session, table.edition) for _ in range(2)]
    deal = {"one_year_minor": 300, "full_value_minor": 300}
    make_deal(session, table, IntentionState.VERIFIED, **deal)

    boards = [delegation_board(session, table.edition, twin, at=NOW) for twin in twins]
    room = control_room(session, table.edition, organiser_of(session, table.edition), at=NOW)

    ranks = [board.rank for board in boards]
    assert [(rank.position, rank.ahead) for rank in ranks if rank] == [
        (2, table.delegation.label),
        (2, table.delegation.label),
    ]
    assert [row.position for row in room.ranked] == [1, *[2] * (len(room.ranked) - 1)]


def test_before_anything_counts_nobody_has_a_rank(session: Session) -> None:
    table = make_table(session)
    make_delegation(session, table.edition)

    assert delegation_board(session, table.edition, table.delegation, at=NOW).rank is None


def test_an_edition_counted_in_another_currency_is_not_compared_with(session: Session) -> None:
    table = make_table(session)
    before = make_edition(session, base_currency="CNY", starts_on=date(2018, 11, 5))
    make_delegation(session, before, code=table.delegation.code)
    table.edition.previous_id = before.id
    session.flush()

    board = delegation_board(session, table.edition, table.delegation, at=NOW)

    assert board.comparison is None
    assert {point.previous_minor for point in board.curve} == {None}


def test_the_deals_that_wait_are_those_of_the_lists_behind_them(session: Session) -> None:
    table = make_deals(session, 12)
    disputed = session.scalars(
        sa.select(Intention).where(Intention.state == IntentionState.COUNTERSIGNED).limit(1)
    ).one()
    disputed.disputed_at = NOW
    organiser = organiser_of(session, table.edition)

    room = control_room(session, table.edition, organiser, at=NOW)
    deals = [one for one in room.stuck if one.endpoint == "intentions.index"]
    waiting = {one.arguments["tab"]: one.count for one in deals}

    assert waiting == {"disputed": 1, "held": 0, "waiting": 3}
    for tab, count in waiting.items():
        shown = session.scalars(list_of(organiser, Wanted(Tab(tab)))).all()
        assert len(shown) == count


def test_the_day_curve_ends_today_and_goes_up_to_the_headline(session: Session) -> None:
    table = make_deals(session)

    board = delegation_board(session, table.edition, table.delegation, at=NOW)

    known = [point.minor for point in board.curve if point.minor is not None]
    assert known == sorted(known)
    assert known[-1] == board.standing.sums.counted_minor
    assert next(p.on for p in board.curve if p.minor is None) == date(2019, 11, 6)


def test_a_board_costs_the_same_for_few_deals_and_many(
    session: Session, queries: QueryCounter
) -> None:
    few, many = make_deals(session, 3), make_deals(session, 60)
    counts = []

    for table in (few, many):
        edition = table.edition
        delegation = session.scalars(
            sa.select(Delegation).where(Delegation.id == table.delegation.id)
        ).one()
        with queries:
            delegation_board(session, edition, delegation, at=NOW)
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_an_edition_without_deals_shows_noughts(session: Session) -> None:
    edition = make_edition(session)

    room = control_room(session, edition, organiser_of(session, edition), at=NOW)

    assert room.board.standing.counted == Money(0, "USD")
    assert [cut.parts for cut in room.board.cuts.values()] == [()] * len(room.board.cuts)
    assert Dimension.TOTAL not in room.board.cuts
    assert [item.count for item in room.stuck] == [0] * len(room.stuck)
