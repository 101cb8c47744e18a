"""Asking for a meeting."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from matchmaking.enterprises.values import ParticipationState
from matchmaking.expo.errors import BookingClosedError
from matchmaking.expo.values import Phase, Slot
from matchmaking.meetings import queries
from matchmaking.meetings.errors import (
    NotOnTheTeamError,
    PairHasMeetingError,
    PartnerNotBookableError,
    SlotNotOfferedError,
)
from matchmaking.meetings.values import MeetingState
from tests.factories.enterprises import make_representative
from tests.factories.expo import NOW, venue_time
from tests.factories.meetings import ask, make_scene, make_side
from tests.meetings import busy, notices_of


def test_a_request_holds_only_the_requesters_person(session: Session) -> None:
    scene = make_scene(session)

    meeting = ask(session, scene)

    assert meeting.state is MeetingState.REQUESTED
    assert meeting.slot == Slot(venue_time(5, 14), venue_time(5, 14, 30))
    assert busy(session) == [("person", scene.asker.person.id, venue_time(5, 14))]
    assert meeting.place is None


def test_the_receivers_team_is_told_with_the_deadline(session: Session) -> None:
    scene = make_scene(session)

    meeting = ask(session, scene)

    assert meeting.expires_at == NOW + timedelta(hours=1)
    assert notices_of(session, scene.asked) == [
        (
            f"{scene.asker.participation.label} asks you for a meeting at "
            "2019-11-05 06:00:00+00:00 about “Gear boxes”. Answer until 2019-11-05 05:40:00+00:00."
        )
    ]
    assert notices_of(session, scene.asker) == []


def test_before_the_fair_the_deadline_is_two_days(session: Session) -> None:
    scene = make_scene(session)

    meeting = ask(session, scene, at=venue_time(1, 9))

    assert meeting.expires_at == venue_time(3, 9)


def test_the_deadline_is_never_after_the_start(session: Session) -> None:
    scene = make_scene(session)

    meeting = ask(session, scene, at=venue_time(5, 13, 50))

    assert meeting.expires_at == venue_time(5, 14)


def test_asking_twice_names_the_open_meeting(session: Session) -> None:
    scene = make_scene(session)
    first = ask(session, scene)

    with pytest.raises(PairHasMeetingError, match="You already have an open request") as caught:
        ask(session, scene, starts_at=venue_time(5, 15))

    assert caught.value.meeting_id == first.id


def test_the_other_side_asking_counts_as_the_same_pair(session: Session) -> None:
    scene = make_scene(session)
    ask(session, scene)

    with pytest.raises(PairHasMeetingError):
        ask(session, scene, asker=scene.asked, asked=scene.asker, starts_at=venue_time(5, 15))


@pytest.mark.parametrize(
    "start", [venue_time(5, 14, 10), venue_time(5, 17), venue_time(6, 14), venue_time(5, 12)]
)
def test_a_time_that_is_no_slot_is_refused_with_three_that_are(
    session: Session, start: datetime
) -> None:
    scene = make_scene(session)

    with pytest.raises(SlotNotOfferedError, match="Choose one of the free times") as caught:
        ask(session, scene, starts_at=start)

    assert [slot.starts_at for slot in caught.value.alternatives] == [
        venue_time(5, 14),
        venue_time(5, 14, 30),
        venue_time(5, 15),
    ]


def test_ones_own_pending_request_stands_in_the_way_of_the_next(session: Session) -> None:
    scene = make_scene(session)
    ask(session, scene)
    other = make_side(session, scene.edition)

    with pytest.raises(SlotNotOfferedError) as caught:
        ask(session, scene, asked=other)

    assert [slot.starts_at for slot in caught.value.alternatives] == [
        venue_time(5, 14, 30),
        venue_time(5, 15),
        venue_time(5, 15, 30),
    ]


def test_a_colleague_goes_if_the_first_is_busy(session: Session) -> None:
    scene = make_scene(session)
    ask(session, scene)
    colleague = make_representative(session, scene.asker.participation)

    meeting = ask(session, scene, asked=make_side(session, scene.edition))

    assert meeting.requester_representative == colleague


def test_a_chosen_person_who_is_busy_is_offered_their_own_free_times(session: Session) -> None:
    scene = make_scene(session)
    ask(session, scene)
    make_representative(session, scene.asker.participation)

    with pytest.raises(SlotNotOfferedError) as caught:
        ask(
            session,
            scene,
            asked=make_side(session, scene.edition),
            representative_id=scene.asker.person.id,
        )

    assert caught.value.alternatives[0].starts_at == venue_time(5, 14, 30)


def test_somebody_elses_person_is_refused(session: Session) -> None:
    scene = make_scene(session)

    with pytest.raises(NotOnTheTeamError) as caught:
        ask(session, scene, representative_id=scene.asked.person.id)

    assert caught.value.field == "person"


def test_without_people_nobody_can_be_asked_for(session: Session) -> None:
    scene = make_scene(session)
    scene.asker.person.is_active = False

    with pytest.raises(NotOnTheTeamError):
        ask(session, scene)


@pytest.mark.parametrize("state", [s for s in ParticipationState if s != "approved"])
def test_only_approved_profiles_meet(session: Session, state: ParticipationState) -> None:
    scene = make_scene(session)
    scene.asked.participation.return_reason = "Why."
    scene.asked.participation.state = state

    with pytest.raises(PartnerNotBookableError, match="once the profile of"):
        ask(session, scene)


def test_nobody_meets_themselves(session: Session) -> None:
    scene = make_scene(session)

    with pytest.raises(PartnerNotBookableError):
        ask(session, scene, asked=scene.asker)


def test_booking_opens_and_closes(session: Session) -> None:
    scene = make_scene(session)
    scene.edition.booking_opens_at = NOW
    scene.edition.booking_closes_at = NOW + timedelta(hours=1)

    with pytest.raises(BookingClosedError, match="Booking opens on"):
        ask(session, scene, at=NOW - timedelta(seconds=1))
    with pytest.raises(BookingClosedError, match="Booking closed on"):
        ask(session, scene, at=NOW + timedelta(hours=1))
    assert ask(session, scene, at=NOW).id is not None


def test_a_closed_edition_takes_no_requests(session: Session) -> None:
    scene = make_scene(session)
    scene.edition.phase = Phase.CLOSED

    with pytest.raises(BookingClosedError):
        ask(session, scene)


def test_a_pair_may_meet_again_once_the_first_is_over(session: Session) -> None:
    scene = make_scene(session)
    ask(session, scene).state = MeetingState.DISPUTED
    session.flush()

    again = ask(session, scene, starts_at=venue_time(5, 15))

    open_one = queries.open_between(
        session, scene.edition.id, scene.asker.participation.id, scene.asked.participation.id
    )
    assert open_one == again
