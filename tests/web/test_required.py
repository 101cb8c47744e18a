"""What must be filled in is asked for by one rule: white space is nothing."""

import re

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from wtforms import DateField, IntegerField, PasswordField, StringField
from wtforms.validators import DataRequired, InputRequired

from matchmaking.intentions.values import IntentionState
from matchmaking.web.forms import BaseForm, Filled
from tests.architecture.source import application_files
from tests.browser import Browser
from tests.factories.deals import make_deal, make_table


class RequiringForm(BaseForm):
    """A form with one field of each kind of text."""

    text = StringField("Text", [Filled()])
    count = IntegerField("Count", [Filled()])
    on = DateField("On", [Filled()])
    password = PasswordField("Password", [Filled()])


@pytest.mark.parametrize("nothing", ["", " ", " \t\r\n", "\x00", "\u3000"])
def test_white_space_alone_is_nothing(app: Flask, nothing: str) -> None:
    typed = dict.fromkeys(("text", "count", "on", "password"), nothing)
    with app.test_request_context("/", method="POST", data=typed):
        form = RequiringForm(meta={"csrf": False})

        assert not form.validate()

    assert form.errors == {key: ["Please fill this in."] for key in typed}


def test_a_nought_is_something(app: Flask) -> None:
    typed = {"text": "0", "count": "0", "on": "2019-11-05", "password": "0"}
    with app.test_request_context("/", method="POST", data=typed):
        assert RequiringForm(meta={"csrf": False}).validate()


@pytest.mark.parametrize(
    "language, said",
    [("en", "Reason: Please fill this in."), ("zh_Hans", "理由：请填写此项。")],
)
def test_a_reason_of_spaces_is_refused_by_the_name_of_its_field(
    browser: Browser, session: Session, language: str, said: str
) -> None:
    table = make_table(session)
    deal = make_deal(session, table, IntentionState.COUNTERSIGNED)
    table.buyer_grant.account.language = language
    browser.signed_in_as(table.buyer_grant)

    refused = browser.submit(f"/intentions/{deal.id}/dispute", reason="   ")

    assert (refused.status_code, deal.disputed_at) == (422, None)
    assert said in refused.words


def test_no_form_asks_by_another_rule() -> None:
    others = re.compile(rf"\b({InputRequired.__name__}|{DataRequired.__name__})\(")
    asking = [path for path in application_files() if others.search(path.read_text("utf-8"))]

    assert asking == []
