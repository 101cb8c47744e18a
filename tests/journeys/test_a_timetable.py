"""A round played whole: wishes, a plan, its publication, a cancellation, and the repair of it."""

from dataclasses import dataclass

import pytest
from playwright.sync_api import Page
from sqlalchemy.orm import Session

from matchmaking.accounts.models import Grant
from matchmaking.scheduling.rounds.values import Grade
from tests.factories.accounts import make_organiser
from tests.factories.expo import make_block, make_edition, make_hall, make_place, venue_time
from tests.factories.meetings import Side, make_side
from tests.factories.timetables import make_round, make_wish_list
from tests.live import LiveServer
from tests.screens import Screens, axe, overflows
from tests.waiting import PATIENCE_SECONDS

PHONE = 390
DAY = "2019-11-08"
NAMES = {
    "Adler": "阿德勒传动",
    "Hida": "飞驒泵业",
    "Kauri": "贝壳杉乳业",
    "Nordlys": "北光照明",
}


@dataclass(frozen=True)
class Story:
    """Who plays: four teams, the first of which has not wished yet, and the organiser."""

    organiser: Grant
    teams: dict[str, Side]
    round_id: int

    def partners(self, *names: str) -> set[str]:
        """Return the addresses of teams' pages."""
        return {f"/partners/{self.teams[name].participation.id}" for name in names}


def tell(session: Session) -> Story:
    """Lay out a fair with one table and one slot: of two wished meetings one finds room."""
    edition = make_edition(session)
    block = make_block(
        session,
        edition,
        [make_place(session, edition, hall=make_hall(session, edition))],
        starts_at=venue_time(8, 14),
        ends_at=venue_time(8, 14, 30),
    )
    round_ = make_round(session, edition, block, wishes_close_at=venue_time(6, 18))
    teams = {
        name: make_side(session, edition, name_en=name, name_zh=chinese)
        for name, chinese in NAMES.items()
    }
    make_wish_list(
        session,
        round_,
        teams["Kauri"].participation,
        {teams["Nordlys"].participation: Grade.WANT},
    )
    story = Story(make_organiser(session, edition), teams, round_.id)
    session.commit()
    return story


def sound(page: Page) -> None:
    """Hold a page to what every page has to keep: axe finds nothing, nothing overflows."""
    assert axe(page) == [], page.url
    assert not overflows(page), page.url


def press(page: Page, action: str) -> None:
    """Press the button of the form that is sent to an address ending like this, and arrive."""
    form = page.locator(f"main form[action$='{action}']").first
    fold = page.locator(f"main details:has(form[action$='{action}']) > summary").first
    if not form.is_visible():
        fold.click()
    dialog = page.locator(f"form[action$='{action}'] button[type=submit]:visible").first
    with page.expect_navigation():
        dialog.click()


@pytest.fixture(params=["sqlite", "postgresql"])
def live_dialect(request: pytest.FixtureRequest) -> str:
    """Play on both databases."""
    return str(request.param)


@pytest.mark.parametrize("language", ["en", "zh_Hans"])
def test_from_a_wish_to_a_mended_timetable(
    screens: Screens, live_server: LiveServer, language: str
) -> None:
    with live_server.session() as session:
        story = tell(session)
    phone = screens.open("/", width=PHONE, who=story.teams["Adler"].grant, language=language)
    wish(phone, story)
    office = screens.open("/timetable", who=story.organiser, language=language)
    with live_server.worker():
        plan = make(office, story)
    publish(office, plan)
    assert parties_met(phone) == story.partners("Adler", "Hida")
    sound(phone)

    desk = screens.open(f"/agenda?day={DAY}", who=story.teams["Hida"].grant, language=language)
    call_off(desk)
    assert parties_met(phone) == set()
    mend(office, story)

    late = screens.open("/", width=PHONE, who=story.teams["Nordlys"].grant, language=language)
    assert parties_met(late) == story.partners("Kauri", "Nordlys")
    late.goto("/notices")
    sound(late)
    assert late.locator("main form[action$='/open']").count() == 1


def wish(phone: Page, story: Story) -> None:
    """Wish to meet Hida above all, on a phone, and hand that in."""
    sound(phone)
    phone.goto(f"/timetable/partners/{story.teams['Hida'].participation.id}")
    sound(phone)
    with phone.expect_navigation():
        phone.locator("main button[name=grade][value=must]").click()
    phone.goto(f"/timetable/wishes/{story.round_id}")
    sound(phone)
    press(phone, "/hand-in")
    sound(phone)


def make(office: Page, story: Story) -> str:
    """Ask for a plan and wait until the worker has made it; look at it, and return its address."""
    sound(office)
    office.goto(f"/timetable/rounds/{story.round_id}")
    sound(office)
    office.goto(f"/timetable/rounds/{story.round_id}/plans")
    sound(office)
    office.locator("main input[name=seconds]").first.check(force=True)
    with office.expect_navigation():
        office.locator("main form.form button[type=submit]").first.click()
    plan = office.url
    # The page asks how the search goes, and shows the plan once it is there.
    office.wait_for_selector("a[href$='/difference']", timeout=PATIENCE_SECONDS * 1000)
    sound(office)
    return plan


def publish(office: Page, plan: str) -> None:
    """Look at what the plan changes, then put it in force."""
    with office.expect_navigation():
        office.locator("main a[href$='/difference']").first.click()
    assert office.locator("main table.data-table").first.locator("tbody tr").count() == 1
    sound(office)
    press(office, "/publish")
    sound(office)
    goes_on_from_the_message(office)
    assert office.locator(f"main a[href$='{plan.rsplit('/', 1)[-1]}/difference']").count() == 1


def goes_on_from_the_message(page: Page) -> None:
    """Hold that whoever goes by the keyboard goes on from what was just said."""
    assert page.evaluate("document.activeElement.matches('.flashes')")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def parties_met(phone: Page) -> set[str]:
    """Return the pages of both sides of the day's meetings: from the agenda to each meeting."""
    phone.goto(f"/agenda?day={DAY}")
    sound(phone)
    meetings = phone.locator("main a[href*='/meetings/']").all()
    found: set[str] = set()
    for address in [str(link.get_attribute("href")) for link in meetings]:
        phone.goto(address)
        sound(phone)
        links = phone.locator("main dl a[href*='/partners/']").all()
        found |= {str(link.get_attribute("href")) for link in links}
    return found


def call_off(desk: Page) -> None:
    """Cancel the one meeting of the day."""
    with desk.expect_navigation():
        desk.locator("main a[href*='/meetings/']").first.click()
    press(desk, "/cancel")
    sound(desk)


def mend(office: Page, story: Story) -> None:
    """See in the control room that something has happened; compute the repair and accept it."""
    office.goto("/")
    sound(office)
    with office.expect_navigation():
        office.locator(f"main a[href$='/timetable/rounds/{story.round_id}']").first.click()
    sound(office)
    press(office, "/repair")
    sound(office)
    assert office.locator("main table.data-table").first.locator("tbody tr").count() == 1
    press(office, "/publish")
    sound(office)
