"""Reading a workbook back, as a spreadsheet would: its sheets, cells, formats and charts."""

import re
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from xml.etree import ElementTree as ET
from zipfile import ZipFile

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
LETTERS = re.compile(r"[A-Z]+")


@dataclass(frozen=True)
class Cell:
    """What stands in a cell, how it is shown, and the formula behind it, if there is one."""

    value: str | float | None
    form: str
    formula: str | None = None


class Sheet:
    """One sheet: rows of cells, from the first column on."""

    def __init__(self, tree: ET.Element, forms: list[str]) -> None:
        self.tree = tree
        self._forms = forms

    @cached_property
    def rows(self) -> dict[int, list[Cell]]:
        """Return the rows by their numbers, the first is 1."""
        return {
            int(row.get("r", "0")): [self._cell(cell) for cell in row]
            for row in self.tree.iter(f"{MAIN}row")
        }

    def values(self, number: int) -> list[str | float | None]:
        """Return what stands in a row."""
        return [cell.value for cell in self.rows.get(number, [])]

    def table(self, heads: int = 4) -> list[dict[str, Cell]]:
        """Return the rows below the heads, each cell under its head."""
        names = [str(name) for name in self.values(heads)]
        below = [cells for number, cells in self.rows.items() if number > heads]
        return [dict(zip(names, cells, strict=False)) for cells in below]

    @property
    def labels(self) -> dict[str, Cell]:
        """Return what stands beside each word of the first column."""
        return {str(row[0].value): row[1] for row in self.rows.values() if len(row) > 1}

    def _cell(self, cell: ET.Element) -> Cell:
        form = self._forms[int(cell.get("s", "0"))]
        formula = cell.find(f"{MAIN}f")
        number = cell.find(f"{MAIN}v")
        if cell.get("t") == "inlineStr":
            return Cell("".join(part.text or "" for part in cell.iter(f"{MAIN}t")), form)
        value = None if number is None else float(number.text or 0)
        return Cell(value, form, None if formula is None else formula.text)


class Workbook:
    """A workbook read from its bytes."""

    def __init__(self, body: bytes) -> None:
        with ZipFile(BytesIO(body)) as file:
            self.parts = {name: file.read(name) for name in file.namelist()}
        book = self._tree("xl/workbook.xml")
        self.names = [sheet.get("name", "") for sheet in book.iter(f"{MAIN}sheet")]
        forms = self._forms()
        self.sheets = {
            name: Sheet(self._tree(f"xl/worksheets/sheet{number}.xml"), forms)
            for number, name in enumerate(self.names, 1)
        }

    @property
    def charts(self) -> list[str]:
        """Return which cells each chart draws."""
        trees = [self._tree(name) for name in self.parts if name.startswith("xl/charts/chart")]
        return [
            str(found.text)
            for tree in trees
            for found in tree.findall(f".//{CHART}val/{CHART}numRef/{CHART}f")
        ]

    def _tree(self, name: str) -> ET.Element:
        return ET.fromstring(self.parts[name])  # noqa: S314 - what the test has had made

    def _forms(self) -> list[str]:
        styles = self._tree("xl/styles.xml")
        codes = {
            one.get("numFmtId"): one.get("formatCode", "") for one in styles.iter(f"{MAIN}numFmt")
        }
        formats = styles.find(f"{MAIN}cellXfs")
        assert formats is not None
        return [codes.get(one.get("numFmtId"), "") for one in formats]
