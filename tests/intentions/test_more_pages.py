"""Pages: what was typed stays, files are fetched by the right people, lists stay cheap."""

from datetime import timedelta
from io import BytesIO

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.intentions.errors import QuantityError
from matchmaking.intentions.models import Intention, IntentionLine
from matchmaking.intentions.terms import quantity_typed
from matchmaking.intentions.values import IntentionState
from matchmaking.meetings.values import MeetingState
from matchmaking.reference.models import ExchangeRate
from tests.browser import Browser, QueryCounter
from tests.factories.accounts import make_lead, make_organiser, make_team_member
from tests.factories.deals import make_deal, make_table
from tests.factories.delegations import make_delegation
from tests.factories.enterprises import make_participation, make_representative
from tests.factories.expo import NOW, make_edition, make_place
from tests.factories.meetings import make_meeting
from tests.intentions.test_pages import TYPED
from tests.pages import words


def test_what_was_typed_stays_beside_what_is_wrong(browser: Browser, session: Session) -> None:
    table = make_table(session)
    browser.signed_in_as(table.seller_grant)
    path = f"/intentions/new?partner={table.buyer.id}"
    wrong = {
        **TYPED,
        "full_value": "1.234.5",
        "lines-0-description": "Boxes",
        "lines-0-amount": "ten",
        "sign": "1",
    }

    answer = browser.post(path, wrong)

    assert answer.status_code == 422
    assert "“1.234.5” is not an amount. Write it like 1250.50 or 1,250.50." in answer.words
    values = {field.get("name"): field.get("value") for field in answer.page.every("input")}
    assert (values["full_value"], values["lines-0-amount"]) == ("1.234.5", "ten")
    right = {**wrong, "full_value": "12", "lines-0-amount": "10"}
    answer = browser.post(path, {**wrong, "full_value": "12"})
    assert "“ten” is not an amount." in answer.words
    answer = browser.post(path, {**wrong, "full_value": "12", "lines-0-hs_code": "99 99"})
    assert answer.status_code == 422
    answer = browser.post(path, {**right, "lines-0-quantity": "abc"})
    assert "Lines, row 1, Quantity: “abc” is not a quantity." in answer.words
    more = browser.post(path, {**wrong, "sign": None, "add_line": "1"})
    assert (more.status_code, "lines-1-amount" in more.text) == (200, True)
    assert session.scalar(sa.select(sa.func.count()).select_from(Intention)) == 0


@pytest.mark.parametrize(
    "typed, is_open",
    [
        ({"title": ""}, False),
        ({"title": "", "term_months": ""}, False),
        ({"title": "", "contract_number": "A1"}, True),
        ({"title": "", "is_on_site": None}, True),
        ({"title": "", "lines-0-unit": "t"}, True),
        ({"term_months": "soon"}, True),
        ({"term_months": "24"}, True),
        ({"lines-0-amount": "ten"}, True),
        ({"add_line": "1"}, True),
    ],
)
def test_what_may_be_left_out_unfolds_for_what_stands_in_it(
    browser: Browser, session: Session, typed: dict[str, str | None], *, is_open: bool
) -> None:
    table = make_table(session)
    browser.signed_in_as(table.seller_grant)
    path = f"/intentions/new?partner={table.buyer.id}"
    proposed = {**TYPED, "is_on_site": "y", "term_months": "12", "lines-0-unit": "", "sign": "1"}
    data = {name: value for name, value in {**proposed, **typed}.items() if value is not None}

    (fresh,) = browser.get(path).page.with_class("more")
    answer = browser.post(path, data)
    (more,) = answer.page.with_class("more")

    assert fresh.get("open") is None
    assert (more.get("open") is not None) is is_open


