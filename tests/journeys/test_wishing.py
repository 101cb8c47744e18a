"""Wishing with scripts: pieces of pages are fetched anew, and leave the rest as it is."""

import re

import pytest
from playwright.sync_api import Page, expect

from matchmaking.enterprises.models import SearchTerm
from matchmaking.scheduling.rounds.values import Grade
from tests.factories.timetables import make_wish_list
from tests.live import LiveServer
from tests.screens import OpenPage
from tests.timetables.wishing import Scene, make_scene


@pytest.fixture
def scene(live_server: LiveServer) -> Scene:
    with live_server.session() as session:
        made = make_scene(session)
        wishes = dict.fromkeys(made.partners[:2], Grade.WANT)
        make_wish_list(session, made.round, made.team.participation, wishes, sent_at=None)
        session.add_all(
            SearchTerm(participation_id=one.id, term="gears", edition_id=one.edition_id)
            for one in made.partners
        )
        session.commit()
        for row in (made.round, made.team.grant, *made.partners):
            session.refresh(row)
        session.expunge_all()
        return made


def grade(page: Page, number: int, name: str) -> None:
    """Press a grade of the wish with this rank, and wait for the list that comes back."""
    row = page.locator(".wish").nth(number)
    row.locator(f"button[value={name}]").click()
    expect(row.locator(f"button[value={name}]")).to_have_attribute("aria-pressed", "true")


def test_what_is_typed_elsewhere_stays_when_a_wish_is_graded(
    page_at: OpenPage, scene: Scene
) -> None:
    page = page_at(1200, f"/timetable/wishes/{scene.round.id}", who=scene.team.grant)
    page.locator("#minimum").fill("2")
    page.locator("#maximum").fill("7")
    page.locator("#absence summary").click()
    page.locator("#person").select_option(index=1)
    person = page.locator("#person").input_value()

    grade(page, 0, "must")
    grade(page, 1, "may")

    expect(page.locator("#minimum")).to_have_value("2")
    expect(page.locator("#person")).to_have_value(person)
    expect(page.locator("#person")).to_be_visible()
    with page.expect_navigation():
        page.locator("form[action$='/limits'] button").click()
    expect(page.locator("#maximum")).to_have_value("7")
    expect(page.locator(".flash--success")).to_have_text("Saved.")


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.id"))


def test_whoever_adds_or_removes_by_the_keyboard_goes_on_with_the_next(
    page_at: OpenPage, scene: Scene
) -> None:
    page = page_at(1200, f"/timetable/wishes/{scene.round.id}", who=scene.team.grant)
    removes = page.locator("[id^=remove-]")
    expect(removes).to_have_count(2)
    second = removes.nth(1).get_attribute("id")

    removes.first.focus()
    page.keyboard.press("Enter")

    expect(removes).to_have_count(1)
    assert focused(page) == second

    page.locator("[name=q]").fill("gears")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    adds = page.locator("[id^=add-]")
    count = adds.count()
    assert count > 1
    following = adds.nth(1).get_attribute("id")
    adds.first.focus()
    page.keyboard.press("Enter")

    expect(adds).to_have_count(count - 1)
    assert focused(page) == following


def test_a_piece_fetched_into_a_partners_page_leaves_its_title(
    page_at: OpenPage, scene: Scene
) -> None:
    partner = scene.partners[0]
    page = page_at(1200, f"/partners/{partner.id}", who=scene.team.grant)

    expect(page.locator("#partner-wishes")).to_be_visible()

    expect(page).to_have_title(re.compile(r"^Enterprise \d+ · "))


def test_what_is_typed_elsewhere_stays_when_one_has_to_sign_in_again(
    page_at: OpenPage, scene: Scene
) -> None:
    page = page_at(1200, f"/timetable/wishes/{scene.round.id}", who=scene.team.grant)
    page.locator("#minimum").fill("2")
    page.locator("#absence summary").click()
    page.locator("#person").select_option(index=1)
    person = page.locator("#person").input_value()
    kept = {one["name"]: one["value"] for one in page.context.cookies()}
    page.context.clear_cookies()
    page.locator(".wish button[value=must]").first.click()
    expect(page.locator("#email")).to_be_visible()
    here = page.url.partition("/sign-in")[0]
    page.context.add_cookies([{"name": n, "value": v, "url": here} for n, v in kept.items()])

    page.goto(f"{here}/timetable/wishes/{scene.round.id}")

    expect(page.locator("#minimum")).to_have_value("2")
    expect(page.locator("#person")).to_have_value(person)
    expect(page.locator("#person")).to_be_visible()


def test_what_is_typed_elsewhere_stays_when_another_form_is_refused(
    page_at: OpenPage, scene: Scene
) -> None:
    page = page_at(1200, f"/timetable/wishes/{scene.round.id}", who=scene.team.grant)
    page.locator("#absence summary").click()
    page.locator("#person").select_option(index=1)
    person = page.locator("#person").input_value()
    page.locator("#minimum").fill("7")
    page.locator("#maximum").fill("2")

    with page.expect_navigation():
        page.locator("form[action$='/limits'] button").click()

    expect(page.locator("#maximum")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#maximum")).to_have_value("2")
    expect(page.locator("#person")).to_have_value(person)
    expect(page.locator("#person")).to_be_visible()
