"""A form whose token has expired: nothing is done, and what was typed is kept."""

from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from matchmaking.accounts.models import Account
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.values import MeetingState
from matchmaking.web.expired_forms import KeptSomethingError, changing_nothing
from matchmaking.web.session import db
from matchmaking.web.typed_fields import TypedFields
from tests.browser import Answer, Browser, form_values
from tests.factories.accounts import make_organiser
from tests.factories.expo import make_edition
from tests.factories.meetings import ask, make_scene

FROM_HERE = {"Origin": "http://localhost", "Referer": "http://localhost/account"}
TOO_LONG = "The page had lain open for so long that nothing was sent."


def send_late(browser: Browser, path: str, **typed: Any) -> Answer:
    """Send a form of one of our pages with a token that no longer holds."""
    headers = typed.pop("headers", FROM_HERE)
    return browser.post(path, {**typed, "csrf_token": "too old"}, headers=headers)


@pytest.fixture
def person(browser: Browser, session: Session) -> Account:
    grant = make_organiser(session, make_edition(session))
    browser.signed_in_as(grant)
    return grant.account


def test_the_page_is_shown_with_all_that_was_typed(browser: Browser, person: Account) -> None:
    before = person.name

    answer = send_late(browser, "/account", name="Li Wen", language="zh_Hans")

    assert (answer.status_code, person.name) == (422, before)
    assert TOO_LONG in answer.words
    form = next(one for one in answer.page.every("form") if one.get("action") == "/account")
    values = form_values(form)
    assert (values["name"], values["language"]) == ("Li Wen", "zh_Hans")
    browser.post("/account", values)
    assert person.name == "Li Wen"


def test_a_form_within_another_page_is_shown_with_a_button_to_send_it(
    browser: Browser, session: Session
) -> None:
    scene = make_scene(session)
    meeting: Meeting = ask(session, scene)
    browser.signed_in_as(scene.asked.grant)
    path = f"/meetings/{meeting.id}/decline"

    answer = send_late(browser, path, reason="We are at a ceremony.", next="/agenda")

    assert (answer.status_code, meeting.state) == (400, MeetingState.REQUESTED)
    assert TOO_LONG in answer.words
    assert [quote.strip() for quote in answer.page.texts("blockquote")] == ["We are at a ceremony."]
    form = next(one for one in answer.page.every("form") if one.get("action") == path)
    assert browser.post(path, form_values(form)).location == "/agenda"
    assert (meeting.state, meeting.close_reason) == (MeetingState.DECLINED, "We are at a ceremony.")


@pytest.mark.parametrize("typed", ["Ceremony", "2", "典礼"])
def test_all_that_was_typed_is_shown_by_its_label_and_nothing_that_a_button_sent(
    browser: Browser, session: Session, typed: str
) -> None:
    scene = make_scene(session)
    meeting: Meeting = ask(session, scene)
    browser.signed_in_as(scene.asked.grant)
    here = {"Origin": "http://localhost", "Referer": f"http://localhost/meetings/{meeting.id}"}

    answer = send_late(
        browser, f"/meetings/{meeting.id}/decline", reason=typed, next="/the agenda", headers=here
    )

    assert [quote.strip() for quote in answer.page.texts("blockquote")] == [typed]
    assert f"This is what you wrote: Reason {typed}" in answer.words
    assert meeting.state is MeetingState.REQUESTED


def test_labels_are_read_without_what_says_more_about_them() -> None:
    page = """
        <form action="/a?next=/"><label for="x"> Why? <span>(optional)</span></label>
        <textarea id="x" name="why"></textarea><input type="hidden" name="to">
        <input name="bare"><input type="checkbox" id="y" name="y"><label for="y">Yes</label></form>
        <form action="/b"><input id="z" name="other"><label for="z">Other</label></form>
    """

    assert TypedFields.of_page(page, "/a") == {"why": "Why?", "bare": ""}


def test_files_are_to_be_chosen_again(browser: Browser, session: Session) -> None:
    scene = make_scene(session)
    browser.signed_in_as(scene.asked.grant)
    scan = (BytesIO(b"%PDF-"), "scan.pdf")

    answer = send_late(browser, "/intentions/1/evidence", note="The scan", file=scan)

    assert "choose them there" in answer.words
    assert "/account" in answer.page.links
    assert "Send it again" not in answer.words


def test_a_part_of_a_page_is_answered_by_loading_the_page_anew(
    browser: Browser, person: Account
) -> None:
    answer = send_late(browser, "/account", headers={**FROM_HERE, "HX-Request": "true"})

    assert answer.headers["HX-Refresh"] == "true"
    assert TOO_LONG.rstrip(".") in browser.get("/account").words


@pytest.mark.parametrize(
    "headers", [{}, {"Origin": "https://evil.example"}, {"Referer": "https://evil.example/"}]
)
def test_what_another_site_sends_is_neither_done_nor_shown(
    browser: Browser, person: Account, headers: dict[str, str]
) -> None:
    answer = send_late(browser, "/account", name="Mallory", headers=headers)

    assert answer.status_code == 400
    assert "Mallory" not in answer.text


def test_who_is_signed_out_by_then_signs_in_with_what_they_typed_on_the_page(
    browser: Browser,
) -> None:
    own_page = send_late(browser, "/account", name="Li Wen", language="en")
    step = send_late(browser, "/meetings/1/decline", reason="We are at a ceremony.")

    for answer in (own_page, step):
        assert (answer.status_code, answer.page.heading) == (401, "Sign in")
        assert "What you typed is kept on this page." in answer.words


def test_what_was_typed_to_sign_in_is_kept_but_for_the_password(browser: Browser) -> None:
    answer = send_late(browser, "/sign-in", email="li.wen@example.com", password="a secret")

    assert answer.status_code == 422
    assert "li.wen@example.com" in answer.text
    assert "a secret" not in answer.text


@pytest.mark.parametrize("step", ["commit", "flush"])
def test_while_a_form_is_refused_nothing_can_be_written(app: Flask, step: str) -> None:
    with app.test_request_context("/"):
        db.session.add(Account(email="new@example.com", name="New"))

        with pytest.raises(KeptSomethingError), changing_nothing(db.session):
            getattr(db.session, step)()

        db.session.expunge_all()
        db.session.commit()
