"""Answering requests."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from matchmaking.core.wording import Name
from matchmaking.expo.free_slots import FreeSlot
from matchmaking.expo.models import Place
from matchmaking.expo.services import occupy
from matchmaking.expo.values import Holder, HolderKind, PlaceKind, Resource, ResourceKind, Slot
from matchmaking.meetings import queries, services
from matchmaking.meetings.errors import (
    MeetingNotOpenError,
    NobodyFreeError,
    NoPlaceLeftError,
    NotOnTheTeamError,
    RequestExpiredError,
)
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.values import MeetingState
from tests.factories.enterprises import make_representative
from tests.factories.expo import NOW, make_hall, make_place, make_walk, venue_time
from tests.factories.meetings import Scene, Side, ask, make_scene, make_side
from tests.meetings import busy, notices_of

START = venue_time(5, 14)


def confirm(session: Session, meeting: Meeting, side: Side, **values: Any) -> None:
    """Let a side accept a request at 12:40."""
    services.confirm_meeting(session, meeting, actor=side.actor, **{"at": NOW, **values})


def test_confirming_takes_the_first_table_and_both_people(session: Session) -> None:
    scene = make_scene(session)
    meeting = ask(session, scene)

    confirm(session, meeting, scene.asked)

    assert meeting.state is MeetingState.CONFIRMED
    assert meeting.place == scene.tables[0]
    assert meeting.receiver_representative == scene.asked.person
    assert busy(session) == [
        ("person", scene.asker.person.id, START),
        ("person", scene.asked.person.id, START),
        ("place", scene.tables[0].id, START),
    ]


def test_the_requester_is_told_where(session: Session) -> None:
    scene = make_scene(session)
    meeting = ask(session, scene)

    confirm(session, meeting, scene.asked)

    assert notices_of(session, scene.asker) == [
        (
            f"{scene.asked.participation.label} meets you at 2019-11-05 06:00:00+00:00: "
            f"hall {scene.hall.code}, place {scene.tables[0].code}."
        )
    ]


def test_tables_go_by_priority_then_number(session: Session) -> None:
    scene = make_scene(session, tables=3)
    codes = [("10", 1), ("9", 1), ("1", 2)]
    for table, (code, priority) in zip(scene.tables, codes, strict=True):
        table.code, table.priority = code, priority
    session.flush()
    given = []

    for _ in range(3):
        meeting = ask(
            session,
            scene,
            asker=make_side(session, scene.edition),
            asked=(asked := make_side(session, scene.edition)),
        )
        confirm(session, meeting, asked)
        given.append(meeting.place.code if meeting.place else "")

    assert given == ["9", "10", "1"]


def booth(session: Session, scene: Scene) -> Place:
    """Make a booth for one meeting at a time, in the tables' hall."""
    return make_place(session, scene.edition, kind=PlaceKind.BOOTH, hall=scene.hall)


def test_the_receivers_booth_comes_first_then_the_requesters_then_tables(session: Session) -> None:
    scene = make_scene(session)
    theirs, ours = booth(session, scene), booth(session, scene)
    scene.asked.participation.booth, scene.asker.participation.booth = theirs, ours
    first = ask(session, scene)
    confirm(session, first, scene.asked)
    make_representative(session, scene.asked.participation)
    other = make_side(session, scene.edition)
    second = ask(session, scene, asker=other)

    confirm(session, second, scene.asked)

    assert (first.place, second.place) == (theirs, scene.tables[0])


def test_the_requesters_booth_serves_a_receiver_without_one(session: Session) -> None:
    scene = make_scene(session)
    scene.asker.participation.booth = booth(session, scene)
    meeting = ask(session, scene)

    confirm(session, meeting, scene.asked)

    assert meeting.place == scene.asker.participation.booth


def test_a_booth_takes_as_many_meetings_at_once_as_it_says(session: Session) -> None:
    scene = make_scene(session)
    stand = booth(session, scene)
    stand.meetings_at_once = 2
    scene.asked.participation.booth = stand
    make_representative(session, scene.asked.participation)
    make_representative(session, scene.asked.participation)
    meetings = [ask(session, scene, asker=make_side(session, scene.edition)) for _ in range(3)]

    for meeting in meetings:
        confirm(session, meeting, scene.asked, keep_rivals=True)

    assert [meeting.place for meeting in meetings] == [stand, stand, scene.tables[0]]


def test_a_closed_place_is_not_given_away(session: Session) -> None:
    scene = make_scene(session)
    scene.tables[0].is_open = False
    meeting = ask(session, scene)

    confirm(session, meeting, scene.asked)

    assert meeting.place == scene.tables[1]


