"""What a workbook is made of, as plain values: cells, tables, and the pictures beside them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from matchmaking.core.money import Money


@dataclass(frozen=True)
class Ordinal:
    """A number that names something: nobody adds such up."""

    value: int


@dataclass(frozen=True)
class Percent:
    """A part of one, shown per cent: with ``is_change`` with its sign, ``is_whole`` rounded."""

    value: float
    is_change: bool = False
    is_whole: bool = False


Cell = str | int | date | Money | Ordinal | Percent | None


@dataclass(frozen=True)
class Column:
    """A column: its head, and how many characters wide it is."""

    head: str
    width: int = 16


class Kind(StrEnum):
    """How a picture draws its numbers."""

    BARS = "bar"
    COLUMNS = "column"
    LINES = "line"


@dataclass(frozen=True)
class Picture:
    """A native chart of some columns of its table, over the first column's words.

    ``most`` are the rows it shows, the first of the table.
    """

    kind: Kind
    columns: tuple[int, ...]
    unit: str
    most: int = 15


@dataclass(frozen=True)
class Table:
    """A sheet: its name, the heads, the rows, a row of totals, a picture where that says something.

    One to be filtered says above its heads what the rows that are shown come to in ``summed``.
    """

    name: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    total: Sequence[Cell] = ()
    picture: Picture | None = None
    is_filtered: bool = False
    summed: int | None = None


@dataclass(frozen=True)
class Section:
    """A part of the first sheet: a heading and lines of a label, a value and a remark."""

    heading: str
    lines: Sequence[tuple[str, Cell, str]]
    picture: Picture | None = None
