"""The links of the navigation, drawn: in the rail of a laptop and among the tabs of a phone."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from flask import get_template_attribute
from markupsafe import Markup

TEMPLATE = "layouts/_destinations.html"


class Links(NamedTuple):
    """The same destinations as each part of the frame shows them."""

    rail: Markup
    tabs: Markup


def drawn(destinations: Iterable[Mapping[str, Any]]) -> Links:
    """Draw destinations in the reader's language."""
    listed = list(destinations)
    draw_rail = get_template_attribute(TEMPLATE, "rail_links")
    draw_tabs = get_template_attribute(TEMPLATE, "tab_links")
    return Links(draw_rail(listed), draw_tabs(listed))
