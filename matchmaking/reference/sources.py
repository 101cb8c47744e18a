"""The files the reference lists come from; README.md beside them names source and licence."""

import csv
from collections.abc import Iterator
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "data"


def read_source(name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of one file."""
    with (FOLDER / name).open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


@cache
def trade_words() -> tuple[tuple[str, frozenset[str]], ...]:
    """Return everyday words for goods in both languages, with the code each group leads to."""
    return tuple(
        (row["code"], frozenset({*row["en"].casefold().split(), *row["zh"].split()}))
        for row in read_source("trade_words.csv")
    )
