"""Where somebody is: after a refused step, and when they are no longer signed in."""

import pytest
from flask import Flask, request
from sqlalchemy.orm import Session

from matchmaking.web.urls import trust_proxies
from tests.browser import Answer, Browser
from tests.factories.accounts import make_organiser
from tests.factories.expo import make_edition

FORM = "/programme/new"
HERE = f"http://localhost{FORM}?day=1"


def switches(answer: Answer) -> set[str]:
    """Return where the switches of language and theme lead back to."""
    fields = [field for field in answer.page.every("input") if field.get("name") == "next"]
    return {field.get("value", "") for field in fields}


@pytest.mark.parametrize(
    "referrer, back",
    [
        (HERE, f"{FORM}?day=1"),
        ("https://elsewhere.example/programme", "/"),
        ("", "/"),
    ],
)
def test_the_switches_of_a_refused_step_lead_to_the_page_it_was_done_on(
    browser: Browser, session: Session, referrer: str, back: str
) -> None:
    browser.signed_in_as(make_organiser(session, make_edition(session)))

    refused = browser.post("/programme/1/seats/give-up", headers={"Referer": referrer})

    assert refused.status_code == 404
    assert switches(refused) == {back}
    assert switches(browser.get("/programme?day=all")) == {"/programme?day=all"}


def test_who_is_no_longer_signed_in_reads_that_nothing_was_sent_and_comes_back(
    browser: Browser,
) -> None:
    sent = browser.post("/programme/1/seats", headers={"Referer": HERE})

    asked = browser.follow(sent)
    assert sent.location == "/sign-in?next=/programme/new?day%3D1"
    assert "You are no longer signed in, so nothing was sent." in asked.words
    assert "no longer signed in" not in browser.follow(browser.get("/programme")).words


def test_a_part_of_a_page_leads_back_to_the_page(browser: Browser) -> None:
    part = browser.get("/expo/figures", headers={"HX-Request": "true", "Referer": HERE})

    assert part.headers["HX-Redirect"] == "/sign-in?next=/programme/new?day%3D1"


@pytest.mark.parametrize(
    "proxies, seen", [(0, "127.0.0.1 http://localhost/"), (1, "198.51.100.7 https://fair.example/")]
)
def test_proxies_are_believed_as_far_as_there_are_any(proxies: int, seen: str) -> None:
    app = Flask(__name__)
    trust_proxies(app, proxies)
    app.add_url_rule("/", view_func=lambda: f"{request.remote_addr} {request.host_url}")

    forwarded = {
        "X-Forwarded-For": "10.0.0.1, 198.51.100.7",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Host": "fair.example",
    }

    assert app.test_client().get("/", headers=forwarded).text == seen
