"""Sentences the domain says, to be put into the reader's language at the edge.

Services and errors know no web and no language. They say *what* in English with named
facts; the page or the API translates the sentence and words the facts (names in two
languages, instants in venue time, amounts) for whoever reads it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Name:
    """A name in both languages of the fair; either may be missing, not both."""

    en: str
    zh: str

    def first(self, language: str) -> str:
        """Return the name in the reader's language, else the one there is."""
        return (self.zh or self.en) if language.startswith("zh") else (self.en or self.zh)

    def other(self, language: str) -> str:
        """Return the name in the other language, or nothing if it would only repeat."""
        second = self.en if language.startswith("zh") else self.zh
        return "" if second == self.first(language) else second

    def __str__(self) -> str:
        return self.first("en")


@dataclass(frozen=True)
class VenueTime:
    """An instant in the time zone of a venue: readers of another edition see that one's, too."""

    moment: datetime
    zone: ZoneInfo

    def __str__(self) -> str:
        return f"{self.moment.astimezone(self.zone):%Y-%m-%d %H:%M}"


@dataclass(frozen=True)
class Sentence:
    """An English sentence with named facts, such as ``%(table)s``, still untranslated."""

    text: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    plural: str | None = None
    count: int = 1

    def __str__(self) -> str:
        """Word it in English: for logs and tests."""
        text = self.text if self.plural is None or self.count == 1 else self.plural
        return text % {**self.facts, "num": self.count} if self.facts or self.plural else text


def say(text: str, /, **facts: Any) -> Sentence:
    """Make a sentence; the catalogue of translations collects ``text``."""
    return Sentence(text, facts)


def say_count(text: str, plural: str, count: int, /, **facts: Any) -> Sentence:
    """Make a sentence that depends on a number, named ``%(num)d`` in it."""
    return Sentence(text, facts, plural, count)
