import csv
from datetime import date
from io import StringIO
from urllib.parse import unquote

import pytest
from sqlalchemy.orm import Session

from matchmaking.dashboards.exports.book import MARKUP
from matchmaking.dashboards.exports.workbook import MEDIA_TYPE
from matchmaking.dashboards.queries.boards import delegation_board
from matchmaking.delegations.models import Target
from matchmaking.delegations.values import TargetMeasure
from matchmaking.intentions.values import IntentionKind, IntentionState
from tests.browser import Answer, Browser, QueryCounter
from tests.dashboards.test_boards import make_deals
from tests.factories.accounts import make_lead, make_organiser
from tests.factories.deals import Table, make_deal, make_table
from tests.factories.delegations import make_delegation
from tests.factories.expo import NOW, make_edition
from tests.workbooks import Workbook

DAY_ZERO = date(1899, 12, 30)
BREAKDOWNS = {
    "By sub-delegation",
    "By exhibition area",
    "From country or region",
    "By the buyer's ownership",
    "By kind of deal",
    "By day",
}


def address(table: Table, file: str) -> str:
    return f"/delegations/{table.delegation.id}/{file}"


def fetched(browser: Browser, table: Table, file: str) -> Answer:
    """Fetch a file as the delegation's lead."""
    browser.signed_in_as(table.lead_grant)
    answer = browser.get(address(table, file))
    assert answer.status_code == 200
    return answer


def workbook(browser: Browser, table: Table) -> Workbook:
    return Workbook(fetched(browser, table, "figures.xlsx").data)


def deals_in(browser: Browser, table: Table) -> list[dict[str, str]]:
    text = fetched(browser, table, "deals.csv").data.decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text)))


def headline_of(session: Session, table: Table) -> float:
    board = delegation_board(session, table.edition, table.delegation, at=NOW)
    return float(board.standing.counted.major)


def test_every_sheet_comes_to_the_boards_headline(browser: Browser, session: Session) -> None:
    table = make_deals(session, 12)
    headline = headline_of(session, table)

    book = workbook(browser, table)

    assert headline > 0
    assert book.sheets["Totals"].labels["Counted"].value == headline
    for name in BREAKDOWNS:
        *parts, total = book.sheets[name].table()
        assert total["Counted, USD"].value == headline
        assert sum(float(part["Counted, USD"].value or 0) for part in parts) == pytest.approx(
            headline
        )
    assert book.sheets["By state"].table()[-1]["Amount, USD"].value == headline


def test_the_deals_that_count_add_up_to_the_headline_in_both_files(
    browser: Browser, session: Session
) -> None:
    table = make_deals(session, 12)
    headline = headline_of(session, table)

    rows = workbook(browser, table).sheets["List of deals"].table()
    lines = deals_in(browser, table)

    assert len(rows) == len(lines) == 12
    assert sum(float(row["Counted, USD"].value or 0) for row in rows) == pytest.approx(headline)
    assert sum(float(line["Counted, USD"] or 0) for line in lines) == pytest.approx(headline)
    assert {line["Counted"]: line["State"] for line in lines}["No"] == "Signed by one side"


def test_filtering_the_deals_says_what_the_rows_that_are_left_come_to(
    browser: Browser, session: Session
) -> None:
    table = make_deals(session, 6)

    sheet = workbook(browser, table).sheets["List of deals"]
    total = sheet.rows[3][-1]

    assert total.formula == "SUBTOTAL(109,Q5:Q10)"
    assert total.value == pytest.approx(headline_of(session, table))
    found = {element.tag.rpartition("}")[2]: element.attrib for element in sheet.tree.iter()}
    assert found["autoFilter"]["ref"] == "A4:T10"
    assert (found["pane"]["ySplit"], found["pane"]["state"]) == ("4", "frozen")


def test_amounts_and_days_are_numbers_shown_as_such(browser: Browser, session: Session) -> None:
    table = make_table(session)
    values = {"one_year_minor": 1_234_567, "full_value_minor": 2_000_000}
    make_deal(session, table, IntentionState.VERIFIED, **values)

    (deal,) = workbook(browser, table).sheets["List of deals"].table()
    (line,) = deals_in(browser, table)

    assert (deal["Counted, USD"].value, deal["Counted, USD"].form) == (12_345.67, "#,##0.00")
    signed = (date(2019, 11, 5) - DAY_ZERO).days
    assert (deal["Signed on"].value, deal["Signed on"].form) == (signed, "d mmm yyyy")
    assert (line["Counted, USD"], line["Signed on"]) == ("12345.67", "2019-11-05")


