"""Wanting no meetings with a partner: it leaves one's wishes, too."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.accounts.values import Actor
from matchmaking.enterprises.models import Participation
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.services import veto
from matchmaking.timetables.models import Round, Wish, WishList


def refuse_partner(
    session: Session, actor: Actor, own: Participation, partner: Participation, *, at: datetime
) -> Meeting | None:
    """Want no meetings with a partner, and take them off the lists that can still change.

    Open requests between the two are closed. A confirmed meeting stands and is returned.

    Raises:
        PartnerNotBookableError: the partner is ourselves, or of another edition.
    """
    standing = veto(session, actor, own, partner, at=at)
    wished = sa.select(Wish.wish_list_id).where(Wish.partner_id == partner.id)
    gathering = sa.select(Round.id).where(Round.wishes_close_at > at)
    changed = session.scalars(
        sa.update(WishList)
        .where(WishList.participation_id == own.id)
        .where(WishList.id.in_(wished), WishList.round_id.in_(gathering))
        .values(version=WishList.version + 1)
        .returning(WishList.id)
        .execution_options(synchronize_session=False)
    ).all()
    session.execute(
        sa.delete(Wish)
        .where(Wish.wish_list_id.in_(changed), Wish.partner_id == partner.id)
        .execution_options(synchronize_session=False)
    )
    session.expire_all()
    return standing
