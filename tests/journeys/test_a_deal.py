"""The story played whole: a seat, a meeting, a deal, and the wall that counts it."""

from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page
from sqlalchemy.orm import Session

from matchmaking.accounts.models import Grant
from matchmaking.delegations.models import Delegation, Target
from matchmaking.delegations.values import TargetMeasure
from matchmaking.dialogues.models import Dialogue
from matchmaking.enterprises.models import Participation
from matchmaking.expo.models import Edition
from matchmaking.expo.values import PlaceKind
from tests.factories.accounts import make_lead, make_team_member
from tests.factories.delegations import make_delegation
from tests.factories.dialogues import make_dialogue
from tests.factories.enterprises import make_participation, make_representative
from tests.factories.expo import make_block, make_edition, make_hall, make_place
from tests.live import LiveServer
from tests.screens import Screens, axe, overflows

PHONE, LAPTOP = 390, 1440
# The wall counts a verification within a second of it; a machine busy with other tests, at whose
# mercy two pages and the server are, gets ten times as long.
SOON_MILLISECONDS = 10_000
# 1,250,000 US dollars, in the units of each language.
COUNTED = {"en": "1.2", "zh_Hans": "125.0"}


@dataclass(frozen=True)
class Story:
    """Who plays, and where the story's things are."""

    exhibitor: Grant
    buyer: Grant
    lead: Grant
    delegation_id: int
    dialogue_id: int
    buyer_id: int


def tell(session: Session) -> Story:
    """Lay out a fair with Chongqing's delegation, its dialogue, an exhibitor and a buyer."""
    edition = make_edition(session)
    chongqing = make_delegation(session, edition, name_en="Chongqing", name_zh="重庆交易团")
    session.add(
        Target(
            delegation_id=chongqing.id, measure=TargetMeasure.INTENDED_TURNOVER, amount=900_000_000
        )
    )
    seller = make_participation(
        session, edition, territory_code="DE", name_en="Adler Getriebe", name_zh="阿德勒传动"
    )
    buyer = make_participation(
        session, edition, delegation=chongqing, name_en="Changan Ford", name_zh="长安福特"
    )
    story = Story(
        exhibitor=administrator(session, seller),
        buyer=administrator(session, buyer),
        lead=make_lead(session, edition, chongqing),
        delegation_id=chongqing.id,
        dialogue_id=lay_out_hall(session, edition, chongqing).id,
        buyer_id=buyer.id,
    )
    session.commit()
    return story


def administrator(session: Session, participation: Participation) -> Grant:
    """Make the administrator of a team, who represents it."""
    person = make_representative(session, participation)
    return make_team_member(session, participation, representative=person)


def lay_out_hall(session: Session, edition: Edition, host: Delegation) -> Dialogue:
    """Put up three tables for meetings, and the room of the Dialogue."""
    hall = make_hall(session, edition)
    make_block(session, edition, [make_place(session, edition, hall=hall) for _ in range(3)])
    return make_dialogue(
        session,
        edition,
        host_delegation_id=host.id,
        place=make_place(session, edition, hall=hall, kind=PlaceKind.ROOM, code="B1"),
        name_en="Chongqing Investment and Trade Cooperation Dialogue",
        name_zh="重庆投资贸易合作对话会",
    )


def sound(page: Page) -> None:
    """Hold a page to what every page has to keep: axe finds nothing, nothing overflows."""
    assert axe(page) == [], page.url
    assert not overflows(page), page.url


def press(page: Page, action: str) -> None:
    """Press the button of the form that is sent to an address ending like this."""
    go(page, page.locator(f"main form[action$='{action}'] button[type=submit]").first)


def countersign(desk: Page) -> None:
    """Sign for the other side, once the amounts have been read back."""
    desk.locator("main details:has(form[action$='/countersign']) > summary").click()
    question = desk.locator("dialog:visible .question").inner_text()
    assert question.count("1,250,000") == 2  # within one year, and in all
    go(desk, desk.locator("dialog:visible form[action$='/countersign'] button"))


