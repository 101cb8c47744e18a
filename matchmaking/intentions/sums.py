"""Sums of the ledger as plain values."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from matchmaking.core.money import Money
from matchmaking.intentions.values import COUNTED, Bucket


@dataclass(frozen=True)
class Sums:
    """What stands in each bucket: minor units of one currency, and how many deals.

    ``counted`` are the buckets the headline counts; an edition may add what one side signed.
    """

    minor: Mapping[Bucket, int] = field(default_factory=dict)
    deals: Mapping[Bucket, int] = field(default_factory=dict)
    counted: tuple[Bucket, ...] = COUNTED

    def __add__(self, other: "Sums") -> "Sums":
        minor = {bucket: self.minor_in(bucket) + other.minor_in(bucket) for bucket in Bucket}
        deals = {bucket: self.deals_in(bucket) + other.deals_in(bucket) for bucket in Bucket}
        return Sums(_without_zeros(minor), _without_zeros(deals), self.counted)

    def minor_in(self, bucket: Bucket) -> int:
        """Return the amount in one bucket."""
        return self.minor.get(bucket, 0)

    def deals_in(self, bucket: Bucket) -> int:
        """Return how many deals are in one bucket."""
        return self.deals.get(bucket, 0)

    @cached_property
    def counted_minor(self) -> int:
        """Return the headline."""
        return sum(self.minor_in(bucket) for bucket in self.counted)

    @property
    def counted_deals(self) -> int:
        """Return how many deals the headline counts."""
        return sum(self.deals_in(bucket) for bucket in self.counted)

    @property
    def verified_minor(self) -> int:
        """Return what officers verified."""
        return self.minor_in(Bucket.VERIFIED)

    @property
    def one_side_minor(self) -> int:
        """Return what one side alone signed: it stands beside the headline."""
        return self.minor_in(Bucket.SIGNED)


@dataclass(frozen=True)
class Totals:
    """A figure or breakdown of the ledger, true at entry ``sequence``.

    ``cells`` maps a key of the dimension (``""`` = unspecified) to its sums.
    """

    sequence: int
    currency: str
    cells: Mapping[str, Sums]
    counted: tuple[Bucket, ...] = COUNTED

    @property
    def whole(self) -> Sums:
        """Return the sum of all cells."""
        return sum(self.cells.values(), Sums(counted=self.counted))

    def money(self, minor: int) -> Money:
        """Return minor units of this total as an amount."""
        return Money(minor, self.currency)


@dataclass(frozen=True)
class InvestmentSum:
    """Investment projects in one currency and bucket: apart, never added to purchases."""

    amount: Money
    bucket: Bucket
    deals: int


Cell = tuple[str, Bucket, int, int]


def gathered(cells: Iterable[Cell], counted: tuple[Bucket, ...]) -> dict[str, Sums]:
    """Gather (key, bucket, minor, deals) into sums per key; cells that came to nothing go."""
    minor: dict[str, Counter[Bucket]] = {}
    deals: dict[str, Counter[Bucket]] = {}
    for key, bucket, amount, count in cells:
        minor.setdefault(key, Counter())[bucket] += amount
        deals.setdefault(key, Counter())[bucket] += count
    return {
        key: Sums(_without_zeros(minor[key]), _without_zeros(deals[key]), counted)
        for key in sorted(minor)
        if any(minor[key].values()) or any(deals[key].values())
    }


def _without_zeros(sums: Mapping[Bucket, int]) -> dict[Bucket, int]:
    return {bucket: sums[bucket] for bucket in Bucket if sums.get(bucket)}
