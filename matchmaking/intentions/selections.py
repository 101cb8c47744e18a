"""Which deals stand behind a figure: every number of a dashboard links to its rows by one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from matchmaking.intentions.values import Bucket, Dimension, IntentionKind

UNSPECIFIED = "-"


@dataclass(frozen=True)
class Selection:
    """The deals of a delegation's figure: the rows it selects sum to it, to the cent.

    ``delegation_id`` takes in everything below the node, unless ``is_direct`` asks for the node's
    own deals alone; without a node it is the whole edition (``is_direct``: what is credited to no
    delegation). ``None`` in a dimension means all of it, ``""`` what is unspecified in it.
    """

    delegation_id: int | None = None
    is_direct: bool = False
    buckets: frozenset[Bucket] = frozenset()
    area: str | None = None
    territory: str | None = None
    ownership: str | None = None
    kind: IntentionKind | None = None
    day: date | None = None
    is_investment: bool = False
    as_of: int | None = None

    def within(self, dimension: Dimension, key: str) -> "Selection":
        """Return the selection behind one cell of a breakdown of this one."""
        changes: dict[str, Any] = {dimension.value: key}
        match dimension:
            case Dimension.TOTAL:
                changes = {}
            case Dimension.DELEGATION:
                is_direct = key in {"", str(self.delegation_id)}
                node = int(key) if key else self.delegation_id
                changes = {"delegation_id": node, "is_direct": is_direct}
            case Dimension.KIND:
                changes = {"kind": IntentionKind(key)}
            case Dimension.DAY:
                changes = {"day": date.fromisoformat(key)}
            case _:
                pass
        return replace(self, **changes)

    def only(self, buckets: Iterable[Bucket]) -> "Selection":
        """Return this selection with these buckets alone."""
        return replace(self, buckets=frozenset(buckets))

    def arguments(self) -> Mapping[str, str | list[str]]:
        """Return what ``url_for("intentions.index", …)`` takes to show the rows."""
        chosen: dict[str, str | list[str] | None] = {
            "delegation": str(self.delegation_id) if self.delegation_id else None,
            "direct": "yes" if self.is_direct else None,
            "bucket": [bucket.value for bucket in sorted(self.buckets)] or None,
            "area": UNSPECIFIED if self.area == "" else self.area,
            "territory": UNSPECIFIED if self.territory == "" else self.territory,
            "ownership": UNSPECIFIED if self.ownership == "" else self.ownership,
            "kind": self.kind.value if self.kind else None,
            "day": self.day.isoformat() if self.day else None,
            "investment": "yes" if self.is_investment else None,
            "as_of": str(self.as_of) if self.as_of is not None else None,
        }
        return {name: value for name, value in chosen.items() if value is not None}
