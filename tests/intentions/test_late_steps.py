"""Who comes too late is told so, keeps what they typed, and can go on from the deal as it is."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.intentions import services
from matchmaking.intentions.models import Intention
from matchmaking.intentions.values import IntentionState
from tests.browser import Answer, Browser, form_values
from tests.factories.accounts import PASSWORD
from tests.factories.deals import Table, make_deal, make_table
from tests.factories.expo import NOW

LATE = "This can't be done any more: the intention stands at “{}”."
CHANGED = "Somebody changed this deal meanwhile. What you typed is still here"


def typed_on(answer: Answer) -> dict[str, str]:
    """Return what the page's form would send if one pressed its button."""
    forms = [form for form in answer.page.every("form") if "version" in form_values(form)]
    return {name: value for name, value in form_values(forms[0]).items() if value is not None}


def test_a_draft_changed_by_a_colleague_is_sent_again_knowingly(
    browser: Browser, session: Session
) -> None:
    table = make_table(session)
    draft = make_deal(session, table)
    browser.signed_in_as(table.seller_grant)
    path = f"/intentions/{draft.id}/edit"
    typed = {**typed_on(browser.get(path)), "title": "Mine", "save": "1"}
    browser.submit(path, title="Theirs", full_value="2,000,000")

    refused = browser.post(path, typed)
    again = browser.post(path, {**typed_on(refused), "save": "1"})

    assert (refused.status_code, typed_on(refused)["title"]) == (409, "Mine")
    assert CHANGED in refused.words
    assert f"{draft.number} · Theirs" in refused.words
    assert "USD 1,000,000 within one year, full value USD 2,000,000" in refused.words
    assert again.location == f"/intentions/{draft.id}"
    session.refresh(draft)
    assert draft.title == "Mine"


def test_another_mistake_does_not_pass_for_having_looked(
    browser: Browser, session: Session
) -> None:
    table = make_table(session)
    draft = make_deal(session, table)
    browser.signed_in_as(table.seller_grant)
    path = f"/intentions/{draft.id}/edit"
    typed = {**typed_on(browser.get(path)), "title": "Mine", "save": "1"}
    browser.submit(path, title="Theirs")

    wrong = browser.post(path, {**typed, "full_value": "12,5"})
    right = browser.post(path, {**typed_on(wrong), "full_value": "125", "save": "1"})

    assert (wrong.status_code, right.status_code) == (422, 409)
    assert CHANGED in right.words


@pytest.mark.parametrize("step", ["dispute", "correct"])
def test_a_reason_typed_on_what_has_changed_is_kept_and_sent_again(
    browser: Browser, session: Session, step: str
) -> None:
    table = make_table(session)
    deal = make_deal(session, table, IntentionState.COUNTERSIGNED)
    browser.signed_in_as(table.seller_grant)
    path = f"/intentions/{deal.id}/{step}"
    typed = {**typed_on(browser.get(path)), "reason": "Too much"}
    services.verify(session, table.lead, deal, at=NOW)

    refused = browser.post(path, {**typed, "full_value": "7", "one_year": "7"})
    again = browser.post(path, typed_on(refused))

    assert (refused.status_code, typed_on(refused)["reason"]) == (409, "Too much")
    assert CHANGED in refused.words
    assert "Verified" in refused.words
    assert again.location == f"/intentions/{deal.id}"


Move = Callable[[Session, Table, Intention], None]
MOVES: dict[str, tuple[IntentionState, Move, str]] = {
    "sign": (
        IntentionState.DRAFT,
        lambda s, t, d: services.sign(s, t.selling, d, at=NOW),
        "Signed by one side",
    ),
    "countersign": (
        IntentionState.SIGNED,
        lambda s, t, d: services.countersign(s, t.buying, d, at=NOW),
        "Countersigned",
    ),
    "verify": (
        IntentionState.COUNTERSIGNED,
        lambda s, t, d: services.verify(s, t.lead, d, at=NOW),
        "Verified",
    ),
}


@pytest.mark.parametrize("step", list(MOVES))
def test_a_step_taken_in_another_tab_is_over(browser: Browser, session: Session, step: str) -> None:
    table = make_table(session)
    state, take, now = MOVES[step]
    deal = make_deal(session, table, state)
    grants = {"sign": table.seller_grant, "countersign": table.buyer_grant}
    browser.signed_in_as(grants.get(step, table.lead_grant))
    version = str(deal.version)
    take(session, table, deal)

    answer = browser.post(f"/intentions/{deal.id}/{step}", {"version": version})

    assert (answer.status_code, LATE.format(now) in answer.words) == (409, True)


