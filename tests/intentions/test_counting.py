"""The counting rules, one by one."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest
from sqlalchemy.orm import Session

from matchmaking.core.money import Money
from matchmaking.intentions.counting import (
    Deal,
    counted_buckets,
    may_be_the_same,
    needs_two_officers,
    rules_that_apply,
    standing_bucket,
)
from matchmaking.intentions.selections import Selection
from matchmaking.intentions.values import (
    Bucket,
    Dimension,
    IntentionKind,
    IntentionState,
    contract_key,
)
from tests.factories.expo import make_edition

DEAL = Deal(1, 2, Money(100_000, "USD"), 100_000, date(2019, 11, 5), "", is_investment=False)
DAYS = timedelta(days=14)


def test_where_a_deal_stands() -> None:
    closed = (IntentionState.DRAFT, IntentionState.WITHDRAWN, IntentionState.SUPERSEDED)
    flags = list(product((False, True), repeat=3))
    for state in IntentionState:
        for held, disputed, covered in flags:
            found = standing_bucket(state, is_held=held, is_disputed=disputed, is_covered=covered)
            marks = ((held, Bucket.HELD), (disputed, Bucket.DISPUTED), (covered, Bucket.COVERED))
            first = next((bucket.value for is_so, bucket in marks if is_so), state.value)
            assert found == (None if state in closed else first)


@pytest.mark.parametrize(
    "other, same",
    [
        (DEAL, True),
        (replace(DEAL, one_year=Money(101_010, "USD")), True),
        (replace(DEAL, one_year=Money(101_011, "USD")), False),
        (replace(DEAL, one_year=Money(99_000, "USD")), True),
        (replace(DEAL, one_year=Money(98_999, "USD")), False),
        (replace(DEAL, one_year=Money(90_000, "EUR"), base_minor=100_900), True),
        (replace(DEAL, one_year=Money(90_000, "EUR"), base_minor=98_000), False),
        (replace(DEAL, base_minor=150_000), True),
        (replace(DEAL, signed_on=DEAL.signed_on + DAYS), True),
        (replace(DEAL, signed_on=DEAL.signed_on + DAYS + timedelta(days=1)), False),
        (replace(DEAL, signed_on=DEAL.signed_on - DAYS), True),
        (replace(DEAL, buyer_group=3), False),
        (replace(DEAL, seller_group=3), False),
        (replace(DEAL, buyer_group=2, seller_group=1), False),
        (replace(DEAL, is_investment=True), False),
    ],
)
def test_what_may_be_the_same_deal(other: Deal, same: bool) -> None:  # noqa: FBT001
    assert may_be_the_same(DEAL, other) is same
    assert may_be_the_same(other, DEAL) is same


def test_one_contract_number_is_enough() -> None:
    one = replace(DEAL, contract_key=contract_key("CQ-2019/7"))
    other = Deal(
        8, 9, Money(1, "EUR"), 1, date(2018, 1, 1), contract_key("cq 2019 7"), is_investment=False
    )

    assert may_be_the_same(one, other)
    assert not may_be_the_same(one, replace(other, contract_key="cq20198"))
    assert not may_be_the_same(one, replace(other, is_investment=True))


def test_an_edition_may_count_one_side(session: Session) -> None:
    usual, other = make_edition(session), make_edition(session, one_side_counts=True)

    assert counted_buckets(usual) == (Bucket.COUNTERSIGNED, Bucket.VERIFIED)
    assert counted_buckets(other) == (Bucket.SIGNED, Bucket.COUNTERSIGNED, Bucket.VERIFIED)
    assert str(rules_that_apply(usual)[0]).startswith("Counted is what both sides signed")
    assert str(rules_that_apply(other)[0]).startswith("This edition also counts")
    assert [str(rule) for rule in rules_that_apply(usual)[1:]] == [
        str(rule) for rule in rules_that_apply(other)[1:]
    ]


@pytest.mark.parametrize("minor, two", [(99, False), (100, True)])
def test_above_the_threshold_two_officers_verify(
    session: Session,
    minor: int,
    two: bool,  # noqa: FBT001
) -> None:
    assert needs_two_officers(make_edition(session, two_officers_from_minor=100), minor) is two
    assert not needs_two_officers(make_edition(session), minor)


def test_a_selection_is_an_address_and_back() -> None:
    figure = Selection(delegation_id=3, as_of=9).only([Bucket.VERIFIED, Bucket.COUNTERSIGNED])

    assert figure.within(Dimension.AREA, "").arguments() == {
        "delegation": "3",
        "bucket": ["countersigned", "verified"],
        "area": "-",
        "as_of": "9",
    }
    assert figure.within(Dimension.DELEGATION, "3").is_direct
    assert figure.within(Dimension.DELEGATION, "4").delegation_id == 4
    assert figure.within(Dimension.KIND, "contract").kind is IntentionKind.CONTRACT
    assert figure.within(Dimension.DAY, "2019-11-05").arguments()["day"] == "2019-11-05"
    assert Selection().within(Dimension.DELEGATION, "").arguments() == {"direct": "yes"}
