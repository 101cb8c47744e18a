"""Everything one page shows, read together."""

from datetime import datetime

from sqlalchemy.orm import Session

from matchmaking.accounts.values import Actor
from matchmaking.core.money import Money
from matchmaking.dashboards.figures import Board, ControlRoom, Investment, Ranked
from matchmaking.dashboards.queries import activity, standings
from matchmaking.dashboards.queries.breakdowns import cut
from matchmaking.dashboards.queries.preparing import steps_before
from matchmaking.delegations.models import Delegation
from matchmaking.expo.models import Edition
from matchmaking.intentions.counting import counted_buckets, rules_that_apply
from matchmaking.intentions.totals import investments
from matchmaking.intentions.values import Dimension

CUTS = (
    Dimension.DELEGATION,
    Dimension.AREA,
    Dimension.TERRITORY,
    Dimension.OWNERSHIP,
    Dimension.KIND,
    Dimension.DAY,
)


def delegation_board(
    session: Session, edition: Edition, delegation: Delegation | None, *, at: datetime
) -> Board:
    """Read a delegation's dashboard, or the whole expo's.

    The ledger may move meanwhile: all sums are those after the entry that the headline is true at.
    """
    standing = standings.standing_of(session, edition, delegation)
    as_of = standing.sequence
    today = at.astimezone(edition.zone).date()
    is_running = edition.starts_on <= today <= edition.ends_on
    return Board(
        edition=edition,
        delegation=delegation,
        standing=standing,
        comparison=standings.comparison_of(session, edition, delegation, standing, at=at),
        rank=standings.rank_of(session, edition, delegation, as_of=as_of) if delegation else None,
        curve=standings.day_curve(session, edition, delegation, at=at, as_of=as_of),
        cuts={
            dimension: cut(session, edition, delegation, dimension, as_of=as_of)
            for dimension in CUTS
        },
        investments=_counted_projects(session, edition, delegation, as_of=as_of),
        latest=activity.latest_moves(session, edition, delegation),
        meetings=activity.meeting_counts(session, edition, delegation, at=at),
        unit_count=activity.unit_count(session, edition, delegation),
        rules=rules_that_apply(edition),
        day_number=(today - edition.starts_on).days + 1 if is_running else None,
        day_count=(edition.ends_on - edition.starts_on).days + 1,
        at=at,
    )


def _counted_projects(
    session: Session, edition: Edition, delegation: Delegation | None, *, as_of: int
) -> list[Investment]:
    counted = counted_buckets(edition)
    found: dict[str, Investment] = {}
    for row in investments(session, edition, delegation, as_of=as_of):
        if row.bucket in counted:
            so_far = found.get(row.amount.currency, Investment(Money(0, row.amount.currency), 0))
            found[row.amount.currency] = Investment(
                so_far.amount + row.amount, so_far.count + row.deals
            )
    return list(found.values())


def control_room(session: Session, edition: Edition, actor: Actor, *, at: datetime) -> ControlRoom:
    """Read what an organiser sees first."""
    board = delegation_board(session, edition, None, at=at)
    return ControlRoom(
        board=board,
        steps=steps_before(session, edition, at=at),
        ranked=standings.ranking(session, edition, as_of=board.standing.sequence),
        fill=activity.fullest(session, edition, at=at),
        stuck=[
            *activity.stuck(session, edition, actor, at=at),
            *activity.repairs(session, edition, at=at),
        ],
        open_requests=activity.open_requests(session, edition, at=at),
    )


def all_delegations(session: Session, edition: Edition) -> list[Ranked]:
    """Rank all delegations of the first level."""
    return standings.ranking(session, edition)
