from sqlalchemy.orm import Session

from tests.browser import Browser
from tests.dashboards.test_boards import make_deals
from tests.factories.accounts import make_lead, make_organiser, make_staff, make_team_member
from tests.factories.delegations import make_delegation
from tests.factories.enterprises import make_representative
from tests.factories.expo import make_block, make_edition, make_place
from tests.factories.meetings import make_meeting


def test_a_lead_arrives_at_their_delegation(browser: Browser, session: Session) -> None:
    table = make_deals(session)
    browser.signed_in_as(make_lead(session, table.edition, table.delegation))

    page = browser.get("/")

    assert "One-year intended purchases" in page.words
    assert table.delegation.name_en in page.words


def test_an_organiser_arrives_in_the_control_room(browser: Browser, session: Session) -> None:
    table = make_deals(session)
    browser.signed_in_as(make_organiser(session, table.edition))

    page = browser.get("/")

    assert "Control room" in page.words
    assert table.delegation.name_en in page.words
    assert browser.get("/delegations").status_code == 200


def test_a_team_member_sees_what_waits_for_an_answer(browser: Browser, session: Session) -> None:
    edition = make_edition(session)
    block = make_block(session, edition, [make_place(session, edition)])
    meeting = make_meeting(session, edition, block=block)
    person = make_representative(session, meeting.receiver)
    browser.signed_in_as(make_team_member(session, meeting.receiver, representative=person))

    page = browser.get("/")

    assert "Waiting for your answer" in page.words
    assert meeting.requester.enterprise.name_en in page.words


def test_somebody_on_site_is_told_where_to_look(browser: Browser, session: Session) -> None:
    browser.signed_in_as(make_staff(session, make_edition(session)))

    assert "You work on site." in browser.get("/").words


def test_fragments_and_the_wall_say_the_same_as_the_page(
    browser: Browser, session: Session
) -> None:
    table = make_deals(session)
    browser.signed_in_as(make_lead(session, table.edition, table.delegation))
    address = f"/delegations/{table.delegation.id}"

    shown = [browser.get(path).page.words for path in (address, f"{address}/wall")]

    figures = {words.split("One-year intended purchases")[1].split()[2] for words in shown}
    assert len(figures) == 1


def test_another_delegation_looks_like_a_missing_one(browser: Browser, session: Session) -> None:
    table = make_deals(session)
    other = make_delegation(session, table.edition)
    browser.signed_in_as(make_lead(session, table.edition, table.delegation))

    theirs = browser.get(f"/delegations/{other.id}")
    missing = browser.get("/delegations/987654")

    assert (theirs.status_code, missing.status_code) == (404, 404)
    assert theirs.words == missing.words


def test_dashboards_are_read_in_chinese(browser: Browser, session: Session) -> None:
    table = make_deals(session)
    browser.speaking("zh_Hans")
    browser.signed_in_as(make_lead(session, table.edition, table.delegation))

    words = browser.get("/").words

    assert "按一年计意向采购额" in words
    assert table.delegation.name_zh in words
