"""A board's charts, worded for the reader."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _, ngettext

from matchmaking.core.wording import Name
from matchmaking.dashboards import charts
from matchmaking.dashboards.figures import Board, Label
from matchmaking.intentions.values import Dimension
from matchmaking.web.language import day, language, spoken


def word(label: Label) -> str:
    """Put a label into the reader's language."""
    return label.first(language()) if isinstance(label, Name) else spoken(label)


def of_board(board: Board) -> Mapping[str, dict[str, Any]]:
    """Return the options of every chart of a board."""
    currency = board.standing.currency
    return {
        "days": charts.day_curve(
            board.curve,
            currency,
            days=[day(point.on) for point in board.curve],
            names=(_("This edition"), _("Last edition")),
        ),
        "sources": charts.tree_map(board.cuts[Dimension.TERRITORY], word=word, rest_name=others),
    }


def others(count: int) -> str:
    """Word how many parts are not shown."""
    return str(ngettext("%(num)d other", "%(num)d others", count))
