"""A board's breakdowns as sheets: the same parts, the same sums, to the cent."""

from collections.abc import Sequence
from datetime import date

from flask_babel import gettext as _

from matchmaking.core.money import Money
from matchmaking.core.wording import Name
from matchmaking.dashboards.exports.deals import YES
from matchmaking.dashboards.exports.tables import (
    Cell,
    Column,
    Kind,
    Ordinal,
    Percent,
    Picture,
    Table,
)
from matchmaking.dashboards.figures import Board, Breakdown, Part, Ranked
from matchmaking.dashboards.pictures import word
from matchmaking.dashboards.reports import TopPartner
from matchmaking.intentions.sums import Sums
from matchmaking.intentions.values import Bucket, Dimension
from matchmaking.intentions.words import BUCKETS
from matchmaking.web.language import language, spoken

PART, WIDE = 40, 22
# One bar alone says nothing.
FEWEST = 2


def states_table(board: Board) -> Table:
    """Lay out where all money stands, what does not count included."""
    sums = board.standing.sums
    buckets = [bucket for bucket in Bucket if sums.deals_in(bucket)]
    return Table(
        name=_("By state"),
        columns=[
            Column(_("State"), PART),
            Column(_amount(board), WIDE),
            Column(_("Deals")),
            Column(_("Counted")),
        ],
        rows=[
            (
                spoken(BUCKETS[bucket]),
                board.money(sums.minor_in(bucket)),
                sums.deals_in(bucket),
                str(YES[bucket in sums.counted]),
            )
            for bucket in buckets
        ],
        total=(_("Counted"), board.standing.counted, sums.counted_deals, None),
        picture=_picture(board, len(buckets), Kind.BARS),
    )


def cut_tables(board: Board) -> list[Table]:
    """Lay out every breakdown of the board."""
    node = _("By sub-delegation") if board.delegation else _("By delegation")
    names = {
        Dimension.DELEGATION: node,
        Dimension.AREA: _("By exhibition area"),
        Dimension.TERRITORY: _("From country or region"),
        Dimension.OWNERSHIP: _("By the buyer's ownership"),
        Dimension.KIND: _("By kind of deal"),
        Dimension.DAY: _("By day"),
    }
    return [_cut_table(board, cut, names[dimension]) for dimension, cut in board.cuts.items()]


def _cut_table(board: Board, cut: Breakdown, name: str) -> Table:
    is_day = cut.dimension is Dimension.DAY
    parts = sorted(cut.parts, key=lambda part: part.key) if is_day else cut.parts
    return Table(
        name=name,
        columns=[Column(_("Day") if is_day else _("Part"), PART), *_sum_columns(board)],
        rows=[(_part_word(part, is_day=is_day), *_sum_cells(board, part.sums)) for part in parts],
        total=(word(board.label), *_sum_cells(board, board.standing.sums)),
        picture=_picture(board, len(parts), Kind.COLUMNS if is_day else Kind.BARS),
    )


def _part_word(part: Part, *, is_day: bool) -> Cell:
    return date.fromisoformat(part.key) if is_day and part.key else word(part.label)


def _sum_columns(board: Board) -> list[Column]:
    currency = board.standing.currency
    return [
        Column(_("Counted, %(currency)s", currency=currency), WIDE),
        Column(_("Share"), 10),
        Column(_("Deals"), 10),
        Column(_("Of it verified, %(currency)s", currency=currency), WIDE),
        Column(_("One side only, %(currency)s", currency=currency), WIDE),
    ]


def _sum_cells(board: Board, sums: Sums) -> tuple[Cell, ...]:
    whole = board.standing.counted.minor
    return (
        board.money(sums.counted_minor),
        Percent(sums.counted_minor / whole) if whole else None,
        sums.counted_deals,
        board.money(sums.verified_minor),
        board.money(sums.one_side_minor),
    )


def curve_table(board: Board) -> Table:
    """Lay out the total as it grew by day of signing, beside the last edition's."""
    is_compared = any(point.previous_minor is not None for point in board.curve)
    return Table(
        name=_("Day by day"),
        columns=[
            Column(_("Up to"), PART),
            Column(_("This edition"), WIDE),
            Column(_("Last edition"), WIDE),
        ],
        rows=[
            (point.on, _money(board, point.minor), _money(board, point.previous_minor))
            for point in board.curve
        ],
        picture=Picture(
            Kind.LINES,
            (1, 2) if is_compared else (1,),
            board.standing.currency,
            most=len(board.curve),
        ),
    )


def _money(board: Board, minor: int | None) -> Money | None:
    return None if minor is None else board.money(minor)


def partners_table(board: Board, partners: Sequence[TopPartner]) -> Table:
    """Lay out from whom most was bought."""
    return Table(
        name=_("Top partners"),
        columns=[
            Column(_("Seller"), PART),
            Column(_("Counted, %(currency)s", currency=board.standing.currency), WIDE),
            Column(_("Deals"), 10),
            Column(_("Country or region"), WIDE),
        ],
        rows=[
            (_word(partner.label), partner.amount, partner.deals, _word(partner.territory))
            for partner in partners
        ],
        picture=_picture(board, len(partners), Kind.BARS),
    )


def ranking_table(board: Board, ranked: Sequence[Ranked]) -> Table:
    """Lay out all delegations of the expo beside their targets."""
    currency = board.standing.currency
    return Table(
        name=_("All delegations"),
        columns=[
            Column(_("Delegation"), PART),
            *_sum_columns(board),
            Column(_("Rank"), 8),
            Column(_("Target, %(currency)s", currency=currency), WIDE),
            Column(_("Reached"), 10),
        ],
        rows=[_ranked_cells(board, row) for row in ranked],
        picture=_picture(board, len(ranked), Kind.BARS),
    )


def _ranked_cells(board: Board, row: Ranked) -> tuple[Cell, ...]:
    standing = row.standing
    reached = standing.target_percent
    return (
        _word(row.label),
        *_sum_cells(board, standing.sums),
        Ordinal(row.position),
        standing.target,
        None if reached is None else Percent(reached / 100, is_whole=True),
    )


def _picture(board: Board, count: int, kind: Kind) -> Picture | None:
    most = count if kind is Kind.COLUMNS else 15
    return Picture(kind, (1,), board.standing.currency, most) if count >= FEWEST else None


def _amount(board: Board) -> str:
    return str(_("Amount, %(currency)s", currency=board.standing.currency))


def _word(name: Name) -> str:
    return name.first(language())
