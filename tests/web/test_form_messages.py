"""Wrong input is answered in plain words, with the facts of the rule in them."""

import inspect

import pytest
from flask import Flask
from flask_wtf import file as flask_wtf_file
from wtforms import Form, IntegerField, StringField, csrf, fields, validators
from wtforms.csrf import session as csrf_session
from wtforms.fields import choices, datetime, numeric

from matchmaking.web.form_messages import PLAINER, PlainMessages
from matchmaking.web.forms import BaseForm

SAYS = "".join(
    inspect.getsource(module)
    for module in (
        validators,
        fields.core,
        choices,
        datetime,
        numeric,
        csrf.core,
        csrf_session,
        flask_wtf_file,
    )
)


class NoteForm(BaseForm):
    """A form with two rules."""

    text = StringField("Text", [validators.Length(max=3)])
    count = IntegerField("Count", [validators.NumberRange(min=2, max=9)])


def errors_of(app: Flask, language: str, **typed: str) -> Form:
    """Validate what was typed and return the form."""
    with app.test_request_context(
        "/", method="POST", data=typed, headers={"Accept-Language": language}
    ):
        form = NoteForm(meta={"csrf": False})
        form.validate()
        return form


@pytest.mark.parametrize("message", sorted(PLAINER))
def test_every_sentence_we_put_plainer_is_one_the_library_says(message: str) -> None:
    assert message in SAYS


@pytest.mark.parametrize(
    "language, text, count",
    [
        ("en", "Write at most 3 characters.", "It must be between 2 and 9."),
        ("zh-CN", "最多填写 3 个字符。", "须在 2 与 9 之间。"),
    ],
)
def test_a_broken_rule_is_named_with_its_limits(
    app: Flask, language: str, text: str, count: str
) -> None:
    form = errors_of(app, language, text="abcd", count="10")

    assert form.errors == {"text": [text], "count": [count]}


def test_a_sentence_we_do_not_know_is_passed_on(app: Flask) -> None:
    with app.test_request_context("/"):
        messages = PlainMessages()

        assert messages.gettext("Something new.") == "Something new."
        assert messages.ngettext("One thing.", "%(num)d things.", 1) == "One thing."
        assert messages.ngettext("One thing.", "%(num)d things.", 2) == "%(num)d things."
