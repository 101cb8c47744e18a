"""Pictures of figures: areas add up to the total, and what is left over looks like no part."""

from typing import Any

from matchmaking.core.wording import Name
from matchmaking.dashboards.charts import PART_COLOURS, REST_COLOUR, tree_map
from matchmaking.dashboards.figures import Breakdown, Part
from matchmaking.intentions.selections import Selection
from matchmaking.intentions.sums import Sums
from matchmaking.intentions.values import Bucket, Dimension


def _cut(*minors: int) -> Breakdown:
    parts = (
        Part(code, Name(code, code), Sums({Bucket.VERIFIED: minor}), Selection(territory=code))
        for code, minor in zip(("DE", "JP", "CL", "IT"), minors, strict=False)
    )
    return Breakdown(Dimension.TERRITORY, "USD", tuple(parts))


def _nodes(cut: Breakdown, most: int) -> list[dict[str, Any]]:
    drawn = tree_map(cut, word=str, rest_name="{} others".format, most=most)
    nodes: list[dict[str, Any]] = drawn["series"][0]["data"]
    return nodes


def test_the_smallest_parts_are_one_area_of_a_colour_of_its_own() -> None:
    *parts, rest = _nodes(_cut(500_000_000, 300_000_000, 100_000_000, 50_000_000), most=2)

    assert [part["value"] for part in parts] == [5.0, 3.0]
    assert not any("itemStyle" in part for part in parts)
    assert rest == {"name": "2 others", "value": 1.5, "itemStyle": {"color": REST_COLOUR}}
    assert REST_COLOUR not in PART_COLOURS


def test_nothing_is_left_over_where_all_parts_are_drawn() -> None:
    assert [node["value"] for node in _nodes(_cut(500_000_000, 0), most=2)] == [5.0]
