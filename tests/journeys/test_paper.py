"""Sheets of timetables and of figures as they come out of a printer."""

import re

import pytest
from playwright.sync_api import Page, expect

from matchmaking.accounts.models import Grant
from matchmaking.timetables.models import Plan
from tests.dashboards.test_boards import make_deals
from tests.factories.meetings import confirmed, make_scene
from tests.live import LiveServer
from tests.screens import OpenPage, Screens, axe, overflows
from tests.timetables.published import make_show

# What is left of a sheet of A4 between its margins.
SHEET = 680


@pytest.fixture
def sheet(live_server: LiveServer) -> tuple[Plan, Grant, int]:
    """Return a plan of two whose names need two lines, its organiser, and the first of the two."""
    with live_server.session() as session:
        show = make_show(session)
        for side in show.sides:
            name = f"{side.participation.enterprise.name_en} Intelligent Packaging Machinery"
            side.participation.enterprise.name_en = f"{name} Holdings International Co., Ltd."
        plan = show.plan(session, (0, 1, 0, 0))
        session.commit()
        party = show.sides[0].participation.id
        for row in (plan, show.organiser):
            session.refresh(row)
        session.expunge_all()
        return plan, show.organiser, party


def top(page: Page, selector: str) -> float:
    box = page.locator(selector).first.bounding_box()
    assert box is not None
    return box["y"]


def test_a_difference_has_the_sheets_width_and_its_words_in_one_line(
    page_at: OpenPage, sheet: tuple[Plan, Grant, int]
) -> None:
    plan, organiser, _party = sheet
    page = page_at(SHEET, f"/timetable/plans/{plan.id}/difference?print=1", who=organiser)

    page.emulate_media(media="print")

    expect(page.locator("main")).to_have_css("width", f"{SHEET}px")
    assert abs(top(page, "td b") - top(page, "td .state")) < 8


def test_an_enterprises_sheet_begins_with_its_days_not_with_the_plans_figures(
    page_at: OpenPage, sheet: tuple[Plan, Grant, int]
) -> None:
    plan, organiser, party = sheet
    page = page_at(SHEET, f"/timetable/plans/{plan.id}/enterprises/{party}", who=organiser)

    page.emulate_media(media="print")

    expect(page.get_by_text("Meetings placed").first).to_be_hidden()
    expect(page.locator(".hours").first).to_be_visible()


def test_a_meetings_page_leaves_on_paper_only_what_one_reads(
    page_at: OpenPage, live_server: LiveServer
) -> None:
    with live_server.session() as session:
        scene = make_scene(session)
        meeting_id, who = confirmed(session, scene).id, scene.asker.grant
        session.commit()
        session.refresh(who)
        session.expunge_all()
    page = page_at(SHEET, f"/meetings/{meeting_id}", who=who)

    page.emulate_media(media="print")

    expect(page.get_by_role("heading", name="The meeting", exact=True)).to_be_visible()
    expect(page.get_by_text("What you can do")).to_be_hidden()
    expect(page.get_by_text("Let a colleague attend")).to_be_hidden()


def test_a_list_leaves_no_column_of_buttons_on_paper(
    page_at: OpenPage, sheet: tuple[Plan, Grant, int]
) -> None:
    _plan, organiser, _party = sheet
    page = page_at(SHEET, "/people", who=organiser)

    page.emulate_media(media="print")

    expect(page.get_by_role("columnheader", name="Role")).to_be_visible()
    expect(page.get_by_role("columnheader", name="Actions")).to_be_hidden()
    expect(page.locator("details:not([open])").first).to_be_hidden()


def test_a_long_table_begins_beneath_its_head_and_a_short_part_stays_whole(
    page_at: OpenPage, sheet: tuple[Plan, Grant, int]
) -> None:
    _plan, organiser, _party = sheet
    page = page_at(SHEET, "/fair", who=organiser)
    page.emulate_media(media="print")
    panels = page.locator(".panel")
    rows = "<table class='data-table'>" + "<tr><td>a</td></tr>" * 9 + "</table>"

    expect(panels.last).to_have_css("break-inside", "avoid")
    panels.last.evaluate("(panel, rows) => panel.insertAdjacentHTML('beforeend', rows)", rows)

    expect(panels.last).to_have_css("break-inside", "auto")


@pytest.fixture
def board(live_server: LiveServer) -> tuple[int, Grant]:
    """Return a delegation with deals, and its lead."""
    with live_server.session() as session:
        table = make_deals(session, 12)
        key, lead = table.delegation.id, table.lead_grant
        session.commit()
        session.refresh(lead)
        session.expunge_all()
    return key, lead


@pytest.mark.parametrize("language", ["en", "zh_Hans"])
def test_a_release_sheet_is_one_page_of_paper_and_needs_no_script(
    screens: Screens, board: tuple[int, Grant], language: str
) -> None:
    key, lead = board
    address = f"/delegations/{key}/release"
    page = screens.open(address, who=lead, language=language, scripts=False)

    sheet = page.pdf(prefer_css_page_size=True)

    assert re.findall(rb"/Count (\d+)", sheet) == [b"1"]


@pytest.mark.parametrize("width", [360, 1440])
def test_a_release_sheet_is_read_on_any_screen(
    screens: Screens, board: tuple[int, Grant], width: int
) -> None:
    key, lead = board
    page = screens.open(f"/delegations/{key}", who=lead, width=width)

    page.get_by_role("link", name="Release sheet").click()

    expect(page.get_by_text("has signed intended purchases of")).to_be_visible()
    assert (axe(page), overflows(page)) == ([], False)