@pytest.mark.parametrize(
    "typed, kept, shown", [("20,000", "20000", "20,000 t"), ("0.5", "0.5", "0.5 t"), ("", "", "t")]
)
def test_a_quantity_is_kept_as_a_number_and_read_by_thousands(
    browser: Browser, session: Session, typed: str, kept: str, shown: str
) -> None:
    table = make_table(session)
    browser.signed_in_as(table.seller_grant)
    line = {"description": "Steel", "quantity": typed, "unit": "t", "amount": "10"}
    fields = {f"lines-0-{name}": value for name, value in line.items()}

    saved = browser.post(f"/intentions/new?partner={table.buyer.id}", {**TYPED, **fields})

    assert f"Steel {shown} USD 10" in browser.follow(saved).words
    assert session.scalars(sa.select(IntentionLine.quantity)).one() == kept


def test_a_quantity_of_earlier_days_is_read_as_it_was_typed() -> None:
    assert IntentionLine(quantity="a few").quantity_by_thousands == "a few"


@pytest.mark.parametrize("typed", ["0", "-1", "0.0", "1,5", "a few", "1e3"])
def test_a_quantity_that_counts_nothing_is_refused(typed: str) -> None:
    with pytest.raises(QuantityError) as refused:
        quantity_typed(typed, field="lines-0-quantity")

    assert refused.value.field == "lines-0-quantity"


def test_a_file_is_attached_and_fetched_by_who_sees_the_deal(
    browser: Browser, session: Session
) -> None:
    table = make_table(session)
    deal = make_deal(session, table, IntentionState.SIGNED)
    stranger = make_team_member(session, make_participation(session, table.edition))
    browser.signed_in_as(table.seller_grant)
    send = f"/intentions/{deal.id}/evidence"

    refused = browser.post(send, {"file": (BytesIO(b"MZ"), "a.pdf")})
    sent = browser.post(send, {"file": (BytesIO(b"%PDF-1.7 x"), "offer.pdf")})

    assert refused.status_code == 422
    assert "Send a PDF, a PNG or a JPEG; this file is none of them." in refused.words
    assert sent.location == f"/intentions/{deal.id}"
    file = f"{send}/{deal.evidence[0].id}"
    got = browser.get(file)
    assert got.data == b"%PDF-1.7 x"
    assert got.headers["Content-Disposition"] == "attachment; filename=offer.pdf"
    got.response.close()
    browser.signed_in_as(stranger)
    assert {browser.get(path).status_code for path in (file, f"{send}/987654")} == {404}


def test_a_missing_rate_is_asked_for_and_entered(browser: Browser, session: Session) -> None:
    table = make_table(session)
    deal = make_deal(session, table, currency="KES")
    here = f"/intentions/{deal.id}"
    browser.signed_in_as(table.seller_grant)
    answer = browser.submit(here, action=f"{here}/sign")
    assert "The organisers have been asked to enter it" in browser.follow(answer).words
    assert deal.state is IntentionState.DRAFT

    browser.signed_in_as(table.organiser_grant)
    wrong = browser.submit("/rates", value="nothing", source="Central Bank of Kenya")
    # It could be a hundred thousand as well as a hundred.
    comma = browser.submit("/rates", value="103,450", source="Central Bank of Kenya")
    right = browser.submit("/rates", value="103.45", source="Central Bank of Kenya")
    assert (wrong.status_code, comma.status_code, right.location) == (422, 422, "/rates")
    rate = session.scalars(sa.select(ExchangeRate)).one()
    assert (rate.base, rate.quote, rate.value) == ("KES", "USD", "0.009666505558")

    browser.signed_in_as(table.seller_grant)
    assert "Signed." in browser.follow(browser.submit(here, action=f"{here}/sign")).words


def test_a_second_filing_is_offered_the_first(browser: Browser, session: Session) -> None:
    table = make_table(session)
    first = make_deal(session, table, IntentionState.SIGNED)
    second = make_deal(session, table, author_side="buyer")
    browser.signed_in_as(table.buyer_grant)
    sign = f"/intentions/{second.id}/sign"

    offer = browser.submit(f"/intentions/{second.id}", action=sign)
    assert (offer.status_code, "Is this the same deal?" in offer.words) == (409, True)
    assert f"/intentions/{first.id}/countersign" in offer.text
    browser.post(sign, {"different": "1"})
    browser.signed_in_as(table.organiser_grant)
    asked = browser.get("/intentions/duplicates").words
    same = browser.submit("/intentions/duplicates", action=f"/intentions/{second.id}/same")

    assert f"Is no. {second.number} the deal of no. {first.number}, recorded twice?" in asked
    assert f"Is no. {second.number} a deal of its own, beside no. {first.number}?" in asked
    assert same.location == "/intentions/duplicates"
    assert f"No. {first.number} stands for both" in browser.follow(same).words
    assert second.state is IntentionState.SUPERSEDED


