"""Amounts as people type them: each is read in the one way it can be meant, or refused."""

import pytest

from matchmaking.core.errors import InvalidInputError
from matchmaking.core.money import parse_amount

LIKE = "Write it like 1250.50 or 1,250.50."


@pytest.mark.parametrize(
    "text, currency, minor",
    [
        ("1250000.5", "EUR", 125_000_050),
        ("1,250,000.50", "EUR", 125_000_050),
        ("1 250 000.50", "EUR", 125_000_050),
        ("1，250，000", "EUR", 125_000_000),
        ("１２５０．５０", "CNY", 125_050),
        (" 480 ", "EUR", 48_000),
        ("0", "EUR", 0),
        ("0.05", "EUR", 5),
        ("480,000", "JPY", 480_000),
        ("480.000", "KWD", 480_000),
    ],
)
def test_an_amount_is_read_where_it_means_one_thing(text: str, currency: str, minor: int) -> None:
    assert parse_amount(text, currency, field="amount").minor == minor


@pytest.mark.parametrize(
    "text",
    [
        *("1250,50", "12,50", "0,5", "1,2,3,4", "1.234,56", "1.234.567", "0,500", "1250,500"),
        *("1,250 000", "1,250,00", "1e9", "1_000", "٤٨", ".5", "5.", "+5", "EUR 5", "NaN", "", "-"),
    ],
)
def test_what_could_be_meant_otherwise_is_refused_with_how_to_write_it(text: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        parse_amount(text, "EUR", field="amount")

    assert (str(refused.value), refused.value.field) == (
        f"“{text}” is not an amount. {LIKE}",
        "amount",
    )


@pytest.mark.parametrize(
    "text, currency, sentence",
    [
        ("480.000", "EUR", f"EUR has 2 decimals; “480.000” has more. {LIKE}"),
        ("480.0", "JPY", "JPY has 0 decimals; “480.0” has more. Write it like 1250 or 1,250."),
        ("-1,250", "EUR", "An amount can't be negative."),
        ("1000000000000.01", "EUR", "An amount can be at most 1,000,000,000,000. Check the zeros."),
        ("5", "ABC", "“ABC” is not an ISO 4217 currency code such as USD."),
    ],
)
def test_what_no_amount_can_be_is_refused(text: str, currency: str, sentence: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        parse_amount(text, currency, field="amount")

    assert str(refused.value) == sentence
