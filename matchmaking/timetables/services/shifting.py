"""Bringing meetings from how they stand to how they shall, with what the round keeps of them."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from matchmaking.accounts.values import Actor
from matchmaking.enterprises.models import Participation
from matchmaking.meetings.errors import MeetingChangedError
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.services.arranging import Step, draft_meeting, rearrange
from matchmaking.meetings.standing import Standing, standing_of
from matchmaking.meetings.values import MeetingState
from matchmaking.timetables.differences import Shift, same_seat

PARTIES = (
    joinedload(Meeting.requester).joinedload(Participation.enterprise),
    joinedload(Meeting.receiver).joinedload(Participation.enterprise),
)


def carry_out(
    session: Session, shifts: Sequence[Shift], *, actor: Actor, at: datetime
) -> list[tuple[Shift, Step]]:
    """Change the meetings, all or none; return what was done, with the meetings.

    Raises:
        MeetingChangedError: one of them is no longer as the difference said.
        NoLongerFreeError: somebody or something was taken at this moment.
        PairsHaveMeetingError: two enterprises have arranged something at this moment.
    """
    standing = _meetings(session, [one.stand.meeting_id for one in shifts if one.stand])
    parties = _parties(session, {key for one in shifts if not one.stand for key in one.sides})
    done = []
    for shift in shifts:
        if shift.stand is None:
            done.append((shift, _new(shift, parties, at)))
        else:
            done.append((shift, _changed(shift, standing[shift.stand.meeting_id])))
    rearrange(session, [step for _shift, step in done], actor=actor, at=at)
    return done


def _new(shift: Shift, parties: dict[int, Participation], at: datetime) -> Step:
    one, other = shift.sides
    after = _after(shift)
    return Step(draft_meeting((parties[one], parties[other]), after, at=at), None, after)


def _changed(shift: Shift, meeting: Meeting) -> Step:
    step = Step(meeting, shift.before, _after(shift))
    if shift.before is None or not same_seat(standing_of(meeting), shift.before):
        raise MeetingChangedError(step.title)
    return step


def _after(shift: Shift) -> Standing:
    return shift.after or replace(shift.shown, state=MeetingState.CANCELLED)


def _meetings(session: Session, keys: Iterable[int]) -> dict[int, Meeting]:
    query = (
        sa.select(Meeting)
        .options(*PARTIES)
        .where(Meeting.id.in_(list(keys)))
        .execution_options(populate_existing=True)
    )
    return {one.id: one for one in session.scalars(query)}


def _parties(session: Session, keys: Iterable[int]) -> dict[int, Participation]:
    query = (
        sa.select(Participation)
        .options(joinedload(Participation.enterprise))
        .where(Participation.id.in_(list(keys)))
    )
    return {one.id: one for one in session.scalars(query)}
