"""The home page's reading: what waits, what to report on, and the newest deals."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from matchmaking.accounts.values import Actor
from matchmaking.core.money import Money
from matchmaking.dashboards.figures import Today
from matchmaking.dashboards.queries.today import today_of
from matchmaking.enterprises.values import ParticipationState
from matchmaking.intentions.services import propose_correction
from matchmaking.intentions.terms import Amounts
from matchmaking.intentions.values import Bucket, IntentionState
from matchmaking.meetings import services
from matchmaking.meetings.queries import unreported_by, waiting_for
from matchmaking.meetings.values import MeetingState
from tests.browser import Browser
from tests.factories.accounts import make_team_member
from tests.factories.deals import Table, make_deal, make_table
from tests.factories.enterprises import make_participation, make_representative
from tests.factories.expo import NOW, make_edition, make_place, venue_time
from tests.factories.meetings import ask, make_meeting, make_scene, make_side
from tests.pages import words

HALF = Amounts(full_value=Money(50_000_000, "USD"), one_year=Money(50_000_000, "USD"))


def keys(found: Iterable[Any]) -> list[int]:
    return [one.id for one in found]


def test_what_waits_and_what_is_unreported_are_told_apart(session: Session) -> None:
    scene = make_scene(session)
    met = ask(session, scene, starts_at=venue_time(5, 14))
    services.confirm_meeting(session, met, actor=scene.asked.actor, at=NOW)
    other = make_side(session, scene.edition)
    asked = ask(session, scene, asker=other, starts_at=venue_time(5, 16))
    receiver, sender = scene.asked.participation.id, scene.asker.participation.id

    later = met.ends_at

    assert keys(waiting_for(session, receiver, NOW)) == [asked.id]
    assert keys(waiting_for(session, sender, NOW)) == []
    assert keys(unreported_by(session, receiver, NOW)) == []
    assert keys(unreported_by(session, receiver, later)) == [met.id]
    assert keys(unreported_by(session, sender, later)) == [met.id]
    assert keys(unreported_by(session, 0, later)) == []


def deals_of(session: Session, table: Table, actor: Actor) -> Today:
    return today_of(session, table.edition, actor, at=NOW)


def test_drafts_of_the_other_side_are_not_listed(session: Session) -> None:
    table = make_table(session)
    signed = make_deal(session, table, IntentionState.SIGNED)
    draft = make_deal(session, table)

    assert keys(deals_of(session, table, table.selling).deals) == [draft.id, signed.id]
    assert keys(deals_of(session, table, table.buying).deals) == [signed.id]


def test_a_draft_that_was_given_up_is_no_longer_listed(session: Session) -> None:
    table = make_table(session)
    signed = make_deal(session, table, IntentionState.SIGNED)
    draft = make_deal(session, table)
    draft.state = IntentionState.WITHDRAWN

    listed = deals_of(session, table, table.selling).deals

    assert keys(listed) == [signed.id]


def test_a_deal_is_listed_with_the_other_party_and_where_it_stands(session: Session) -> None:
    table = make_table(session)
    deal = make_deal(session, table, IntentionState.COUNTERSIGNED)

    (ours,) = deals_of(session, table, table.buying).deals
    assert ours.partner == table.seller.label
    assert ours.one_year == deal.one_year
    assert (ours.state, ours.bucket) == (IntentionState.COUNTERSIGNED, Bucket.COUNTERSIGNED)
    assert (ours.is_disputed, ours.is_held) == (False, False)
    assert deals_of(session, table, table.selling).deals[0].partner == table.buyer.label


def test_what_the_other_side_signed_waits_for_a_signature(session: Session) -> None:
    table = make_table(session)
    make_deal(session, table, IntentionState.COUNTERSIGNED)
    deal = make_deal(session, table, IntentionState.SIGNED)

    assert keys(deals_of(session, table, table.buying).to_sign) == [deal.id]
    assert keys(deals_of(session, table, table.selling).to_sign) == []


def test_a_correction_waits_for_the_other_side_s_signature(session: Session) -> None:
    table = make_table(session)
    deal = make_deal(session, table, IntentionState.COUNTERSIGNED)
    propose_correction(session, table.buying, deal, HALF, reason="Half of it", at=NOW)

    assert keys(deals_of(session, table, table.selling).to_sign) == [deal.id]
    assert keys(deals_of(session, table, table.buying).to_sign) == []


def test_the_home_page_asks_for_signatures_and_marks_what_waits_under_more(
    browser: Browser, session: Session
) -> None:
    table = make_table(session)
    deal = make_deal(session, table, IntentionState.SIGNED)
    browser.signed_in_as(table.buyer_grant)

    page = browser.get("/")

    assert "Waiting for your signature" in page.words
    assert f"/intentions/{deal.id}" in page.text
    (more,) = [link for link in page.page.every("a") if link.get("href") == "#menu"]
    assert words(more) == "More 1"


def test_a_meeting_whose_deal_is_recorded_shows_it_instead_of_asking_again(
    browser: Browser, session: Session
) -> None:
    table = make_table(session)
    meeting = make_meeting(
        session,
        table.edition,
        requester=table.seller,
        receiver=table.buyer,
        receiver_representative=make_representative(session, table.buyer),
        state=MeetingState.CONFIRMED,
        place_id=make_place(session, table.edition).id,
        starts_at=NOW - timedelta(days=1),
        ends_at=NOW - timedelta(days=1) + timedelta(minutes=30),
    )
    browser.signed_in_as(table.buyer_grant)
    asks = browser.get("/").words
    make_deal(session, table, meeting_id=meeting.id)
    theirs_is_a_draft = browser.get("/").words
    deal = make_deal(session, table, IntentionState.SIGNED, meeting_id=meeting.id)

    answered = browser.get("/").words

    assert "Record what was signed" in asks
    assert "Record what was signed" in theirs_is_a_draft
    assert "Record what was signed" not in answered
    assert f"Recorded: {deal.title}" in answered


@pytest.mark.parametrize(
    "state, told",
    [
        (ParticipationState.DRAFT, "Your enterprise's profile is a draft"),
        (ParticipationState.SUBMITTED, "Your enterprise's profile waits for approval"),
        (ParticipationState.RETURNED, "Your enterprise's profile was returned to be changed"),
        (ParticipationState.WITHDRAWN, "Your enterprise has withdrawn from the fair"),
    ],
)
def test_whose_profile_is_not_approved_is_led_to_it_and_not_to_what_would_be_refused(
    browser: Browser, session: Session, state: ParticipationState, told: str
) -> None:
    reason = "Say what you sell." if state is ParticipationState.RETURNED else ""
    ours = make_participation(session, make_edition(session), state=state, return_reason=reason)
    browser.signed_in_as(make_team_member(session, ours))

    page = browser.get("/")

    assert told in page.words
    assert "ask a partner for a meeting" not in page.words
    assert "record what was signed" not in page.words


def test_whose_profile_is_approved_is_not_told_of_it(browser: Browser, session: Session) -> None:
    table = make_table(session)
    browser.signed_in_as(table.buyer_grant)

    page = browser.get("/")

    assert "Your enterprise" not in page.words
    assert "ask a partner for a meeting" in page.words
