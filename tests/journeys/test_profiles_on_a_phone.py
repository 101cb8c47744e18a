"""A newcomer on a phone: registers, offers something, is found; and every page fits."""

import pytest
from playwright.sync_api import Page, expect

from matchmaking.enterprises.services.indexing import rebuild_index
from matchmaking.enterprises.values import ParticipationState
from matchmaking.reference.services import load_reference
from tests.enterprises.situations import OTHER_USCC, Situation, complete_profile
from tests.factories import fresh
from tests.live import LiveServer
from tests.screens import OpenPage, axe, overflows

PHONE = 360


@pytest.fixture
def approved(live_server: LiveServer) -> Situation:
    with live_server.session() as session:
        load_reference(session)
        situation = complete_profile(
            session, state=ParticipationState.APPROVED, identifier=f"ID {fresh()}"
        )
        rebuild_index(session, situation.edition.id)
        session.commit()
        for row in (situation.participation, situation.administrator, situation.organiser):
            session.refresh(row)
        session.expunge_all()
        return situation


@pytest.mark.parametrize("language", ["en", "zh_Hans"])
def test_every_page_of_the_profile_fits_a_phone(
    page_at: OpenPage, approved: Situation, language: str
) -> None:
    key = approved.participation.id
    paths = [
        "/partners",
        f"/partners/{key}",
        "/profile",
        f"/profiles/{key}/items/new",
        f"/profiles/{key}/representatives/new",
        f"/profiles/{key}/about",
        "/account",
    ]
    page = page_at(PHONE, paths[0], who=approved.administrator, language=language)
    assert checked(page) == ([], False)
    for path in paths[1:]:
        page.goto(path)
        assert (path, *checked(page)) == (path, [], False)


@pytest.mark.parametrize("language", ["en", "zh_Hans"])
def test_the_organisers_pages_fit(page_at: OpenPage, approved: Situation, language: str) -> None:
    page = page_at(PHONE, "/profiles?state=approved", who=approved.organiser, language=language)
    assert checked(page) == ([], False)
    for path in ("/people", "/people/new", f"/profiles/{approved.participation.id}/identity"):
        page.goto(path)
        assert (path, *checked(page)) == (path, [], False)
    for step in ("a[href*='/email?']", "form[action*='/password-link'] button"):
        page.goto("/people")
        with page.expect_navigation():
            page.locator(step).first.click()
        assert checked(page) == ([], False)


@pytest.mark.parametrize("language", ["en", "zh_Hans"])
def test_somebody_who_forgot_their_password_finds_help(page_at: OpenPage, language: str) -> None:
    page = page_at(PHONE, "/sign-in", language=language)
    with page.expect_navigation():
        page.locator("a[href$='/forgotten']").click()
    assert checked(page) == ([], False)


def checked(page: Page) -> tuple[list[str], bool]:
    return axe(page), overflows(page)


def test_a_newcomer_registers_and_chooses_an_hs_code_by_its_name(
    page_at: OpenPage, approved: Situation
) -> None:
    page = page_at(PHONE, "/register")
    assert checked(page) == ([], False)
    page.get_by_label("Your name in Latin letters").fill("Wang Fang")
    page.get_by_label("E-mail address").fill("wang.fang@example.org")
    page.get_by_label("Password").fill("a long password")
    page.get_by_label("Name in English").fill("New Gears")
    page.get_by_label("Legal name").fill("新齿轮有限公司")
    page.get_by_label("Country or region").select_option("CN")
    page.get_by_label("Legal identifier").fill(OTHER_USCC)
    page.get_by_label("Buyer: we come to purchase").check()
    page.get_by_role("button", name="Register").click()
    page.wait_for_url("**/profile")

    page.get_by_role("link", name="Add a need").click()
    page.get_by_label("What it is, in English").fill("Coffee beans")
    field = page.get_by_role("combobox", name="HS code")
    field.fill("咖啡")  # at once: letter by letter, the first list might come after the second
    expect(page.get_by_role("option").first).to_contain_text("0901")
    field.press("ArrowDown")
    field.press("Enter")
    assert field.input_value() == "0901"
    page.get_by_role("button", name="Save").click()

    page.wait_for_url("**/profile")
    expect(page.locator("main")).to_contain_text("Coffee beans")


def test_without_scripts_the_directory_and_an_offer_work_too(
    page_at: OpenPage, approved: Situation
) -> None:
    page = page_at(PHONE, "/partners", who=approved.administrator, scripts=False)
    page.get_by_label("Name, product or word, in either language").fill("qiye")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("main")).to_contain_text("1 partner")

    page.goto(f"/profiles/{approved.participation.id}/items/new")
    page.get_by_label("What it is, in English").fill("Axles")
    page.get_by_label("HS code").fill("8708.50")
    page.get_by_role("button", name="Save").click()

    page.wait_for_url("**/profile")
    expect(page.locator("main")).to_contain_text("8708.50")
