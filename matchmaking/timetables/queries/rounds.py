"""Reading matchmaking rounds."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager, selectinload

from matchmaking.accounts.models import Grant
from matchmaking.accounts.values import Role
from matchmaking.core.errors import NotFoundError
from matchmaking.enterprises.models import Enterprise, Participation
from matchmaking.enterprises.values import ParticipationState
from matchmaking.expo.models import Interpreter, MeetingBlock
from matchmaking.meetings.models import Meeting, Veto
from matchmaking.meetings.values import MeetingState
from matchmaking.scheduling.rounds.values import Grade
from matchmaking.timetables.models import (
    ArrangedMeeting,
    Publication,
    Round,
    RoundBlock,
    Wish,
    WishList,
)
from matchmaking.timetables.values import ListOrder, Stage, stage_at

KEYS_AT_ONCE = 5_000


def rounds_of(session: Session, edition_id: int) -> list[Round]:
    """Return an edition's rounds with their blocks, the earliest deadline first."""
    query = (
        sa.select(Round)
        .options(selectinload(Round.blocks))
        .where(Round.edition_id == edition_id)
        .order_by(Round.wishes_close_at, Round.id)
    )
    return list(session.scalars(query))


def stages_of(session: Session, rounds: Iterable[Round], at: datetime) -> dict[int, Stage]:
    """Return how far rounds have come, by their keys."""
    wanted = list(rounds)
    query = sa.select(Publication.round_id).where(
        Publication.round_id.in_([one.id for one in wanted]), Publication.undone_at.is_(None)
    )
    published = set(session.scalars(query))
    return {
        one.id: stage_at(
            at,
            opens_at=one.wishes_open_at,
            closes_at=one.wishes_close_at,
            is_published=one.id in published,
        )
        for one in wanted
    }


@dataclass(frozen=True)
class Counts:
    """How many of the invited take part now, and how many of these have handed in."""

    invited: int = 0
    sent: int = 0

    @property
    def missing(self) -> int:
        """Return how many have not handed in."""
        return self.invited - self.sent


@dataclass(frozen=True)
class Overview:
    """How far the wishes of a round have come; vetoes are those of the whole edition.

    Of those who were invited, some may take no part now: they withdrew, or wait for approval.
    """

    invited: int
    counts: Counts
    by_grade: Mapping[Grade, int]
    vetoes: int

    @property
    def sent(self) -> int:
        """Return how many have handed in."""
        return self.counts.sent

    @property
    def missing(self) -> int:
        """Return how many have not handed in, and could."""
        return self.counts.missing

    @property
    def out(self) -> int:
        """Return how many of the invited take no part now."""
        return self.invited - self.counts.invited

    @property
    def wishes(self) -> int:
        """Return how many wishes there are in all."""
        return sum(self.by_grade.values())


class Part(StrEnum):
    """A part of a round's wish lists."""

    MISSING = "missing"
    SENT = "sent"
    ALL = "all"


def overview_of(session: Session, round_: Round) -> Overview:
    """Count what was handed in and wished, in four queries."""
    lists = sa.select(sa.func.count()).where(WishList.round_id == round_.id)
    graded = (
        sa.select(Wish.grade, sa.func.count())
        .join(WishList, WishList.id == Wish.wish_list_id)
        .where(WishList.round_id == round_.id)
        .group_by(Wish.grade)
    )
    counts = {row[0]: row[1] for row in session.execute(graded)}
    vetoes = (
        sa.select(sa.func.count(Veto.id))
        .join(Participation, Participation.id == Veto.participation_id)
        .where(Participation.edition_id == round_.edition_id)
    )
    return Overview(
        session.scalar(lists) or 0,
        counts_of(session, [round_.id]).get(round_.id, Counts()),
        {grade: counts.get(grade, 0) for grade in Grade},
        session.scalar(vetoes) or 0,
    )


def counts_of(session: Session, round_ids: Iterable[int]) -> dict[int, Counts]:
    """Return how many who take part are invited to rounds and have handed in, by round."""
    query = (
        sa.select(WishList.round_id, sa.func.count(), sa.func.count(WishList.sent_at))
        .where(WishList.round_id.in_(list(round_ids)), takes_part())
        .group_by(WishList.round_id)
    )
    return {key: Counts(invited, sent) for key, invited, sent in session.execute(query)}


def takes_part() -> sa.ColumnElement[bool]:
    """Return the condition of a wish list whose enterprise takes part: only then it counts."""
    approved = sa.select(Participation.id).where(
        Participation.id == WishList.participation_id,
        Participation.state == ParticipationState.APPROVED,
    )
    return approved.correlate(WishList).exists()


