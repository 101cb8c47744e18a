"""Reading what stands in the blocks of rounds, and which of them use the same places."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from matchmaking.expo.models import BlockPlace, MeetingBlock
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.values import MeetingState
from matchmaking.timetables.models import ArrangedMeeting, Round, RoundBlock


def blocks_of(session: Session, round_id: int | None) -> set[int]:
    """Return the keys of the blocks a round fills."""
    query = sa.select(RoundBlock.block_id).where(RoundBlock.round_id == round_id)
    return set(session.scalars(query))


def same_places(
    session: Session, gained: Collection[int], chosen: Collection[int], *, round_id: int | None
) -> tuple[MeetingBlock, MeetingBlock, Round | None] | None:
    """Return a gained block and another that uses one of its places at the same time.

    The other is one that was chosen with it, or another round's: then with that round.
    """
    one, other = aliased(MeetingBlock), aliased(MeetingBlock)
    ours, theirs = aliased(BlockPlace), aliased(BlockPlace)
    is_elsewhere = RoundBlock.round_id.is_distinct_from(round_id)
    query = (
        sa.select(one, other, Round)
        .join(ours, ours.block_id == one.id)
        .join(theirs, theirs.place_id == ours.place_id)
        .join(other, other.id == theirs.block_id)
        .outerjoin(RoundBlock, sa.and_(RoundBlock.block_id == other.id, is_elsewhere))
        .outerjoin(Round, Round.id == RoundBlock.round_id)
        .where(
            one.id.in_(gained),
            other.id != one.id,
            one.starts_at < other.ends_at,
            other.starts_at < one.ends_at,
            sa.or_(other.id.in_(chosen), Round.id.is_not(None)),
        )
        .order_by(one.starts_at, other.starts_at, one.id, other.id)
        .limit(1)
    )
    found = session.execute(query).first()
    return None if found is None else (found[0], found[1], found[2])


def standing_in(
    session: Session, round_id: int | None, block_ids: Collection[int], *, at: datetime
) -> int:
    """Return how many published meetings of a round are still to come in these blocks."""
    query = (
        sa.select(sa.func.count())
        .select_from(Meeting)
        .join(ArrangedMeeting, ArrangedMeeting.meeting_id == Meeting.id)
        .where(
            ArrangedMeeting.round_id == round_id,
            Meeting.state == MeetingState.CONFIRMED,
            Meeting.block_id.in_(block_ids),
            Meeting.starts_at > at,
        )
    )
    return session.scalar(query) or 0