def test_the_same_deal_recorded_twice_by_one_team_leads_to_the_first(
    browser: Browser, session: Session
) -> None:
    table = make_table(session)
    first = make_deal(session, table, IntentionState.SIGNED)
    second = make_deal(session, table)
    browser.signed_in_as(table.seller_grant)

    offer = browser.submit(f"/intentions/{second.id}", action=f"/intentions/{second.id}/sign")

    own = f"You have already recorded what seems to be the same deal: no. {first.number}, “Gear"
    assert (offer.status_code, own in offer.words) == (409, True)
    assert f"/intentions/{first.id}" in offer.page.links
    assert "Countersign that one" not in offer.words
    assert [text for text in offer.page.texts("p") if text.endswith("·")] == []


def test_a_correction_goes_through_its_pages(browser: Browser, session: Session) -> None:
    table = make_table(session)
    deal = make_deal(session, table, IntentionState.VERIFIED)
    here = f"/intentions/{deal.id}"
    browser.signed_in_as(table.seller_grant)
    path = f"{here}/correct"
    unchanged = browser.submit(path, reason="x")
    proposed = browser.submit(path, full_value="2,000", one_year="1,000", reason="zeros")
    browser.signed_in_as(table.buyer_grant)
    accepted = browser.submit(here, action=f"{here}/correction/accept")

    assert (unchanged.status_code, proposed.location, accepted.location) == (422, here, here)
    assert (deal.one_year_minor, deal.state) == (100_000, IntentionState.COUNTERSIGNED)


def test_a_dispute_needs_a_reason(browser: Browser, session: Session) -> None:
    table = make_table(session)
    deal = make_deal(session, table, IntentionState.COUNTERSIGNED)
    browser.signed_in_as(table.buyer_grant)
    path = f"/intentions/{deal.id}/dispute"

    assert browser.submit(path).status_code == 422
    assert browser.submit(path, reason="Not ours").location == f"/intentions/{deal.id}"
    assert "Not ours" in browser.get(f"/intentions/{deal.id}").words


def test_a_deal_s_page_says_who_disputes_it_and_later_how_that_was_settled(
    browser: Browser, session: Session
) -> None:
    table = make_table(session)
    deal = make_deal(session, table, IntentionState.COUNTERSIGNED)
    here = f"/intentions/{deal.id}"
    browser.signed_in_as(table.buyer_grant)
    browser.submit(f"{here}/dispute", reason="Not ours")
    disputed = browser.get(here).words
    browser.signed_in_as(table.organiser_grant)
    browser.submit(f"{here}/settle", reason="Both have looked at the papers")

    settled = browser.get(here).words

    assert f"Disputed by {table.buyer.label.en}" in disputed
    by = table.organiser_grant.account.name
    assert f"Dispute settled {by} “Both have looked at the papers”" in settled
    assert settled.count("“Not ours”") == 1


def test_an_officer_is_told_to_wait_while_other_amounts_are_proposed(
    browser: Browser, session: Session
) -> None:
    table = make_table(session)
    deal = make_deal(session, table, IntentionState.COUNTERSIGNED)
    here = f"/intentions/{deal.id}"
    browser.signed_in_as(table.seller_grant)
    browser.submit(f"{here}/correct", full_value="2,000", one_year="1,000", reason="zeros")
    browser.signed_in_as(table.organiser_grant)

    words = browser.get(here).words

    assert "Both sides have signed, but one of them proposes other amounts" in words
    assert "Compare with the evidence, then verify." not in words


