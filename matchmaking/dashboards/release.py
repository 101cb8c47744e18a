"""The release sheet: a board's figures on one page of paper, in sentences one can read out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l, ngettext

from matchmaking.core.money import Money
from matchmaking.dashboards.figures import Board, Comparison, DayPoint, Standing
from matchmaking.dashboards.presenting import FULL, Bars, bars
from matchmaking.dashboards.reports import TopPartner
from matchmaking.intentions.values import Bucket
from matchmaking.web.language import (
    enumerated,
    in_a_row,
    language,
    large_amount,
    millions,
    number,
    with_commas,
)

MOST_PARTS = 5
# The curve is drawn on a ground of this size and stretched over the sheet.
WIDTH, HEIGHT = 1000, 100
OUTSIDE = {
    Bucket.SIGNED: _l("%(count)s signed by one side only (%(amount)s)"),
    Bucket.DISPUTED: _l("%(count)s disputed (%(amount)s)"),
    Bucket.HELD: _l("%(count)s held as possible duplicates (%(amount)s)"),
    Bucket.COVERED: _l("%(count)s within a counted framework agreement (%(amount)s)"),
}


@dataclass(frozen=True)
class Sheet:
    """What the sheet says beside the board's own figures."""

    lead: str
    counted: str
    status: str
    bars: dict[str, Bars]
    partners: Sequence[dict[str, Any]]
    curve: "Curve"


@dataclass(frozen=True)
class Curve:
    """The total by day as corners of two lines, and where the fair opens between the edges."""

    own: str
    previous: str
    opening: float


def sheet_of(board: Board, partners: Sequence[TopPartner]) -> Sheet:
    """Return what the sheet of a board says."""
    return Sheet(
        lead=in_a_row(*_lead(board)),
        counted=in_a_row(*_counted(board)),
        status=in_a_row(*_status(board)),
        bars={
            dimension.value: bars(cut, total=board.label, whole=board.counted_rows, most=MOST_PARTS)
            for dimension, cut in board.cuts.items()
        },
        partners=[_partner(one, partners[0].amount.minor) for one in partners],
        curve=_curve(board),
    )


def _lead(board: Board) -> list[str]:
    """Word the headline as whoever speaks to the press reads it out."""
    if not board.standing.sums.counted_deals:
        return [_nothing_yet(board)]
    return [_headline(board), *_against_target(board.standing), *_against_last(board.comparison)]


def _nothing_yet(board: Board) -> str:
    text = (
        _l("At the %(name)s, no purchases that count have been signed yet.")
        if board.delegation is None
        else _l("%(name)s has signed no purchases yet that count.")
    )
    return str(text) % {"name": board.label.first(language())}


def _headline(board: Board) -> str:
    deals = board.standing.sums.counted_deals
    facts = {
        "name": board.label.first(language()),
        "amount": _large(board.standing.counted),
        "count": number(deals),
    }
    if board.delegation is None:
        text = ngettext(
            "At the %(name)s, intended purchases of %(amount)s, counted on a one-year basis, have "
            "been signed in %(count)s deal.",
            "At the %(name)s, intended purchases of %(amount)s, counted on a one-year basis, have "
            "been signed in %(count)s deals.",
            deals,
            **facts,
        )
    else:
        text = ngettext(
            "%(name)s has signed intended purchases of %(amount)s, counted on a one-year basis, "
            "in %(count)s deal.",
            "%(name)s has signed intended purchases of %(amount)s, counted on a one-year basis, "
            "in %(count)s deals.",
            deals,
            **facts,
        )
    return str(text)


def _against_target(standing: Standing) -> list[str]:
    if standing.target is None:
        return []
    percent, target = standing.target_percent, _large(standing.target)
    return [
        _("That is %(percent)d %% of the target of %(target)s.", percent=percent, target=target)
    ]


def _against_last(comparison: Comparison | None) -> list[str]:
    if comparison is None or comparison.percent is None:
        return []
    text = (
        _l("It is %(percent)s %% more than at the same point of the last edition (%(then)s).")
        if comparison.percent >= 0
        else _l("It is %(percent)s %% less than at the same point of the last edition (%(then)s).")
    )
    facts = {"percent": f"{abs(comparison.percent):.1f}", "then": _large(comparison.then)}
    return [str(text) % facts]


def _counted(board: Board) -> list[str]:
    """Say which deals the total counts, and what is left out of it."""
    sums = board.standing.sums
    left_out = [
        _left_out(board, bucket)
        for bucket in OUTSIDE
        if bucket not in sums.counted and sums.deals_in(bucket)
    ]
    return [
        _("Counted are purchases that at least one side has signed.")
        if Bucket.SIGNED in sums.counted
        else _("Counted are purchases that both sides have signed."),
        *([_("Not counted: %(rest)s.", rest=enumerated(left_out))] if left_out else []),
        _("Investment projects stand apart and are never added to purchases."),
    ]


def _left_out(board: Board, bucket: Bucket) -> str:
    sums = board.standing.sums
    amount = _large(board.money(sums.minor_in(bucket)))
    return str(OUTSIDE[bucket]) % {"count": number(sums.deals_in(bucket)), "amount": amount}


def _status(board: Board) -> list[str]:
    """Say how sure the figures are: the ledger goes on, and it knows what was verified."""
    standing = board.standing
    sentences = [
        _(
            "Preliminary: the ledger after entry %(entry)s; later entries may change it.",
            entry=number(standing.sequence),
        )
    ]
    if standing.counted.minor:
        share = standing.sums.verified_minor * 100 // standing.counted.minor
        sentences.append(_("Officers have verified %(percent)d %% of the total.", percent=share))
    return sentences


def _partner(partner: TopPartner, largest: int) -> dict[str, Any]:
    return {
        "label": with_commas(
            *(name.first(language()) for name in (partner.label, partner.territory))
        ),
        "other": "",
        "value": millions(partner.amount),
        "share": partner.amount.minor / (largest or 1) * FULL,
        "url": "",
    }


def _large(money: Money) -> str:
    large = large_amount(money)
    gap = "" if language().startswith("zh") else " "
    return f"{large.figure}{gap}{large.unit}"


def _curve(board: Board) -> Curve:
    points = board.curve
    known = [p.minor or 0 for p in points] + [p.previous_minor or 0 for p in points]
    highest = max(known, default=0) or 1
    opening = next((place for place, p in enumerate(points) if _opens(board, p)), 0)
    return Curve(
        own=_corners([point.minor for point in points], highest),
        previous=_corners([point.previous_minor for point in points], highest),
        opening=opening * _step(points),
    )


def _opens(board: Board, point: DayPoint) -> bool:
    return point.on == board.edition.starts_on


def _step(points: Sequence[object]) -> float:
    return WIDTH / max(len(points) - 1, 1)


def _corners(values: Sequence[int | None], highest: int) -> str:
    step = _step(values)
    return " ".join(
        f"{place * step:.1f},{HEIGHT - value / highest * HEIGHT:.1f}"
        for place, value in enumerate(values)
        if value is not None
    )
