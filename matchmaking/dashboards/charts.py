"""Figures to ECharts options: pure. Colours, fonts and tooltips come from charts.js.

``inMillions`` tells it to show Chinese readers 万 instead.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from matchmaking.core.money import precision
from matchmaking.dashboards.figures import Breakdown, DayPoint, Label

Word = Callable[[Label], str]
MILLION = 10**6
# The theme's colours for parts by turns; what is left over together is none of them.
PART_COLOURS = tuple(
    f"var(--{name})" for name in ("seal", "indigo", "pine", "ochre", "plum", "teal")
)
REST_COLOUR = "var(--stone)"


def millions(minor: int, currency: str) -> float:
    """Return an amount in millions of major units, to four decimals: enough for a picture."""
    return float(round(Decimal(minor).scaleb(-precision(currency)) / MILLION, 4))


def day_curve(
    points: Sequence[DayPoint], currency: str, *, days: Sequence[str], names: tuple[str, str]
) -> dict[str, Any]:
    """Draw the cumulative total by day, with the last edition as a dashed line.

    ``days`` are the worded days of the points, ``names`` those of this edition and the last.
    """
    own = [None if p.minor is None else millions(p.minor, currency) for p in points]
    then = [
        None if p.previous_minor is None else millions(p.previous_minor, currency) for p in points
    ]
    series: list[dict[str, Any]] = [
        {
            "name": names[0],
            "type": "line",
            "data": own,
            "areaStyle": {"opacity": 0.08},
            "symbolSize": 7,
            "lineStyle": {"width": 2.5},
        }
    ]
    if any(value is not None for value in then):
        series.append(
            {
                "name": names[1],
                "type": "line",
                "data": then,
                "showSymbol": False,
                "lineStyle": {"type": "dashed", "width": 1.5},
            }
        )
    return {
        "inMillions": True,
        "grid": {"left": 8, "right": 16, "top": 28, "bottom": 8, "containLabel": True},
        "legend": {"top": 0, "left": 0, "itemWidth": 18},
        "tooltip": {"trigger": "axis"},
        "xAxis": {"type": "category", "data": list(days), "boundaryGap": False},
        "yAxis": {"type": "value"},
        "series": series,
    }


def tree_map(
    cut: Breakdown, *, word: Word, rest_name: Callable[[int], str], most: int = 12
) -> dict[str, Any]:
    """Draw the parts as areas, the smallest together as one named by how many they are."""
    nodes = [
        {"name": word(part.label), "value": millions(part.minor, cut.currency)}
        for part in cut.shown(most)
        if part.minor > 0
    ]
    rest = cut.rest_minor(most)
    if rest > 0:
        nodes.append(
            {
                "name": rest_name(cut.rest_count(most)),
                "value": millions(rest, cut.currency),
                "itemStyle": {"color": REST_COLOUR},
            }
        )
    return {
        "inMillions": True,
        "tooltip": {},
        "series": [
            {
                "type": "treemap",
                "data": nodes,
                "color": list(PART_COLOURS),
                "roam": False,
                "nodeClick": False,
                "breadcrumb": {"show": False},
                "left": 0,
                "right": 0,
                "top": 0,
                "bottom": 0,
                "label": {"formatter": "{b}\n{c}", "overflow": "truncate"},
            }
        ],
    }