def test_without_a_place_there_is_no_confirmation_but_other_times(session: Session) -> None:
    scene = make_scene(session, tables=1)
    meeting = ask(session, scene)
    other, third = make_side(session, scene.edition), make_side(session, scene.edition)
    confirm(session, ask(session, scene, asker=other, asked=third), third)

    with pytest.raises(NoPlaceLeftError, match="All places at") as caught:
        confirm(session, meeting, scene.asked)

    session.refresh(meeting)
    assert meeting.state is MeetingState.REQUESTED
    assert [slot.starts_at for slot in caught.value.alternatives] == [
        venue_time(5, 14, 30),
        venue_time(5, 15),
        venue_time(5, 15, 30),
    ]
    assert ("person", scene.asked.person.id, START) not in busy(session)


def test_a_receiver_who_is_busy_is_told_with_what(session: Session) -> None:
    scene = make_scene(session)
    third = make_side(session, scene.edition)
    meeting = ask(session, scene)
    ask(session, scene, asker=scene.asked, asked=third)

    with pytest.raises(NobodyFreeError, match=f"“{third.participation.label}”") as caught:
        confirm(session, meeting, scene.asked)

    assert caught.value.alternatives[0].starts_at == venue_time(5, 14, 30)


def test_a_colleague_comes_if_the_contact_is_busy(session: Session) -> None:
    scene = make_scene(session)
    colleague = make_representative(session, scene.asked.participation)
    meeting = ask(session, scene)
    ask(session, scene, asker=scene.asked, asked=make_side(session, scene.edition))

    confirm(session, meeting, scene.asked)

    assert meeting.receiver_representative == colleague


def test_the_chosen_person_comes(session: Session) -> None:
    scene = make_scene(session)
    colleague = make_representative(session, scene.asked.participation)
    meeting = ask(session, scene)

    confirm(session, meeting, scene.asked, representative_id=colleague.id)

    assert meeting.receiver_representative == colleague


def test_somebody_elses_person_can_not_be_sent(session: Session) -> None:
    scene = make_scene(session)
    meeting = ask(session, scene)

    with pytest.raises(NotOnTheTeamError):
        confirm(session, meeting, scene.asked, representative_id=scene.asker.person.id)


def test_rivals_are_superseded_and_offered_three_other_times(session: Session) -> None:
    scene = make_scene(session)
    rival = make_side(session, scene.edition)
    chosen, lost = ask(session, scene), ask(session, scene, asker=rival)

    confirm(session, chosen, scene.asked)

    assert lost.state is MeetingState.SUPERSEDED
    assert ("person", rival.person.id, START) not in busy(session)
    assert notices_of(session, rival) == [
        (
            f"{scene.asked.participation.label} has taken another request for "
            "2019-11-05 06:00:00+00:00. Free for both of you: 2019-11-05 06:30:00+00:00, "
            "2019-11-05 07:00:00+00:00 or 2019-11-05 07:30:00+00:00."
        )
    ]


@pytest.mark.parametrize("slots, times", [(2, "07:00"), (3, "07:00:00+00:00 or")])
def test_fewer_times_are_offered_if_there_are_fewer(
    session: Session, slots: int, times: str
) -> None:
    scene = make_scene(session, ends_at=venue_time(5, 14 + slots), slot_minutes=60)
    rival = make_side(session, scene.edition)
    chosen = ask(session, scene)
    ask(session, scene, asker=rival)

    confirm(session, chosen, scene.asked)

    assert times in notices_of(session, rival)[0]


def test_no_other_time_is_promised_if_there_is_none(session: Session) -> None:
    scene = make_scene(session, ends_at=venue_time(5, 14, 30))
    rival = make_side(session, scene.edition)
    chosen = ask(session, scene)
    ask(session, scene, asker=rival)

    confirm(session, chosen, scene.asked)

    assert notices_of(session, rival)[0].endswith("06:00:00+00:00.")


def test_requests_for_other_times_or_to_others_stay(session: Session) -> None:
    scene = make_scene(session)
    one, two = make_side(session, scene.edition), make_side(session, scene.edition)
    chosen = ask(session, scene)
    later = ask(session, scene, asker=one, starts_at=venue_time(5, 15))
    elsewhere = ask(session, scene, asker=two, asked=make_side(session, scene.edition))

    confirm(session, chosen, scene.asked)

    assert (later.state, elsewhere.state) == (MeetingState.REQUESTED, MeetingState.REQUESTED)


def test_rivals_can_be_kept_for_a_colleague(session: Session) -> None:
    scene = make_scene(session)
    make_representative(session, scene.asked.participation)
    chosen = ask(session, scene)
    rival = ask(session, scene, asker=make_side(session, scene.edition))

    confirm(session, chosen, scene.asked, keep_rivals=True)
    confirm(session, rival, scene.asked)

    assert {chosen.receiver_representative_id, rival.receiver_representative_id} == {
        person.id for person in scene.asked.participation.representatives
    }


