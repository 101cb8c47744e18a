"""With whom a deal may be recorded: the partner of a meeting, recent partners, those looked for."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from matchmaking.enterprises.models import Enterprise, Participation
from matchmaking.enterprises.queries.directory import found_partners
from matchmaking.enterprises.values import DirectoryFilter, ParticipationState
from matchmaking.intentions.values import Side
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.values import MeetingState

MOST_FOUND = 12
MOST_RECENT = 8
MET = (MeetingState.CONFIRMED, MeetingState.HELD)


@dataclass(frozen=True)
class Opening:
    """Where a new deal begins: the two parties, our likely side, the meeting it came from."""

    own: Participation
    partner: Participation
    side: Side
    meeting_id: int | None
    topic: str


def opening(
    session: Session,
    edition_id: int,
    own_id: int,
    *,
    meeting_id: int | None,
    partner_id: int | None,
) -> Opening | None:
    """Return how a deal begins; nothing if the meeting or partner is none of ours."""
    meeting = session.get(Meeting, meeting_id) if meeting_id else None
    if meeting_id and (meeting is None or not meeting.involves(own_id)):
        return None
    other_id = meeting.partner_of(own_id).id if meeting else partner_id
    own, partner = _participation(session, own_id), _participation(session, other_id)
    if own is None or partner is None or partner.id == own.id:
        return None
    if partner.edition_id != edition_id or partner.state is not ParticipationState.APPROVED:
        return None
    topic = meeting.topic if meeting else ""
    return Opening(own, partner, _likely_side(own, partner), meeting.id if meeting else None, topic)


def partners_found(
    session: Session, edition_id: int, own_id: int, words: str, *, language: str
) -> list[Participation]:
    """Return the partners whose names fit what was typed, by name."""
    query = found_partners(session, edition_id, DirectoryFilter(words=words), language=language)
    query = query.where(Participation.id != own_id).limit(MOST_FOUND)
    return list(session.scalars(query).unique())


def recent_partners(session: Session, own_id: int, *, at: datetime) -> list[Meeting]:
    """Return the meetings a deal may come from: those begun, the latest first, then those ahead."""
    parties = [
        joinedload(party).joinedload(Participation.enterprise)
        for party in (Meeting.requester, Meeting.receiver)
    ]
    has_begun = sa.case((Meeting.starts_at <= at, 1), else_=0)
    # Nothing of those ahead, so that among them the next comes first.
    begun_at = sa.case((Meeting.starts_at <= at, Meeting.starts_at))
    query = (
        sa.select(Meeting)
        .where(
            sa.or_(Meeting.requester_id == own_id, Meeting.receiver_id == own_id),
            Meeting.state.in_(MET),
        )
        .options(*parties)
        .order_by(has_begun.desc(), begun_at.desc(), Meeting.starts_at, Meeting.id)
        .limit(MOST_RECENT)
    )
    return list(session.scalars(query))


def _participation(session: Session, key: int | None) -> Participation | None:
    query = (
        sa.select(Participation)
        .where(Participation.id == (key or 0))
        .options(joinedload(Participation.enterprise).joinedload(Enterprise.territory))
    )
    return session.scalar(query)


def _likely_side(own: Participation, partner: Participation) -> Side:
    """Return the side one is probably on: who only exhibits sells, who only visits buys."""
    if own.is_buyer and (not own.is_exhibitor or (partner.is_exhibitor and not partner.is_buyer)):
        return Side.BUYER
    return Side.SELLER if own.is_exhibitor else Side.BUYER
