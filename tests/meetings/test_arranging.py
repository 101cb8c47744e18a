"""What a timetable does with meetings: all at once, whoever gives up what another takes."""

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.audit.queries import history_of
from matchmaking.expo.models import Interpreter, Occupancy
from matchmaking.expo.values import HolderKind, ResourceKind, Slot
from matchmaking.meetings import services
from matchmaking.meetings.errors import (
    MeetingChangedError,
    NoLongerFreeError,
    PairsHaveMeetingError,
)
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.services.arranging import Step, draft_meeting, rearrange
from matchmaking.meetings.standing import Standing, standing_of, unpacked
from matchmaking.meetings.values import MeetingState
from tests.factories.accounts import actor, make_organiser
from tests.factories.enterprises import make_representative
from tests.factories.expo import NOW, make_hall, make_place, venue_time
from tests.factories.meetings import Scene, Side, ask, make_scene, make_side, propose
from tests.meetings import busy

TWO = Slot(venue_time(5, 14), venue_time(5, 14, 30))
THREE = Slot(venue_time(5, 15), venue_time(5, 15, 30))
Held = set[tuple[ResourceKind, int, Slot]]


def seated(scene: Scene, sides: tuple[Side, Side], slot: Slot = TWO, table: int = 0) -> Standing:
    """Return how a confirmed meeting of two sides stands."""
    return Standing(
        state=MeetingState.CONFIRMED,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        block_id=scene.block.id,
        requester_representative_id=sides[0].person.id,
        receiver_representative_id=sides[1].person.id,
        place_id=scene.tables[table].id,
    )


def arranged(session: Session, scene: Scene, sides: tuple[Side, Side], **seat: object) -> Meeting:
    """Arrange a meeting of two sides through the service."""
    standing = seated(scene, sides, **seat)  # type: ignore[arg-type]
    meeting = draft_meeting((sides[0].participation, sides[1].participation), standing, at=NOW)
    put(session, scene, Step(meeting, None, standing))
    return meeting


def put(session: Session, scene: Scene, *steps: Step) -> None:
    """Rearrange as the edition's organiser."""
    organiser = actor(make_organiser(session, scene.edition))
    rearrange(session, steps, actor=organiser, at=NOW)
    session.flush()


def held(session: Session, meeting: Meeting) -> Held:
    """Return what a meeting occupies and when."""
    query = sa.select(Occupancy).where(
        Occupancy.holder_kind == HolderKind.MEETING, Occupancy.holder_id == meeting.id
    )
    return {
        (row.resource_kind, row.resource_id, Slot(row.starts_at, row.ends_at))
        for row in session.scalars(query)
    }


def whole(standing: Standing) -> Held:
    """Return what a meeting that stands so has to occupy."""
    return {(one.kind, one.id, standing.slot) for one in standing.resources}


def test_an_arranged_meeting_is_confirmed_and_holds_everything(session: Session) -> None:
    scene = make_scene(session)
    interpreter = Interpreter(
        edition_id=scene.edition.id, languages="en,zh", name_en="Lin", name_zh="林"
    )
    session.add(interpreter)
    session.flush()
    sides = (scene.asker, scene.asked)
    plain = seated(scene, sides)
    standing = Standing(**{**vars(plain), "interpreter_id": interpreter.id})
    meeting = draft_meeting((sides[0].participation, sides[1].participation), standing, at=NOW)

    put(session, scene, Step(meeting, None, standing))

    assert meeting.state is MeetingState.CONFIRMED
    assert held(session, meeting) == whole(standing)
    assert (ResourceKind.INTERPRETER, interpreter.id, TWO) in held(session, meeting)
    ticks = session.scalar(sa.select(sa.func.count()).select_from(Occupancy))
    assert ticks == 4 * 6
    assert unpacked(standing.packed()) == standing == standing_of(meeting)


def test_two_meetings_change_tables_and_times_with_each_other(session: Session) -> None:
    scene = make_scene(session)
    pairs = [(scene.asker, make_side(session, scene.edition)) for _ in range(2)]
    one = arranged(session, scene, pairs[0], slot=TWO, table=0)
    other = arranged(session, scene, pairs[1], slot=THREE, table=1)
    first = seated(scene, pairs[0], THREE, 1)
    second = seated(scene, pairs[1], TWO, 0)

    put(
        session,
        scene,
        Step(one, standing_of(one), first),
        Step(other, standing_of(other), second),
    )

    assert standing_of(one) == first
    assert standing_of(other) == second
    assert held(session, one) == whole(first)
    assert held(session, other) == whole(second)


def test_a_table_in_another_hall_is_told_to_the_rows_that_stay(session: Session) -> None:
    scene = make_scene(session)
    far = make_place(session, scene.edition, hall=make_hall(session, scene.edition))
    meeting = arranged(session, scene, (scene.asker, scene.asked))
    before = standing_of(meeting)
    after = Standing(**{**vars(before), "place_id": far.id})

    put(session, scene, Step(meeting, before, after))

    assert held(session, meeting) == whole(after)
    assert set(session.scalars(sa.select(Occupancy.hall_id))) == {far.hall_id}


