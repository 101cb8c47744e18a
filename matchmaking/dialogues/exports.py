"""The list of a session's guests as a spreadsheet opens it."""

import csv
import io
from collections.abc import Iterable

from flask_babel import gettext as _

from matchmaking.dialogues import labels
from matchmaking.dialogues.queries import GuestRow
from matchmaking.web.language import clock_time, day

# A spreadsheet takes text that begins like this for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def guest_list(rows: Iterable[GuestRow]) -> bytes:
    """Return the guests as CSV in UTF-8 with a mark that tells Excel so."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(
        [
            _("Name in English"),
            _("Name in Chinese"),
            _("Office"),
            _("Enterprise in English"),
            _("Enterprise in Chinese"),
            _("State"),
            _("Kept seat"),
            _("Number on the waiting list"),
            _("Booked at"),
        ]
    )
    for row in rows:
        writer.writerow([harmless(cell) for cell in _cells(row)])
    return text.getvalue().encode("utf-8-sig")


def _cells(row: GuestRow) -> list[object]:
    return [
        row.person.en,
        row.person.zh,
        str(row.title),
        row.enterprise.en,
        row.enterprise.zh,
        str(labels.STANDINGS[row.state][0]),
        str(row.allotment or ""),
        row.waiting_number or "",
        f"{day(row.booked_at)} {clock_time(row.booked_at)}",
    ]


def harmless(cell: object) -> object:
    """Put an apostrophe before text that a spreadsheet would take for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
