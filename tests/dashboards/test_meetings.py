"""The meetings of a board: each figure is the length of the list it leads to."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from matchmaking.core.clock import utc_now
from matchmaking.dashboards.queries.boards import control_room, delegation_board
from matchmaking.meetings.queries import Tab, counts_by_tab
from matchmaking.meetings.values import MeetingState
from tests.browser import Browser
from tests.factories.accounts import actor, make_lead, make_organiser
from tests.factories.deals import Table, make_table
from tests.factories.enterprises import make_participation, make_representative
from tests.factories.expo import make_block, make_place
from tests.factories.meetings import make_meeting

# State, begins in and can be answered for minutes from now.
MEETINGS = (
    (MeetingState.CONFIRMED, 60, 30),
    (MeetingState.CONFIRMED, -60, -90),
    (MeetingState.REQUESTED, 120, 30),
    (MeetingState.REQUESTED, 120, 90),
    (MeetingState.REQUESTED, 120, -1),
    (MeetingState.HELD, -120, -180),
)


@pytest.fixture
def table(session: Session) -> Table:
    made = make_table(session)
    block = make_block(session, made.edition)
    place = make_place(session, made.edition)
    for state, begins, left in MEETINGS:
        begins_at = utc_now() + timedelta(minutes=begins)
        receiver = make_participation(session, made.edition)
        make_meeting(
            session,
            made.edition,
            requester=made.buyer,
            receiver=receiver,
            receiver_representative=make_representative(session, receiver),
            block=block,
            state=state,
            place_id=None if state is MeetingState.REQUESTED else place.id,
            starts_at=begins_at,
            ends_at=begins_at + timedelta(minutes=30),
            expires_at=utc_now() + timedelta(minutes=left),
        )
    later = utc_now() + timedelta(hours=3)
    make_meeting(session, made.edition, block=block, expires_at=later)  # of others
    return made


def test_meetings_are_counted_as_the_lists_behind_the_figures_hold_them(
    session: Session, table: Table
) -> None:
    lead = make_lead(session, table.edition, table.delegation)
    at = utc_now()

    board = delegation_board(session, table.edition, table.delegation, at=at)

    counts = counts_by_tab(session, actor(lead), at=at)
    assert (board.meetings.to_come, counts[Tab.CONFIRMED]) == (1, 1)
    assert (board.meetings.unreported, counts[Tab.UNREPORTED]) == (1, 1)
    assert (board.meetings.requested, counts[Tab.OURS]) == (2, 2)


def test_what_is_stuck_leads_to_as_many_meetings(
    browser: Browser, session: Session, table: Table
) -> None:
    organiser = make_organiser(session, table.edition)
    browser.signed_in_as(organiser)

    room = control_room(session, table.edition, actor(organiser), at=utc_now())

    stuck = {item.arguments.get("tab"): item.count for item in room.stuck}
    assert (stuck["expiring"], stuck["unreported"]) == (1, 1)
    for tab in ("expiring", "unreported"):
        assert browser.get(f"/meetings?tab={tab}").text.count('href="/meetings/') == 1


def test_a_delegations_figures_lead_to_its_own_meetings(
    browser: Browser, session: Session, table: Table
) -> None:
    browser.signed_in_as(make_organiser(session, table.edition))
    node = table.delegation.id

    page = browser.get(f"/delegations/{node}")
    held = browser.get(f"/meetings?delegation={node}&state=held")

    assert f'href="/meetings?delegation={node}&amp;state=held"' in page.text
    assert held.text.count('href="/meetings/') == 1
    assert table.delegation.name_en in held.words
    assert browser.get("/meetings?delegation=999999&state=held").status_code == 404
