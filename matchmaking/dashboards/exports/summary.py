"""The first sheet of a workbook: where a delegation stands, and how that is counted."""

from flask_babel import gettext as _, ngettext

from matchmaking.dashboards.exports.tables import Cell, Kind, Ordinal, Percent, Picture, Section
from matchmaking.dashboards.figures import Board
from matchmaking.web.language import clock_time, long_day, number, spoken, with_commas, zone_name

Line = tuple[str, Cell, str]


def as_of(board: Board) -> str:
    """Word when and after which entry of the ledger the figures are true."""
    when = with_commas(long_day(board.at), clock_time(board.at))
    return str(
        _(
            "As of %(when)s (%(zone)s), after entry %(entry)s of the ledger",
            when=when,
            zone=zone_name(board.at),
            entry=number(board.standing.sequence),
        )
    )


def sections(board: Board) -> list[Section]:
    """Return the parts of the first sheet."""
    found = [
        _total(board),
        Section(_("Where it stands"), _place(board)),
        Section(_("Investment projects: apart, never added to purchases"), _projects(board)),
        Section(_("Meetings"), _meetings(board)),
        Section(_("Counted here:"), [(spoken(rule), None, "") for rule in board.rules]),
    ]
    return [section for section in found if section.lines]


def _total(board: Board) -> Section:
    lines = [_headline(board), *_target(board), *_last_edition(board)]
    picture = Picture(Kind.BARS, (1,), board.standing.currency) if len(lines) > 1 else None
    return Section(_("One-year intended purchases"), lines, picture)


def _headline(board: Board) -> Line:
    deals = board.standing.sums.counted_deals
    words = ngettext("%(num)d deal", "%(num)d deals", deals)
    return _("Counted"), board.standing.counted, words


def _target(board: Board) -> list[Line]:
    if board.standing.target is None:
        return []
    return [(_("Target"), board.standing.target, "")]


def _last_edition(board: Board) -> list[Line]:
    if board.comparison is None:
        return []
    return [
        (_("Last edition, same point"), board.comparison.then, ""),
        (_("Last edition, at its close"), board.comparison.at_close, ""),
    ]


def _place(board: Board) -> list[Line]:
    standing, comparison = board.standing, board.comparison
    lines: list[Line] = []
    if standing.target_percent is not None:
        reached = Percent(standing.target_percent / 100, is_whole=True)
        lines.append((_("Against target"), reached, ""))
        lines.append((_("To go"), standing.to_go, ""))
    if comparison and comparison.percent is not None:
        change = Percent(comparison.percent / 100, is_change=True)
        lines.append((_("Against the last edition, same point"), change, ""))
    if board.rank:
        among = _("of %(count)d", count=board.rank.among)
        lines.append((_("Rank"), Ordinal(board.rank.position), among))
    lines.append((_("Units"), board.unit_count, ""))
    return lines


def _projects(board: Board) -> list[Line]:
    return [
        (
            row.amount.currency,
            row.amount,
            ngettext("%(num)d project", "%(num)d projects", row.count),
        )
        for row in board.investments
    ]


def _meetings(board: Board) -> list[Line]:
    counts = board.meetings
    return [
        (_("Held"), counts.held, ""),
        (_("Confirmed, to come"), counts.to_come, ""),
        (_("Over, not reported"), counts.unreported, ""),
        (_("Requested, unanswered"), counts.requested, ""),
        (_("Missed"), counts.missed, ""),
        (_("Disputed"), counts.disputed, ""),
    ]
