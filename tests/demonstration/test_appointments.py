"""What was inserted in bulk equals what the services would have made."""

from collections import Counter

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.demonstration.scale import NOW, SMALL
from matchmaking.demonstration.traces import FAIR_STARTS
from matchmaking.dialogues.models import Allotment, Dialogue, Registration, SigningSlot
from matchmaking.dialogues.values import SEATED, DialogueState, RegistrationState
from matchmaking.expo.free_slots import walks_of
from matchmaking.expo.models import BlockPlace, MeetingBlock, Occupancy, Place
from matchmaking.expo.queries import appointments_of
from matchmaking.expo.slots import Walks, can_attend
from matchmaking.expo.values import HolderKind, ResourceKind, ticks_between
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.values import MeetingState, deadline, outcome, pair_key

SEATED_STATES = {
    MeetingState.CONFIRMED,
    MeetingState.HELD,
    MeetingState.NO_SHOW,
    MeetingState.DISPUTED,
}

Taken = tuple[HolderKind, int, ResourceKind, int, int]


def taken(session: Session) -> Counter[Taken]:
    rows = session.execute(
        sa.select(
            Occupancy.holder_kind,
            Occupancy.holder_id,
            Occupancy.resource_kind,
            Occupancy.resource_id,
            Occupancy.tick,
        )
    )
    return Counter((row[0], row[1], row[2], row[3], row[4]) for row in rows)


def expected_of(meeting: Meeting) -> list[tuple[ResourceKind, int]]:
    people = [(ResourceKind.PERSON, meeting.requester_representative_id)]
    if meeting.state is MeetingState.REQUESTED:
        return people
    if meeting.state not in SEATED_STATES:
        return []
    assert meeting.receiver_representative_id
    assert meeting.place_id
    people.append((ResourceKind.PERSON, meeting.receiver_representative_id))
    return [*people, (ResourceKind.PLACE, meeting.place_id)]


def proposed_for(meeting: Meeting) -> list[Taken]:
    if meeting.proposed is None:
        return []
    person = (ResourceKind.PERSON, meeting.proposed.representative_id)
    return [(HolderKind.PROPOSAL, meeting.id, *person, t) for t in meeting.proposed.slot.ticks]


def test_people_and_places_are_taken_by_exactly_what_holds_them(demo: Session) -> None:
    expected: Counter[Taken] = Counter()
    for meeting in demo.scalars(sa.select(Meeting)):
        for kind, key in expected_of(meeting):
            for tick in ticks_between(meeting.starts_at, meeting.ends_at):
                expected[HolderKind.MEETING, meeting.id, kind, key, tick] += 1
        expected.update(proposed_for(meeting))
    seats = sa.select(Registration, Dialogue).join(Dialogue).where(Registration.state.in_(SEATED))
    for seat, dialogue in demo.execute(seats):
        for tick in ticks_between(dialogue.starts_at, dialogue.ends_at):
            person = seat.representative_id
            expected[HolderKind.REGISTRATION, seat.id, ResourceKind.PERSON, person, tick] += 1
    for one in demo.scalars(sa.select(Dialogue).where(Dialogue.state == DialogueState.PUBLISHED)):
        for tick in one.slot.ticks:
            expected[HolderKind.DIALOGUE, one.id, ResourceKind.PLACE, one.place_id, tick] += 1
    assert taken(demo) == expected


def test_of_everything_that_takes_something_the_first_tick_is_marked(demo: Session) -> None:
    of_one = (
        Occupancy.holder_kind,
        Occupancy.holder_id,
        Occupancy.resource_kind,
        Occupancy.resource_id,
    )
    begins = sa.func.min(Occupancy.tick)
    marked = sa.func.min(sa.case((Occupancy.is_first, Occupancy.tick)))
    marks = sa.func.count(sa.case((Occupancy.is_first, 1)))
    rows = demo.execute(sa.select(begins, marked, marks).group_by(*of_one)).all()

    assert rows
    assert [row for row in rows if row[0] != row[1] or row[2] != 1] == []


def test_there_are_meetings_in_every_state(demo: Session) -> None:
    states = dict(
        demo.execute(sa.select(Meeting.state, sa.func.count()).group_by(Meeting.state)).all()
    )
    assert set(states) == set(MeetingState)
    assert sum(states.values()) > SMALL.meetings * 0.95
    assert states[MeetingState.CONFIRMED] > 200


