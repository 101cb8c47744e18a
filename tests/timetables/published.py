"""A round with a plan to publish: three tables, and enterprises with one person each."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.accounts.models import Grant
from matchmaking.accounts.values import Actor
from matchmaking.expo.models import Edition, Place
from matchmaking.expo.values import Slot
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.values import MeetingState
from matchmaking.notifications.models import Notice
from matchmaking.timetables.models import Plan, PlannedMeeting, Publication, Round
from matchmaking.timetables.queries.publications import in_force
from matchmaking.timetables.services.publishing import publish
from matchmaking.timetables.services.undoing import undo
from matchmaking.timetables.undoing import Undoing
from tests.factories.accounts import actor, make_organiser
from tests.factories.expo import NOW, make_block, make_edition, make_hall, make_place, venue_time
from tests.factories.meetings import Side, make_side
from tests.factories.timetables import make_plan, make_planned, make_round

NAMES = ("Adler", "Hida", "Kauri", "Nordlys", "Saba", "Pamir")


def slot(number: int) -> Slot:
    """Return one of the half hours from 14:00."""
    hour, half = divmod(number, 2)
    start = venue_time(5, 14 + hour, 30 * half)
    return Slot(start, venue_time(5, 14 + (number + 1) // 2, 30 * ((number + 1) % 2)))


@dataclass
class Show:
    """The round, who takes part, and the organiser who publishes."""

    edition: Edition
    round: Round
    tables: list[Place]
    sides: list[Side]
    organiser: Grant
    numbers: int = field(default=0)

    @property
    def actor(self) -> Actor:
        """Return the organiser as the value policies decide on."""
        return actor(self.organiser)

    def plan(self, session: Session, *seats: tuple[int, int, int, int], **values: object) -> Plan:
        """Make a plan that is ready: side, other side, slot and table of each meeting."""
        self.numbers += 1
        plan = make_plan(session, self.round, number=self.numbers, **values)
        for one, other, number, table in seats:
            time = slot(number)
            make_planned(
                session,
                plan,
                (self.sides[one].person, self.sides[other].person),
                self.tables[table],
                starts_at=time.starts_at,
                ends_at=time.ends_at,
            )
        session.expire(plan)
        return plan

    def publish(self, session: Session, plan: Plan) -> Publication:
        """Publish a plan as one who looks at what is in force."""
        standing = in_force(session, self.round.id)
        seen = standing.id if standing else 0
        return publish(session, plan, actor=self.actor, at=NOW, seen=seen)

    def undo(self, session: Session, *, rest: bool = False) -> Undoing:
        """Undo what is in force."""
        standing = in_force(session, self.round.id)
        assert standing is not None
        return undo(session, standing, actor=self.actor, at=NOW, rest=rest)


def make_show(session: Session, *, sides: int = 4, tables: int = 3) -> Show:
    """Make everything a plan can be published with."""
    edition = make_edition(session)
    hall = make_hall(session, edition)
    places = [make_place(session, edition, hall=hall) for _ in range(tables)]
    block = make_block(session, edition, places)
    return Show(
        edition,
        make_round(session, edition, block),
        places,
        [make_side(session, edition, name_en=NAMES[n % 6], name_zh="") for n in range(sides)],
        make_organiser(session, edition),
    )


def timetable(session: Session, show: Show) -> set[tuple[frozenset[int], int, int]]:
    """Return what stands: the two sides, the slot and the table of each meeting."""
    number = {side.participation.id: index for index, side in enumerate(show.sides)}
    starts = {slot(index).starts_at: index for index in range(6)}
    table = {place.id: index for index, place in enumerate(show.tables)}
    query = sa.select(Meeting).where(Meeting.state == MeetingState.CONFIRMED)
    return {
        (
            frozenset({number[one.requester_id], number[one.receiver_id]}),
            starts[one.starts_at],
            table[one.place_id or 0],
        )
        for one in session.scalars(query)
    }


def seats(*rows: tuple[int, int, int, int]) -> set[tuple[frozenset[int], int, int]]:
    """Return meetings as ``timetable`` does."""
    return {(frozenset({one, other}), time, table) for one, other, time, table in rows}


def notices(session: Session, side: Side) -> Sequence[str]:
    """Return what somebody was told, in English."""
    query = sa.select(Notice).where(Notice.account_id == side.grant.account_id)
    return [str(one.sentence) for one in session.scalars(query.order_by(Notice.id))]


def row_of(session: Session, plan: Plan, show: Show, one: int, other: int) -> PlannedMeeting:
    """Return the row of a pair in a plan."""
    a, b = sorted((show.sides[one].participation.id, show.sides[other].participation.id))
    query = sa.select(PlannedMeeting).where(
        PlannedMeeting.plan_id == plan.id, PlannedMeeting.a_id == a, PlannedMeeting.b_id == b
    )
    return session.scalars(query).one()