def test_breakdowns_of_more_than_one_part_have_a_chart(browser: Browser, session: Session) -> None:
    table = make_deals(session, 12)

    charts = workbook(browser, table).charts

    assert "'By day'!$B$5:$B$7" in charts
    assert "'By sub-delegation'!$B$5:$B$6" in charts
    assert "'Day by day'!$B$5:$B$17" in charts
    assert not any("country" in chart for chart in charts)


def test_a_workbook_says_when_it_is_true_and_of_what(browser: Browser, session: Session) -> None:
    table = make_deals(session, 3)

    parts = workbook(browser, table).parts
    core, custom = parts["docProps/core.xml"].decode(), parts["docProps/custom.xml"].decode()

    assert "<dc:subject>2nd Fair</dc:subject>" in core
    assert "12:40 (China Standard Time, GMT+08:00), after entry 9 of the ledger" in core
    assert "2019-11-05T04:40:00Z" in core
    assert "Asia/Shanghai" in custom


@pytest.mark.parametrize("title", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1+1"])
def test_what_people_typed_is_never_a_formula(
    browser: Browser, session: Session, title: str
) -> None:
    table = make_table(session)
    table.buyer.enterprise.name_en = "=HYPERLINK()"
    make_deal(session, table, IntentionState.VERIFIED, title=title)

    (deal,) = workbook(browser, table).sheets["List of deals"].table()
    (line,) = deals_in(browser, table)

    assert (deal["Deal"].formula, deal["Buyer"].formula) == (None, None)
    assert str(deal["Deal"].value).replace("_x000D_", "\r") == title
    assert deal["Buyer"].value == "=HYPERLINK()"
    assert (line["Deal"], line["Buyer"]) == (f"'{title}", "'=HYPERLINK()")


def test_what_people_typed_is_never_the_markup_of_a_cell(
    browser: Browser, session: Session
) -> None:
    table = make_table(session)
    inside = "<t>a</t></r></is></c><c r='Z9'><f>1+1</f></c><c><is><r></r>"
    make_deal(session, table, IntentionState.VERIFIED, title=f"{MARKUP}{inside}")

    sheet = workbook(browser, table).sheets["List of deals"]

    assert sheet.table()[0]["Deal"].value == f" {MARKUP}{inside}"
    formulas = [cell.formula for row in sheet.rows.values() for cell in row if cell.formula]
    assert len(formulas) == 1


def test_investment_projects_have_a_sheet_apart(browser: Browser, session: Session) -> None:
    table = make_table(session)
    project = {"kind": IntentionKind.INVESTMENT, "currency": "JPY"}
    amounts = {"one_year_minor": 500, "full_value_minor": 900}
    make_deal(session, table, IntentionState.VERIFIED, **project, **amounts)

    book = workbook(browser, table)
    (found,) = book.sheets["Investment projects"].table()

    amount = found["One-year amount, as signed"]
    assert (amount.value, amount.form) == (500, "#,##0")
    assert "Counted" not in found
    assert book.sheets["Totals"].labels["JPY"].value == 500
    assert book.sheets["Totals"].labels["Counted"].value == 0
    assert deals_in(browser, table) == []


def test_a_delegation_without_deals_has_files_of_noughts(
    browser: Browser, session: Session
) -> None:
    table = make_table(session)

    book = workbook(browser, table)

    assert book.sheets["Totals"].labels["Counted"].value == 0
    assert book.sheets["List of deals"].table() == []
    assert deals_in(browser, table) == []


def test_the_target_and_the_last_edition_stand_beside_the_total(
    browser: Browser, session: Session
) -> None:
    table, before = make_table(session), make_table(session)
    before.edition.starts_on, before.edition.ends_on = date(2018, 11, 5), date(2018, 11, 10)
    table.edition.previous_id = before.edition.id
    before.delegation.code = table.delegation.code
    measure = TargetMeasure.INTENDED_TURNOVER
    session.add(Target(delegation_id=table.delegation.id, measure=measure, amount=100_000))
    deal = {"one_year_minor": 29_900, "full_value_minor": 29_900}
    for one in (table, before):
        make_deal(session, one, IntentionState.VERIFIED, **deal)

    totals = workbook(browser, table).sheets["Totals"].labels

    assert (totals["Target"].value, totals["To go"].value) == (1_000, 701)
    assert (totals["Against target"].value, totals["Against target"].form) == (0.29, "0 %")
    assert totals["Last edition, at its close"].value == 299


def test_files_are_read_in_chinese_and_named_after_the_delegation(
    browser: Browser, session: Session
) -> None:
    table = make_deals(session, 3)
    browser.speaking("zh_Hans")

    answer = fetched(browser, table, "figures.xlsx")
    book = Workbook(answer.data)

    name = unquote(answer.headers["Content-Disposition"].partition("filename*=UTF-8''")[2])
    assert name == f"{table.edition.code} {table.delegation.name_zh} 2019-11-05 1240.xlsx"
    assert book.names[0] == "总览"
    assert book.sheets["成交明细"].table()[0]["采购商"].value == table.buyer.enterprise.name_zh
    assert r'formatCode="0\.0,"' in book.parts["xl/charts/chart1.xml"].decode()


@pytest.mark.parametrize(
    "file, kind", [("figures.xlsx", MEDIA_TYPE), ("deals.csv", "text/csv; charset=utf-8")]
)
def test_files_are_saved_and_kept_nowhere_on_the_way(
    browser: Browser, session: Session, file: str, kind: str
) -> None:
    answer = fetched(browser, make_deals(session, 3), file)

    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    assert answer.headers["Content-Type"] == kind
    assert answer.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("file", ["figures.xlsx", "deals.csv", "release"])
def test_files_of_another_delegation_look_like_missing_ones(
    browser: Browser, session: Session, file: str
) -> None:
    table = make_deals(session, 3)
    other = make_delegation(session, table.edition)
    browser.signed_in_as(make_lead(session, table.edition, other))

    theirs = browser.get(address(table, file))
    missing = browser.get(f"/delegations/987654/{file}")

    assert (theirs.status_code, missing.status_code) == (404, 404)
    assert theirs.words == missing.words


def test_a_sub_delegations_lead_takes_along_its_own_deals_alone(
    browser: Browser, session: Session
) -> None:
    table = make_deals(session, 6)
    board = delegation_board(session, table.edition, table.delegation, at=NOW)
    below = next(
        part
        for part in next(iter(board.cuts.values())).parts
        if part.key != str(table.delegation.id)
    )
    node = session.get_one(type(table.delegation), int(below.key))
    browser.signed_in_as(make_lead(session, table.edition, node))

    text = browser.get(f"/delegations/{node.id}/deals.csv").data.decode("utf-8-sig")

    lines = list(csv.DictReader(StringIO(text)))
    assert {line["Delegation"] for line in lines} == {node.name_en}
    assert len(lines) == 3


def test_an_organiser_takes_along_all_delegations_side_by_side(
    browser: Browser, session: Session
) -> None:
    table = make_deals(session, 6)
    make_deals(session, 3)
    browser.signed_in_as(make_organiser(session, table.edition))

    book = Workbook(browser.get("/expo/figures.xlsx").data)
    lines = browser.get("/expo/deals.csv").data.decode("utf-8-sig").splitlines()

    first = book.sheets["All delegations"].table()[0]
    assert (first["Delegation"].value, first["Rank"].value) == (table.delegation.name_en, 1)
    assert first["Counted, USD"].value == headline_of(session, table)
    assert len(lines) == 7


def test_an_edition_without_delegations_has_a_workbook(browser: Browser, session: Session) -> None:
    edition = make_edition(session)
    browser.signed_in_as(make_organiser(session, edition))

    book = Workbook(browser.get("/expo/figures.xlsx").data)

    assert "All delegations" not in book.names
    assert book.names[-1] == "List of deals"


def test_files_cost_the_same_questions_for_few_deals_and_many(
    browser: Browser, session: Session, queries: QueryCounter
) -> None:
    few, many = make_deals(session, 3), make_deals(session, 300)

    def questions(table: Table, file: str) -> int:
        fetched(browser, table, file)
        with queries:
            browser.get(address(table, file))
        return len(queries)

    files = ("figures.xlsx", "deals.csv", "release")
    counts = [{file: questions(table, file) for file in files} for table in (few, many)]

    assert counts[0] == counts[1]
