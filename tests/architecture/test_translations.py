"""Chinese is complete, and says with facts what English says with them."""

import re
from collections import Counter
from functools import cache

import pytest
from babel.messages.catalog import Message

from matchmaking.config import ROOT
from matchmaking.web import catalogues
from matchmaking.web.catalogues import Used, read_catalogues

PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%(?!\(|%)[sd]")


@cache
def used() -> dict[str | tuple[str, ...], Used]:
    """Collect the messages once: reading every file takes a second."""
    return catalogues.used_messages()


def messages() -> list[tuple[str, Message]]:
    return [
        (path.name, message)
        for path, catalogue in read_catalogues()
        for message in catalogue
        if message.id
    ]


def texts(value: str | tuple[str, ...] | list[str] | None) -> list[str]:
    if value is None:
        return []
    return [value] if isinstance(value, str) else list(value)


def test_every_sentence_is_said_in_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    found = used()
    monkeypatch.setattr(catalogues, "used_messages", lambda: found)

    assert catalogues.untranslated() == []


def test_no_translation_is_left_over() -> None:
    known = {tuple(texts(one)) for one in used()}
    found = {f"{name}: {one.id}" for name, one in messages() if tuple(texts(one.id)) not in known}

    assert found == set()


def test_translations_keep_every_fact() -> None:
    found = set()
    for name, message in messages():
        expected = set(PLACEHOLDER.findall(texts(message.id)[-1]))
        for text in texts(message.string):
            if text and set(PLACEHOLDER.findall(text)) != expected:
                found.add(f"{name}: {message.id}")

    assert found == set()


def test_no_sentence_is_translated_twice() -> None:
    counts = Counter(tuple(texts(message.id)) for _name, message in messages())

    assert {key for key, count in counts.items() if count > 1} == set()


@pytest.mark.parametrize("stray, word", [("角色", "身份")])
def test_a_thing_has_one_word_in_chinese(stray: str, word: str) -> None:
    """Find synonyms of what the glossary calls ``word``."""
    glossary = (ROOT / "docs" / "glossary.md").read_text()
    found = {f"{name}: {one.id}" for name, one in messages() if stray in "".join(texts(one.string))}

    assert word in glossary
    assert found == set()
