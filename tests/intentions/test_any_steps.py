"""Whatever people do, in whatever order, every figure is the sum of where the deals stand."""

from collections.abc import Callable
from datetime import date
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from sqlalchemy.orm import Session

from matchmaking.core.errors import MatchmakingError
from matchmaking.core.money import Money
from matchmaking.intentions import policies, proof, services, snapshots
from matchmaking.intentions.models import Intention
from matchmaking.intentions.terms import Amounts
from matchmaking.intentions.values import Dimension, IntentionKind, IntentionState
from tests.factories.deals import Table, make_deal, make_table
from tests.factories.delegations import make_delegation
from tests.factories.enterprises import make_participation
from tests.factories.expo import NOW
from tests.intentions.brute import added_up, by_ledger

Step = Callable[[Session, Table, Intention], None]


def corrected(session: Session, table: Table, deal: Intention) -> None:
    amounts = Amounts(Money(10_000_000, "EUR"), Money(deal.one_year_minor % 997 + 1, "EUR"))
    services.propose_correction(session, table.selling, deal, amounts, reason="wrong", at=NOW)


STEPS: dict[str, Step] = {
    "sign": lambda s, t, d: services.sign(s, t.selling, d, at=NOW, is_different=True),
    "countersign": lambda s, t, d: services.countersign(s, t.buying, d, at=NOW),
    "verify": lambda s, t, d: services.verify(s, t.lead, d, at=NOW),
    "verify again": lambda s, t, d: services.verify(s, t.organiser, d, at=NOW),
    "dispute": lambda s, t, d: services.dispute(s, t.buying, d, reason="no", at=NOW),
    "settle": lambda s, t, d: services.settle(s, t.buying, d, reason="yes", at=NOW),
    "withdraw": lambda s, t, d: services.withdraw(s, t.organiser, d, reason="over", at=NOW),
    "correct": corrected,
    "accept": lambda s, t, d: services.accept_correction(s, t.buying, d, at=NOW),
    "decline": lambda s, t, d: services.decline_correction(s, t.buying, d, at=NOW),
    "take back": lambda s, t, d: services.take_back_correction(s, t.selling, d, at=NOW),
    "release": lambda s, t, d: services.release(s, t.organiser, d, at=NOW),
    "same": lambda s, t, d: services.declare_same(s, t.organiser, d, at=NOW),
}

# Drawn with weights, so that deals come far enough for the rarer steps.
OFTEN = [*STEPS, "sign", "sign", "countersign", "countersign", "verify", "correct", "accept"]


def make_deals(session: Session, table: Table) -> list[Intention]:
    """Draft deals that depend on each other in every way there is."""
    draft = partial(make_deal, session, table)
    framework = draft(kind=IntentionKind.FRAMEWORK, one_year_minor=5_000_000)
    newer = draft(kind=IntentionKind.FRAMEWORK, one_year_minor=6_000_000, replaces_id=framework.id)
    call_off = draft(kind=IntentionKind.CALL_OFF, one_year_minor=300, framework_id=framework.id)
    memorandum = draft(kind=IntentionKind.INTENTION, one_year_minor=70_000, currency="JPY")
    contract = draft(one_year_minor=700, replaces_id=memorandum.id)
    twin = draft(one_year_minor=701, contract_number="C-1")
    third = draft(one_year_minor=9_000, contract_number="c1", signed_on=date(2019, 11, 4))
    project = draft(kind=IntentionKind.INVESTMENT, currency="CNY", one_year_minor=10_000)
    return [framework, newer, call_off, memorandum, contract, twin, third, project]


@pytest.mark.parametrize("one_side_counts", ["one side", "both sides"])
@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    taken=st.lists(
        st.tuples(st.integers(0, 7), st.sampled_from(OFTEN)),
        min_size=8,
        max_size=40,
    ),
    fold_every=st.sampled_from([3, 64]),
)
def test_every_figure_is_the_sum_of_the_deals(
    session: Session, one_side_counts: str, taken: list[tuple[int, str]], fold_every: int
) -> None:
    with pytest.MonkeyPatch.context() as patch, session.begin_nested() as everything:
        patch.setattr(snapshots, "FOLD_EVERY", fold_every)
        table = make_table(
            session,
            one_side_counts=one_side_counts == "one side",
            two_officers_from_minor=60_000,
        )
        deals = make_deals(session, table)
        for place, name in taken:
            try:
                with session.begin_nested():
                    STEPS[name](session, table, deals[place])
            except MatchmakingError:
                continue
        check(session, table)
        snapshots.forget(session, table.edition.id)
        check(session, table)
        everything.rollback()
    session.expunge_all()


def check(session: Session, table: Table) -> None:
    """Compare every breakdown with the deals themselves, and prove the ledger."""
    assert proof.first_break(session, table.edition) is None
    for node in (None, table.delegation):
        for dimension in Dimension:
            for investment in (False, True):
                assert by_ledger(
                    session, table.edition, node, dimension, investment=investment
                ) == added_up(session, table.edition, node, dimension, investment=investment)


def test_a_call_off_is_covered_while_its_framework_counts(session: Session) -> None:
    table = make_table(session)
    buyer = make_participation(
        session, table.edition, delegation=make_delegation(session, table.edition)
    )
    framework = make_deal(
        session, table, IntentionState.SIGNED, kind=IntentionKind.FRAMEWORK, buyer=table.buyer
    )
    call_off = make_deal(
        session,
        table,
        IntentionState.COUNTERSIGNED,
        kind=IntentionKind.CALL_OFF,
        framework_id=framework.id,
        one_year_minor=300,
    )
    seen = []

    def look() -> None:
        session.expire(call_off)
        assert call_off.standing is not None
        seen.append(call_off.standing.bucket.value)

    look()
    services.countersign(session, table.buying, framework, at=NOW)
    look()
    services.dispute(session, table.buying, framework, reason="no", at=NOW)
    look()
    services.settle(session, table.buying, framework, reason="yes", at=NOW)
    look()
    services.withdraw(session, table.organiser, framework, reason="over", at=NOW)
    look()

    assert seen == ["countersigned", "covered", "countersigned", "covered", "countersigned"]
    assert not policies.can_view(table.buying, make_deal(session, table, buyer=buyer))