def test_meetings_keep_the_rules_of_their_states(demo: Session) -> None:
    for meeting in demo.scalars(sa.select(Meeting)):
        assert meeting.pair_key == pair_key(meeting.requester_id, meeting.receiver_id)
        assert meeting.expires_at == deadline(
            meeting.requested_at, fair_starts_at=FAIR_STARTS, slot=meeting.slot
        )
        assert meeting.requested_at < NOW
        if meeting.answered_at is not None:
            assert meeting.requested_at <= meeting.answered_at <= min(meeting.expires_at, NOW)
        match meeting.state:
            case MeetingState.REQUESTED:
                assert meeting.expires_at > NOW
            case MeetingState.EXPIRED:
                assert meeting.expires_at <= NOW
            case MeetingState.CONFIRMED:
                assert meeting.ends_at > NOW
            case MeetingState.HELD | MeetingState.NO_SHOW | MeetingState.DISPUTED:
                assert meeting.ends_at <= NOW
                assert outcome(meeting.requester_met, meeting.receiver_met) is meeting.state


def test_meetings_lie_in_slots_of_their_blocks_at_places_these_may_use(demo: Session) -> None:
    blocks = {block.id: block for block in demo.scalars(sa.select(MeetingBlock))}
    usable = set(demo.execute(sa.select(BlockPlace.block_id, BlockPlace.place_id)).all())
    places = {place.id: place for place in demo.scalars(sa.select(Place))}
    for meeting in demo.scalars(sa.select(Meeting)):
        block = blocks[meeting.block_id]
        since = (meeting.starts_at - block.starts_at).total_seconds()
        assert since % (block.slot_minutes * 60) == 0
        assert block.starts_at <= meeting.starts_at < meeting.ends_at <= block.ends_at
        if meeting.place_id:
            own = {meeting.requester.booth_id, meeting.receiver.booth_id}
            assert meeting.place_id in own or (block.id, meeting.place_id) in usable
            assert places[meeting.place_id].is_open


def test_everybody_can_walk_from_one_appointment_to_the_next(demo: Session) -> None:
    meetings = demo.scalars(sa.select(Meeting).where(Meeting.state.in_(SEATED_STATES))).all()
    walks: Walks = walks_of(demo, meetings[0].edition_id)
    people = {meeting.requester_representative_id for meeting in meetings}
    first = min(meeting.starts_at for meeting in meetings)
    last = max(meeting.ends_at for meeting in meetings)
    for appointments in appointments_of(demo, sorted(people), first, last).values():
        for one in appointments:
            others = [other for other in appointments if other is not one]
            slot = type(meetings[0].slot)(one.starts_at, one.ends_at)
            assert can_attend(slot, one.hall_id, others, walks)


def test_seats_are_counted(demo: Session) -> None:
    seated = Counter(
        demo.scalars(sa.select(Registration.dialogue_id).where(Registration.state.in_(SEATED)))
    )
    kept = dict(
        demo.execute(
            sa.select(
                Allotment.dialogue_id, sa.func.sum(Allotment.capacity - Allotment.taken)
            ).group_by(Allotment.dialogue_id)
        ).all()
    )
    for dialogue in demo.scalars(sa.select(Dialogue)):
        assert dialogue.taken == seated[dialogue.id]
        assert dialogue.kept == kept.get(dialogue.id, 0)
    parts = Counter(demo.scalars(sa.select(Registration.allotment_id)))
    for part in demo.scalars(sa.select(Allotment)):
        assert part.taken == parts[part.id]


def test_the_programme_shows_every_kind_of_session(demo: Session) -> None:
    sessions = demo.scalars(sa.select(Dialogue)).all()
    assert len(sessions) > 60
    assert {session.admission.value for session in sessions} == {"open", "approval", "invitation"}
    assert [s.name_en for s in sessions if s.state is DialogueState.CANCELLED] == [
        "Mountain Agriculture: Promotion of Highland Fruit"
    ]
    full = [session for session in sessions if session.taken == session.capacity]
    assert [session.name_en for session in full] == ["Chongqing Hotpot: come and taste"]
    waiting = sa.select(Registration.waiting_number).where(
        Registration.state == RegistrationState.WAITLISTED
    )
    assert sorted(number or 0 for number in demo.scalars(waiting)) == list(range(1, 10))
    booked = sa.select(sa.func.count()).where(SigningSlot.participation_id.is_not(None))
    assert (demo.scalar(booked) or 0) >= 4
