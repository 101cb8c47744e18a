import pytest
from sqlalchemy.orm import Session

from matchmaking.core.clock import set_clock
from matchmaking.dashboards.views import LASTS
from matchmaking.delegations.models import Target
from matchmaking.delegations.values import TargetMeasure
from matchmaking.intentions.values import IntentionState
from matchmaking.meetings.values import MeetingState
from tests.browser import Browser, QueryCounter
from tests.dashboards.test_boards import make_deals
from tests.factories.accounts import make_lead, make_organiser, make_staff, make_team_member
from tests.factories.deals import make_deal
from tests.factories.delegations import make_delegation
from tests.factories.enterprises import make_representative
from tests.factories.expo import NOW, make_block, make_edition, make_place
from tests.factories.meetings import make_meeting

# Who asks, the edition, the delegation, and the newest entry.
KEPT_QUERIES = 5


def test_a_lead_arrives_at_their_delegation(browser: Browser, session: Session) -> None:
    table = make_deals(session)
    browser.signed_in_as(make_lead(session, table.edition, table.delegation))

    page = browser.get("/")

    assert "One-year intended purchases" in page.words
    assert table.delegation.name_en in page.words


def test_a_target_that_is_passed_says_by_how_much(browser: Browser, session: Session) -> None:
    table = make_deals(session)
    node, measure = table.delegation.id, TargetMeasure.INTENDED_TURNOVER
    session.add(Target(delegation_id=node, measure=measure, amount=100))
    browser.signed_in_as(make_lead(session, table.edition, table.delegation))

    words = browser.get("/").words

    assert "million above it" in words
    assert "to go" not in words


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


@pytest.mark.parametrize("part", ["", "/wall"])
def test_what_open_pages_fetch_says_the_same_as_the_page(
    browser: Browser, session: Session, part: str
) -> None:
    table = make_deals(session)
    browser.signed_in_as(make_lead(session, table.edition, table.delegation))
    address = f"/delegations/{table.delegation.id}{part}"

    figures = browser.get(f"{address}/figures").words

    assert figures
    assert figures in browser.get(address).words


def test_figures_are_made_once_per_entry_for_all_open_pages(
    browser: Browser, session: Session, queries: QueryCounter
) -> None:
    table = make_deals(session)
    first, second = (make_lead(session, table.edition, table.delegation) for _ in range(2))
    address = f"/delegations/{table.delegation.id}/figures"
    browser.signed_in_as(first)
    before = browser.get(address).text

    browser.signed_in_as(second)
    with queries:
        assert browser.get(address).text == before
    assert len(queries) <= KEPT_QUERIES

    make_deal(session, table, IntentionState.VERIFIED, one_year_minor=77_000_000)
    assert browser.get(address).text != before


def test_each_delegation_and_each_language_has_its_own_figures(
    browser: Browser, session: Session
) -> None:
    table = make_deals(session)
    other = make_delegation(session, table.edition)
    browser.signed_in_as(make_organiser(session, table.edition))

    first = browser.get(f"/delegations/{table.delegation.id}/figures").words
    second = browser.get(f"/delegations/{other.id}/figures").words
    wall = browser.get(f"/delegations/{other.id}/wall/figures").words
    browser.speaking("zh_Hans")
    chinese = browser.get(f"/delegations/{other.id}/figures").words

    assert table.delegation.name_en in first
    assert other.name_en in second
    assert len({first, second, wall, chinese}) == 4


def test_figures_outside_the_ledger_are_a_few_seconds_old_at_most(
    browser: Browser, session: Session
) -> None:
    table = make_deals(session)
    browser.signed_in_as(make_lead(session, table.edition, table.delegation))
    address = f"/delegations/{table.delegation.id}/figures"
    before = browser.get(address).text
    make_meeting(session, table.edition, receiver=table.buyer, state=MeetingState.REQUESTED)

    assert browser.get(address).text == before
    set_clock(NOW + 2 * LASTS)
    assert browser.get(address).text != before


def test_figures_of_a_delegation_are_shown_to_those_alone_who_may_see_it(
    browser: Browser, session: Session
) -> None:
    table = make_deals(session)
    address = f"/delegations/{table.delegation.id}/figures"
    browser.signed_in_as(make_lead(session, table.edition, table.delegation))
    assert browser.get(address).status_code == 200

    other = make_delegation(session, table.edition)
    browser.signed_in_as(make_lead(session, table.edition, other))

    assert browser.get(address).status_code == 404


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
