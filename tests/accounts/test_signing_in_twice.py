"""Signing in where somebody is signed in already."""

import pytest
from sqlalchemy.orm import Session

from matchmaking.accounts.models import Account
from tests.browser import Browser
from tests.factories.accounts import PASSWORD, make_account, make_organiser
from tests.factories.expo import make_edition


@pytest.fixture
def person(browser: Browser, session: Session) -> Account:
    grant = make_organiser(session, make_edition(session))
    browser.signed_in_as(grant)
    return grant.account


def test_somebody_else_is_asked_to_sign_the_first_out(
    browser: Browser, session: Session, person: Account
) -> None:
    other = make_account(session)

    answer = browser.post("/sign-in?next=/agenda", {"email": other.email, "password": PASSWORD})

    assert answer.status_code == 409
    assert f"Here you are {person.name} ({person.email})." in answer.words
    assert f"To sign in as {other.email}, sign out first." in answer.words
    signed_out = browser.post("/sign-out", {"next": "/agenda"})
    assert signed_out.location == "/sign-in?next=/agenda"
    again = browser.post(signed_out.location, {"email": other.email, "password": PASSWORD})
    assert again.location == "/agenda"
    assert other.email in browser.get("/account").words


def test_the_page_to_sign_in_says_who_is_signed_in(browser: Browser, person: Account) -> None:
    answer = browser.get("/sign-in")

    assert f"Here you are {person.name}" in answer.words
    assert "/sign-out" in [form.get("action") for form in answer.page.every("form")]


def test_whoever_comes_back_as_the_same_person_goes_on(browser: Browser, person: Account) -> None:
    typed = {"email": f" {person.email.upper()}", "password": PASSWORD}

    assert browser.post("/sign-in?next=/agenda", typed).location == "/agenda"
    assert browser.get("/sign-in?next=/agenda").location == "/agenda"


def test_signing_out_leads_to_no_other_server(browser: Browser, person: Account) -> None:
    assert browser.post("/sign-out", {"next": "//evil.example"}).location == "/sign-in"
