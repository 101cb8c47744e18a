"""Currencies in use today, by their ISO 4217 codes."""

from functools import cache

from babel.core import get_global
from babel.numbers import get_territory_currencies

OFTEN_USED = ("CNY", "USD", "EUR", "JPY", "GBP", "HKD", "KRW", "AUD", "SGD", "CHF", "RUB", "AED")


@cache
def current_currencies() -> tuple[str, ...]:
    """Return the codes of all currencies that are legal tender somewhere now, sorted."""
    return tuple(
        sorted(
            {
                code
                for territory in get_global("territory_currencies")
                for code in get_territory_currencies(territory)
            }
        )
    )


def offered_currencies(base: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the codes people mostly need, the base currency first, and all the others."""
    often = tuple(dict.fromkeys((base, *OFTEN_USED)))
    return often, tuple(code for code in current_currencies() if code not in often)
