"""Reading what an address asks for: a figure's selection, a list's filters."""

from datetime import date
from enum import StrEnum
from typing import TypeVar

from werkzeug.datastructures import MultiDict

from matchmaking.core.errors import NotFoundError
from matchmaking.intentions.queries.deals import Tab, Wanted
from matchmaking.intentions.selections import UNSPECIFIED, Selection
from matchmaking.intentions.values import Bucket, IntentionKind, IntentionState

Member = TypeVar("Member", bound=StrEnum)
LARGEST_KEY = 2**31
FIGURE_ARGUMENTS = (
    "delegation",
    "direct",
    "bucket",
    "area",
    "territory",
    "ownership",
    "day",
    "investment",
    "as_of",
)


def selection_in(arguments: MultiDict[str, str]) -> Selection | None:
    """Return the figure whose rows an address asks for, if it asks for one.

    Raises:
        NotFoundError: it names what there can't be; a wrong sum would be worse.
    """
    if not any(arguments.get(name) for name in FIGURE_ARGUMENTS):
        return None
    return Selection(
        delegation_id=key_in(arguments, "delegation"),
        is_direct=bool(arguments.get("direct")),
        buckets=frozenset(_member(Bucket, text) for text in arguments.getlist("bucket") if text),
        area=_dimension(arguments, "area"),
        territory=_dimension(arguments, "territory"),
        ownership=_dimension(arguments, "ownership"),
        kind=_chosen(IntentionKind, arguments, "kind"),
        day=_day(arguments.get("day", "")),
        is_investment=bool(arguments.get("investment")),
        as_of=key_in(arguments, "as_of"),
    )


def wanted_in(arguments: MultiDict[str, str], default: Tab) -> Wanted:
    """Return how an address narrows a list; what makes no sense narrows nothing."""
    return Wanted(
        tab=next((tab for tab in Tab if tab.value == arguments.get("tab")), default),
        words=arguments.get("q", "").strip()[:200],
        kind=next((k for k in IntentionKind if k.value == arguments.get("kind")), None),
        state=next((s for s in IntentionState if s.value == arguments.get("state")), None),
    )


def key_in(arguments: MultiDict[str, str], name: str) -> int | None:
    """Return a number an address carries.

    Raises:
        NotFoundError: it is no number.
    """
    text = arguments.get(name, "")
    if not text:
        return None
    if not (text.isascii() and text.isdecimal()) or int(text[:12]) >= LARGEST_KEY:
        raise NotFoundError
    return int(text)


def page_in(arguments: MultiDict[str, str]) -> int:
    """Return the number of the page asked for, the first if none."""
    text = arguments.get("page", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < len("100000") else 1


def _dimension(arguments: MultiDict[str, str], name: str) -> str | None:
    text = arguments.get(name, "")
    return "" if text == UNSPECIFIED else text or None


def _chosen(members: type[Member], arguments: MultiDict[str, str], name: str) -> Member | None:
    text = arguments.get(name, "")
    return _member(members, text) if text else None


def _member(members: type[Member], text: str) -> Member:
    found = next((member for member in members if member.value == text), None)
    if found is None:
        raise NotFoundError
    return found


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise NotFoundError from None
