"""Looking for deals that may be one and the same."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.enterprises.models import Enterprise, Participation
from matchmaking.intentions.counting import (
    BUCKET_OF_STATE,
    DUPLICATE_DAYS,
    Deal,
    is_investment,
    may_be_the_same,
)
from matchmaking.intentions.models import Intention

DEEPEST_GROUP = 12


def suspects_of(session: Session, intention: Intention) -> list[Intention]:
    """Return the standing deals an intention may repeat, the first recorded first.

    What it replaces is none of them, nor is its framework, nor are calls under one framework
    that differ in more than their contract's number.
    """
    buyers = _group_of(session, intention.buyer.enterprise)
    sellers = _group_of(session, intention.seller.enterprise)
    mine = _deal(intention, buyers[0], sellers[0])
    return [
        other
        for other in session.scalars(_candidates(intention, buyers, sellers))
        if not _belong_together(intention, other)
        and may_be_the_same(
            mine,
            _deal(
                other,
                _root(buyers, other.buyer.enterprise_id),
                _root(sellers, other.seller.enterprise_id),
            ),
        )
    ]


def _candidates(
    intention: Intention, buyers: list[int], sellers: list[int]
) -> sa.Select[Intention]:
    buyer, seller = sa.orm.aliased(Participation), sa.orm.aliased(Participation)
    between_groups = sa.and_(
        buyer.enterprise_id.in_(buyers),
        seller.enterprise_id.in_(sellers),
        Intention.signed_on.between(
            intention.signed_on - DUPLICATE_DAYS, intention.signed_on + DUPLICATE_DAYS
        ),
    )
    same_number = Intention.contract_key == intention.contract_key
    is_candidate = sa.or_(between_groups, same_number) if intention.contract_key else between_groups
    return (
        sa.select(Intention)
        .join(buyer, Intention.buyer_id == buyer.id)
        .join(seller, Intention.seller_id == seller.id)
        .options(
            sa.orm.joinedload(Intention.buyer).joinedload(Participation.enterprise),
            sa.orm.joinedload(Intention.seller).joinedload(Participation.enterprise),
        )
        .where(
            Intention.edition_id == intention.edition_id,
            Intention.id != intention.id,
            Intention.state.in_(BUCKET_OF_STATE),
            is_candidate,
        )
        .order_by(Intention.number)
    )


def _belong_together(one: Intention, other: Intention) -> bool:
    """Return whether two deals are known to be related rather than repeated."""
    if other.id in {one.replaces_id, one.framework_id} or one.id in {
        other.replaces_id,
        other.framework_id,
    }:
        return True
    is_same_framework = one.framework_id is not None and one.framework_id == other.framework_id
    return is_same_framework and one.one_year != other.one_year


def _deal(intention: Intention, buyer_group: int, seller_group: int) -> Deal:
    return Deal(
        buyer_group=buyer_group,
        seller_group=seller_group,
        one_year=intention.one_year,
        base_minor=intention.base_minor or 0,
        signed_on=intention.signed_on,
        contract_key=intention.contract_key,
        is_investment=is_investment(intention.kind),
    )


def _root(group: list[int], enterprise_id: int) -> int:
    return group[0] if enterprise_id in group else -enterprise_id


def _group_of(session: Session, enterprise: Enterprise) -> list[int]:
    """Return the enterprises of a group: the topmost parent first, then all below it."""
    root = enterprise
    for _level in range(DEEPEST_GROUP):
        if root.parent is None:
            break
        root = root.parent
    group = (
        sa.select(Enterprise.id, sa.literal(0).label("depth"))
        .where(Enterprise.id == root.id)
        .cte("group_members", recursive=True)
    )
    below = (
        sa.select(Enterprise.id, group.c.depth + 1)
        .join(group, Enterprise.parent_id == group.c.id)
        .where(group.c.depth < DEEPEST_GROUP)
    )
    group = group.union(below)
    query = sa.select(group.c.id).order_by(group.c.depth, group.c.id)
    return list(dict.fromkeys(session.scalars(query)))
