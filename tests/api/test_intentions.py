"""Intentions through the interface: recording, signing, verifying, and what is refused."""

from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.intentions.models import Intention, LedgerEntry
from tests.api.conftest import Program
from tests.api.deals import Deal, countersigned, recorded
from tests.browser import QueryCounter
from tests.factories.accounts import make_organiser
from tests.factories.expo import make_edition
from tests.factories.intentions import make_intention
from tests.factories.meetings import make_meeting, make_side


@pytest.fixture
def deal(session: Session) -> Deal:
    """Return two enterprises of one edition."""
    edition = make_edition(session)
    return Deal(edition, make_side(session, edition), make_side(session, edition))


def entries(session: Session) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(LedgerEntry)) or 0


def test_a_deal_is_recorded_signed_and_verified(
    session: Session, program: Program, deal: Deal
) -> None:
    path = countersigned(program, deal)
    program.acting_as(make_organiser(session, deal.edition))

    answer = program.post(f"{path}/verify")

    found = answer.get_json()
    assert (answer.status_code, found["state"], found["bucket"]) == (200, "verified", "verified")
    assert found["full_value"] == {"amount": "1250000.50", "currency": "USD"}
    assert found["one_year"] == found["full_value"]
    assert found["counts_as"] == "1250000.50"
    assert found["buyer"]["id"] == deal.buyer.participation.id
    assert set(found["seller"]["name"]) == {"en", "zh"}
    sequences = [entry["sequence"] for entry in found["ledger"]]
    assert sequences == sorted(sequences)
    assert found["standing_sequence"] == sequences[-1]
    assert found["lines"][0]["amount"] == "1000.00"
    assert program.get(path).get_json() == found


def test_a_signature_sent_twice_is_one(session: Session, program: Program, deal: Deal) -> None:
    path = f"{recorded(program, deal)}/sign"

    first, again = program.post(path, key="once"), program.post(path, key="once")
    anew = program.post(path)

    assert first.get_data() == again.get_data()
    assert (first.status_code, entries(session)) == (200, 1)
    assert (anew.status_code, anew.get_json()["rule"]) == (409, "not-in-this-state")


@pytest.mark.parametrize(
    "change, field",
    [
        ({"full_value": "a lot"}, "full_value"),
        ({"full_value": "1250,50"}, "full_value"),
        ({"one_year": "480.000"}, "one_year"),
        ({"one_year": "2000000"}, "one_year"),
        ({"term_months": 24}, "one_year"),
        ({"term_months": 0}, "term_months"),
        ({"signed_on": "2019-12-24"}, "signed_on"),
        ({"currency": "XYZ"}, "currency"),
        ({"partner_id": 987654}, "partner_id"),
        ({"meeting_id": 987654}, "meeting_id"),
        ({"title": "\x00"}, "title"),
        ({"kind": "call_off"}, "framework_id"),
        ({"lines": [{"description": "Boxes", "amount": "x"}]}, "lines.0.amount"),
        ({"lines": [{"description": "Boxes", "quantity": "abc"}]}, "lines.0.quantity"),
        ({"lines": [{"description": ""}]}, "lines.0.description"),
        ({"lines": [{"description": "Boxes", "hs_code": "99"}]}, "lines.0.hs_code"),
    ],
)
def test_terms_that_break_a_rule_are_refused_by_their_field(
    session: Session,
    program: Program,
    deal: Deal,
    change: dict[str, object],
    field: str,
) -> None:
    program.acting_as(deal.buyer.grant)

    answer = program.post("/intentions", deal.body(**change))

    assert answer.status_code == 422
    assert answer.mimetype == "application/problem+json"
    assert [error["field"] for error in answer.get_json()["errors"]] == [field]
    assert session.scalar(sa.select(sa.func.count()).select_from(Intention)) == 0


def test_a_deal_comes_from_a_meeting_of_both(
    session: Session, program: Program, deal: Deal
) -> None:
    ours = make_meeting(
        session,
        deal.edition,
        requester=deal.buyer.participation,
        receiver=deal.seller.participation,
    )
    elsewhere = make_meeting(session, deal.edition, requester=deal.buyer.participation)
    program.acting_as(deal.buyer.grant)

    good = program.post("/intentions", deal.body(meeting_id=ours.id))
    bad = program.post("/intentions", deal.body(meeting_id=elsewhere.id))

    assert (good.status_code, good.get_json()["meeting_id"]) == (201, ours.id)
    assert (bad.status_code, bad.get_json()["rule"]) == (422, "meeting-of-both")


