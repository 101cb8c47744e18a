"""A board's figures as its templates show them: worded, measured against each other, linked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from matchmaking.core.money import Money
from matchmaking.core.wording import Name
from matchmaking.dashboards.figures import (
    Board,
    Breakdown,
    ControlRoom,
    Label,
    Part,
    Ranked,
    Step,
    Stuck,
)
from matchmaking.dashboards.pictures import others, word
from matchmaking.delegations.models import Delegation
from matchmaking.expo.intake import intake_of
from matchmaking.intentions.selections import Selection
from matchmaking.intentions.values import Bucket, Dimension
from matchmaking.web.language import language, millions

FULL = 100.0
# More parts than these are one bar, until somebody unfolds all of them.
MOST_BARS = 6


@dataclass(frozen=True)
class Bars:
    """A breakdown as bars: all parts, what the parts beyond the largest come to, the total."""

    rows: list[dict[str, Any]]
    others: dict[str, Any] | None
    total: dict[str, Any]
    most: int = MOST_BARS

    @property
    def largest(self) -> list[dict[str, Any]]:
        """Return the bars there is room for beside the others."""
        return self.rows[: self.most]


def rows_url(selection: Selection) -> str:
    """Return the address of the intentions behind a number."""
    arguments: Mapping[str, Any] = selection.arguments()
    return url_for("intentions.index", **arguments)


def other_word(label: Label) -> str:
    """Return a label in the other language, where it has one."""
    return label.other(language()) if isinstance(label, Name) else ""


def bars(cut: Breakdown, *, total: Label, whole: Selection, most: int = MOST_BARS) -> Bars:
    """Lay out a breakdown as a list of bars."""
    rest = cut.rest_count(most)
    rest_row = {
        "label": others(rest),
        "other": "",
        "value": _worded(cut.rest_minor(most), cut),
        "url": "",
    }
    return Bars(
        rows=[_bar(part, cut) for part in cut.parts],
        others=rest_row if rest else None,
        total={
            "label": word(total),
            "other": other_word(total),
            "value": _worded(cut.total_minor, cut),
            "url": rows_url(whole),
        },
        most=most,
    )


def _bar(part: Part, cut: Breakdown) -> dict[str, Any]:
    largest = cut.largest_minor or 1
    return {
        "label": word(part.label),
        "other": other_word(part.label),
        "value": _worded(part.minor, cut),
        "exact": Money(part.minor, cut.currency),
        "share": max(0.0, part.minor / largest * FULL),
        "url": rows_url(part.rows),
        "board_url": _board_url(part, cut),
    }


def _board_url(part: Part, cut: Breakdown) -> str:
    """Return the dashboard of a delegation inside a total; a node's own deals have none."""
    if cut.dimension is not Dimension.DELEGATION or not part.key or part.rows.is_direct:
        return ""
    return url_for("dashboards.delegation", delegation_id=int(part.key))


def _worded(minor: int, cut: Breakdown) -> str:
    return millions(Money(minor, cut.currency))


def states(board: Board) -> list[dict[str, Any]]:
    """Return the states of the total as parts of the bar against the target."""
    sums = board.standing.sums
    scale = bar_scale(board)
    buckets = (
        (Bucket.VERIFIED, "verified", _("Verified")),
        (Bucket.COUNTERSIGNED, "countersigned", _("Countersigned")),
        (Bucket.SIGNED, "one-side", _("One side only, not counted")),
    )
    return [
        {
            "label": f"{label} {millions(Money(sums.minor_in(bucket), board.standing.currency))}",
            "share": max(0.0, sums.minor_in(bucket) / scale * FULL),
            "tone": tone,
            "url": rows_url(board.rows.only([bucket])),
        }
        for bucket, tone, label in buckets
    ]


def last_mark(board: Board) -> dict[str, Any] | None:
    """Return the mark of the last edition at the same point on the bar."""
    if board.comparison is None:
        return None
    then = board.comparison.then
    label = _("Last edition, same point %(amount)s", amount=millions(then))
    return {"label": label, "share": min(FULL, then.minor / bar_scale(board) * FULL)}


def bar_scale(board: Board) -> int:
    """Return what the whole bar stands for: the target, or all there is if that is more."""
    sums = board.standing.sums
    shown = sums.counted_minor + sums.one_side_minor
    return max(board.standing.target_minor or 0, shown, 1)


def ranked_rows(ranked: Iterable[Ranked], *, most: int | None = None) -> list[dict[str, Any]]:
    """Lay out the ranking of delegations as table rows."""
    rows = list(ranked)
    largest = max((row.standing.counted.minor for row in rows), default=0) or 1
    return [
        {
            "row": row,
            "share": max(0.0, row.standing.counted.minor / largest * FULL),
            "url": url_for("dashboards.delegation", delegation_id=row.delegation_id),
            "rows": rows_url(_rows(row).only(row.standing.sums.counted)),
            "verified_rows": rows_url(_rows(row).only([Bucket.VERIFIED])),
            "one_side_rows": rows_url(_rows(row).only([Bucket.SIGNED])),
            "verified": Money(row.standing.sums.verified_minor, row.standing.currency),
            "one_side": Money(row.standing.sums.one_side_minor, row.standing.currency),
        }
        for row in rows[:most]
    ]


def _rows(row: Ranked) -> Selection:
    return Selection(delegation_id=row.delegation_id)


def files(delegation: Delegation | None) -> dict[str, str]:
    """Return the addresses of what one takes along from a board, and of the board itself."""
    if delegation is None:
        return {
            "board": url_for("dashboards.home"),
            "sheet": url_for("dashboards.edition_release"),
            "workbook": url_for("dashboards.edition_workbook"),
            "deals": url_for("dashboards.edition_deals"),
        }
    key = delegation.id
    return {
        "board": url_for("dashboards.delegation", delegation_id=key),
        "sheet": url_for("dashboards.delegation_release", delegation_id=key),
        "workbook": url_for("dashboards.delegation_workbook", delegation_id=key),
        "deals": url_for("dashboards.delegation_deals", delegation_id=key),
    }


def layout(board: Board) -> dict[str, Any]:
    """Return everything the templates of a board need beside the board."""
    total = board.label
    return {
        "states": states(board),
        "last": last_mark(board),
        "bars": {
            dimension.value: bars(cut, total=total, whole=board.counted_rows)
            for dimension, cut in board.cuts.items()
        },
        "files": files(board.delegation),
        "rows": rows_url(board.counted_rows),
        "investments": rows_url(board.project_rows),
        "dimensions": {dimension.name.lower(): dimension.value for dimension in Dimension},
    }


def room_layout(room: ControlRoom) -> dict[str, Any]:
    """Return everything the control room's templates need beside the room."""
    return {
        **layout(room.board),
        "fill": [
            {
                "label": fill.label,
                "starts_at": fill.starts_at,
                "taken": fill.taken,
                "capacity": fill.capacity,
                "waiting": fill.waiting,
                "url": url_for("dialogues.dialogue", dialogue_id=fill.dialogue_id),
            }
            for fill in room.fill
        ],
        "ranked": ranked_rows(room.ranked, most=15),
        "stuck": [
            {
                "label": item.label,
                "count": item.count,
                "url": _url_of(item),
            }
            for item in room.stuck
        ],
        "steps": [{"step": step, "url": _url_of(step)} for step in room.steps],
        "is_ready": not any(step.is_missing for step in room.steps),
        "intake": intake_of(room.board.edition, room.board.at),
    }


def _url_of(item: Stuck | Step) -> str:
    arguments: Mapping[str, Any] = item.arguments
    return url_for(item.endpoint, **arguments)
