"""The one tokenizer of the directory: it writes the index and reads the questions.

Words are folded (case, accents, full width). Chinese has no spaces, so its characters are kept
in overlapping pairs, and the last one of a run alone: that finds words of one, two and more
characters. Names are found by their pinyin as well, whole or by initials, from any character on.
Every term is looked up by its beginning.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from pypinyin import Style, lazy_pinyin

LONGEST_TERM = 40
MOST_TERMS = 400
MOST_ASKED = 8
LONGEST_RUN = 24
CJK = r"㐀-䶿一-鿿"
RUNS = re.compile(rf"[{CJK}]+|[^\W_{CJK}]+")
IS_CJK = re.compile(rf"[{CJK}]")


def fold(text: str) -> str:
    """Return the text without differences of case, accents and width."""
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def asked_terms(text: str) -> list[str]:
    """Return the terms a question asks for: all must be found, each by its beginning."""
    terms = [term for run in RUNS.findall(fold(text)) for term in _asked(run)]
    return list(dict.fromkeys(terms))[:MOST_ASKED]


def _asked(run: str) -> list[str]:
    if not IS_CJK.match(run):
        return [run[:LONGEST_TERM]]
    return _pairs(run) if len(run) > 1 else [run]


def indexed_terms(names: Iterable[str], texts: Iterable[str] = ()) -> set[str]:
    """Return the terms under which something is found; only ``names`` by pinyin too."""
    terms: dict[str, None] = {}
    for name in names:
        terms.update(dict.fromkeys(_words(name)))
        terms.update(dict.fromkeys(_pinyin(name)))
    for text in texts:
        terms.update(dict.fromkeys(_words(text)))
    return set(list(terms)[:MOST_TERMS])


def _words(text: str) -> Iterator[str]:
    for run in RUNS.findall(fold(text)):
        if IS_CJK.match(run):
            yield from _pairs(run)
            yield run[-1]
        else:
            yield run[:LONGEST_TERM]


def _pairs(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(len(run) - 1)]


def _pinyin(name: str) -> Iterator[str]:
    for run in RUNS.findall(name):
        if not IS_CJK.match(run):
            continue
        syllables = lazy_pinyin(run[:LONGEST_RUN], style=Style.NORMAL)
        for at in range(len(syllables)):
            yield "".join(syllables[at:])[:LONGEST_TERM]
            yield "".join(syllable[0] for syllable in syllables[at:])
