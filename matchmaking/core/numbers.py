"""Numbers as people type them: read where they mean one thing, never guessed."""

import re
from decimal import Decimal

# What a Chinese keyboard types, and the spaces that keep a number on one line.
AS_ASCII = str.maketrans("０１２３４５６７８９，．\u3000\u00a0\u2009\u202f", "0123456789,.    ")
PLAIN = re.compile(r"\d+(\.\d+)?", re.ASCII)
BY_THOUSANDS = re.compile(r"[1-9]\d{0,2}([, ])\d{3}(\1\d{3})*(\.\d+)?", re.ASCII)


def number_typed(text: str) -> Decimal | None:
    """Return the number that is written: ``1250000.5``, or by thousands ``1,250,000.5``.

    Anything else is no number. A comma before decimals, as much of Europe writes it, is one of
    the things refused: to drop it would make a hundred times as much of an amount.
    """
    written = _as_ascii(text)
    if BY_THOUSANDS.fullmatch(written):
        return Decimal(written.replace(",", "").replace(" ", ""))
    return plain_number(written)


def plain_number(text: str) -> Decimal | None:
    """Return the number that is written in digits and a decimal point alone: ``7.034``.

    For what may have any number of decimals: in it ``7,034`` could be seven as well as seven
    thousand.
    """
    written = _as_ascii(text)
    return Decimal(written) if PLAIN.fullmatch(written) else None


def _as_ascii(text: str) -> str:
    return text.translate(AS_ASCII).strip()
