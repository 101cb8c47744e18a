"""Wanting no meetings with somebody: it binds requests at once, and every plan."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.accounts.values import Actor
from matchmaking.audit.services import record
from matchmaking.core.database import dialect_of, insert_if_new
from matchmaking.core.wording import say
from matchmaking.enterprises.models import Participation
from matchmaking.meetings import queries
from matchmaking.meetings.errors import PartnerNotBookableError
from matchmaking.meetings.models import Meeting, Veto
from matchmaking.meetings.services.answers import decline_meeting
from matchmaking.meetings.services.closing import expire_request, withdraw_request
from matchmaking.meetings.values import MeetingState

VETOED = say("wants no meetings with a partner")
LIFTED = say("allows meetings with a partner again")


def veto(
    session: Session, actor: Actor, own: Participation, partner: Participation, *, at: datetime
) -> Meeting | None:
    """Want no meetings with a partner from now on; a second time changes nothing.

    An open request of ours is taken back, one of theirs declined, each told as always: nobody
    is told of the veto. A confirmed meeting stands; it is returned, for us to cancel or keep.

    Raises:
        PartnerNotBookableError: the partner is ourselves, or of another edition.
    """
    if partner.id == own.id or partner.edition_id != own.edition_id:
        raise PartnerNotBookableError(partner.label)
    made = session.execute(
        insert_if_new(dialect_of(session), Veto)
        .values(participation_id=own.id, partner_id=partner.id, made_at=at)
        .returning(Veto.id)
    ).first()
    if made is not None:
        record(session, actor, VETOED.text, subject=("participation", partner.id), at=at)
    existing = queries.open_between(session, own.edition_id, own.id, partner.id)
    if existing is not None and existing.state is MeetingState.REQUESTED:
        _close(session, existing, actor, at=at)
        return None
    return existing


def _close(session: Session, meeting: Meeting, actor: Actor, *, at: datetime) -> None:
    if meeting.expires_at <= at:
        expire_request(session, meeting, at=at)
    elif actor.acts_for(meeting.requester_id):
        withdraw_request(session, meeting, actor=actor, at=at)
    else:
        decline_meeting(session, meeting, actor=actor, at=at)


def lift_veto(
    session: Session, actor: Actor, own: Participation, partner_id: int, *, at: datetime
) -> None:
    """Allow meetings with a partner again; if there was no veto, nothing changes."""
    lifted = session.execute(
        sa.delete(Veto)
        .where(Veto.participation_id == own.id, Veto.partner_id == partner_id)
        .returning(Veto.id)
    ).first()
    if lifted is not None:
        record(session, actor, LIFTED.text, subject=("participation", partner_id), at=at)
