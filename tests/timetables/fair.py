"""A small fair with one round: a block on 5 November, two tables, three enterprises."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from matchmaking.core.wording import Name
from matchmaking.enterprises.models import Participation, Representative
from matchmaking.expo.models import Edition, Hall, MeetingBlock, Place
from matchmaking.expo.services import occupy
from matchmaking.expo.values import Holder, HolderKind, Resource, ResourceKind, Slot
from matchmaking.meetings.values import MeetingState
from matchmaking.scheduling.rounds.values import Grade
from matchmaking.timetables.models import ArrangedMeeting, Round
from matchmaking.timetables.questions import Question, build, read
from matchmaking.timetables.settings import PlanSettings
from tests.factories.enterprises import make_participation, make_representative
from tests.factories.expo import NOW, make_block, make_edition, make_hall, make_place, venue_time
from tests.factories.meetings import make_meeting
from tests.factories.timetables import make_round, make_wish_list

AS_IT_STANDS = PlanSettings()
PERSON, PLACE = ResourceKind.PERSON, ResourceKind.PLACE


@dataclass
class Fair:
    """A round with one block, 14:00 to 17:00, two tables and three enterprises."""

    session: Session
    edition: Edition
    hall: Hall
    tables: list[Place]
    block: MeetingBlock
    round: Round
    teams: list[Participation]
    people: list[Representative] = field(default_factory=list)

    def ask(self, settings: PlanSettings = AS_IT_STANDS, **options: Any) -> Question:
        """Return the question as it is put now."""
        self.session.flush()
        also = [one.slot for one in settings.extra_blocks]
        return build(read(self.session, self.round, at=NOW, also=also, **options), settings)

    def wish(self, one: int, other: int, grade: Grade = Grade.WANT, **values: Any) -> None:
        """Hand in one enterprise's list with one wish."""
        wishes = {self.teams[other]: grade}
        make_wish_list(self.session, self.round, self.teams[one], wishes, **values)

    def arrange(self, one: int, other: int, **values: Any) -> ArrangedMeeting:
        """Let a meeting stand that an earlier plan of the round arranged, at table 1 at 14:00."""
        meeting = make_meeting(
            self.session,
            self.edition,
            requester=self.teams[one],
            receiver=self.teams[other],
            block=self.block,
            requester_representative=self.people[one],
            receiver_representative=self.people[other],
            state=MeetingState.CONFIRMED,
            place=self.tables[0],
            **values,
        )
        taken = [
            Resource(PERSON, self.people[one].id),
            Resource(PERSON, self.people[other].id),
            Resource(PLACE, self.tables[0].id),
        ]
        occupy(
            self.session,
            taken,
            meeting.slot,
            Holder(HolderKind.MEETING, meeting.id),
            what=Name("Meeting", "洽谈"),
            hall_id=self.hall.id,
        )
        arranged = ArrangedMeeting(meeting_id=meeting.id, round_id=self.round.id)
        self.session.add(arranged)
        self.session.flush()
        return arranged


def make_fair(session: Session, **values: Any) -> Fair:
    """Make the fair; further values are the round's."""
    edition = make_edition(session)
    hall = make_hall(session, edition)
    tables = [make_place(session, edition, hall=hall) for _ in range(2)]
    block = make_block(session, edition, tables)
    round_ = make_round(session, edition, block, **values)
    teams = [make_participation(session, edition) for _ in range(3)]
    people = [make_representative(session, team) for team in teams]
    return Fair(session, edition, hall, tables, block, round_, teams, people)


def afternoon(hour: int, minute: int = 0) -> Slot:
    """Return the slot of half an hour that begins then."""
    start = venue_time(5, hour, minute)
    return Slot(start, start + timedelta(minutes=30))


def take(session: Session, resource: Resource, slot: Slot, hall: Hall | None = None) -> None:
    """Let a seat at a dialogue take somebody's or something's time."""
    occupy(
        session,
        [resource],
        slot,
        Holder(HolderKind.REGISTRATION, 1),
        what=Name("Dialogue", "对话会"),
        hall_id=hall.id if hall else None,
    )
