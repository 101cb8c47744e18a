"""Totals added up the long way, from where each deal stands: what the ledger must agree with."""

from collections import Counter

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.delegations.models import Delegation
from matchmaking.expo.models import Edition
from matchmaking.intentions.counting import BUCKET_OF_STATE, counted_buckets
from matchmaking.intentions.models import Intention
from matchmaking.intentions.totals import totals
from matchmaking.intentions.values import Bucket, Dimension, IntentionKind, IntentionState

Sums = dict[tuple[str, Bucket], tuple[int, int]]


def bucket_of(session: Session, edition: Edition, deal: Intention) -> Bucket | None:
    """Return where a deal stands, said anew and apart from the application."""
    if deal.state not in BUCKET_OF_STATE:
        return None
    if deal.held_for_id is not None:
        return Bucket.HELD
    if deal.disputed_at is not None:
        return Bucket.DISPUTED
    framework = session.get(Intention, deal.framework_id) if deal.framework_id else None
    while framework is not None and framework.state is IntentionState.SUPERSEDED:
        framework = session.get(Intention, framework.superseded_by_id)
    if framework and bucket_of(session, edition, framework) in counted_buckets(edition):
        return Bucket.COVERED
    return Bucket(deal.state.value)


def key_of(deal: Intention, dimension: Dimension, node: Delegation | None) -> str:
    """Return the key of a breakdown a deal belongs to."""
    path = [key for key in (deal.buyer.delegation_path or "").split("/") if key]
    below = path[path.index(str(node.id)) + 1 :] if node else path
    keys = {
        Dimension.TOTAL: "",
        Dimension.DELEGATION: (below or ([str(node.id)] if node else [""]))[0],
        Dimension.AREA: deal.seller.area.code if deal.seller.area else "",
        Dimension.TERRITORY: deal.seller.enterprise.territory_code,
        Dimension.OWNERSHIP: str(deal.buyer.enterprise.ownership or ""),
        Dimension.KIND: deal.kind.value,
        Dimension.DAY: deal.signed_on.isoformat(),
        Dimension.CURRENCY: deal.currency,
    }
    return keys[dimension]


def added_up(
    session: Session,
    edition: Edition,
    node: Delegation | None,
    dimension: Dimension,
    *,
    investment: bool = False,
) -> Sums:
    """Add up deals one by one."""
    minor: Counter[tuple[str, Bucket]] = Counter()
    deals: Counter[tuple[str, Bucket]] = Counter()
    for deal in session.scalars(sa.select(Intention).where(Intention.edition_id == edition.id)):
        bucket = bucket_of(session, edition, deal)
        is_here = node is None or node.governs(deal.buyer.delegation_path)
        if bucket and is_here and (deal.kind is IntentionKind.INVESTMENT) is investment:
            key = (key_of(deal, dimension, node), bucket)
            is_original = dimension is Dimension.CURRENCY
            minor[key] += deal.one_year_minor if is_original else deal.base_minor or 0
            deals[key] += 1
    return {key: (minor[key], deals[key]) for key in deals}


def by_ledger(
    session: Session,
    edition: Edition,
    node: Delegation | None,
    dimension: Dimension,
    *,
    investment: bool = False,
    as_of: int | None = None,
) -> Sums:
    """Return the same as the application's totals give it."""
    found = totals(
        session, edition, delegation=node, dimension=dimension, investment=investment, as_of=as_of
    )
    return {
        (key, bucket): (sums.minor_in(bucket), sums.deals_in(bucket))
        for key, sums in found.cells.items()
        for bucket in Bucket
        if sums.deals_in(bucket) or sums.minor_in(bucket)
    }
