"""The list of a session's guests as a spreadsheet opens it."""

from collections.abc import Iterable

from flask_babel import gettext as _

from matchmaking.core.spreadsheets import csv_file
from matchmaking.dialogues import labels
from matchmaking.dialogues.queries import GuestRow
from matchmaking.web.language import clock_time, day


def guest_list(rows: Iterable[GuestRow]) -> bytes:
    """Return the guests as CSV in UTF-8 with a mark that tells Excel so."""
    return csv_file([_heads(), *(_cells(row) for row in rows)])


def _heads() -> list[str]:
    return [
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
