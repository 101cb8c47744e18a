"""One-to-one meetings."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from matchmaking.accounts.models import Grant
from matchmaking.accounts.values import Actor
from matchmaking.enterprises.models import Participation, Representative
from matchmaking.expo.models import Edition, Hall, MeetingBlock, Place
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.services import confirm_meeting, propose_time, request_meeting
from matchmaking.meetings.services.requests import Asking
from matchmaking.meetings.values import OtherTime, Proposal
from tests.factories.accounts import actor, make_team_member
from tests.factories.enterprises import make_participation, make_representative
from tests.factories.expo import NOW, make_block, make_edition, make_hall, make_place, venue_time


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


@dataclass
class Side:
    """An enterprise with one person, who signs in and attends."""

    participation: Participation
    person: Representative
    grant: Grant

    @property
    def actor(self) -> Actor:
        """Return the person as the value policies decide on."""
        return actor(self.grant)


@dataclass
class Scene:
    """An edition with one meeting block of two tables, and two enterprises that could meet."""

    edition: Edition
    hall: Hall
    tables: list[Place]
    block: MeetingBlock
    asker: Side
    asked: Side


def make_side(session: Session, edition: Edition, **values: Any) -> Side:
    """Make an approved enterprise with one person."""
    participation = make_participation(session, edition, **values)
    person = make_representative(session, participation, is_contact=True)
    return Side(
        participation, person, make_team_member(session, participation, representative=person)
    )


def make_scene(session: Session, *, tables: int = 2, **block: Any) -> Scene:
    """Make everything two enterprises need to meet on 5 November, 14:00 to 17:00."""
    edition = make_edition(session)
    hall = make_hall(session, edition)
    places = [make_place(session, edition, hall=hall) for _ in range(tables)]
    return Scene(
        edition,
        hall,
        places,
        make_block(session, edition, places, **block),
        make_side(session, edition),
        make_side(session, edition),
    )


def ask(
    session: Session,
    scene: Scene,
    *,
    asker: Side | None = None,
    asked: Side | None = None,
    **values: Any,
) -> Meeting:
    """Ask for a meeting through the service: 14:00 unless said otherwise."""
    asker, asked = asker or scene.asker, asked or scene.asked
    at = values.pop("at", NOW)
    proposal = Proposal(**{"starts_at": venue_time(5, 14), "topic": "Gear boxes", **values})
    asking = Asking(asker.actor, asker.participation, asked.participation)
    return request_meeting(session, asking, proposal, at=at)


def confirmed(session: Session, scene: Scene, **values: Any) -> Meeting:
    """Make a confirmed meeting of the scene's two sides through the services."""
    meeting = ask(session, scene, **values)
    confirm_meeting(session, meeting, actor=scene.asked.actor, at=NOW)
    return meeting


def propose(session: Session, meeting: Meeting, side: Side, **values: Any) -> None:
    """Let a side propose another time through the service: 15:00 unless said otherwise."""
    at = values.pop("at", NOW)
    other = OtherTime(**{"starts_at": venue_time(5, 15), **values})
    propose_time(session, meeting, other, actor=side.actor, at=at)
