"""Reading who can still be invited to a round, and whose invitation can be taken back."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.accounts.models import Grant
from matchmaking.accounts.values import Role
from matchmaking.enterprises.models import Participation
from matchmaking.enterprises.queries.directory import areas_of
from matchmaking.enterprises.values import ParticipationState
from matchmaking.expo.models import ExhibitionArea
from matchmaking.timetables.models import Absence, Round, Wish, WishList
from matchmaking.timetables.queries.rounds import takes_part


@dataclass(frozen=True)
class Guests:
    """The enterprises of an area, or of all, that are not invited yet, and the people to tell."""

    area: ExhibitionArea | None
    count: int
    told: int


def guests_of(session: Session, round_: Round) -> list[Guests]:
    """Return who can still be invited: first everybody, then area by area."""
    figures = (
        sa.func.count(Participation.id.distinct()),
        sa.func.count(Grant.account_id.distinct()),
    )
    administers = sa.and_(
        Grant.participation_id == Participation.id, Grant.role == Role.ENTERPRISE_ADMIN
    )
    query = sa.select(*figures).outerjoin_from(Participation, Grant, administers)
    query = query.where(*not_invited(round_))
    by_area = query.add_columns(Participation.area_id).group_by(Participation.area_id)
    counts: dict[int | None, Sequence[Any]] = {row[2]: row for row in session.execute(by_area)}
    areas = areas_of(session, round_.edition_id)
    found = [Guests(area, *counts.get(area.id, (0, 0))[:2]) for area in areas]
    return [Guests(None, *session.execute(query).one()), *found]


def not_invited(round_: Round) -> tuple[sa.ColumnElement[bool], ...]:
    """Return the conditions of an enterprise that can still be invited."""
    invited = sa.select(WishList.participation_id).where(WishList.round_id == round_.id)
    return (
        Participation.edition_id == round_.edition_id,
        Participation.state == ParticipationState.APPROVED,
        Participation.id.not_in(invited),
    )


def untouched(session: Session, list_ids: Collection[int]) -> set[int]:
    """Return those of the wish lists on which nothing has been said yet."""
    begun = (sa.select(kind.id).where(kind.wish_list_id == WishList.id) for kind in (Wish, Absence))
    query = sa.select(WishList.id).where(
        WishList.id.in_(list_ids),
        WishList.sent_at.is_(None),
        WishList.minimum == 0,
        WishList.maximum.is_(None),
        *(~one.exists() for one in begun),
    )
    return set(session.scalars(query))


def day_began(at: datetime, zone: ZoneInfo) -> datetime:
    """Return when the venue's day began: nobody is reminded by hand twice on one."""
    return datetime.combine(at.astimezone(zone).date(), time(), zone)


def to_remind(round_: Round, since: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    """Return the conditions of a list not handed in of which nobody was reminded since a moment.

    Who takes no part now, because they withdrew or wait for approval, could not hand in.
    """
    return (
        WishList.round_id == round_.id,
        WishList.sent_at.is_(None),
        takes_part(),
        sa.or_(WishList.reminded_at.is_(None), WishList.reminded_at < since),
    )


def count_to_remind(session: Session, round_: Round, since: datetime) -> int:
    """Return how many can be reminded."""
    query = sa.select(sa.func.count()).select_from(WishList).where(*to_remind(round_, since))
    return session.scalar(query) or 0
