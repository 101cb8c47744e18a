"""Writing tables into a workbook: every text as text, every number with its format."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import xlsxwriter
from flask_babel import gettext as _
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range
from xlsxwriter.worksheet import Worksheet

from matchmaking.core.money import Money, precision
from matchmaking.dashboards.exports.drawing import Ground, draw
from matchmaking.dashboards.exports.tables import Cell, Column, Ordinal, Percent, Section, Table
from matchmaking.web.language import language

A4 = 9
# Above the heads stand whose figures they are, when they are true, and what the rows come to.
HEADS = 3
SECTION_COLUMNS = (Column("", 46), Column("", 22), Column("", 40))
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
# Text between <r> and </r> would be taken over as it stands, as the markup of a cell.
MARKUP = "<r>"


@dataclass(frozen=True)
class About:
    """What a workbook says of itself: on every sheet, and in its properties."""

    title: str
    edition: str
    as_of: str
    zone: str
    sequence: int
    at: datetime


class Book:
    """A workbook being written, sheet after sheet, each from its top to its end."""

    def __init__(self, about: About) -> None:
        self._about = about
        self._file = BytesIO()
        self._workbook = xlsxwriter.Workbook(self._file, OPTIONS)
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}
        self._describe()

    def finished(self) -> bytes:
        """Return the file."""
        self._workbook.close()
        return self._file.getvalue()

    def add_sections(self, name: str, sections: Sequence[Section]) -> None:
        """Write the first sheet: part below part."""
        sheet = self._sheet(name, SECTION_COLUMNS)
        self._put(sheet, 2, 0, self._about.edition)
        row = HEADS + 1
        for section in sections:
            self._heads(sheet, row, [section.heading, "", ""])
            self._lines(sheet, row + 1, section.lines)
            if section.picture:
                ground = Ground(name, [section.heading] * 2, row + 1, section.lines)
                chart = draw(self._workbook, section.picture, ground)
                sheet.insert_chart(row, len(SECTION_COLUMNS) + 1, chart)
            row += len(section.lines) + 2

    def add(self, table: Table) -> None:
        """Write a table on a sheet of its own."""
        sheet = self._sheet(table.name, table.columns)
        heads = [column.head for column in table.columns]
        if table.summed is not None:
            self._sum_up(sheet, table, table.summed)
        self._heads(sheet, HEADS, heads)
        self._lines(sheet, HEADS + 1, table.rows)
        for place, cell in enumerate(table.total):
            self._put(sheet, HEADS + 1 + len(table.rows), place, cell, bold=True, top=1)
        sheet.freeze_panes(HEADS + 1, 1)
        sheet.repeat_rows(HEADS)
        if table.is_filtered:
            last = max(HEADS + len(table.rows), HEADS + 1)
            sheet.autofilter(HEADS, 0, last, len(heads) - 1)
        if table.picture:
            ground = Ground(table.name, heads, HEADS + 1, table.rows)
            chart = draw(self._workbook, table.picture, ground)
            sheet.insert_chart(HEADS, len(heads) + 1, chart)

    def _describe(self) -> None:
        about = self._about
        self._workbook.set_properties(
            {
                "title": about.title,
                "subject": about.edition,
                "author": _("Qiatan"),
                "comments": about.as_of,
                "created": about.at.astimezone(UTC).replace(tzinfo=None),
            }
        )
        self._workbook.set_custom_property(_("Edition"), about.edition, "text")
        self._workbook.set_custom_property(_("Time zone"), about.zone, "text")
        self._workbook.set_custom_property(_("Ledger entry"), about.sequence, "number")

    def _sheet(self, name: str, columns: Sequence[Column]) -> Worksheet:
        sheet = self._workbook.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&R&P / &N")
        sheet.hide_gridlines(1)
        for place, column in enumerate(columns):
            sheet.set_column(place, place, column.width)
        self._put(sheet, 0, 0, self._about.title, bold=True, font_size=14)
        self._put(sheet, 1, 0, self._about.as_of, font_color="#5B564D")
        return sheet

    def _heads(self, sheet: Worksheet, row: int, heads: Sequence[str]) -> None:
        for place, head in enumerate(heads):
            self._put(sheet, row, place, head, bold=True, bottom=1, text_wrap=True, valign="bottom")

    def _lines(self, sheet: Worksheet, first: int, lines: Sequence[Sequence[Cell]]) -> None:
        for number, line in enumerate(lines):
            for place, cell in enumerate(line):
                self._put(sheet, first + number, place, cell)

    def _sum_up(self, sheet: Worksheet, table: Table, column: int) -> None:
        """Say above the heads what the rows come to that a filter leaves."""
        last = max(HEADS + len(table.rows), HEADS + 1)
        amounts = [cell for row in table.rows if isinstance(cell := row[column], Money)]
        currency = amounts[0].currency if amounts else ""
        area = xl_range(HEADS + 1, column, last, column)
        self._put(sheet, 2, 0, _("Sum of the rows shown:"))
        sheet.write_formula(
            *(2, column, f"=SUBTOTAL(109,{area})"),
            self._format(bold=True, num_format=_money(currency)),
            float(sum(amount.major for amount in amounts)),
        )

    def _put(self, sheet: Worksheet, row: int, column: int, cell: Cell, **look: Any) -> None:
        form = self._format(**look, **_number_format(cell))
        match cell:
            case str() if cell:
                # Never ``write``: it would look for formulas and addresses in what people typed.
                text = f" {cell}" if cell.startswith(MARKUP) else cell
                sheet.write_string(row, column, text, form)
            case date():
                sheet.write_datetime(row, column, cell, form)
            case Money():
                sheet.write_number(row, column, float(cell.major), form)
            case Ordinal() | Percent():
                sheet.write_number(row, column, cell.value, form)
            case int():
                sheet.write_number(row, column, cell, form)
            case _:
                sheet.write_blank(row, column, None, form)

    def _format(self, **look: Any) -> Format:
        key = tuple(sorted(look.items()))
        if key not in self._formats:
            self._formats[key] = self._workbook.add_format(look)
        return self._formats[key]


def _number_format(cell: Cell) -> dict[str, str]:
    form = ""
    match cell:
        case Money():
            form = _money(cell.currency)
        case date():
            form = 'yyyy"年"m"月"d"日"' if language().startswith("zh") else "d mmm yyyy"
        case Percent():
            form = _percent(cell)
        case Ordinal():
            form = "0"
        case int():
            form = "#,##0"
    return {"num_format": form} if form else {}


def _percent(cell: Percent) -> str:
    if cell.is_change:
        return "+0.0 %;-0.0 %;0.0 %"
    return "0 %" if cell.is_whole else "0.0 %"


def _money(currency: str) -> str:
    decimals = precision(currency) if currency else 2
    return f"#,##0.{'0' * decimals}" if decimals else "#,##0"
