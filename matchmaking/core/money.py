"""Money: integer minor units and an ISO 4217 code."""

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from babel.numbers import get_currency_precision, is_currency

from matchmaking.core.errors import InvalidInputError
from matchmaking.core.numbers import number_typed
from matchmaking.core.wording import Sentence, say

# The largest amount we take: a million million in major units. It keeps every sum of the
# ledger inside 63 bits.
LARGEST_MAJOR = Decimal(10) ** 12
MINUS = frozenset("-−－")


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
        InvalidInputError: it can't be read in one way only, is negative, has too many decimals,
            is too large, or the currency is unknown.
    """
    if not is_currency(currency):
        raise InvalidInputError(
            say("“%(code)s” is not an ISO 4217 currency code such as USD.", code=currency),
            field=field,
        )
    major = number_typed(text)
    if major is None:
        raise InvalidInputError(_unreadable(text, currency), field=field)
    if major > LARGEST_MAJOR:
        raise InvalidInputError(
            say("An amount can be at most 1,000,000,000,000. Check the zeros."), field=field
        )
    if _decimals_in(major) > precision(currency):
        # Zeros at the end count, too: “480.000” may be meant as 480 thousand.
        raise InvalidInputError(_too_precise(text, currency), field=field)
    return Money.from_major(major, currency)


def _decimals_in(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0


def _unreadable(text: str, currency: str) -> Sentence:
    written = text.strip()
    if written[:1] in MINUS and number_typed(written[1:]) is not None:
        return say("An amount can't be negative.")
    return say(
        "“%(text)s” is not an amount. Write it like %(plain)s or %(grouped)s.",
        text=text,
        **_examples(currency),
    )


def _too_precise(text: str, currency: str) -> Sentence:
    return say(
        "%(currency)s has %(places)d decimals; “%(text)s” has more. Write it like %(plain)s or "
        "%(grouped)s.",
        currency=currency,
        places=precision(currency),
        text=text,
        **_examples(currency),
    )


def _examples(currency: str) -> dict[str, str]:
    """Return an amount written both ways, with the decimals the currency has."""
    major = Money.from_major(Decimal("1250.5"), currency).major
    return {"plain": f"{major}", "grouped": f"{major:,}"}
