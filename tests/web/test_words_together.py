"""Words side by side: commas of the reader's language, and a place's hall said once."""

import pytest
from flask import Flask, g, render_template_string

from matchmaking.expo.values import address_of
from matchmaking.web.language import enumerated, with_commas


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "reader, joined, listed",
    [("en", "Hall 5, Room 2", "a, b"), ("zh_Hans", "Hall 5，Room 2", "a、b")],
)
def test_words_are_joined_as_the_language_does(
    app: Flask, reader: str, joined: str, listed: str
) -> None:
    with app.test_request_context("/"):
        g.language = reader

        assert with_commas("Hall 5", "Room 2") == joined
        assert enumerated(["a", "b"]) == listed


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_a_page_has_made_safe_is_not_made_so_twice(app: Flask) -> None:
    page = "{{ in_a_row(_('Now: %(value)s', value=city), name) }}"
    with app.test_request_context("/"):
        shown = render_template_string(page, city="Xi'an", name="<b>")

    assert shown == "Now: Xi&#39;an &lt;b&gt;"


@pytest.mark.parametrize(
    "hall, code, address", [("2.1", "2.1A01", "2.1A01"), ("5.1", "B03", "5.1 B03")]
)
def test_a_booth_says_its_hall_once(hall: str, code: str, address: str) -> None:
    assert address_of(hall, code) == address