def test_a_deal_names_the_rate_it_counts_at(program: Program, deal: Deal) -> None:
    program.acting_as(deal.buyer.grant)
    draft = program.post("/intentions", deal.body(currency="EUR", full_value="1000")).get_json()

    found = program.post(f"/intentions/{draft['id']}/sign").get_json()

    rate = found["rate"]
    assert (rate["source"] != "", rate["date"]) == (True, "2019-11-05")
    exact = Decimal(found["counts_as"])
    assert found["ledger"][-1]["base_amount"] == found["counts_as"]
    assert found["ledger"][-1]["base_currency"] == "USD"
    assert exact > Decimal(1000)


def test_a_missing_rate_is_asked_for(session: Session, program: Program, deal: Deal) -> None:
    program.acting_as(deal.buyer.grant)
    draft = program.post("/intentions", deal.body(currency="AED")).get_json()

    answer = program.post(f"/intentions/{draft['id']}/sign")

    assert (answer.status_code, answer.get_json()["rule"]) == (409, "rate-missing")
    session.expire_all()
    found = session.get_one(Intention, draft["id"])
    assert (found.state, found.rate_asked_at is not None) == ("draft", True)


def test_a_step_on_what_has_changed_meanwhile_is_refused(program: Program, deal: Deal) -> None:
    path = recorded(program, deal)
    version = program.get(path).get_json()["version"]

    stale = program.post(f"{path}/sign", {"version": version + 5})
    fresh = program.post(f"{path}/sign", {"version": version})

    assert (stale.status_code, stale.get_json()["rule"]) == (409, "changed-meanwhile")
    assert fresh.status_code == 200


def test_a_dispute_is_raised_and_settled_with_reasons(program: Program, deal: Deal) -> None:
    path = countersigned(program, deal)

    silent = program.post(f"{path}/dispute")
    raised = program.post(f"{path}/dispute", {"reason": "The amount is wrong."})
    settled = program.post(f"{path}/settle", {"reason": "It was right."})

    assert (silent.status_code, silent.get_json()["rule"]) == (422, "reason-missing")
    assert silent.get_json()["errors"][0]["field"] == "reason"
    assert (raised.get_json()["bucket"], raised.get_json()["is_disputed"]) == ("disputed", True)
    assert (settled.get_json()["bucket"], settled.get_json()["is_disputed"]) == (
        "countersigned",
        False,
    )


def test_who_may_see_a_deal_but_not_take_a_step_is_forbidden_to(
    session: Session, program: Program, deal: Deal
) -> None:
    path = countersigned(program, deal)

    as_seller = program.post(f"{path}/verify")
    program.acting_as(make_organiser(session, deal.edition))
    as_organiser = program.post(f"{path}/countersign")
    withdrawn = program.post(f"{path}/withdraw", {"reason": "Filed by mistake."})

    assert (as_seller.status_code, as_seller.get_json()["rule"]) == (403, "forbidden")
    assert (as_organiser.status_code, as_organiser.get_json()["rule"]) == (403, "forbidden")
    assert (withdrawn.status_code, withdrawn.get_json()["state"]) == (200, "withdrawn")


def test_a_stranger_s_deal_and_another_s_draft_read_like_missing_ones(
    session: Session, program: Program, deal: Deal
) -> None:
    draft = recorded(program, deal)
    for grant in (deal.seller.grant, make_side(session, deal.edition).grant):
        program.acting_as(grant)

        theirs, missing = program.get(draft), program.get("/intentions/987654")
        step, no_step = program.post(f"{draft}/sign"), program.post("/intentions/987654/sign")

        assert {theirs.status_code, missing.status_code, step.status_code} == {404}
        assert theirs.get_data() == missing.get_data()
        assert step.get_data() == no_step.get_data()


def test_the_list_shows_what_may_be_seen_in_a_state(program: Program, deal: Deal) -> None:
    path = countersigned(program, deal)
    draft = recorded(program, deal)

    drafts = program.get("/intentions", state="draft").get_json()
    everything = program.get("/intentions").get_json()
    program.acting_as(deal.seller.grant)
    theirs = program.get("/intentions").get_json()

    assert [f"/intentions/{row['id']}" for row in drafts["items"]] == [draft]
    assert [f"/intentions/{row['id']}" for row in everything["items"]] == [draft, path]
    assert [f"/intentions/{row['id']}" for row in theirs["items"]] == [path]
    assert everything["items"][1]["one_year"] == {"amount": "1250000.50", "currency": "USD"}


def test_the_list_takes_as_many_statements_for_ten_as_for_one(
    session: Session, program: Program, deal: Deal, queries: QueryCounter
) -> None:
    countersigned(program, deal)
    program.get("/intentions")
    with queries:
        program.get("/intentions")
    for_one = len(queries)
    for _ in range(9):
        partner = make_side(session, deal.edition)
        make_intention(
            session,
            deal.edition,
            buyer=partner.participation,
            seller=deal.seller.participation,
        )
    session.expire_all()

    with queries:
        found = program.get("/intentions").get_json()

    assert (found["total"], len(queries)) == (10, for_one)
