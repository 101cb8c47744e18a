"""Exchange rates: the bank's, and those organisers enter."""

from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.reference import rates
from matchmaking.reference.errors import RateExistsError, RateNotNeededError, RateRefusedError
from matchmaking.reference.models import ExchangeRate
from tests.factories.accounts import make_account

SIGNED = date(2019, 11, 5)


@pytest.mark.parametrize(
    "base, quote, on, day, value",
    [
        ("EUR", "USD", SIGNED, SIGNED, "1.1109"),
        ("USD", "CNY", date(2019, 11, 8), date(2019, 11, 8), "6.988852637"),
        ("EUR", "USD", date(2019, 11, 10), date(2019, 11, 8), "1.1034"),
        ("USD", "EUR", SIGNED, SIGNED, "0.9001710325"),
        ("USD", "USD", SIGNED, SIGNED, "1"),
    ],
)
def test_the_bank_s_rate_is_that_of_the_day_or_the_business_day_before(
    base: str, quote: str, on: date, day: date, value: str
) -> None:
    found = rates.published(base, quote, on)

    assert found is not None
    assert (found[0], rates.plain(found[1])) == (day, value)


@pytest.mark.parametrize(
    "base, on", [("KES", SIGNED), ("AED", SIGNED), ("USD", date(2090, 1, 1)), ("VND", SIGNED)]
)
def test_what_the_bank_lacks_is_lacking(base: str, on: date) -> None:
    assert rates.published(base, "CNY", on) is None


def test_a_used_rate_is_kept_once(session: Session) -> None:
    kept = {rates.rate_for(session, "EUR", "USD", date(2019, 11, d)) for d in (8, 9, 10)}

    assert len(kept) == 1
    rate = kept.pop()
    assert rate is not None
    assert (rate.quoted_on, rate.source) == (date(2019, 11, 8), "European Central Bank")
    assert session.scalar(sa.select(sa.func.count()).select_from(ExchangeRate)) == 1


def enter(session: Session, **values: object) -> ExchangeRate:
    given = {"base": "KES", "quote": "USD", "on": SIGNED, "value": Decimal("0.00967"), **values}
    return rates.enter_rate(
        session,
        source="Central Bank of Kenya",
        by=make_account(session).id,
        **given,  # type: ignore[arg-type]
    )


def test_an_entered_rate_serves_its_day_and_a_month(session: Session) -> None:
    rate = enter(session)

    found = [
        rates.rate_for(session, "KES", "USD", on)
        for on in (date(2019, 11, 4), SIGNED, date(2019, 12, 6), date(2019, 12, 7))
    ]
    assert found == [None, rate, rate, None]


def test_the_newest_entered_rate_serves(session: Session) -> None:
    enter(session)
    newer = enter(session, on=date(2019, 11, 6))

    assert rates.rate_for(session, "KES", "USD", date(2019, 11, 8)) is newer


@pytest.mark.parametrize("value", ["0", "-1", "NaN", "Infinity", "1e9"])
def test_nonsense_is_no_rate(session: Session, value: str) -> None:
    with pytest.raises(RateRefusedError):
        enter(session, value=Decimal(value))


def test_nobody_enters_what_the_bank_has(session: Session) -> None:
    with pytest.raises(RateNotNeededError):
        enter(session, base="CNY")


def test_a_rate_is_entered_once(session: Session) -> None:
    enter(session)

    with pytest.raises(RateExistsError):
        enter(session, value=Decimal(1))


def test_the_other_direction_is_rounded_to_ten_digits() -> None:
    assert rates.plain(rates.inverted(Decimal("103.45"))) == "0.009666505558"
