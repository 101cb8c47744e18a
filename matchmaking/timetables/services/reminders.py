"""Reminding those who have not handed in their wishes."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.accounts.values import Actor
from matchmaking.audit.services import record
from matchmaking.core.wording import Sentence, say
from matchmaking.notifications.services import notify_all
from matchmaking.notifications.values import NoticeKind
from matchmaking.timetables.errors import NobodyToRemindError
from matchmaking.timetables.models import Round, WishList
from matchmaking.timetables.queries.inviting import day_began, to_remind
from matchmaking.timetables.queries.rounds import administrators_among
from matchmaking.timetables.services.wishes import require_gathering

REMINDED = say("reminded enterprises of their wishes")
# So long before wishes close, everybody who has not handed in is reminded without being asked to.
MARKS = (timedelta(hours=3), timedelta(hours=24))


def remind(
    session: Session,
    actor: Actor,
    round_: Round,
    *,
    zone: ZoneInfo,
    at: datetime,
    wish_list_id: int | None = None,
) -> int:
    """Remind all who have not handed in, or one; nobody twice on a day at the venue.

    Returns how many were reminded.

    Raises:
        WishesClosedError: the round does not gather wishes now.
        NobodyToRemindError: all have handed in or were reminded today.
    """
    require_gathering(round_, at)
    count = _remind(session, round_, since=day_began(at, zone), at=at, wish_list_id=wish_list_id)
    if not count:
        raise NobodyToRemindError
    record(session, actor, REMINDED.text, subject=("round", round_.id), at=at)
    return count


def remind_due(session: Session, *, at: datetime) -> int:
    """Remind everybody a day and some hours before wishes close, each once; return how many.

    May run at any time and any number of times: who was reminded after the last mark is not
    reminded again.
    """
    query = sa.select(Round).where(
        Round.wishes_open_at <= at,
        Round.wishes_close_at > at,
        Round.wishes_close_at <= at + max(MARKS),
    )
    count = 0
    for round_ in session.scalars(query).all():
        mark = next(one for one in MARKS if at >= round_.wishes_close_at - one)
        count += _remind(session, round_, since=round_.wishes_close_at - mark, at=at)
    return count


def _remind(
    session: Session,
    round_: Round,
    *,
    since: datetime,
    at: datetime,
    wish_list_id: int | None = None,
) -> int:
    """Remind who was not reminded since a moment; the update decides who that is, once."""
    statement = sa.update(WishList).where(*to_remind(round_, since))
    if wish_list_id is not None:
        statement = statement.where(WishList.id == wish_list_id)
    reminded = session.scalars(
        statement.values(reminded_at=at)
        .returning(WishList.participation_id)
        .execution_options(synchronize_session=False)
    ).all()
    notify_all(
        session,
        administrators_among(session, reminded),
        kind=NoticeKind.TIMETABLES,
        sentence=_hurry(round_),
        path=f"/timetable/wishes/{round_.id}",
        at=at,
        edition_id=round_.edition_id,
    )
    session.expire_all()
    return len(reminded)


def _hurry(round_: Round) -> Sentence:
    return say(
        "Wishes for “%(round)s” close at %(when)s, and yours are not handed in yet.",
        round=round_.label,
        when=round_.wishes_close_at,
    )