def test_half_an_overlap_with_itself_is_no_clash(session: Session) -> None:
    scene = make_scene(session)
    meeting = arranged(session, scene, (scene.asker, scene.asked))
    later = Slot(venue_time(5, 14, 15), venue_time(5, 14, 45))
    after = seated(scene, (scene.asker, scene.asked), later)

    put(session, scene, Step(meeting, standing_of(meeting), after))

    assert held(session, meeting) == whole(after)


def test_calling_off_frees_everything_and_can_be_taken_back(session: Session) -> None:
    scene = make_scene(session)
    meeting = arranged(session, scene, (scene.asker, scene.asked))
    stood = standing_of(meeting)
    gone = Standing(**{**vars(stood), "state": MeetingState.CANCELLED})

    put(session, scene, Step(meeting, stood, gone))
    assert meeting.state is MeetingState.CANCELLED
    assert held(session, meeting) == set()

    put(session, scene, Step(meeting, gone, stood))
    assert standing_of(meeting) == stood
    assert held(session, meeting) == whole(stood)
    deeds = [deed.action for deed in history_of(session, ("meeting", meeting.id))]
    assert deeds == [
        "arranged the meeting by the timetable",
        "called the meeting off by the timetable",
        "arranged the meeting by the timetable",
    ]


def test_an_open_request_becomes_the_meeting_and_open_again(session: Session) -> None:
    scene = make_scene(session)
    request = ask(session, scene)
    asked = standing_of(request)
    seat = seated(scene, (scene.asker, scene.asked), THREE)

    put(session, scene, Step(request, asked, seat))
    assert request.topic == "Gear boxes"
    assert held(session, request) == whole(seat)

    put(session, scene, Step(request, seat, asked))
    assert request.state is MeetingState.REQUESTED
    assert request.answered_at is None
    assert held(session, request) == {(ResourceKind.PERSON, scene.asker.person.id, TWO)}


def test_whoever_is_taken_is_named_with_what_takes_them(session: Session) -> None:
    scene = make_scene(session)
    other = make_side(session, scene.edition, name_en="Hida Pumps", name_zh="飞驒泵业")
    arranged(session, scene, (scene.asker, other))
    standing = seated(scene, (scene.asker, scene.asked), table=1)
    sides = (scene.asker.participation, scene.asked.participation)
    meeting = draft_meeting(sides, standing, at=NOW)

    with pytest.raises(NoLongerFreeError) as refused:
        put(session, scene, Step(meeting, None, standing))

    assert "already has “Hida Pumps” then" in str(refused.value)
    assert str(scene.asker.person.label) in str(refused.value)


def test_a_meeting_changed_meanwhile_is_left_alone(session: Session) -> None:
    scene = make_scene(session)
    meeting = arranged(session, scene, (scene.asker, scene.asked))
    stood = standing_of(meeting)
    services.cancel_meeting(session, meeting, actor=scene.asked.actor, at=NOW, reason="Ill")

    with pytest.raises(MeetingChangedError):
        put(session, scene, Step(meeting, stood, seated(scene, (scene.asker, scene.asked), THREE)))


def test_a_pair_that_has_a_meeting_gets_no_second_one(session: Session) -> None:
    scene = make_scene(session)
    ask(session, scene)
    standing = seated(scene, (scene.asker, scene.asked), THREE)
    sides = (scene.asked.participation, scene.asker.participation)
    meeting = draft_meeting(sides, standing, at=NOW)

    with pytest.raises(PairsHaveMeetingError):
        put(session, scene, Step(meeting, None, standing))


def test_a_colleague_takes_over_without_losing_the_table(session: Session) -> None:
    scene = make_scene(session)
    meeting = arranged(session, scene, (scene.asker, scene.asked))
    colleague = make_representative(session, scene.asked.participation)
    stood = standing_of(meeting)
    after = Standing(**{**vars(stood), "receiver_representative_id": colleague.id})

    put(session, scene, Step(meeting, stood, after))

    assert held(session, meeting) == whole(after)


def test_a_timetable_that_moves_a_meeting_ends_what_was_proposed_for_it(session: Session) -> None:
    scene = make_scene(session)
    sides = (scene.asker, scene.asked)
    meeting = arranged(session, scene, sides)
    propose(session, meeting, scene.asker, starts_at=venue_time(5, 16))

    put(session, scene, Step(meeting, standing_of(meeting), seated(scene, sides, THREE)))

    session.refresh(meeting)
    assert (meeting.starts_at, meeting.proposed) == (THREE.starts_at, None)
    assert {start for _kind, _key, start in busy(session)} == {THREE.starts_at}
