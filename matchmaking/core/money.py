"""Money: integer minor units and an ISO 4217 code."""

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation

from babel.numbers import get_currency_precision, is_currency

from matchmaking.core.errors import InvalidInputError
from matchmaking.core.wording import say

# The largest amount we take: a million million in major units. It keeps every sum of the
# ledger inside 63 bits.
LARGEST_MAJOR = Decimal(10) ** 12


@dataclass(frozen=True, order=True)
class Money:
    """An exact amount: ``minor`` units (cents, fen; whole yen) of an ISO 4217 ``currency``."""

    minor: int
    currency: str

    @property
    def major(self) -> Decimal:
        """Return the amount in major units, with the currency's own number of decimals."""
        return Decimal(self.minor).scaleb(-precision(self.currency))

    def __add__(self, other: "Money") -> "Money":
        if self.currency != other.currency:
            message = f"Cannot add {other.currency} to {self.currency}."
            raise ValueError(message)
        return Money(self.minor + other.minor, self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def __str__(self) -> str:
        return f"{self.currency} {self.major:,}"

    def converted(self, rate: Decimal, currency: str) -> "Money":
        """Convert once, at ``rate`` units of ``currency`` per unit, rounding half to even."""
        return Money.from_major(self.major * rate, currency)

    @classmethod
    def from_major(cls, major: Decimal, currency: str) -> "Money":
        """Round major units half to even into minor units."""
        scaled = major.scaleb(precision(currency))
        return cls(int(scaled.to_integral_value(ROUND_HALF_EVEN)), currency)


def precision(currency: str) -> int:
    """Return how many decimals the currency has: 2 for USD, 0 for JPY, 3 for KWD."""
    return get_currency_precision(currency)


def parse_amount(text: str, currency: str, *, field: str) -> Money:
    """Read an amount as people type it: ``1,250,000.50``, with at most the currency's decimals.

    Raises:
        InvalidInputError: not a number, negative, too many decimals, too large, or the
            currency is unknown.
    """
    if not is_currency(currency):
        raise InvalidInputError(
            say("“%(code)s” is not an ISO 4217 currency code such as USD.", code=currency),
            field=field,
        )
    try:
        major = Decimal(text.replace(",", "").replace("，", "").replace(" ", ""))
    except InvalidOperation:
        major = Decimal("NaN")
    if not major.is_finite():
        raise InvalidInputError(
            say("“%(text)s” is not an amount. Write it like 1,250,000.50.", text=text), field=field
        )
    if major < 0:
        raise InvalidInputError(say("An amount can't be negative."), field=field)
    if major > LARGEST_MAJOR:
        raise InvalidInputError(
            say("An amount can be at most 1,000,000,000,000. Check the zeros."), field=field
        )
    exponent = major.normalize().as_tuple().exponent
    if isinstance(exponent, int) and -exponent > precision(currency):
        raise InvalidInputError(
            say(
                "%(currency)s has %(places)d decimals; “%(text)s” has more.",
                currency=currency,
                places=precision(currency),
                text=text,
            ),
            field=field,
        )
    return Money.from_major(major, currency)
