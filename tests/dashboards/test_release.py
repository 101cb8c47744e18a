from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from matchmaking.dashboards.queries.boards import delegation_board
from matchmaking.dashboards.queries.reports import report_of, top_partners
from matchmaking.delegations.models import Target
from matchmaking.delegations.values import TargetMeasure
from matchmaking.intentions.values import IntentionKind, IntentionState
from tests.browser import Browser
from tests.dashboards.test_boards import make_deals, move_after_the_headline
from tests.factories.accounts import make_organiser, make_team_member
from tests.factories.deals import Table, make_deal, make_table
from tests.factories.enterprises import make_participation
from tests.factories.expo import NOW

LARGE = {"one_year_minor": 250_000_000, "full_value_minor": 250_000_000}


def sheet(browser: Browser, table: Table, query: str = "") -> str:
    browser.signed_in_as(table.lead_grant)
    return browser.get(f"/delegations/{table.delegation.id}/release{query}").words


def test_a_release_sheet_says_the_headline_in_a_sentence(
    browser: Browser, session: Session
) -> None:
    table = make_table(session)
    make_deal(session, table, IntentionState.VERIFIED, **LARGE)
    measure = TargetMeasure.INTENDED_TURNOVER
    session.add(Target(delegation_id=table.delegation.id, measure=measure, amount=1_000_000_000))

    words = sheet(browser, table)

    assert (
        f"{table.delegation.name_en} has signed intended purchases of 2.5 million US dollars, "
        "counted on a one-year basis, in 1 deal. "
        "That is 25 % of the target of 10.0 million US dollars."
    ) in words
    assert "As of Tuesday 5 November 2019, 12:40 (China Standard Time, GMT+08:00)" in words


def test_it_says_what_is_counted_what_is_not_and_how_sure_that_is(
    browser: Browser, session: Session
) -> None:
    table = make_table(session)
    for state in (IntentionState.SIGNED, IntentionState.COUNTERSIGNED, IntentionState.VERIFIED):
        minor = LARGE["one_year_minor"] + 10_000_000 * len(state)
        make_deal(session, table, state, one_year_minor=minor, full_value_minor=minor)

    words = sheet(browser, table)

    assert "Counted are purchases that both sides have signed. Not counted: 1 signed by" in words
    assert "Preliminary: the ledger after entry 9; later entries may change it." in words
    assert "Officers have verified 46 % of the total." in words


def test_an_edition_that_counts_one_side_says_so(browser: Browser, session: Session) -> None:
    table = make_table(session, one_side_counts=True)
    make_deal(session, table, IntentionState.SIGNED)

    words = sheet(browser, table)

    assert "Counted are purchases that at least one side has signed." in words
    assert "Not counted:" not in words


def test_partners_are_named_unless_they_are_left_out(browser: Browser, session: Session) -> None:
    table = make_table(session)
    make_deal(session, table, IntentionState.VERIFIED, **LARGE)

    assert f"{table.seller.enterprise.name_en}, " in sheet(browser, table)
    assert table.seller.enterprise.name_en not in sheet(browser, table, "?partners=no")


def test_top_partners_are_those_of_whom_most_that_counts_was_bought(session: Session) -> None:
    table = make_table(session)
    other = make_participation(session, table.edition, territory_code="FR")
    elsewhere = replace(table, seller=other, seller_grant=make_team_member(session, other))
    make_deal(session, table, IntentionState.VERIFIED, **LARGE)
    make_deal(session, table, IntentionState.SIGNED, title="Later")
    for minor in (150_000_000, 140_000_000):
        author = {"author": elsewhere.seller_grant.account}
        amounts = {"one_year_minor": minor, "full_value_minor": minor}
        make_deal(session, elsewhere, IntentionState.COUNTERSIGNED, **author, **amounts)
    board = delegation_board(session, table.edition, table.delegation, at=NOW)

    partners = top_partners(session, board)

    assert [(one.label, one.amount.minor, one.deals) for one in partners] == [
        (other.label, 290_000_000, 2),
        (table.seller.label, LARGE["one_year_minor"], 1),
    ]
    assert top_partners(session, board, most=1) == partners[:1]


def test_a_release_sheet_without_deals_says_so_and_shows_no_empty_parts(
    browser: Browser, session: Session
) -> None:
    table = make_table(session)
    measure = TargetMeasure.INTENDED_TURNOVER
    session.add(Target(delegation_id=table.delegation.id, measure=measure, amount=1_000_000_000))

    words = sheet(browser, table)

    assert f"{table.delegation.name_en} has signed no purchases yet that count." in words
    assert "That is 0 %" not in words
    assert "Officers have verified" not in words
    assert "Top partners" not in words
    assert "Leave out the partners" not in words
    assert "Nothing to show yet" not in words


def test_investment_projects_stand_apart_with_their_currency_in_words(
    browser: Browser, session: Session
) -> None:
    table = make_table(session)
    project = {"kind": IntentionKind.INVESTMENT, "currency": "CNY"}
    make_deal(session, table, IntentionState.COUNTERSIGNED, **LARGE, **project)

    words = sheet(browser, table)

    assert "Investment projects 2.5 million Chinese yuan · 1 project" in words


def test_a_release_sheet_of_an_expo_without_deals_says_so(
    browser: Browser, session: Session
) -> None:
    table = make_table(session)
    browser.signed_in_as(make_organiser(session, table.edition))

    words = browser.get("/expo/release").words

    assert "no purchases that count have been signed yet." in words


def test_a_release_sheet_is_read_in_chinese(browser: Browser, session: Session) -> None:
    table = make_table(session)
    make_deal(session, table, IntentionState.VERIFIED, **LARGE)
    browser.speaking("zh_Hans")

    words = sheet(browser, table)

    assert f"{table.delegation.name_zh}按一年计，累计意向成交250.0万美元，共1笔。" in words
    assert "发布稿" in words


def test_organisers_have_a_sheet_of_the_whole_expo(browser: Browser, session: Session) -> None:
    table = make_deals(session)
    browser.signed_in_as(make_organiser(session, table.edition))

    words = browser.get("/expo/release").words

    assert "At the 2nd Fair, intended purchases of" in words
    assert "By delegation" in words


@pytest.mark.parametrize("page", ["/", "/delegations/{id}"])
def test_a_board_leads_to_its_sheet_and_files(
    browser: Browser, session: Session, page: str
) -> None:
    table = make_deals(session, 3)
    browser.signed_in_as(table.lead_grant)

    links = browser.get(page.format(id=table.delegation.id)).page.every("a")

    hrefs = {link.get("href") for link in links}
    here = f"/delegations/{table.delegation.id}"
    assert {f"{here}/release", f"{here}/figures.xlsx", f"{here}/deals.csv"} <= hrefs


def test_a_report_adds_up_while_the_ledger_moves(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = make_deals(session, 3)
    move_after_the_headline(session, table, monkeypatch)

    report = report_of(session, table.edition, table.delegation, table.lead, at=NOW)

    sums = report.board.standing.sums
    counted = [deal.base.minor for deal in report.deals if deal.bucket in sums.counted]
    assert sum(counted) == sums.counted_minor
    assert sum(one.amount.minor for one in report.partners) == sums.counted_minor
