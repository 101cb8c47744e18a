"""What is agreed on: goods, amounts in believable currencies, at the rates of the day."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from random import Random

from sqlalchemy.orm import Session

from matchmaking.core.money import Money, precision
from matchmaking.demonstration.deals import Agreement, Line
from matchmaking.demonstration.enterprises import goods_of
from matchmaking.demonstration.world import Member
from matchmaking.intentions.values import IntentionKind
from matchmaking.reference.rates import bank_quotes, rate_for
from matchmaking.reference.services import territory_rows

BASE = "USD"
# The middle of what deals are worth, in US dollars, and how far they spread.
MIDDLE, SPREAD = 1_100_000, 1.15
SMALLEST, LARGEST = 20_000, 44_000_000
OWN_CURRENCY_CHANCE = 0.55
TERMS = {IntentionKind.FRAMEWORK: (24, 36, 36, 60), IntentionKind.INVESTMENT: (24, 36, 48)}
UNITS_EACH = (100, 120, 200, 250, 400, 500, 800, 1_000, 1_200, 2_000, 5_000)


@cache
def currency_of(territory: str) -> str:
    """Return the currency of a territory if the European Central Bank quotes it."""
    known = {row["code"]: row["currency"] for row in territory_rows()}
    return known[territory] if bank_quotes(known[territory]) else BASE


@dataclass
class Rates:
    """The rates of days, each looked up once."""

    session: Session
    _known: dict[tuple[str, date], tuple[int | None, Decimal]] = field(default_factory=dict)

    def on(self, currency: str, day: date) -> tuple[int | None, Decimal]:
        """Return the key of the rate's row, and how many US dollars one unit is."""
        if currency == BASE:
            return None, Decimal(1)
        if (currency, day) not in self._known:
            row = rate_for(self.session, currency, BASE, day)
            if row is None:
                message = f"There is no rate for {currency} on {day}."
                raise LookupError(message)
            self._known[currency, day] = (row.id, row.rate)
        return self._known[currency, day]


def round_amount(major: Decimal) -> Decimal:
    """Round to two digits and a half, as people agree on: 1,850,000."""
    step = Decimal(5).scaleb(max(0, major.adjusted() - 2))
    return max(step, (major / step).to_integral_value() * step)


@dataclass
class Bargaining:
    """Agrees on what is dealt in, and for how much."""

    rates: Rates
    dice: Random
    factor: float = 1.0
    _amounts: dict[tuple[int, int], list[float]] = field(default_factory=dict)

    def worth(self, buyer: Member, seller: Member) -> float:
        """Return an amount in US dollars that differs from what the two agreed on before.

        Amounts within 1 % of each other would be suspected to be one deal filed twice.
        """
        known = self._amounts.setdefault((buyer.id, seller.id), [])
        while True:
            dollars = self.factor * self.dice.lognormvariate(0, SPREAD) * MIDDLE
            dollars = min(max(dollars, SMALLEST), LARGEST)
            if all(abs(dollars - other) > 0.1 * max(dollars, other) for other in known):
                known.append(dollars)
                return dollars

    def currency(self, seller: Member, kind: IntentionKind) -> str:
        """Choose a currency: the seller's own, or the dollar; investments are in yuan."""
        if kind is IntentionKind.INVESTMENT:
            return "CNY"
        own = currency_of(seller.territory)
        return own if self.dice.random() < OWN_CURRENCY_CHANCE else BASE

    def agree(
        self,
        buyer: Member,
        seller: Member,
        kind: IntentionKind,
        day: date,
        *,
        dollars: float | None = None,
        currency: str | None = None,
    ) -> Agreement:
        """Agree on goods and an amount."""
        currency = currency or self.currency(seller, kind)
        rate_id, rate = self.rates.on(currency, day)
        dollars = self.worth(buyer, seller) if dollars is None else dollars
        full = Money.from_major(round_amount(Decimal(dollars) / rate), currency)
        months = self.dice.choice(TERMS.get(kind, (6, 12, 12, 12)))
        return priced(
            kind,
            self._title(seller, kind),
            (full, months),
            (rate_id, rate),
            self._lines(seller, kind, full),
        )

    def _title(self, seller: Member, kind: IntentionKind) -> str:
        if kind is IntentionKind.INVESTMENT:
            return self.dice.choice(PROJECTS)
        good = self.dice.choice(goods_of(seller.trade))
        return f"{good['en']} {good['zh']}"

    def _lines(self, seller: Member, kind: IntentionKind, full: Money) -> tuple[Line, ...]:
        if kind is IntentionKind.INVESTMENT:
            return ()
        goods = goods_of(seller.trade)
        chosen = goods if self.dice.random() < 0.3 else [self.dice.choice(goods)]  # noqa: PLR2004
        share = full.minor // len(chosen)
        amounts = [share] * (len(chosen) - 1)
        amounts.append(full.minor - sum(amounts))
        return tuple(
            Line(
                good["hs"] or None,
                f"{good['en']} {good['zh']}",
                str(self.dice.choice(UNITS_EACH)),
                good["unit"],
                minor,
            )
            for good, minor in zip(chosen, amounts, strict=True)
        )


PROJECTS = (
    "Research and development centre 研发中心项目",
    "Regional headquarters 区域总部项目",
    "Cold-chain logistics base 冷链物流基地项目",
    "Smart factory 智能工厂项目",
    "Joint laboratory 联合实验室项目",
    "Spare parts centre 备件中心项目",
)


def priced(
    kind: IntentionKind,
    title: str,
    term: tuple[Money, int],
    rate: tuple[int | None, Decimal],
    lines: tuple[Line, ...],
) -> Agreement:
    """Put an agreement together: the one-year part of its amount counts, at the frozen rate."""
    (full, months), (rate_id, value) = term, rate
    one_year = full.minor if months <= 12 else full.minor * 12 // months  # noqa: PLR2004 - a year
    cents = 10 ** precision(full.currency)
    one_year = one_year // cents * cents or one_year
    base = Money(one_year, full.currency).converted(value, BASE)
    return Agreement(
        kind, title, full.currency, full.minor, one_year, base.minor, rate_id, months, lines
    )
