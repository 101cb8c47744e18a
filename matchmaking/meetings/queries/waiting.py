"""Whose turn it is: conditions on meetings. Times and teams are values or parameters."""

from datetime import datetime

import sqlalchemy as sa

from matchmaking.meetings.models import Meeting
from matchmaking.meetings.values import MeetingState

Moment = datetime | sa.BindParameter[datetime]
Team = int | sa.BindParameter[int] | None


def request_waits(at: Moment) -> sa.ColumnElement[bool]:
    """Return the condition of a request that can still be answered."""
    return sa.and_(Meeting.state == MeetingState.REQUESTED, Meeting.expires_at > at)


def is_proposed(at: Moment) -> sa.ColumnElement[bool]:
    """Return the condition of a meeting for which another time waits for an answer."""
    return sa.and_(Meeting.proposed_until.is_not(None), Meeting.proposed_until > at)


def proposal_waits_for(team: Team, at: Moment) -> sa.ColumnElement[bool]:
    """Return the condition of a meeting whose other side than this team proposes a time."""
    return sa.and_(is_proposed(at), Meeting.proposed_by_id != team)


def request_waits_for_receiver(at: Moment) -> sa.ColumnElement[bool]:
    """Return the condition of a request whose receiver has not answered by another time."""
    answered = sa.and_(is_proposed(at), Meeting.proposed_by_id == Meeting.receiver_id)
    return sa.and_(request_waits(at), sa.not_(answered))
