"""Cutting a total along each dimension, with names for the parts and the way to their rows."""

from collections.abc import Callable, Mapping
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.core.wording import Name, say
from matchmaking.dashboards.figures import Breakdown, Label, Part, breakdown
from matchmaking.delegations.models import Delegation
from matchmaking.expo.models import Edition, ExhibitionArea
from matchmaking.intentions.selections import Selection
from matchmaking.intentions.totals import totals
from matchmaking.intentions.values import Dimension
from matchmaking.intentions.words import KINDS, OWNERSHIPS
from matchmaking.reference.models import Territory

UNSPECIFIED = say("Unspecified")


def cut(
    session: Session,
    edition: Edition,
    delegation: Delegation | None,
    dimension: Dimension,
    *,
    as_of: int,
) -> Breakdown:
    """Cut a delegation's total (or the whole expo's) after an entry along a dimension."""
    found = totals(session, edition, delegation=delegation, dimension=dimension, as_of=as_of)
    labels = _labels(session, edition, dimension)
    whole = Selection(delegation_id=delegation.id if delegation else None).only(found.counted)
    parts = [
        Part(
            key=key,
            label=labels(key) if key else UNSPECIFIED,
            sums=sums,
            rows=whole.within(dimension, key),
        )
        for key, sums in found.cells.items()
    ]
    return breakdown(dimension, found.currency, parts)


def _labels(session: Session, edition: Edition, dimension: Dimension) -> Callable[[str], Label]:
    match dimension:
        case Dimension.DELEGATION:
            return _named(_delegation_names(session, edition))
        case Dimension.AREA:
            return _named(_area_names(session, edition))
        case Dimension.TERRITORY:
            return _named(_territory_names(session))
        case Dimension.OWNERSHIP:
            return _named(OWNERSHIPS)
        case Dimension.KIND:
            return _named({kind.value: word for kind, word in KINDS.items()})
        case _:
            return lambda key: say("%(day)s", day=date.fromisoformat(key))


def _named(names: Mapping[str, Label]) -> Callable[[str], Label]:
    return lambda key: names.get(key, UNSPECIFIED)


def _delegation_names(session: Session, edition: Edition) -> dict[str, Label]:
    query = sa.select(Delegation.id, Delegation.name_en, Delegation.name_zh).where(
        Delegation.edition_id == edition.id
    )
    return {str(key): Name(en, zh) for key, en, zh in session.execute(query)}


def _area_names(session: Session, edition: Edition) -> dict[str, Label]:
    query = sa.select(ExhibitionArea.code, ExhibitionArea.name_en, ExhibitionArea.name_zh).where(
        ExhibitionArea.edition_id == edition.id
    )
    return {code: Name(en, zh) for code, en, zh in session.execute(query)}


def _territory_names(session: Session) -> dict[str, Label]:
    query = sa.select(Territory.code, Territory.name_en, Territory.name_zh)
    return {code: Name(en, zh) for code, en, zh in session.execute(query)}
