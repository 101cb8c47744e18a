"""Other times that partners have just proposed to the people of the story.

They come last and through the service, as people would: what is free then is what is left.
"""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.accounts.models import Account, Grant
from matchmaking.accounts.values import ENTERPRISE_ROLES, Actor
from matchmaking.demonstration import scale
from matchmaking.expo.values import Slot
from matchmaking.meetings import queries
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.services import propose_time
from matchmaking.meetings.values import MeetingState, OtherTime

ASKED_AT = scale.NOW - timedelta(minutes=25)
# Nobody is asked to come sooner, and meetings before that stay where they are.
FROM = scale.venue(scale.FAIR_DAYS[1], 9)
# Whose meetings in which state are to be moved, and what is said about it.
PROPOSALS = (
    ("adler", MeetingState.CONFIRMED, "Our chief engineer lands later than planned."),
    ("adler", MeetingState.REQUESTED, ""),
    ("changan-ford", MeetingState.CONFIRMED, "展台上午有演示，改在下午可以吗？"),
)


def propose_other_times(
    session: Session, keys: dict[str, int], spared: Slot, *, at: datetime = ASKED_AT
) -> int:
    """Let partners of these enterprises propose other times; return how many do.

    ``keys`` are the participations of the story; ``spared`` is kept free for it.
    """
    return sum(
        _propose(session, keys[name], state, message, spared, at=at)
        for name, state, message in PROPOSALS
    )


def _propose(
    session: Session,
    asked_id: int,
    state: MeetingState,
    message: str,
    spared: Slot,
    *,
    at: datetime,
) -> bool:
    """Let the partner of a team's first meeting in a state propose the first other time."""
    for key in session.scalars(_meetings_of(asked_id, state)).all():
        meeting = queries.meeting_of(session, key)
        partner = _answers_for(session, meeting.partner_of(asked_id).id) if meeting else None
        if meeting is None or partner is None:
            continue
        free = queries.other_times(session, meeting, partner.participation_id or 0, at=at)
        later = (one.slot for one in free if one.slot.starts_at >= FROM)
        slot = next((one for one in later if not one.overlaps(spared)), None)
        if slot is not None:
            other = OtherTime(slot.starts_at, message)
            propose_time(session, meeting, other, actor=partner, at=at)
            return True
    return False


def _meetings_of(asked_id: int, state: MeetingState) -> sa.Select[int]:
    """Return a team's meetings or requests to come."""
    party = sa.or_(Meeting.requester_id == asked_id, Meeting.receiver_id == asked_id)
    return (
        sa.select(Meeting.id)
        .where(party, Meeting.state == state, Meeting.starts_at >= FROM)
        .order_by(Meeting.starts_at, Meeting.id)
    )


def _answers_for(session: Session, participation_id: int) -> Actor | None:
    """Return somebody who acts for an enterprise."""
    query = (
        sa.select(Grant, Account.name)
        .join(Account, Account.id == Grant.account_id)
        .where(Grant.participation_id == participation_id, Grant.role.in_(ENTERPRISE_ROLES))
        .order_by(Grant.id)
        .limit(1)
    )
    for grant, name in session.execute(query):
        return Actor(
            account_id=grant.account_id,
            name=name,
            role=grant.role,
            grant_id=grant.id,
            edition_id=grant.edition_id,
            participation_id=participation_id,
            representative_id=grant.representative_id,
        )
    return None
