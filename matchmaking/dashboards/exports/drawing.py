"""Native charts: they read the cells beside them, so that whoever corrects a cell sees it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import xlsxwriter
from flask_babel import gettext as _
from xlsxwriter.chart import Chart

from matchmaking.core.money import Money
from matchmaking.dashboards.exports.tables import Cell, Kind, Picture
from matchmaking.web.language import language, millions_unit, with_commas

SEAL, INDIGO, RULE = "#B4301F", "#3A5488", "#D9D3C7"
FIRST_DAY = date(1899, 12, 30)
PIXELS = {"width": 640, "height": 340}
ROOM_OF_A_BAR, ROOM_AROUND = 26, 70


@dataclass(frozen=True)
class Ground:
    """The rows a picture is of, and where they stand: on which sheet, from which row on."""

    sheet: str
    heads: Sequence[str]
    first: int
    rows: Sequence[Sequence[Cell]]


def draw(workbook: xlsxwriter.Workbook, picture: Picture, ground: Ground) -> Chart:
    """Draw a picture of the rows."""
    chart = workbook.add_chart({"type": picture.kind.value})
    count = min(picture.most, len(ground.rows))
    for place, column in enumerate(picture.columns):
        chart.add_series(_series(picture, ground, count, column=column, place=place))
    chart.set_title({"name": _title(picture, ground), "name_font": {"size": 11}, "overlay": False})
    _lay_out(chart, picture, count)
    return chart


def _series(
    picture: Picture, ground: Ground, count: int, *, column: int, place: int
) -> dict[str, Any]:
    rows, last = ground.rows[:count], ground.first + count - 1
    colour = (SEAL, INDIGO)[place]
    return {
        "name": ground.heads[column],
        "categories": [ground.sheet, ground.first, 0, last, 0],
        "values": [ground.sheet, ground.first, column, last, column],
        # What is shown where the cells are not read first, such as on a phone.
        "categories_data": [_drawn(row[0]) for row in rows],
        "values_data": [_drawn(row[column]) for row in rows],
        **(_stroke(colour, place) if picture.kind is Kind.LINES else _fill(colour)),
    }


def _stroke(colour: str, place: int) -> dict[str, Any]:
    dash = {"dash_type": "dash"} if place else {}
    marker = {"type": "none" if place else "circle", "size": 5, "fill": {"color": colour}}
    return {"line": {"color": colour, "width": 2.25, **dash}, "marker": marker}


def _fill(colour: str) -> dict[str, Any]:
    labels = {"value": True, "num_format": _scaled(1), "font": {"size": 9}}
    return {"fill": {"color": colour}, "gap": 45, "data_labels": labels}


def _scaled(decimals: int) -> str:
    """Return the format of an amount in millions, or in 万, which no format divides by.

    That is a thousand with a point before the last digit; so it always has one.
    """
    if language().startswith("zh"):
        return r"0\.0,"
    return "#,##0.0,," if decimals else "#,##0,,"


def _drawn(cell: Cell) -> Any:  # noqa: ANN401 - a number or a word
    match cell:
        case Money():
            return float(cell.major)
        case date():
            return (cell - FIRST_DAY).days
        case None:
            return ""
        case _:
            return cell


def _title(picture: Picture, ground: Ground) -> str:
    title = ground.sheet
    if picture.most < len(ground.rows):
        title = with_commas(title, _("the %(num)d largest", num=picture.most))
    return f"{title} ({millions_unit(picture.unit)})"


def _lay_out(chart: Chart, picture: Picture, count: int) -> None:
    if picture.kind is Kind.BARS:
        hidden = {"label_position": "none", "line": {"none": True}, "major_tick_mark": "none"}
        chart.set_x_axis({**hidden, "major_gridlines": {"visible": False}})
        chart.set_y_axis({"reverse": True, "line": {"none": True}, "major_tick_mark": "none"})
        chart.set_size({**PIXELS, "height": ROOM_AROUND + ROOM_OF_A_BAR * max(count, 3)})
    else:
        days = 'm"月"d"日"' if language().startswith("zh") else "d mmm"
        chart.set_x_axis({"date_axis": True, "num_format": days, "line": {"color": RULE}})
        grid = {"visible": True, "line": {"color": RULE, "width": 0.75}}
        chart.set_y_axis(
            {"num_format": _scaled(0), "line": {"none": True}, "major_gridlines": grid}
        )
        chart.set_size(PIXELS)
    chart.show_blanks_as("gap")
    chart.set_legend({"position": "bottom"} if len(picture.columns) > 1 else {"none": True})
