"""The deals behind a figure, all of them and flat, as a spreadsheet lists them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from matchmaking.core.money import Money
from matchmaking.core.wording import Name
from matchmaking.delegations.models import Delegation
from matchmaking.enterprises.models import Enterprise, Participation
from matchmaking.expo.models import Edition, ExhibitionArea
from matchmaking.intentions.models import Intention, LedgerEntry
from matchmaking.intentions.queries.rows import stands_behind
from matchmaking.intentions.selections import Selection
from matchmaking.intentions.values import Bucket, IntentionKind
from matchmaking.reference.models import Territory


@dataclass(frozen=True, slots=True)
class ListedDeal:
    """A deal with its dimensions as they are frozen in the ledger; no person is named."""

    number: int
    title: str
    kind: IntentionKind
    bucket: Bucket
    day: date
    buyer: Name
    ownership: str
    delegation: Name | None
    seller: Name
    territory: Name | None
    area: Name | None
    one_year: Money
    base: Money
    full_value: Money
    term_months: int
    is_on_site: bool
    contract_number: str


def deals_behind(
    session: Session,
    edition: Edition,
    selection: Selection,
    *,
    visible: sa.ColumnElement[bool],
) -> list[ListedDeal]:
    """Return all deals a selection stands for, the largest first, in one statement.

    ``visible`` leaves out what the person may not see.
    """
    condition = sa.and_(stands_behind(session, edition, selection), visible)
    return [_listed(row) for row in session.execute(_statement(condition))]


def _statement(condition: sa.ColumnElement[bool]) -> "sa.Select[*tuple[Any, ...]]":
    buyer_side, seller_side = aliased(Participation), aliased(Participation)
    buyer, seller = aliased(Enterprise), aliased(Enterprise)
    entry, area = LedgerEntry, ExhibitionArea
    is_area = sa.and_(area.edition_id == entry.edition_id, area.code == entry.area_code)
    return (
        sa.select(
            *(Intention.number, Intention.title, entry.kind, entry.bucket, entry.day),
            *_names("buyer", buyer),
            entry.buyer_ownership,
            *_names("node", Delegation),
            *_names("seller", seller),
            *_names("territory", Territory),
            *_names("area", area),
            *(entry.amount_minor, entry.currency, entry.base_minor, entry.base_currency),
            *(Intention.full_value_minor, Intention.currency.label("full_currency")),
            *(Intention.term_months, Intention.is_on_site, Intention.contract_number),
        )
        .select_from(entry)
        .join(Intention, Intention.id == entry.intention_id)
        .join(buyer_side, buyer_side.id == Intention.buyer_id)
        .join(buyer, buyer.id == buyer_side.enterprise_id)
        .join(seller_side, seller_side.id == Intention.seller_id)
        .join(seller, seller.id == seller_side.enterprise_id)
        .outerjoin(Delegation, Delegation.id == entry.delegation_id)
        .outerjoin(Territory, Territory.code == entry.source_territory)
        .outerjoin(area, is_area)
        .where(condition)
        .order_by(entry.base_minor.desc(), entry.intention_id)
    )


def _names(what: str, named: Any) -> tuple[sa.Label[str], sa.Label[str]]:  # noqa: ANN401 - any model with names
    return named.name_en.label(f"{what}_en"), named.name_zh.label(f"{what}_zh")


def _listed(row: "sa.Row[*tuple[Any, ...]]") -> ListedDeal:
    return ListedDeal(
        number=row.number,
        title=row.title,
        kind=row.kind,
        bucket=row.bucket,
        day=row.day,
        buyer=Name(row.buyer_en, row.buyer_zh),
        ownership=row.buyer_ownership,
        delegation=_name(row.node_en, row.node_zh),
        seller=Name(row.seller_en, row.seller_zh),
        territory=_name(row.territory_en, row.territory_zh),
        area=_name(row.area_en, row.area_zh),
        one_year=Money(row.amount_minor, row.currency),
        base=Money(row.base_minor, row.base_currency),
        full_value=Money(row.full_value_minor, row.full_currency),
        term_months=row.term_months,
        is_on_site=row.is_on_site,
        contract_number=row.contract_number,
    )


def _name(en: str | None, zh: str | None) -> Name | None:
    return Name(en or "", zh or "") if en or zh else None
