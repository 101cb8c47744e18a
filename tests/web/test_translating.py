"""Pages say their words in the reader's language, with their facts in them."""

import pytest
from flask import Flask
from flask_babel import ngettext

DEALS = '{{ ngettext("%(num)d deal", "%(num)d deals", count) }}'


@pytest.mark.parametrize(
    "language, one, many",
    [("en", "1 deal", "65,810 deals"), ("zh-CN", "1 笔成交", "65,810 笔成交")],
)
def test_a_large_number_has_its_thousands_apart(
    app: Flask, language: str, one: str, many: str
) -> None:
    with app.test_request_context("/", headers={"Accept-Language": language}):
        template = app.jinja_env.from_string(DEALS)

        assert template.render(count=1) == one
        assert template.render(count=65_810) == many
        assert ngettext("%(num)d deal", "%(num)d deals", 65_810) == many


def test_facts_are_escaped_where_words_are_not(app: Flask) -> None:
    with app.test_request_context("/"):
        template = app.jinja_env.from_string(
            '{{ _("“%(what)s” was <em>removed</em>", what=what) }}'
        )

        assert template.render(what="A&B") == "“A&amp;B” was <em>removed</em>"
