"""Changing a meeting's state: only from the states that allow it, and only once."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.audit.queries import history_of
from matchmaking.core.errors import ChangedMeanwhileError
from matchmaking.expo.values import Holder, HolderKind
from matchmaking.meetings.errors import MeetingNotOpenError
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.values import NOTHING_PROPOSED, TRANSITIONS, Act


def holder_of(meeting: Meeting) -> Holder:
    """Return the meeting as what occupies people and places."""
    return Holder(HolderKind.MEETING, meeting.id)


def holders_of(meeting: Meeting) -> tuple[Holder, Holder]:
    """Return the meeting, and the other time proposed for it, as what occupies people."""
    return holder_of(meeting), proposal_of(meeting)


def proposal_of(meeting: Meeting) -> Holder:
    """Return the other time proposed for a meeting as what occupies its sender's person."""
    return Holder(HolderKind.PROPOSAL, meeting.id)


def require_possible(session: Session, meeting: Meeting, act: Act) -> None:
    """Go on only if the state allows the act.

    Raises:
        MeetingNotOpenError: it does not; says who brought the meeting into this state.
    """
    if meeting.state not in TRANSITIONS[act]:
        raise not_open(session, meeting)


def settle(session: Session, meeting: Meeting, act: Act, **changes: Any) -> None:
    """Change a meeting as it was last read, if nobody else has changed it since.

    The database decides: the row is updated only if its state still allows the act and its
    version is the one that was read.

    Raises:
        MeetingNotOpenError: somebody has answered, cancelled or taken it back meanwhile.
        ChangedMeanwhileError: somebody has changed something else about it.
    """
    if not changed(session, meeting, act, Meeting.version == meeting.version, **changes):
        session.refresh(meeting)
        require_possible(session, meeting, act)
        raise ChangedMeanwhileError
    session.refresh(meeting)


def changed(
    session: Session,
    meeting: Meeting,
    act: Act,
    *conditions: sa.ColumnElement[bool],
    **changes: Any,
) -> bool:
    """Update the row if its state allows the act; return whether it did.

    A new state ends what was proposed in the old one.
    """
    if "state" in changes:
        changes = {**NOTHING_PROPOSED, **changes}
    statement = (
        sa.update(Meeting)
        .where(Meeting.id == meeting.id, Meeting.state.in_(TRANSITIONS[act]), *conditions)
        .values(version=Meeting.version + 1, **changes)
        .returning(Meeting.id)
        .execution_options(synchronize_session=False)
    )
    return session.execute(statement).first() is not None


def not_open(session: Session, meeting: Meeting) -> MeetingNotOpenError:
    """Word that a meeting is not in the right state, and who did that."""
    deeds = history_of(session, ("meeting", meeting.id))
    return MeetingNotOpenError(meeting.state, by=deeds[-1].by if deeds else None)
