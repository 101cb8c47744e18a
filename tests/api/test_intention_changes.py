"""What programs change about deals: drafts, amounts, files, and deals recorded twice."""

import hashlib
from typing import Any

import pytest
from sqlalchemy.orm import Session

from tests.api.conftest import Program
from tests.api.deals import Deal, countersigned, recorded
from tests.factories.accounts import make_organiser
from tests.factories.expo import make_edition
from tests.factories.meetings import make_side

PDF = b"%PDF-1.7 signed"


@pytest.fixture
def deal(session: Session) -> Deal:
    """Return two enterprises of one edition."""
    edition = make_edition(session)
    return Deal(edition, make_side(session, edition), make_side(session, edition))


def terms(deal: Deal, **changes: object) -> dict[str, object]:
    """Return the terms of a draft, without whose it is."""
    body = deal.body(**changes)
    return {name: value for name, value in body.items() if name not in {"side", "partner_id"}}


def test_a_draft_is_changed_by_sending_all_its_terms(program: Program, deal: Deal) -> None:
    path = recorded(program, deal)

    answer = program.post(f"{path}/edit", terms(deal, title="Axles", full_value="7", lines=[]))
    old = program.post(f"{path}/edit", terms(deal, version=1))

    found = answer.get_json()
    assert (answer.status_code, found["title"], found["lines"]) == (200, "Axles", [])
    assert found["full_value"]["amount"] == "7.00"
    assert (old.status_code, old.get_json()["rule"]) == (409, "changed-meanwhile")


def test_what_is_signed_is_no_draft_any_more(program: Program, deal: Deal) -> None:
    path = recorded(program, deal)
    program.post(f"{path}/sign")

    answer = program.post(f"{path}/edit", terms(deal))

    assert (answer.status_code, answer.get_json()["rule"]) == (409, "not-in-this-state")


@pytest.mark.parametrize("decision, amount", [("accept", "1000000.00"), ("decline", "1250000.50")])
def test_an_amount_is_corrected_once_both_sides_agree(
    program: Program, deal: Deal, decision: str, amount: str
) -> None:
    path = countersigned(program, deal)
    correction = {"full_value": "1,000,000", "reason": "a quarter is not delivered"}

    proposed = program.post(f"{path}/correct", correction).get_json()
    own_answer = program.post(f"{path}/correction/{decision}")
    decided = program.acting_as(deal.buyer.grant).post(f"{path}/correction/{decision}")

    assert proposed["one_year"]["amount"] == "1250000.50"
    assert [one["one_year"] for one in proposed["corrections"]] == ["1000000.00"]
    assert own_answer.status_code == 403
    assert (decided.status_code, decided.get_json()["one_year"]["amount"]) == (200, amount)


def test_a_correction_without_a_reason_is_refused_by_name(program: Program, deal: Deal) -> None:
    path = countersigned(program, deal)

    answer = program.post(f"{path}/correct", {"full_value": "1,000,000"})

    assert answer.status_code == 422
    assert [error["field"] for error in answer.get_json()["errors"]] == ["reason"]


def test_a_file_is_attached_and_fetched_by_who_sees_the_deal(
    session: Session, program: Program, deal: Deal
) -> None:
    path = countersigned(program, deal)

    sent = program.send_file(f"{path}/evidence", "contract.pdf", PDF)
    address = f"{path}/evidence/{sent.get_json()['id']}"
    program.acting_as(deal.buyer.grant)
    fetched, listed = program.get(address), program.get(path).get_json()["evidence"]
    stranger = program.acting_as(make_side(session, deal.edition).grant).get(address)

    content = fetched.get_data()
    fetched.close()
    assert sent.status_code == 201
    assert sent.get_json()["sha256"] == hashlib.sha256(PDF).hexdigest()
    assert listed == [sent.get_json()]
    assert (fetched.status_code, content) == (200, PDF)
    assert fetched.headers["Content-Disposition"] == "attachment; filename=contract.pdf"
    assert stranger.status_code == 404


def test_a_file_of_another_kind_is_refused(program: Program, deal: Deal) -> None:
    path = countersigned(program, deal)

    wrong = program.send_file(f"{path}/evidence", "contract.pdf", b"<html>")
    none = program.post(f"{path}/evidence")

    assert (wrong.status_code, wrong.get_json()["errors"][0]["field"]) == (422, "file")
    assert (none.status_code, none.get_json()["errors"][0]["field"]) == (422, "file")


def filed_twice(program: Program, deal: Deal) -> tuple[str, str, Any]:
    """Record a deal for both sides; return their addresses, and the refusal of the second."""
    first = countersigned(program, deal)
    program.acting_as(deal.seller.grant)
    body = deal.body(side="seller", partner_id=deal.buyer.participation.id)
    second = f"/intentions/{program.post('/intentions', body).get_json()['id']}"
    refusal = program.post(f"{second}/sign")
    program.post(f"{second}/sign", {"is_different": True})
    return first, second, refusal


def test_a_deal_filed_twice_names_the_first_and_waits_for_an_officer(
    session: Session, program: Program, deal: Deal
) -> None:
    first, second, refusal = filed_twice(program, deal)
    key = int(first.rsplit("/", 1)[-1])
    program.acting_as(make_organiser(session, deal.edition))

    [pair] = program.get("/intentions/duplicates").get_json()["items"]
    released = program.post(f"{second}/release")

    problem = refusal.get_json()
    assert (refusal.status_code, problem["rule"], problem["first_id"]) == (
        409,
        "already-filed",
        key,
    )
    assert (pair["first"]["id"], pair["may_resolve"]) == (key, True)
    assert f"/intentions/{pair['held']['id']}" == second
    assert (released.status_code, released.get_json()["is_held"]) == (200, False)
    assert program.get("/intentions/duplicates").get_json() == {"items": []}


def test_an_officer_says_that_two_are_one(session: Session, program: Program, deal: Deal) -> None:
    first, second, _refusal = filed_twice(program, deal)
    program.acting_as(make_organiser(session, deal.edition))

    answer = program.post(f"{second}/same").get_json()

    assert (answer["state"], f"/intentions/{answer['superseded_by_id']}") == ("superseded", first)
