"""Ending a request or a meeting before it was held."""

from datetime import datetime

from sqlalchemy.orm import Session

from matchmaking.accounts.values import Actor
from matchmaking.audit.services import record
from matchmaking.core.wording import Sentence, say
from matchmaking.expo.services import vacate
from matchmaking.meetings import queries
from matchmaking.meetings.errors import AlreadyBegunError, ReasonNeededError
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.services.proposing import expire_proposal
from matchmaking.meetings.services.settling import changed, holders_of, require_possible, settle
from matchmaking.meetings.services.telling import tell_partner, tell_requester, with_reason
from matchmaking.meetings.values import LATE, Act, MeetingState
from matchmaking.notifications.values import is_soon

WITHDRAWN = say("took the request back")
CANCELLED = say("cancelled the meeting")
BATCH = 500


def withdraw_request(session: Session, meeting: Meeting, *, actor: Actor, at: datetime) -> None:
    """Take a request back: the slot becomes free for others.

    Raises:
        MeetingNotOpenError: it was answered or closed before.
    """
    require_possible(session, meeting, Act.WITHDRAW)
    settle(
        session,
        meeting,
        Act.WITHDRAW,
        state=MeetingState.WITHDRAWN,
        closed_by_id=actor.participation_id,
    )
    vacate(session, *holders_of(meeting))
    record(session, actor, WITHDRAWN.text, subject=("meeting", meeting.id), at=at)
    sentence = say(
        "%(who)s has taken back the request for %(when)s.",
        who=meeting.requester.label,
        when=meeting.starts_at,
    )
    tell_partner(session, meeting, sentence, at=at, by=actor)


def cancel_meeting(
    session: Session, meeting: Meeting, *, actor: Actor, at: datetime, reason: str = ""
) -> None:
    """Call a confirmed meeting off; people and place become free.

    Raises:
        MeetingNotOpenError: it is not confirmed.
        AlreadyBegunError: it has begun.
        ReasonNeededError: it starts soon, and no reason was given.
    """
    require_possible(session, meeting, Act.CANCEL)
    if meeting.starts_at <= at:
        raise AlreadyBegunError
    is_late = meeting.starts_at - at < LATE
    if is_late and not reason:
        raise ReasonNeededError(int(LATE.total_seconds() // 3600))
    settle(
        session,
        meeting,
        Act.CANCEL,
        state=MeetingState.CANCELLED,
        closed_by_id=actor.participation_id,
        close_reason=reason,
        is_late=is_late,
    )
    vacate(session, *holders_of(meeting))
    record(session, actor, CANCELLED.text, subject=("meeting", meeting.id), at=at, reason=reason)
    news, is_urgent = _called_off(meeting, actor, reason), is_soon(meeting.starts_at, at=at)
    tell_partner(session, meeting, news, at=at, by=actor, is_urgent=is_urgent)


def _called_off(meeting: Meeting, actor: Actor, reason: str) -> Sentence:
    ours = meeting.requester if actor.acts_for(meeting.requester_id) else meeting.receiver
    sentence = say(
        "%(who)s has cancelled your meeting at %(when)s.", who=ours.label, when=meeting.starts_at
    )
    return with_reason(sentence, reason)


def expire_overdue(session: Session, *, at: datetime) -> int:
    """Close the requests, and drop the proposed times, whose deadline has passed; say how many."""
    requests = sum(
        expire_request(session, meeting, at=at)
        for meeting in queries.overdue(session, at, limit=BATCH)
    )
    return requests + sum(
        expire_proposal(session, meeting, at=at)
        for meeting in queries.overdue_proposals(session, at, limit=BATCH)
    )


def expire_request(session: Session, meeting: Meeting, *, at: datetime) -> bool:
    """Close a request whose deadline has passed, unless somebody just did something with it."""
    expired = changed(
        session, meeting, Act.EXPIRE, Meeting.expires_at <= at, state=MeetingState.EXPIRED
    )
    if expired:
        session.refresh(meeting)
        vacate(session, *holders_of(meeting))
        sentence = say(
            "%(who)s did not answer your request for %(when)s in time. "
            "Your time is free again: ask for another one.",
            who=meeting.receiver.label,
            when=meeting.starts_at,
        )
        tell_requester(session, meeting, sentence, at=at)
    return expired
