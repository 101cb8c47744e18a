"""Why a meeting stands: the round it comes from, and how its reader wished for it."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from matchmaking.enterprises.models import Participation
from matchmaking.meetings.models import Meeting
from matchmaking.timetables.models import ArrangedMeeting, Round, Wish
from matchmaking.timetables.queries.agreed import is_agreed
from matchmaking.timetables.queries.wishes import wishes_for


@dataclass(frozen=True)
class Reason:
    """What one side may know: its own wish if it had one, never the grade of the other's."""

    meeting: Meeting
    round: Round
    partner: Participation
    wish: Wish | None
    is_agreed: bool


def reason_of(session: Session, meeting_id: int, participation_id: int | None) -> Reason | None:
    """Return why a side has a meeting, if a timetable arranged it."""
    sides = (
        joinedload(Meeting.requester).joinedload(Participation.enterprise),
        joinedload(Meeting.receiver).joinedload(Participation.enterprise),
    )
    query = (
        sa.select(Meeting, Round, is_agreed())
        .join(ArrangedMeeting, ArrangedMeeting.meeting_id == Meeting.id)
        .join(Round, Round.id == ArrangedMeeting.round_id)
        .options(*sides)
        .where(
            Meeting.id == meeting_id,
            sa.or_(
                Meeting.requester_id == participation_id, Meeting.receiver_id == participation_id
            ),
        )
    )
    row = session.execute(query).first() if 0 < meeting_id < 2**31 else None
    if row is None or participation_id is None:
        return None
    meeting, round_, agreed = row
    partner = meeting.partner_of(participation_id)
    wish = wishes_for(session, participation_id, partner.id).get(round_.id)
    return Reason(meeting, round_, partner, wish, agreed)
