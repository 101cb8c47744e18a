"""A board that stays open while the reader's sign-in, role or connection does not."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, Route, expect

from matchmaking.accounts.models import Grant, SignIn
from matchmaking.intentions.models import LedgerHead
from matchmaking.intentions.values import IntentionState
from tests.factories.accounts import make_lead, make_staff
from tests.factories.deals import make_deal, make_table
from tests.factories.delegations import make_delegation
from tests.factories.expo import make_edition
from tests.live import LiveServer
from tests.screens import Screens


@pytest.fixture
def lead(live_server: LiveServer) -> Grant:
    with live_server.session() as session:
        edition = make_edition(session)
        lead = make_lead(session, edition, make_delegation(session, edition))
        session.add(LedgerHead(edition_id=edition.id, sequence=7))
        session.commit()
        return lead


def state(page: Page, name: str) -> None:
    """Wait until the badge says this of the connection."""
    expect(page.locator(f"[data-live][data-state='{name}']")).to_be_visible()


@pytest.fixture(autouse=True)
def forgiving(screens: Screens) -> Iterator[None]:
    """Forgive what the browser notes of answers that refuse: they are what is tested here."""
    yield
    screens.close()
    noted = screens.watch.complaints
    noted[:] = [one for one in noted if not one.startswith("console: ")]


def grow(server: LiveServer, lead: Grant) -> None:
    with server.session() as session:
        session.get_one(LedgerHead, lead.edition_id).sequence += 1
        session.commit()


def test_who_is_signed_out_elsewhere_is_asked_to_sign_in_and_comes_back(
    screens: Screens, live_server: LiveServer, lead: Grant
) -> None:
    page = screens.open(f"/delegations/{lead.delegation_id}", who=lead)
    state(page, "live")

    with live_server.session() as session:
        session.execute(sa.delete(SignIn).where(SignIn.account_id == lead.account_id))
        session.commit()

    page.wait_for_url(f"**/sign-in?next=/delegations/{lead.delegation_id}")


def test_a_board_says_that_it_is_not_for_the_role_one_took_on_meanwhile(
    screens: Screens, live_server: LiveServer, lead: Grant
) -> None:
    page = screens.open(f"/delegations/{lead.delegation_id}", who=lead)
    state(page, "live")

    with live_server.session() as session:
        staff = make_staff(session, make_edition(session))
        staff.account_id, staff.edition_id = lead.account_id, lead.edition_id
        session.execute(
            sa.update(SignIn).where(SignIn.account_id == lead.account_id).values(grant_id=staff.id)
        )
        session.commit()
    grow(live_server, lead)

    state(page, "over")


def test_figures_that_could_not_be_fetched_are_fetched_again(
    screens: Screens, live_server: LiveServer, lead: Grant
) -> None:
    page = screens.open(f"/delegations/{lead.delegation_id}/wall", who=lead)
    state(page, "live")
    failures = [503]

    def fail_once(route: Route) -> None:
        if failures:
            route.fulfill(status=failures.pop())
        else:
            route.continue_()

    page.route("**/wall/figures", fail_once)
    grow(live_server, lead)

    state(page, "lost")
    state(page, "live")
    assert failures == []
    expect(page.locator("[data-sequence='8']")).to_have_count(1)


def test_what_is_unfolded_stays_so_and_in_focus_when_the_first_deal_brings_more_to_unfold(
    screens: Screens, live_server: LiveServer
) -> None:
    with live_server.session() as session:
        table = make_table(session)
        session.commit()
        page = screens.open(f"/delegations/{table.delegation.id}", who=table.lead_grant)
        state(page, "live")
        folds = page.locator("main details")
        expect(folds).to_have_count(1)
        page.locator("main summary").focus()
        page.keyboard.press("Enter")

        make_deal(session, table, IntentionState.COUNTERSIGNED)
        session.commit()

    expect(folds).to_have_count(2)
    expect(page.locator("#chart-days-table[open] > summary")).to_be_focused()
