"""What a spreadsheet must not take for more than text, and files that it opens."""

import csv
import io
from collections.abc import Iterable

# A spreadsheet takes text that begins like this for a formula; some take full-width signs, too.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def harmless(cell: object) -> object:
    """Put an apostrophe before text that a spreadsheet would take for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def csv_file(rows: Iterable[Iterable[object]]) -> bytes:
    """Return rows as CSV in UTF-8 with a mark that tells Excel so."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")
