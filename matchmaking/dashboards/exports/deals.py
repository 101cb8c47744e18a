"""The deals behind a board, row by row: a sheet of the workbook, and a file of their own."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from flask_babel import gettext as _, lazy_gettext as _l

from matchmaking.core.money import Money
from matchmaking.core.spreadsheets import csv_file
from matchmaking.core.wording import Name
from matchmaking.dashboards.exports.tables import Cell, Column, Ordinal, Table
from matchmaking.intentions.queries.listing import ListedDeal
from matchmaking.intentions.values import Bucket
from matchmaking.intentions.words import BUCKETS, KINDS, OWNERSHIPS
from matchmaking.web.language import language, spoken

YES = {True: _l("Yes"), False: _l("No")}


@dataclass(frozen=True)
class Fact:
    """A column of the deals: its head, its width, what stands in it.

    What says whether a deal counts ``is_counting``; of investment projects nothing does.
    """

    head: str
    width: int
    of: Callable[[ListedDeal], Cell]
    is_counting: bool = False


def deals_table(
    name: str, deals: Sequence[ListedDeal], *, currency: str, counted: Collection[Bucket]
) -> Table:
    """Lay the purchases out as a sheet that says what those one filters count."""
    facts = _facts(currency, counted)
    summed = max(place for place, fact in enumerate(facts) if fact.is_counting)
    return replace(_table(name, facts, deals), summed=summed)


def projects_table(name: str, projects: Sequence[ListedDeal], *, currency: str) -> Table:
    """Lay investment projects out as a sheet; they are never added to purchases."""
    facts = [fact for fact in _facts(currency, ()) if not fact.is_counting]
    return _table(name, facts, projects)


def _table(name: str, facts: Sequence[Fact], deals: Sequence[ListedDeal]) -> Table:
    return Table(
        name=name,
        columns=[Column(fact.head, fact.width) for fact in facts],
        rows=[[fact.of(deal) for fact in facts] for deal in deals],
        is_filtered=True,
    )


def deals_file(deals: Iterable[ListedDeal], *, currency: str, counted: Collection[Bucket]) -> bytes:
    """Return the purchases as CSV: days as 2019-11-05, amounts as plain decimals."""
    facts = _facts(currency, counted)
    rows = ([_plain(fact.of(deal)) for fact in facts] for deal in deals)
    return csv_file([[fact.head for fact in facts], *rows])


def _plain(cell: Cell) -> object:
    match cell:
        case Money():
            return cell.major
        case Ordinal():
            return cell.value
        case _:
            return cell


def _facts(currency: str, counted: Collection[Bucket]) -> list[Fact]:
    return [*_what(counted), *_who(), *_how_much(currency, counted)]


def _what(counted: Collection[Bucket]) -> list[Fact]:
    return [
        Fact(_("No."), 8, lambda deal: Ordinal(deal.number)),
        Fact(_("Deal"), 38, lambda deal: deal.title),
        Fact(_("Kind"), 22, lambda deal: spoken(KINDS[deal.kind])),
        Fact(_("State"), 22, lambda deal: spoken(BUCKETS[deal.bucket])),
        Fact(_("Counted"), 9, lambda deal: str(YES[deal.bucket in counted]), is_counting=True),
        Fact(_("Signed on"), 12, lambda deal: deal.day),
        Fact(_("On site"), 9, lambda deal: str(YES[deal.is_on_site])),
    ]


def _who() -> list[Fact]:
    return [
        Fact(_("Buyer"), 34, lambda deal: _worded(deal.buyer)),
        Fact(_("Delegation"), 28, lambda deal: _worded(deal.delegation)),
        Fact(_("The buyer's ownership"), 18, lambda deal: _ownership(deal.ownership)),
        Fact(_("Seller"), 34, lambda deal: _worded(deal.seller)),
        Fact(_("Country or region"), 20, lambda deal: _worded(deal.territory)),
        Fact(_("Exhibition area"), 28, lambda deal: _worded(deal.area)),
    ]


def _how_much(currency: str, counted: Collection[Bucket]) -> list[Fact]:
    return [
        Fact(_("Currency"), 10, lambda deal: deal.one_year.currency),
        Fact(_("One-year amount, as signed"), 21, lambda deal: deal.one_year),
        Fact(_("One-year amount, %(currency)s", currency=currency), 21, lambda deal: deal.base),
        Fact(
            _("Counted, %(currency)s", currency=currency),
            21,
            lambda deal: deal.base if deal.bucket in counted else None,
            is_counting=True,
        ),
        Fact(_("Full value, as signed"), 21, lambda deal: deal.full_value),
        Fact(_("Term in months"), 10, lambda deal: deal.term_months),
        Fact(_("Contract number"), 20, lambda deal: deal.contract_number),
    ]


def _worded(name: Name | None) -> str:
    return name.first(language()) if name else _("Unspecified")


def _ownership(value: str) -> str:
    return spoken(OWNERSHIPS[value]) if value in OWNERSHIPS else _("Unspecified")
