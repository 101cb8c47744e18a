"""Removing a round that came to nothing, with all that was gathered and made for it."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.accounts.values import Actor
from matchmaking.audit.services import record
from matchmaking.core.wording import say
from matchmaking.notifications.services import notify_all
from matchmaking.notifications.values import NoticeKind
from matchmaking.timetables.errors import RoundPublishedError
from matchmaking.timetables.models import (
    Absence,
    Plan,
    PlanMoment,
    PlannedMeeting,
    Round,
    RoundBlock,
    Wish,
    WishList,
)
from matchmaking.timetables.queries.publications import last_number, take_turn
from matchmaking.timetables.queries.rounds import administrators_among

REMOVED = say("removed the matchmaking round")


def remove_round(session: Session, actor: Actor, round_: Round, *, at: datetime) -> int:
    """Remove a round with its wish lists and plans; return how many enterprises were invited.

    Their administrators are told. A search that goes on ends by itself.

    Raises:
        RoundPublishedError: a plan of it was published once, which stays on record.
    """
    # Whoever publishes, and the worker that writes down what it finds, wait here.
    take_turn(session, round_.id)
    session.execute(sa.select(Plan.id).where(Plan.round_id == round_.id).with_for_update())
    if last_number(session, round_.id):
        raise RoundPublishedError
    lists = sa.select(WishList.participation_id).where(WishList.round_id == round_.id)
    invited = session.scalars(lists).all()
    notify_all(
        session,
        administrators_among(session, invited),
        kind=NoticeKind.TIMETABLES,
        sentence=say("“%(round)s” does not take place: no timetable is made.", round=round_.label),
        path="/timetable/wishes",
        at=at,
        edition_id=round_.edition_id,
    )
    record(session, actor, REMOVED.text, subject=("round", round_.id), at=at)
    _delete(session, round_.id)
    session.expunge(round_)
    return len(invited)


def _delete(session: Session, round_id: int) -> None:
    """Delete what belongs to a round, what refers to something before that."""
    plans = sa.select(Plan.id).where(Plan.round_id == round_id)
    lists = sa.select(WishList.id).where(WishList.round_id == round_id)
    for rows in (
        sa.delete(PlanMoment).where(PlanMoment.plan_id.in_(plans)),
        sa.delete(PlannedMeeting).where(PlannedMeeting.plan_id.in_(plans)),
        sa.delete(Plan).where(Plan.round_id == round_id),
        sa.delete(Wish).where(Wish.wish_list_id.in_(lists)),
        sa.delete(Absence).where(Absence.wish_list_id.in_(lists)),
        sa.delete(WishList).where(WishList.round_id == round_id),
        sa.delete(RoundBlock).where(RoundBlock.round_id == round_id),
        sa.delete(Round).where(Round.id == round_id),
    ):
        session.execute(rows.execution_options(synchronize_session=False))
