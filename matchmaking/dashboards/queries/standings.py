"""Where a delegation stands: its total, its target, the last edition, its rank, its days."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.core.money import Money
from matchmaking.dashboards.figures import Comparison, DayPoint, Rank, Ranked, Standing
from matchmaking.delegations.models import Delegation, Target
from matchmaking.delegations.values import TargetMeasure
from matchmaking.expo.models import Edition
from matchmaking.intentions.sums import Sums
from matchmaking.intentions.totals import sequence_at, totals, totals_of_all, written_at
from matchmaking.intentions.values import Dimension

# The day curve begins this long before the fair: deals are signed in the weeks before it, too.
LEAD_IN = timedelta(days=7)


def standing_of(session: Session, edition: Edition, delegation: Delegation | None) -> Standing:
    """Return a delegation's standing, or the whole expo's."""
    found = totals(session, edition, delegation=delegation, dimension=Dimension.TOTAL)
    target = None
    if delegation is not None:
        target = _targets(session, [delegation.id]).get(delegation.id)
    at = written_at(session, edition, found.sequence)
    return Standing(found.whole, found.currency, found.sequence, at, target)


def _targets(session: Session, delegation_ids: list[int]) -> dict[int, int]:
    query = sa.select(Target.delegation_id, Target.amount).where(
        Target.measure == TargetMeasure.INTENDED_TURNOVER, Target.delegation_id.in_(delegation_ids)
    )
    return dict(session.execute(query).all())


def _comparable(session: Session, edition: Edition) -> Edition | None:
    """Return the last edition, if it was counted in the same currency."""
    previous = session.get(Edition, edition.previous_id) if edition.previous_id else None
    return previous if previous and previous.base_currency == edition.base_currency else None


def counterpart_of(session: Session, edition: Edition, delegation: Delegation) -> Delegation | None:
    """Return the same delegation in the last edition, if it was there."""
    query = sa.select(Delegation).where(
        Delegation.edition_id == edition.previous_id, Delegation.code == delegation.code
    )
    return session.scalar(query)


def comparison_of(
    session: Session,
    edition: Edition,
    delegation: Delegation | None,
    standing: Standing,
    *,
    at: datetime,
) -> Comparison | None:
    """Compare with the last edition: as long after (or before) its opening as it is now."""
    previous = _comparable(session, edition)
    if previous is None:
        return None
    then = None
    if delegation is not None:
        then = counterpart_of(session, edition, delegation)
        if then is None:
            return None
    moment = at - (edition.starts_on - previous.starts_on)
    same_point = sequence_at(session, previous, moment)
    return Comparison(
        then=_counted(session, previous, then, as_of=same_point),
        at_close=_counted(session, previous, then, as_of=None),
        counted=standing.counted,
    )


def _counted(
    session: Session, edition: Edition, delegation: Delegation | None, *, as_of: int | None
) -> Money:
    found = totals(session, edition, delegation=delegation, dimension=Dimension.TOTAL, as_of=as_of)
    return Money(found.whole.counted_minor, found.currency)


def ranking(session: Session, edition: Edition, *, as_of: int | None = None) -> list[Ranked]:
    """Return all delegations of the first level, the largest total first."""
    query = (
        sa.select(Delegation)
        .where(Delegation.edition_id == edition.id, Delegation.depth == 1)
        .order_by(Delegation.position)
    )
    delegations = list(session.scalars(query))
    return _ranked(session, edition, delegations, as_of=as_of)


def _ranked(
    session: Session, edition: Edition, delegations: list[Delegation], *, as_of: int | None
) -> list[Ranked]:
    found = totals_of_all(session, edition, as_of=as_of)
    targets = _targets(session, [delegation.id for delegation in delegations])
    amounts = {one.id: found.get(one.id, Sums()).counted_minor for one in delegations}
    positions = _positions(amounts)
    ordered = sorted(delegations, key=lambda one: (positions[one.id], one.position))
    return [
        Ranked(
            positions[delegation.id],
            delegation.id,
            delegation.label,
            Standing(
                found.get(delegation.id, Sums()),
                edition.base_currency,
                0,
                None,
                targets.get(delegation.id),
            ),
        )
        for delegation in ordered
    ]


def _positions(amounts: Mapping[int, int]) -> dict[int, int]:
    """Return each one's place by amount, the largest first; equal amounts share a place."""
    falling = sorted(amounts.values(), reverse=True)
    return {key: falling.index(amount) + 1 for key, amount in amounts.items()}


def rank_of(
    session: Session, edition: Edition, delegation: Delegation, *, as_of: int
) -> Rank | None:
    """Return where a delegation stands among those of its level under the same parent.

    Before anything counts, nobody stands anywhere.
    """
    query = sa.select(Delegation).where(
        Delegation.edition_id == edition.id, Delegation.parent_id.is_(delegation.parent_id)
    )
    if delegation.parent_id is not None:
        query = sa.select(Delegation).where(Delegation.parent_id == delegation.parent_id)
    ranked = _ranked(session, edition, list(session.scalars(query)), as_of=as_of)
    if all(row.standing.counted.minor == 0 for row in ranked):
        return None
    own = next(row for row in ranked if row.delegation_id == delegation.id)
    above = [row for row in ranked if row.position < own.position]
    if not above:
        return Rank(own.position, len(ranked))
    nearest = above[-1]
    difference = nearest.standing.counted.minor - own.standing.counted.minor
    return Rank(own.position, len(ranked), nearest.label, Money(difference, edition.base_currency))


def day_curve(
    session: Session,
    edition: Edition,
    delegation: Delegation | None,
    *,
    at: datetime,
    as_of: int,
) -> list[DayPoint]:
    """Return the cumulative total by day of signing, beside the last edition's, day by day."""
    today = at.astimezone(edition.zone).date()
    own = _by_day(session, edition, delegation, as_of=as_of)
    previous = _comparable(session, edition)
    then: Mapping[str, int] = {}
    shift = timedelta(0)
    if previous is not None:
        shift = edition.starts_on - previous.starts_on
        match = counterpart_of(session, edition, delegation) if delegation else None
        if delegation is None or match is not None:
            then = _by_day(session, previous, match, as_of=None)
    points = []
    day = edition.starts_on - LEAD_IN
    while day <= edition.ends_on:
        before = (day - shift).isoformat()
        points.append(
            DayPoint(
                on=day,
                minor=_until(own, day.isoformat()) if day <= today else None,
                previous_minor=_until(then, before) if then else None,
            )
        )
        day += timedelta(days=1)
    return points


def _by_day(
    session: Session, edition: Edition, delegation: Delegation | None, *, as_of: int | None
) -> dict[str, int]:
    found = totals(session, edition, delegation=delegation, dimension=Dimension.DAY, as_of=as_of)
    return {day: sums.counted_minor for day, sums in found.cells.items()}


def _until(by_day: Mapping[str, int], last: str) -> int:
    return sum(minor for day, minor in by_day.items() if day <= last)