def lists_in(
    round_: Round, part: Part, words: str = "", order: ListOrder = ListOrder.NAME
) -> sa.Select[WishList]:
    """Return a part of a round's wish lists, in some order and else by the enterprises' names."""
    query = (
        sa.select(WishList)
        .join(WishList.participation)
        .join(Participation.enterprise)
        .where(WishList.round_id == round_.id)
        .options(contains_eager(WishList.participation).contains_eager(Participation.enterprise))
        .order_by(*_ordered(order), Enterprise.name_en, Enterprise.name_zh, WishList.id)
    )
    if part is Part.MISSING:
        query = query.where(WishList.sent_at.is_(None), takes_part())
    elif part is Part.SENT:
        query = query.where(WishList.sent_at.is_not(None), takes_part())
    if words:
        query = query.where(
            sa.or_(
                Enterprise.name_en.icontains(words, autoescape=True),
                Enterprise.name_zh.contains(words, autoescape=True),
            )
        )
    return query


def _ordered(order: ListOrder) -> list[sa.SQLColumnExpression[Any]]:
    wishes = sa.select(sa.func.count()).where(Wish.wish_list_id == WishList.id)
    count = wishes.correlate(WishList).scalar_subquery()
    match order:
        case ListOrder.FEWEST:
            return [count]
        case ListOrder.MOST:
            return [count.desc()]
        case ListOrder.REMINDED:
            return [WishList.reminded_at.is_not(None), WishList.reminded_at]
        case ListOrder.NAME:
            return []


def wish_counts(session: Session, list_ids: Iterable[int]) -> dict[int, int]:
    """Return how many wishes stand on lists, by their keys."""
    query = (
        sa.select(Wish.wish_list_id, sa.func.count())
        .where(Wish.wish_list_id.in_(list(list_ids)))
        .group_by(Wish.wish_list_id)
    )
    return {row[0]: row[1] for row in session.execute(query)}


def administrators_among(session: Session, participation_ids: Sequence[int]) -> list[int]:
    """Return the accounts of these enterprises' administrators."""
    found: list[int] = []
    for start in range(0, len(participation_ids), KEYS_AT_ONCE):
        chunk = participation_ids[start : start + KEYS_AT_ONCE]
        query = sa.select(Grant.account_id).where(
            Grant.role == Role.ENTERPRISE_ADMIN, Grant.participation_id.in_(chunk)
        )
        found += session.scalars(query.distinct())
    return list(dict.fromkeys(found))


def blocks_for(
    session: Session, edition_id: int, round_id: int | None, *, at: datetime
) -> list[MeetingBlock]:
    """Return the blocks a round may fill: its own, and those to come that no other round does."""
    taken = sa.select(RoundBlock.block_id)
    own = sa.select(RoundBlock.block_id).where(RoundBlock.round_id == round_id)
    is_free = sa.and_(MeetingBlock.starts_at > at, MeetingBlock.id.not_in(taken))
    query = sa.select(MeetingBlock).where(
        MeetingBlock.edition_id == edition_id, sa.or_(is_free, MeetingBlock.id.in_(own))
    )
    return list(session.scalars(query.order_by(MeetingBlock.starts_at, MeetingBlock.id)))


def interpreters_of(session: Session, edition_id: int) -> list[Interpreter]:
    """Return an edition's interpreters, those on duty first."""
    query = sa.select(Interpreter).where(Interpreter.edition_id == edition_id)
    order = (Interpreter.is_active.desc(), Interpreter.name_en, Interpreter.id)
    return list(session.scalars(query.order_by(*order)))


def helping(session: Session, edition_id: int, *, at: datetime) -> dict[int, int]:
    """Return how many published meetings to come each interpreter of an edition helps at."""
    query = (
        sa.select(Meeting.interpreter_id, sa.func.count())
        .join(ArrangedMeeting, ArrangedMeeting.meeting_id == Meeting.id)
        .where(
            Meeting.edition_id == edition_id,
            Meeting.state == MeetingState.CONFIRMED,
            Meeting.starts_at > at,
            Meeting.interpreter_id.is_not(None),
        )
        .group_by(Meeting.interpreter_id)
    )
    return {key: count for key, count in session.execute(query) if key is not None}


def require_list(session: Session, round_: Round, wish_list_id: int) -> None:
    """Go on only if a wish list is this round's.

    Raises:
        NotFoundError: it is not, or there is none.
    """
    query = sa.select(WishList.id).where(
        WishList.id == wish_list_id, WishList.round_id == round_.id
    )
    if session.scalar(query) is None:
        raise NotFoundError