def go(page: Page, link: Locator) -> None:
    """Click on what leads to another page, and wait until that is there."""
    with page.expect_navigation():
        link.click()


@pytest.fixture(params=["sqlite", "postgresql"])
def live_dialect(request: pytest.FixtureRequest) -> str:
    """Play on both databases."""
    return str(request.param)


@pytest.mark.parametrize("language", ["en", "zh_Hans"])
def test_from_a_seat_to_the_wall(screens: Screens, live_server: LiveServer, language: str) -> None:
    with live_server.session() as session:
        story = tell(session)
    wall = screens.open(
        f"/delegations/{story.delegation_id}/wall", who=story.lead, language=language
    )
    wall.wait_for_selector("[data-live][data-state=live]")
    phone = screens.open("/", width=PHONE, who=story.exhibitor, language=language)
    sound(phone)

    book_a_seat(phone, story)
    meeting = ask_for_a_meeting(phone, story)
    desk = screens.open(meeting, who=story.buyer, language=language)
    press(desk, "/confirm")
    sound(desk)
    deal = record_and_sign(phone, meeting)
    find_the_open_part(phone, "/intentions")
    find_the_open_part(phone, "/meetings?tab=past")
    desk.goto(deal)
    sound(desk)
    countersign(desk)
    office = screens.open(deal, who=story.lead, language=language)
    sound(office)
    assert wall.locator(".feed .state--good").count() == 0
    press(office, "/verify")
    wall.wait_for_selector(".feed .state--good", timeout=SOON_MILLISECONDS)

    assert COUNTED[language] in wall.locator("#counted").inner_text()
    sound(wall)
    office.goto(f"/delegations/{story.delegation_id}")
    office.wait_for_selector("canvas")
    sound(office)


def find_the_open_part(phone: Page, path: str) -> None:
    """See on arrival which part of a list is open, the last one, too."""
    phone.goto(path)
    box = phone.locator(".folders [aria-current]").bounding_box()
    assert box is not None
    assert box["x"] + box["width"] <= PHONE


def book_a_seat(phone: Page, story: Story) -> None:
    """Find the Dialogue in the programme and take a seat."""
    phone.goto("/programme")
    sound(phone)
    go(phone, phone.locator(f"a[href$='/programme/{story.dialogue_id}']").first)
    sound(phone)
    press(phone, "/seats")
    phone.goto("/agenda")
    assert phone.locator(f"main a[href$='/programme/{story.dialogue_id}']").count() == 1
    sound(phone)


def ask_for_a_meeting(phone: Page, story: Story) -> str:
    """Ask the buyer for the first time that is free for both; return the meeting's address."""
    phone.goto(f"/partners/{story.buyer_id}")
    sound(phone)
    phone.goto(f"/meetings/request?with={story.buyer_id}")
    sound(phone)
    phone.locator("input[name=slot]").first.check(force=True)
    phone.fill("input[name=topic]", "Gear boxes")
    go(phone, phone.locator("main form.fields button[type=submit]"))
    sound(phone)
    phone.goto("/meetings?tab=theirs")
    address = phone.locator("main a[href*='/meetings/']").first.get_attribute("href")
    assert address is not None
    return address


def record_and_sign(phone: Page, meeting: str) -> str:
    """Record what was signed in the meeting, parties filled in; return the deal's address."""
    phone.goto(f"/intentions/new?meeting={meeting.rstrip('/').rsplit('/', 1)[-1]}")
    sound(phone)
    phone.fill("input[name=title]", "Gear boxes for one year")
    phone.fill("input[name=full_value]", "1,250,000.00")
    phone.locator("input[name=side][value=seller]").check(force=True)
    go(phone, phone.locator("main button[name=sign]"))
    sound(phone)
    return phone.url