def test_a_draft_signed_meanwhile_is_not_given_up(browser: Browser, session: Session) -> None:
    table = make_table(session)
    deal = make_deal(session, table, IntentionState.SIGNED)
    browser.signed_in_as(table.seller_grant)

    answer = browser.post(f"/intentions/{deal.id}/discard")

    assert (answer.status_code, deal.state) == (409, IntentionState.SIGNED)
    assert LATE.format("Signed by one side") in answer.words


@pytest.mark.parametrize("step", ["release", "same"])
def test_a_held_deal_is_decided_once(browser: Browser, session: Session, step: str) -> None:
    table = make_table(session)
    make_deal(session, table, IntentionState.COUNTERSIGNED)
    held = make_deal(session, table, IntentionState.COUNTERSIGNED)
    services.release(session, table.organiser, held, at=NOW)
    browser.signed_in_as(table.organiser_grant)

    answer = browser.post(f"/intentions/{held.id}/{step}")

    assert (answer.status_code, LATE.format("Countersigned") in answer.words) == (409, True)


def test_a_correction_is_answered_once(browser: Browser, session: Session) -> None:
    table = make_table(session)
    deal = make_deal(session, table, IntentionState.COUNTERSIGNED)
    browser.signed_in_as(table.buyer_grant)

    answer = browser.post(f"/intentions/{deal.id}/correction/accept")

    assert answer.status_code == 409
    assert "The correction has been answered already" in answer.words


def test_a_dispute_is_raised_once_and_settled_once(browser: Browser, session: Session) -> None:
    table = make_table(session)
    deal = make_deal(session, table, IntentionState.COUNTERSIGNED)
    browser.signed_in_as(table.buyer_grant)
    here = f"/intentions/{deal.id}"
    asked = browser.get(f"{here}/settle")
    services.dispute(session, table.buying, deal, reason="Not ours", at=NOW)
    session.flush()

    late = browser.post(f"{here}/dispute", {"reason": "Nor is the price"})

    assert (asked.status_code, LATE.format("Countersigned") in asked.words) == (409, True)
    assert (late.status_code, LATE.format("Disputed") in late.words) == (409, True)
    assert typed_on(late)["reason"] == "Nor is the price"
    assert deal.dispute_reason == "Not ours"


@pytest.mark.parametrize("step", ["edit", "correct", "dispute"])
def test_a_form_is_not_opened_for_a_step_that_is_over(
    browser: Browser, session: Session, step: str
) -> None:
    table = make_table(session)
    deal = make_deal(session, table, IntentionState.SIGNED)
    services.withdraw(session, table.selling, deal, reason="over", at=NOW)
    browser.signed_in_as(table.seller_grant)

    answer = browser.get(f"/intentions/{deal.id}/{step}")

    assert (answer.status_code, LATE.format("Withdrawn") in answer.words) == (409, True)


@pytest.mark.parametrize("step", ["edit", "sign", "discard"])
def test_what_is_the_other_side_s_stays_forbidden(
    browser: Browser, session: Session, step: str
) -> None:
    table = make_table(session)
    deal = make_deal(session, table, IntentionState.SIGNED)
    browser.signed_in_as(table.buyer_grant)

    assert browser.post(f"/intentions/{deal.id}/{step}").status_code == 403


def test_an_author_withdraws_only_until_the_other_side_has_signed(
    browser: Browser, session: Session
) -> None:
    table = make_table(session)
    deal = make_deal(session, table, IntentionState.COUNTERSIGNED)
    browser.signed_in_as(table.seller_grant)

    answer = browser.post(f"/intentions/{deal.id}/withdraw", {"reason": "Changed our mind"})

    assert (answer.status_code, deal.state) == (409, IntentionState.COUNTERSIGNED)
    assert typed_on(answer)["reason"] == "Changed our mind"


def test_a_deal_typed_while_signed_out_is_saved_after_signing_in(
    browser: Browser, session: Session
) -> None:
    table = make_table(session)
    path = f"/intentions/new?partner={table.buyer.id}"
    typed = {"title": "Gears", "full_value": "1,250,000", "currency": "USD", "side": "seller"}
    typed |= {"kind": "contract", "signed_on": f"{NOW:%Y-%m-%d}", "term_months": "12", "save": "1"}
    stopped = browser.post(path, typed)
    kept = next(form for form in stopped.page.every("form") if "kept" in form_values(form))
    person = {"email": table.seller_grant.account.email, "password": PASSWORD}

    shown = browser.post(kept.get("action", ""), {**form_values(kept), **person})
    form = next(form for form in shown.page.every("form") if "title" in form_values(form))
    saved = browser.post(form.get("action") or "/sign-in", {**form_values(form), "save": "1"})

    deal = session.scalars(sa.select(Intention)).one()
    assert (saved.location, deal.title) == (f"/intentions/{deal.id}", "Gears")
