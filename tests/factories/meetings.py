"""One-to-one meetings."""

from typing import Any

from sqlalchemy.orm import Session

from matchmaking.enterprises.models import Participation
from matchmaking.expo.models import Edition, MeetingBlock
from matchmaking.meetings.models import Meeting
from tests.factories.enterprises import make_participation, make_representative
from tests.factories.expo import NOW, make_block, venue_time


def make_meeting(
    session: Session,
    edition: Edition,
    *,
    requester: Participation | None = None,
    receiver: Participation | None = None,
    block: MeetingBlock | None = None,
    **values: Any,
) -> Meeting:
    """Write down a request for 5 November, 14:00 to 14:30, without occupying anybody."""
    requester = requester or make_participation(session, edition)
    receiver = receiver or make_participation(session, edition)
    low, high = sorted((requester.id, receiver.id))
    block = block or make_block(session, edition)
    meeting = Meeting(
        **{
            "edition_id": edition.id,
            "requester": requester,
            "receiver": receiver,
            "requester_representative": values.pop("requester_representative", None)
            or make_representative(session, requester),
            "pair_key": f"{low}-{high}",
            "block_id": block.id,
            "starts_at": venue_time(5, 14),
            "ends_at": venue_time(5, 14, 30),
            "topic": "Gear boxes",
            "requested_at": NOW,
            "expires_at": venue_time(5, 13, 40),
            **values,
        }
    )
    session.add(meeting)
    session.flush()
    return meeting
