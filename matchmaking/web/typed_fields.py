"""What a form of a page calls the fields one types in, read from the page itself."""

from collections.abc import Iterable
from html.parser import HTMLParser

NOT_TYPED = frozenset(
    {"hidden", "checkbox", "radio", "submit", "button", "reset", "image", "file", "password"}
)
Attributes = list[tuple[str, str | None]]


class TypedFields(HTMLParser):
    """Reads the fields of the forms that are sent to one address, and every label.

    A label's own words are the field's name; what it holds in an element says more about it.
    """

    def __init__(self, action: str) -> None:
        super().__init__()
        self.action = action
        self.is_inside = False
        self.ids: dict[str, str] = {}
        self.labels: dict[str, str] = {}
        self.within: list[str] = []

    @classmethod
    def of_page(cls, page: str, action: str) -> dict[str, str]:
        """Return the label of each field, by the field's name."""
        reader = cls(action)
        reader.feed(page)
        return {name: reader.labels.get(key, "").strip() for name, key in reader.ids.items()}

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        """Note where a form or a label begins, and what is typed in."""
        facts = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.is_inside = facts.get("action", "").partition("?")[0] == self.action
        elif tag in {"label", "span"}:
            self.within.append(facts.get("for", ""))
        elif self.is_inside and _is_typed(tag, facts):
            self.ids[facts.get("name", "")] = facts.get("id", "")

    def handle_endtag(self, tag: str) -> None:
        """Note where a form or a label ends."""
        if tag == "form":
            self.is_inside = False
        elif tag in {"label", "span"} and self.within:
            self.within.pop()

    def handle_data(self, data: str) -> None:
        """Note what a label says."""
        if self.within and self.within[-1]:
            key = self.within[-1]
            self.labels[key] = self.labels.get(key, "") + data


def _is_typed(tag: str, facts: dict[str, str]) -> bool:
    is_typed_in = tag == "input" and facts.get("type", "text") not in NOT_TYPED
    return tag == "textarea" or is_typed_in


def written(values: Iterable[tuple[str, str]], labels: dict[str, str]) -> list[tuple[str, str]]:
    """Return what somebody typed, each with its label; without any, what looks typed."""
    return [
        (labels.get(name, ""), text)
        for name, text in values
        if text and (name in labels if labels else _looks_written(text))
    ]


def _looks_written(text: str) -> bool:
    """Return whether somebody wrote this: what buttons send has neither spaces nor characters."""
    return not text.isascii() or len(text.split()) > 1
