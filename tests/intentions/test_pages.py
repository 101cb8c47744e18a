"""The pages: a deal's way from a meeting to the delegation's total."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.enterprises.values import ParticipationState
from matchmaking.intentions.models import Intention
from matchmaking.intentions.values import IntentionState, Side
from tests.browser import Browser
from tests.factories.deals import make_deal, make_table
from tests.factories.meetings import make_meeting

TYPED = {
    "side": "seller",
    "kind": "contract",
    "title": "Gear boxes",
    "full_value": "1,250,000.50",
    "currency": "USD",
    "signed_on": "2019-11-05",
    "framework_id": "0",
    "replaces_id": "0",
}


def newest(session: Session) -> Intention:
    return session.scalars(sa.select(Intention).order_by(Intention.id.desc()).limit(1)).one()


def test_a_deal_goes_from_a_meeting_to_verified(browser: Browser, session: Session) -> None:
    table = make_table(session)
    meeting = make_meeting(
        session, table.edition, requester=table.seller, receiver=table.buyer, topic="Gear boxes"
    )
    browser.signed_in_as(table.seller_grant)

    answer = browser.post(
        f"/intentions/new?meeting={meeting.id}",
        {**TYPED, "sign": "1"},
    )
    deal = newest(session)
    assert answer.location == f"/intentions/{deal.id}"
    page = browser.follow(answer)
    assert "Signed. The other side has been asked to countersign." in page.words
    assert (deal.state, deal.meeting_id, deal.author_side) == (
        IntentionState.SIGNED,
        meeting.id,
        Side.SELLER,
    )

    here = f"/intentions/{deal.id}"
    browser.signed_in_as(table.buyer_grant)
    assert browser.submit(here, action=f"{here}/countersign").location == here
    browser.signed_in_as(table.lead_grant)
    assert browser.submit(here, action=f"{here}/verify").location == here
    session.refresh(deal)
    assert deal.state is IntentionState.VERIFIED

    rows = browser.get(f"/intentions?delegation={table.delegation.id}&bucket=verified")
    assert "USD 1,250,000.50" in rows.words
    assert "Sum of 1 deal" in rows.words


def test_every_page_shows(browser: Browser, session: Session) -> None:
    table = make_table(session)
    deals = [
        make_deal(session, table, state, signed_on=date(2019, 11, 5), contract_number="A1")
        for state in (
            IntentionState.DRAFT,
            IntentionState.SIGNED,
            IntentionState.COUNTERSIGNED,
        )
    ]
    pages = ["/intentions", "/intentions?bucket=held", *(f"/intentions/{d.id}" for d in deals)]

    for grant in (table.seller_grant, table.buyer_grant, table.lead_grant, table.organiser_grant):
        browser.signed_in_as(grant)
        for language in ("en", "zh_Hans"):
            browser.speaking(language)
            for path in pages:
                assert browser.get(path).status_code in {200, 404}
    for path in ("/intentions/duplicates", "/ledger", "/rates"):
        assert browser.get(path).status_code == 200


def test_who_records_a_meeting_again_sees_what_it_led_to(
    browser: Browser, session: Session
) -> None:
    table = make_table(session)
    meeting = make_meeting(session, table.edition, requester=table.seller, receiver=table.buyer)
    draft = make_deal(session, table, meeting_id=meeting.id)
    path, recorded = f"/intentions/new?meeting={meeting.id}", "Already recorded from this meeting:"

    browser.signed_in_as(table.seller_grant)
    ours = browser.get(path)
    browser.signed_in_as(table.buyer_grant)
    theirs = browser.get(path)

    assert recorded in ours.words
    assert f"/intentions/{draft.id}" in [link.get("href") for link in ours.page.every("a")]
    assert recorded not in theirs.words


def test_a_figure_without_deals_counts_no_rows(browser: Browser, session: Session) -> None:
    table = make_table(session)
    browser.signed_in_as(table.lead_grant)

    page = browser.get(f"/intentions?delegation={table.delegation.id}&bucket=verified")

    assert page.status_code == 200
    assert "0 to 0 of 0" not in page.words


def test_a_deal_is_taken_back_in_chinese_not_an_enterprise(
    browser: Browser, session: Session
) -> None:
    table = make_table(session)
    deal = make_deal(session, table, IntentionState.SIGNED)
    browser.signed_in_as(table.seller_grant)
    browser.speaking("zh_Hans")

    page = browser.get(f"/intentions/{deal.id}")

    assert "撤回" in page.words
    assert "退出本届" not in page.words


def test_a_meeting_s_page_shows_what_was_recorded_and_offers_to_record_another(
    browser: Browser, session: Session
) -> None:
    table = make_table(session)
    meeting = make_meeting(session, table.edition, requester=table.seller, receiver=table.buyer)
    path = f"/intentions/from-meeting/{meeting.id}"
    browser.signed_in_as(table.seller_grant)
    before = browser.get(path).words
    deal = make_deal(session, table, IntentionState.SIGNED, meeting_id=meeting.id)

    after = browser.get(path)

    assert "Record what was signed" in before
    assert "Record what was signed" not in after.words
    assert "Record another deal" in after.words
    assert f"/intentions/{deal.id}" in [link.get("href") for link in after.page.every("a")]


def test_whose_profile_is_not_approved_is_told_before_they_fill_in_a_deal(
    browser: Browser, session: Session
) -> None:
    table = make_table(session)
    table.buyer.state = ParticipationState.DRAFT
    session.flush()
    browser.signed_in_as(table.buyer_grant)

    for address in ("/intentions/new", f"/intentions/new?partner={table.seller.id}"):
        page = browser.get(address)

        assert "You can record intentions once your profile has been approved." in page.words
        assert "Look the other party up" not in page.words
        assert "Save the draft" not in page.words


def test_a_ledger_of_one_state_does_not_say_that_the_ledger_is_empty(
    browser: Browser, session: Session
) -> None:
    table = make_table(session)
    make_deal(session, table, IntentionState.SIGNED)
    browser.signed_in_as(table.organiser_grant)

    page = browser.get("/ledger?bucket=verified")

    assert "No entry of the ledger is of this state." in page.words
    assert "no entries yet" not in page.words