def test_an_expired_request_can_not_be_confirmed_or_declined(session: Session) -> None:
    scene = make_scene(session)
    meeting = ask(session, scene)
    late = meeting.expires_at

    with pytest.raises(RequestExpiredError, match="expired at"):
        confirm(session, meeting, scene.asked, at=late)
    with pytest.raises(RequestExpiredError):
        services.decline_meeting(session, meeting, actor=scene.asked.actor, at=late)

    confirm(session, meeting, scene.asked, at=late - timedelta(seconds=1))
    assert meeting.state is MeetingState.CONFIRMED


def test_the_second_answer_is_told_who_gave_the_first(session: Session) -> None:
    scene = make_scene(session)
    meeting = ask(session, scene)
    confirm(session, meeting, scene.asked)

    with pytest.raises(MeetingNotOpenError) as caught:
        services.decline_meeting(session, meeting, actor=scene.asked.actor, at=NOW)

    name = scene.asked.grant.account.name
    assert str(caught.value) == f"This meeting is confirmed already. That was done by {name}."


def test_declining_frees_the_requester_and_gives_the_reason(session: Session) -> None:
    scene = make_scene(session)
    meeting = ask(session, scene)

    services.decline_meeting(
        session, meeting, actor=scene.asked.actor, at=NOW, reason="We only buy castings."
    )

    assert meeting.state is MeetingState.DECLINED
    assert meeting.closed_by_id == scene.asked.participation.id
    assert busy(session) == []
    assert notices_of(session, scene.asker) == [
        (
            f"{scene.asked.participation.label} can't take your meeting at "
            "2019-11-05 06:00:00+00:00. They say: “We only buy castings.”"
        )
    ]


def test_declining_needs_no_reason(session: Session) -> None:
    scene = make_scene(session)
    meeting = ask(session, scene)

    services.decline_meeting(session, meeting, actor=scene.asked.actor, at=NOW)

    assert notices_of(session, scene.asker)[0].endswith("06:00:00+00:00.")


def test_a_place_too_far_from_the_next_appointment_is_passed_over(session: Session) -> None:
    scene = make_scene(session, tables=1)
    far = make_hall(session, scene.edition)
    make_walk(session, scene.hall, far, 10)
    booth_far = make_place(session, scene.edition, hall=far, kind=PlaceKind.BOOTH)
    other = make_side(session, scene.edition)
    other.participation.booth = booth_far
    before = ask(session, scene, asked=other, starts_at=venue_time(5, 14))
    confirm(session, before, other)
    near_and_far = make_side(session, scene.edition)
    near_and_far.participation.booth = booth_far

    meeting = ask(session, scene, asked=near_and_far, starts_at=venue_time(5, 14, 30))
    confirm(session, meeting, near_and_far)

    assert (before.place, meeting.place) == (booth_far, booth_far)
    assert not any(
        one.slot.starts_at == venue_time(5, 15)
        for one in offered(session, scene)
        if scene.hall.id in one.hall_ids
    )


def offered(session: Session, scene: Scene) -> list[FreeSlot]:
    """Return what the scene's two sides are offered."""
    return queries.free_between(
        session, scene.asker.participation, scene.asked.participation, at=NOW
    )


def test_for_who_asked_and_has_left_the_team_a_colleague_comes(session: Session) -> None:
    scene = make_scene(session)
    meeting = ask(session, scene)
    scene.asker.person.is_active = False
    colleague = make_representative(session, scene.asker.participation, name_en="Wei Ling")

    confirm(session, meeting, scene.asked)

    assert meeting.requester_representative == colleague
    assert busy(session) == [
        ("person", scene.asked.person.id, START),
        ("person", colleague.id, START),
        ("place", scene.tables[0].id, START),
    ]
    assert "Wei Ling comes for you" in notices_of(session, scene.asker)[-1]


def test_of_those_left_in_the_team_one_comes_who_can_walk_over(session: Session) -> None:
    scene = make_scene(session, tables=1)
    meeting = ask(session, scene)
    scene.asker.person.is_active = False
    far, near = (make_representative(session, scene.asker.participation) for _ in range(2))
    afar = make_hall(session, scene.edition)
    make_walk(session, afar, scene.hall, 20)
    seat = Holder(HolderKind.REGISTRATION, 1)
    here = Resource(ResourceKind.PERSON, far.id)
    before = Slot(venue_time(5, 13), START)
    occupy(session, [here], before, seat, what=Name("Talks", "恳谈会"), hall_id=afar.id)

    confirm(session, meeting, scene.asked)

    assert meeting.requester_representative == near


def test_a_request_of_which_nobody_is_left_is_not_confirmed(session: Session) -> None:
    scene = make_scene(session)
    meeting = ask(session, scene)
    scene.asker.person.is_active = False

    with pytest.raises(NobodyFreeError, match=scene.asker.participation.label.first("en")):
        confirm(session, meeting, scene.asked)