@pytest.mark.parametrize(
    "path", ["/intentions", "/intentions?bucket=signed", "/ledger", "/intentions/duplicates"]
)
def test_a_list_costs_the_same_for_one_deal_and_for_many(
    browser: Browser, session: Session, queries: QueryCounter, path: str
) -> None:
    table = make_table(session)
    browser.signed_in_as(table.organiser_grant)
    counts = []
    for more in (2, 4):
        for _deal in range(more):
            buyer = make_participation(session, table.edition, delegation=table.delegation)
            make_deal(session, table, IntentionState.SIGNED, buyer=buyer)
            make_deal(session, table, IntentionState.SIGNED, buyer=buyer)
        with queries:
            assert browser.get(path).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("query", ["bucket=nothing", "delegation=x", "day=5", "as_of=-1", "kind=1"])
def test_a_figure_that_makes_no_sense_is_not_there(
    browser: Browser, session: Session, query: str
) -> None:
    table = make_table(session)
    browser.signed_in_as(table.organiser_grant)

    assert browser.get(f"/intentions?investment=yes&{query}").status_code == 404


@pytest.mark.parametrize(
    "query", ["delegation=99999", "area=XX", "territory=XX", "ownership=nobody"]
)
def test_a_figure_of_what_is_not_there_is_not_there(
    browser: Browser, session: Session, query: str
) -> None:
    table = make_table(session)
    make_deal(session, table, IntentionState.COUNTERSIGNED)
    browser.signed_in_as(table.organiser_grant)

    assert browser.get(f"/intentions?bucket=countersigned&{query}").status_code == 404
    assert browser.get("/intentions?bucket=countersigned&ownership=-&area=-").status_code == 200


def test_a_figure_is_shown_to_who_sees_the_delegation(browser: Browser, session: Session) -> None:
    table = make_table(session)
    elsewhere = make_delegation(session, table.edition)
    make_deal(session, table, IntentionState.COUNTERSIGNED)
    path = f"/intentions?delegation={table.delegation.id}&bucket=countersigned"
    everybody = {
        "lead": table.lead_grant,
        "organiser": table.organiser_grant,
        "lead elsewhere": make_lead(session, table.edition, elsewhere),
        "team": table.buyer_grant,
        "organiser elsewhere": make_organiser(session, make_edition(session)),
    }

    seen = {}
    for name, grant in everybody.items():
        browser.signed_in_as(grant)
        seen[name] = browser.get(path).status_code

    assert {name for name, status in seen.items() if status == 200} == {"lead", "organiser"}
    assert set(seen.values()) == {200, 404}


def test_a_deal_is_recorded_from_the_meeting_just_begun_first(
    browser: Browser, session: Session
) -> None:
    table = make_table(session)
    topics = {-3: "Held", -1: "Just begun", 1: "Next", 30: "Far ahead"}
    for hours, topic in topics.items():
        begins = NOW + timedelta(hours=hours)
        meeting = make_meeting(session, table.edition, receiver=table.seller, topic=topic)
        meeting.receiver_representative = make_representative(session, table.seller)
        meeting.place_id = make_place(session, table.edition).id
        meeting.starts_at, meeting.ends_at = begins, begins + timedelta(minutes=30)
        meeting.state = MeetingState.CONFIRMED
    browser.signed_in_as(table.seller_grant)

    notes = browser.get("/intentions/new").page.with_class("note")

    listed = [topic for note in notes for topic in topics.values() if words(note).endswith(topic)]
    assert listed == ["Just begun", "Held", "Next", "Far ahead"]


def test_whoever_acted_for_a_party_is_called_as_the_reader_does(
    browser: Browser, session: Session
) -> None:
    table = make_table(session)
    person = make_representative(session, table.seller, account_id=table.seller_grant.account_id)
    deal = make_deal(session, table, IntentionState.SIGNED)
    browser.signed_in_as(table.buyer_grant)

    in_english = browser.get(f"/intentions/{deal.id}").words
    browser.speaking("zh_Hans")
    in_chinese = browser.get(f"/intentions/{deal.id}").words

    assert table.seller_grant.account.name in in_english
    assert person.name_zh in in_chinese
