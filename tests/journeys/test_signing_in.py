"""Signing in and out, in a real browser."""

import pytest

from tests.factories.accounts import PASSWORD, make_organiser
from tests.factories.expo import make_edition
from tests.live import LiveServer
from tests.screens import OpenPage, axe, overflows


@pytest.mark.parametrize("language", ["en", "zh_Hans"])
@pytest.mark.parametrize("width", [360, 1440])
def test_the_sign_in_page_fits_and_speaks(page_at: OpenPage, width: int, language: str) -> None:
    page = page_at(width, "/sign-in", language=language)

    assert axe(page) == []
    assert not overflows(page)
    assert (
        page.locator("html").get_attribute("lang") == {"en": "en", "zh_Hans": "zh-Hans"}[language]
    )


def test_somebody_signs_in_where_they_wanted_to_go_and_out_again(
    page_at: OpenPage, live_server: LiveServer
) -> None:
    with live_server.session() as session:
        email = make_organiser(session, make_edition(session)).account.email
        session.commit()
    page = page_at(390, "/account")

    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/account")

    assert page.locator("h1").count() == 1


def test_a_wrong_password_keeps_the_address_typed(page_at: OpenPage) -> None:
    page = page_at(390, "/sign-in")

    page.get_by_label("E-mail address").fill("nobody@example.org")
    page.get_by_label("Password", exact=True).fill("wrong")
    with page.expect_navigation():
        page.get_by_role("button", name="Sign in").click()

    assert page.get_by_label("E-mail address").input_value() == "nobody@example.org"
    assert axe(page) == []
