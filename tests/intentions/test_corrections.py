"""Corrections: both sides read what they sign, and what was corrected stays to be read."""

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.core.money import Money
from matchmaking.intentions import services
from matchmaking.intentions.errors import CorrectionAnsweredError
from matchmaking.intentions.models import Correction, Intention
from matchmaking.intentions.terms import Amounts
from matchmaking.intentions.values import IntentionState
from matchmaking.notifications.models import Notice
from matchmaking.notifications.values import unpacked
from tests.browser import Answer, Browser
from tests.factories.deals import Table, make_deal, make_table
from tests.factories.expo import NOW
from tests.pages import words

STOOD = Money(100_000_000, "USD")
MORE = Money(1_000_000_000, "USD")
LESS = Money(50_000_000, "USD")
IN_EUROS = Money(90_000_000, "EUR")


def proposed(session: Session, table: Table, full: Money, part: Money) -> Intention:
    """Let the seller correct what both have signed."""
    deal = make_deal(session, table, IntentionState.COUNTERSIGNED)
    amounts = Amounts(full, part)
    services.propose_correction(session, table.selling, deal, amounts, reason="a zero", at=NOW)
    session.flush()
    return deal


def newest_notice(session: Session) -> str:
    notice = session.scalars(sa.select(Notice).order_by(Notice.id.desc()).limit(1)).one()
    return str(unpacked(notice.text, notice.facts))


def question_on(answer: Answer) -> str:
    """Return what is asked before the signature."""
    return words(answer.page.with_class("question")[0])


@pytest.mark.parametrize(
    "full, part, change",
    [
        (MORE, STOOD, "USD 10,000,000 as the full value, instead of USD 1,000,000"),
        (STOOD, LESS, "USD 500,000 within one year, instead of USD 1,000,000"),
        (
            IN_EUROS,
            IN_EUROS,
            (
                "EUR 900,000 within one year, instead of USD 1,000,000; "
                "EUR 900,000 as the full value, instead of USD 1,000,000"
            ),
        ),
    ],
)
def test_whoever_is_asked_reads_old_and_new_of_what_changes(
    browser: Browser, session: Session, full: Money, part: Money, change: str
) -> None:
    table = make_table(session)
    deal = proposed(session, table, full, part)
    browser.signed_in_as(table.buyer_grant)

    told = newest_notice(session).replace(".00", "")
    page = browser.get(f"/intentions/{deal.id}").words

    assert f"corrects “Gear boxes” to {change}. Why: a zero" in told
    assert [part for part in change.split("; ") if part not in page] == []


def test_both_corrected_amounts_are_read_back_before_they_are_signed(
    browser: Browser, session: Session
) -> None:
    table = make_table(session)
    deal = proposed(session, table, MORE, STOOD)
    browser.signed_in_as(table.buyer_grant)

    page = browser.get(f"/intentions/{deal.id}")

    question = question_on(page)
    assert question.startswith("Sign the corrected amounts of “Gear boxes” with ")
    assert question.endswith("? USD 1,000,000 within one year, full value USD 10,000,000.")


def test_both_amounts_are_read_back_before_the_second_signature(
    browser: Browser, session: Session
) -> None:
    table = make_table(session)
    deal = make_deal(session, table, IntentionState.SIGNED, full_value_minor=MORE.minor)
    browser.signed_in_as(table.buyer_grant)

    question = question_on(browser.get(f"/intentions/{deal.id}"))

    seller = table.seller.label.en
    assert question == (
        f"Countersign “Gear boxes” with {seller}? USD 1,000,000 within one year, "
        "full value USD 10,000,000."
    )


@pytest.mark.parametrize(
    "answer, word, standing",
    [
        (services.accept_correction, "Signed", "USD 10,000,000"),
        (services.decline_correction, "Declined", "USD 1,000,000"),
        (services.take_back_correction, "Taken back", "USD 1,000,000"),
    ],
)
def test_an_answered_correction_stays_on_the_page(
    browser: Browser, session: Session, answer: object, word: str, standing: str
) -> None:
    table = make_table(session)
    deal = proposed(session, table, MORE, STOOD)
    answer(session, table.buying, deal, at=NOW)  # type: ignore[operator]
    browser.signed_in_as(table.seller_grant)

    page = browser.get(f"/intentions/{deal.id}")

    table_of = next(one for one in page.page.every("table") if "Corrections" in words(one))
    _when, change, reason, state = (words(cell) for cell in table_of.iter("td"))
    assert change == "USD 10,000,000 as the full value, instead of USD 1,000,000"
    assert (reason, state.startswith(word)) == ("a zero", True)
    assert f"Full value {standing}" in page.words


def test_of_the_earliest_corrections_the_new_amounts_are_known(
    browser: Browser, session: Session
) -> None:
    table = make_table(session)
    deal = proposed(session, table, MORE, STOOD)
    session.execute(
        sa.update(Correction).values(
            old_currency=None, old_full_value_minor=None, old_one_year_minor=None
        )
    )
    browser.signed_in_as(table.seller_grant)

    page = browser.get(f"/intentions/{deal.id}")

    assert "USD 1,000,000 within one year, full value USD 10,000,000" in page.words


def test_whoever_mistyped_a_correction_takes_it_back_and_proposes_another(
    browser: Browser, session: Session
) -> None:
    table = make_table(session)
    deal = proposed(session, table, MORE, STOOD)
    here = f"/intentions/{deal.id}"
    browser.signed_in_as(table.buyer_grant)
    theirs = browser.get(here).words
    browser.signed_in_as(table.seller_grant)

    taken = browser.submit(here, action=f"{here}/correction/take-back")

    assert "Take the correction back" not in theirs
    assert newest_notice(session).startswith(f"{table.seller.label.en} takes back its correction")
    assert "Your correction is taken back." in browser.follow(taken).words
    assert f"{here}/correct" in browser.get(here).page.links


def test_a_correction_that_was_answered_is_taken_back_no_more(session: Session) -> None:
    table = make_table(session)
    deal = proposed(session, table, MORE, STOOD)
    services.accept_correction(session, table.buying, deal, at=NOW)

    with pytest.raises(CorrectionAnsweredError):
        services.take_back_correction(session, table.selling, deal, at=NOW)
