"""Reading what undoing a publication would change back."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.meetings.models import Meeting
from matchmaking.meetings.standing import standing_of, unpacked
from matchmaking.meetings.values import OPEN_STATES
from matchmaking.timetables.differences import Stand
from matchmaking.timetables.ground import Ground, Pair
from matchmaking.timetables.models import Publication, PublishedChange
from matchmaking.timetables.queries.agreed import is_agreed
from matchmaking.timetables.queries.differences import units_of
from matchmaking.timetables.queries.ground import ground_of
from matchmaking.timetables.queries.publications import changes_of
from matchmaking.timetables.undoing import Done, Undoing, undoing
from matchmaking.timetables.values import MET


def undoing_of(
    session: Session, publication: Publication, *, at: datetime
) -> tuple[Undoing, Ground]:
    """Return what would be put back, what can't, and what both stand on."""
    round_ = publication.plan.round
    ground = ground_of(session, round_)
    units = units_of(session, round_)
    changes = changes_of(session, publication)
    agreed = _agreed(session, publication)
    done = [
        _done(change, units.get(change.meeting_id, 0), agreed=change.meeting_id in agreed)
        for change in changes
    ]
    return undoing(done, _open_pairs(session, publication), ground, at=at), ground


def _agreed(session: Session, publication: Publication) -> set[int]:
    """Return which of the meetings it changed their two sides have moved themselves."""
    query = (
        sa.select(PublishedChange.meeting_id)
        .join(Meeting, Meeting.id == PublishedChange.meeting_id)
        .where(PublishedChange.publication_id == publication.id, is_agreed())
    )
    return set(session.scalars(query))


def _done(change: PublishedChange, unit: int, *, agreed: bool) -> Done:
    meeting = change.meeting
    stand = Stand(
        meeting_id=meeting.id,
        sides=(meeting.requester_id, meeting.receiver_id),
        standing=standing_of(meeting, unit),
        is_arranged=True,
        is_agreed=agreed,
    )
    return Done(
        stand=stand,
        change=change.change,
        before=unpacked(change.before) if change.before else None,
        after=unpacked(change.after or {}),
        answer_until=meeting.expires_at,
        is_by_people=meeting.closed_by_id is not None,
    )


def _open_pairs(session: Session, publication: Publication) -> dict[Pair, int]:
    """Return the pairs that have an open request, or a meeting, or had one."""
    concerned = sa.select(PublishedChange.meeting_id).where(
        PublishedChange.publication_id == publication.id
    )
    keys = sa.select(Meeting.pair_key).where(Meeting.id.in_(concerned))
    query = sa.select(Meeting.requester_id, Meeting.receiver_id, Meeting.id).where(
        Meeting.edition_id == publication.plan.round.edition_id,
        Meeting.state.in_((*OPEN_STATES, *MET)),
        Meeting.pair_key.in_(keys),
    )
    return {(min(one, other), max(one, other)): key for one, other, key in session.execute(query)}
