"""A board and the deals behind it as one workbook."""

from flask_babel import gettext as _

from matchmaking.dashboards.exports import breakdowns, summary
from matchmaking.dashboards.exports.book import About, Book
from matchmaking.dashboards.exports.deals import deals_table, projects_table
from matchmaking.dashboards.exports.tables import Table
from matchmaking.dashboards.reports import Report
from matchmaking.web.language import language, zone_name

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook_of(report: Report) -> bytes:
    """Return the workbook: the totals first, then each breakdown, last the deals."""
    board = report.board
    book = Book(
        About(
            title=board.label.first(language()),
            edition=board.edition.label.first(language()),
            as_of=summary.as_of(board),
            zone=f"{board.edition.time_zone} ({zone_name(board.at)})",
            sequence=board.standing.sequence,
            at=board.at,
        )
    )
    book.add_sections(_("Totals"), summary.sections(board))
    for table in _tables(report):
        book.add(table)
    return book.finished()


def _tables(report: Report) -> list[Table]:
    board = report.board
    ranking = [breakdowns.ranking_table(board, report.ranked)] if report.ranked else []
    return [
        breakdowns.states_table(board),
        *ranking,
        *breakdowns.cut_tables(board),
        breakdowns.curve_table(board),
        breakdowns.partners_table(board, report.partners),
        *_deal_tables(report),
    ]


def _deal_tables(report: Report) -> list[Table]:
    sums, currency = report.board.standing.sums, report.board.standing.currency
    deals = deals_table(_("List of deals"), report.deals, currency=currency, counted=sums.counted)
    if not report.projects:
        return [deals]
    return [deals, projects_table(_("Investment projects"), report.projects, currency=currency)]
