"""Inviting enterprises to a matchmaking round, and taking an invitation back."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.accounts.values import Actor
from matchmaking.audit.services import record
from matchmaking.core.database import dialect_of, insert_if_new
from matchmaking.core.errors import NotFoundError
from matchmaking.core.wording import say
from matchmaking.enterprises.models import Participation
from matchmaking.notifications.models import Notice
from matchmaking.notifications.services import notify_all
from matchmaking.notifications.values import NoticeKind
from matchmaking.timetables.errors import WishesBegunError
from matchmaking.timetables.models import Round, WishList
from matchmaking.timetables.queries.inviting import not_invited, untouched
from matchmaking.timetables.queries.rounds import administrators_among

INVITED = say("invited enterprises to the matchmaking round")
TAKEN_BACK = say("took an invitation to the matchmaking round back")


def invite(
    session: Session, actor: Actor, round_: Round, *, area_id: int | None = None, at: datetime
) -> int:
    """Invite the approved enterprises of an area, or all; return how many are new.

    Each team's administrators are told until when they can say whom they want to meet.
    """
    key, nothing = sa.literal(round_.id), sa.literal(0)
    chosen = sa.select(key, Participation.id, nothing, sa.literal(1)).where(*not_invited(round_))
    if area_id is not None:
        chosen = chosen.where(Participation.area_id == area_id)
    columns = ["round_id", "participation_id", "minimum", "version"]
    insert = insert_if_new(dialect_of(session), WishList).from_select(columns, chosen)
    invited = session.scalars(insert.returning(WishList.participation_id)).all()
    sentence = say(
        "You are invited to “%(round)s”: say until %(when)s whom you want to meet.",
        round=round_.label,
        when=round_.wishes_close_at,
    )
    notify_all(
        session,
        administrators_among(session, invited),
        kind=NoticeKind.TIMETABLES,
        sentence=sentence,
        path=_path(round_),
        at=at,
        edition_id=round_.edition_id,
        is_urgent=True,
    )
    if invited:
        record(session, actor, INVITED.text, subject=("round", round_.id), at=at)
    return len(invited)


def uninvite(
    session: Session, actor: Actor, round_: Round, wish_list_id: int, *, at: datetime
) -> None:
    """Take an enterprise's invitation back; whoever was told of it is told of this, too.

    Raises:
        NotFoundError: it is not this round's, or was taken back by somebody else.
        WishesBegunError: the enterprise has begun to say whom it wants to meet.
    """
    wanted = sa.select(WishList).where(WishList.id == wish_list_id, WishList.round_id == round_.id)
    # A team that begins now waits, or has begun before we look: the lock comes first.
    found = session.scalar(
        wanted.with_for_update(of=WishList).execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFoundError
    if not untouched(session, [found.id]):
        raise WishesBegunError(found.participation.label)
    told = _told(session, round_, found.participation_id)
    session.delete(found)
    session.flush()
    notify_all(
        session,
        told,
        kind=NoticeKind.TIMETABLES,
        sentence=say("The invitation to “%(round)s” was taken back.", round=round_.label),
        path="/timetable/wishes",
        at=at,
        edition_id=round_.edition_id,
    )
    record(session, actor, TAKEN_BACK.text, subject=("round", round_.id), at=at)


def _told(session: Session, round_: Round, participation_id: int) -> list[int]:
    """Return the administrators who were told of the invitation, or reminded of it."""
    query = (
        sa.select(Notice.account_id)
        .distinct()
        .where(
            Notice.account_id.in_(administrators_among(session, [participation_id])),
            Notice.path == _path(round_),
        )
    )
    return list(session.scalars(query))


def _path(round_: Round) -> str:
    """Return where an invited enterprise wishes."""
    return f"/timetable/wishes/{round_.id}"
