"""Answering another time that the other side proposes."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.audit.queries import history_of
from matchmaking.enterprises.models import Representative
from matchmaking.expo.models import Interpreter, Occupancy
from matchmaking.expo.values import HolderKind, Resource, ResourceKind, Slot
from matchmaking.meetings import services
from matchmaking.meetings.errors import (
    AlreadyBegunError,
    InterpreterTakenError,
    NobodyFreeError,
    NoPlaceLeftError,
    SlotNotOfferedError,
    TimeNotProposedError,
    VetoError,
)
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.values import MeetingState
from tests.factories.enterprises import make_representative
from tests.factories.expo import NOW, make_block, venue_time
from tests.factories.meetings import Scene, Side, ask, confirmed, make_scene, make_side, propose
from tests.meetings import appoint, busy, held_by, notices_of, urgent_to

TWO, THREE, FOUR = (venue_time(5, hour) for hour in (14, 15, 16))
S = MeetingState


def accept(session: Session, meeting: Meeting, side: Side, **values: Any) -> None:
    """Let a side accept 15:00 at 12:40, unless said otherwise."""
    facts = {"starts_at": THREE, "at": NOW, **values}
    services.accept_time(session, meeting, actor=side.actor, **facts)


@pytest.fixture
def interpreter(session: Session) -> Interpreter:
    """Return somebody who interprets, of an edition of their own until they are engaged."""
    return Interpreter(languages="en,zh", name_en="Lin", name_zh="林")


def interpreted(session: Session, scene: Scene, interpreter: Interpreter) -> Meeting:
    """Make a confirmed meeting at which somebody interprets."""
    interpreter.edition_id = scene.edition.id
    session.add(interpreter)
    meeting = confirmed(session, scene)
    meeting.interpreter = interpreter
    session.flush()
    appoint(session, Resource(ResourceKind.INTERPRETER, interpreter.id), TWO)
    return meeting


def test_accepting_moves_the_meeting_and_gives_the_old_time_up(session: Session) -> None:
    scene = make_scene(session)
    meeting = confirmed(session, scene)
    propose(session, meeting, scene.asker)

    accept(session, meeting, scene.asked)

    assert (meeting.state, meeting.slot) == (S.CONFIRMED, Slot(THREE, venue_time(5, 15, 30)))
    assert meeting.proposed is None
    assert held_by(session, scene) == {"asker": ["15:00"], "asked": ["15:00"], "table 0": ["15:00"]}
    assert set(session.scalars(sa.select(Occupancy.holder_kind))) == {HolderKind.MEETING}
    assert notices_of(session, scene.asker)[-1] == (
        f"{scene.asked.participation.label} accepts your time. You meet at "
        f"2019-11-05 07:00:00+00:00: hall {scene.hall.code}, place {scene.tables[0].code}."
    )


def test_the_side_that_was_asked_answers_a_request_by_another_time(session: Session) -> None:
    scene = make_scene(session)
    meeting = ask(session, scene)
    propose(session, meeting, scene.asked)

    accept(session, meeting, scene.asker)

    assert (meeting.state, meeting.starts_at) == (S.CONFIRMED, THREE)
    people = (meeting.requester_representative, meeting.receiver_representative)
    assert people == (scene.asker.person, scene.asked.person)
    assert held_by(session, scene) == {"asker": ["15:00"], "asked": ["15:00"], "table 0": ["15:00"]}


def test_whoever_asked_may_propose_another_time_too(session: Session) -> None:
    scene = make_scene(session)
    meeting = ask(session, scene)
    propose(session, meeting, scene.asker)

    accept(session, meeting, scene.asked)

    assert (meeting.state, meeting.starts_at) == (S.CONFIRMED, THREE)


def test_on_a_move_the_place_is_kept_if_it_is_free(session: Session) -> None:
    scene = make_scene(session)
    others = [make_side(session, scene.edition) for _ in range(2)]
    before = ask(session, scene, asker=others[0], asked=others[1])
    services.confirm_meeting(session, before, actor=others[1].actor, at=NOW)
    meeting = confirmed(session, scene)
    propose(session, meeting, scene.asker)

    accept(session, meeting, scene.asked)

    assert before.place == scene.tables[0]
    assert meeting.place == scene.tables[1]


def test_where_its_place_is_taken_it_gets_another(session: Session) -> None:
    scene = make_scene(session)
    meeting = confirmed(session, scene)
    others = [make_side(session, scene.edition) for _ in range(2)]
    rival = ask(session, scene, asker=others[0], asked=others[1], starts_at=THREE)
    services.confirm_meeting(session, rival, actor=others[1].actor, at=NOW)
    propose(session, meeting, scene.asker)

    accept(session, meeting, scene.asked)

    assert (rival.place, meeting.place) == (scene.tables[0], scene.tables[1])


def test_declining_leaves_everything_and_says_why(session: Session) -> None:
    scene = make_scene(session)
    meeting = confirmed(session, scene)
    propose(session, meeting, scene.asker)

    services.decline_time(
        session, meeting, THREE, actor=scene.asked.actor, at=NOW, reason="We sign then."
    )

    assert (meeting.state, meeting.starts_at, meeting.proposed) == (S.CONFIRMED, TWO, None)
    assert held_by(session, scene) == {"asker": ["14:00"], "asked": ["14:00"], "table 0": ["14:00"]}
    assert notices_of(session, scene.asker)[-1] == (
        f"{scene.asked.participation.label} can't come at 2019-11-05 07:00:00+00:00. Everything "
        "stays as it was at 2019-11-05 06:00:00+00:00. They say: “We sign then.”"
    )


def test_a_declined_time_leaves_the_request_to_be_answered(session: Session) -> None:
    scene = make_scene(session)
    meeting = ask(session, scene)
    propose(session, meeting, scene.asked)

    services.decline_time(session, meeting, THREE, actor=scene.asker.actor, at=NOW)

    assert (meeting.state, meeting.proposed) == (S.REQUESTED, None)
    assert held_by(session, scene) == {"asker": ["14:00"]}


def test_a_time_that_has_changed_since_is_not_accepted(session: Session) -> None:
    scene = make_scene(session)
    meeting = confirmed(session, scene)
    propose(session, meeting, scene.asker)
    propose(session, meeting, scene.asker, starts_at=FOUR)

    with pytest.raises(TimeNotProposedError, match="They propose 2019-11-05 08:00:00"):
        accept(session, meeting, scene.asked)

    assert meeting.starts_at == TWO


@pytest.mark.parametrize("step", ["accept", "decline"])
def test_nobody_answers_what_they_propose_themselves(session: Session, step: str) -> None:
    scene = make_scene(session)
    meeting = confirmed(session, scene)
    propose(session, meeting, scene.asker)
    answer = services.accept_time if step == "accept" else services.decline_time

    with pytest.raises(TimeNotProposedError):
        answer(session, meeting, THREE, actor=scene.asker.actor, at=NOW)


def test_nothing_proposed_is_nothing_to_accept(session: Session) -> None:
    scene = make_scene(session)
    meeting = confirmed(session, scene)

    with pytest.raises(TimeNotProposedError, match="Everything stays as it is"):
        accept(session, meeting, scene.asked)


def test_a_colleague_may_come_to_the_other_time(session: Session) -> None:
    scene = make_scene(session)
    meeting = confirmed(session, scene)
    colleague = make_representative(session, scene.asker.participation)

    propose(session, meeting, scene.asker, representative_id=colleague.id)
    accept(session, meeting, scene.asked)

    assert meeting.requester_representative == colleague


def test_of_the_side_that_accepts_whoever_was_to_come_still_comes(session: Session) -> None:
    scene = make_scene(session)
    scene.asked.person.is_contact = False
    contact = make_representative(session, scene.asked.participation, is_contact=True)
    meeting = ask(session, scene)
    services.confirm_meeting(
        session, meeting, actor=scene.asked.actor, at=NOW, representative_id=scene.asked.person.id
    )
    propose(session, meeting, scene.asker)

    accept(session, meeting, scene.asked)

    assert meeting.receiver_representative == scene.asked.person != contact


def leave(session: Session, person: Representative) -> None:
    """Let somebody leave the team although a time is held for them: two did it at once."""
    person.is_active = False
    session.flush()


@pytest.mark.parametrize("is_request", [True, False])
def test_for_who_has_left_the_team_a_colleague_comes(session: Session, *, is_request: bool) -> None:
    scene = make_scene(session)
    colleague = make_representative(session, scene.asker.participation, name_en="Wei Ling")
    meeting = (ask if is_request else confirmed)(session, scene)
    propose(session, meeting, scene.asker, representative_id=scene.asker.person.id)
    leave(session, scene.asker.person)

    accept(session, meeting, scene.asked)

    assert (meeting.starts_at, meeting.requester_representative) == (THREE, colleague)
    assert {key for kind, key, _start in busy(session) if kind == "person"} == {
        colleague.id,
        scene.asked.person.id,
    }
    left = scene.asker.person.label.first("en")
    told = f"Wei Ling comes for you: {left} is no longer in your team."
    assert notices_of(session, scene.asker)[-1].endswith(told)


def test_where_nobody_is_left_to_come_nothing_moves(session: Session) -> None:
    scene = make_scene(session)
    colleague = make_representative(session, scene.asker.participation)
    meeting = confirmed(session, scene)
    propose(session, meeting, scene.asker, representative_id=scene.asker.person.id)
    leave(session, scene.asker.person)
    appoint(session, Resource(ResourceKind.PERSON, colleague.id), THREE)

    with pytest.raises(NobodyFreeError, match=scene.asker.participation.label.first("en")):
        accept(session, meeting, scene.asked)

    assert meeting.starts_at == TWO


@pytest.mark.parametrize("days, is_urgent", [(0, True), (2, False)])
def test_word_of_a_meeting_that_moves_is_urgent_on_its_last_day(
    session: Session, days: int, *, is_urgent: bool
) -> None:
    scene = make_scene(session)
    meeting = confirmed(session, scene)
    at = NOW - timedelta(days=days)
    propose(session, meeting, scene.asker, at=at)

    accept(session, meeting, scene.asked, at=at)

    assert urgent_to(session, scene.asker)[-1] is is_urgent


def test_who_has_something_else_by_then_is_told_and_offered_other_times(session: Session) -> None:
    scene = make_scene(session)
    meeting = confirmed(session, scene)
    propose(session, meeting, scene.asker)
    appoint(session, Resource(ResourceKind.PERSON, scene.asked.person.id), THREE)

    with pytest.raises(NobodyFreeError) as caught:
        accept(session, meeting, scene.asked)

    assert len(caught.value.alternatives) == 3


def test_where_all_places_are_taken_by_then_nothing_moves(session: Session) -> None:
    scene = make_scene(session, tables=1)
    meeting = confirmed(session, scene)
    propose(session, meeting, scene.asker)
    appoint(session, Resource(ResourceKind.PLACE, scene.tables[0].id), THREE)

    with pytest.raises(NoPlaceLeftError):
        accept(session, meeting, scene.asked)

    assert meeting.starts_at == TWO


def test_the_interpreter_comes_along(session: Session, interpreter: Interpreter) -> None:
    scene = make_scene(session)
    meeting = interpreted(session, scene, interpreter)
    propose(session, meeting, scene.asker)

    accept(session, meeting, scene.asked)

    assert ("interpreter", interpreter.id, THREE) in busy(session)


def test_without_the_interpreter_nothing_moves(session: Session, interpreter: Interpreter) -> None:
    scene = make_scene(session)
    meeting = interpreted(session, scene, interpreter)
    propose(session, meeting, scene.asker)
    appoint(session, Resource(ResourceKind.INTERPRETER, interpreter.id), THREE)

    with pytest.raises(InterpreterTakenError) as caught:
        accept(session, meeting, scene.asked)

    assert (meeting.starts_at, len(caught.value.alternatives)) == (TWO, 3)


def test_a_veto_keeps_from_proposing_and_from_accepting(session: Session) -> None:
    scene = make_scene(session)
    meeting = confirmed(session, scene)
    propose(session, meeting, scene.asker)
    services.veto(
        session, scene.asked.actor, scene.asked.participation, scene.asker.participation, at=NOW
    )

    with pytest.raises(VetoError):
        accept(session, meeting, scene.asked)
    with pytest.raises(VetoError):
        propose(session, meeting, scene.asker, starts_at=FOUR)


def test_a_meeting_that_has_begun_stays_where_it_is(session: Session) -> None:
    scene = make_scene(session)
    meeting = confirmed(session, scene)
    propose(session, meeting, scene.asker)

    with pytest.raises(AlreadyBegunError):
        accept(session, meeting, scene.asked, at=TWO)
    with pytest.raises(AlreadyBegunError):
        propose(session, meeting, scene.asker, starts_at=FOUR, at=TWO)


def test_an_answer_is_due_before_either_time_begins(session: Session) -> None:
    scene = make_scene(session)
    meeting = confirmed(session, scene)
    late = TWO - timedelta(minutes=20)

    propose(session, meeting, scene.asker, at=late)

    assert meeting.proposed is not None
    assert meeting.proposed.until == TWO


def test_booths_and_blocks_of_other_days_are_offered_too(session: Session) -> None:
    scene = make_scene(session)
    tomorrow = make_block(
        session,
        scene.edition,
        scene.tables,
        starts_at=venue_time(6, 9),
        ends_at=venue_time(6, 10),
    )
    meeting = confirmed(session, scene)
    propose(session, meeting, scene.asker, starts_at=venue_time(6, 9))

    accept(session, meeting, scene.asked, starts_at=venue_time(6, 9))

    assert (meeting.block_id, meeting.starts_at) == (tomorrow.id, venue_time(6, 9))


def test_what_happened_stands_in_the_history(session: Session) -> None:
    scene = make_scene(session)
    meeting = confirmed(session, scene)
    propose(session, meeting, scene.asker, message="Our train is late.")
    accept(session, meeting, scene.asked)

    deeds = history_of(session, ("meeting", meeting.id))

    assert [(deed.action, deed.reason) for deed in deeds[-2:]] == [
        ("proposed another time", "Our train is late."),
        ("accepted the other time", ""),
    ]


def test_times_at_which_the_interpreter_has_others_are_not_offered(
    session: Session, interpreter: Interpreter
) -> None:
    scene = make_scene(session)
    meeting = interpreted(session, scene, interpreter)
    appoint(session, Resource(ResourceKind.INTERPRETER, interpreter.id), THREE)

    with pytest.raises(SlotNotOfferedError):
        propose(session, meeting, scene.asker)
