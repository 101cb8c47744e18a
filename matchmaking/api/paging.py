"""Lists page by page, as programs leaf through them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeVar

import sqlalchemy as sa

from matchmaking.web.queries import Page, paginate
from matchmaking.web.session import db

Row = TypeVar("Row")


def page_of(query: sa.Select[Row], arguments: Mapping[str, Any]) -> Page[Row]:
    """Return the page a program asks for; after the last come empty ones.

    A reader is shown the nearest page there is. A program that goes on until a page is empty
    would never end.
    """
    asked = arguments["page"]
    found = paginate(db.session, query, number=asked, size=arguments["page_size"])
    return found if found.number == asked else replace(found, rows=[], number=asked)
