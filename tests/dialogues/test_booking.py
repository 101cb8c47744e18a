"""Booking, waiting and giving up: what works, and each rule that stands in the way."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.core.errors import ChangedMeanwhileError, MatchmakingError, NotFoundError
from matchmaking.core.wording import Name
from matchmaking.dialogues import queries, services
from matchmaking.dialogues.errors import (
    AlreadyRegisteredError,
    AskFirstError,
    DialogueFullError,
    GuestElsewhereError,
    InvitationNeededError,
    NotRegisteredError,
    ProfileNotApprovedError,
    SeatsFreeError,
    SessionBegunError,
    SessionCancelledError,
    SessionNotOpenError,
    SignsHereError,
)
from matchmaking.dialogues.models import Dialogue, Registration, SigningSlot
from matchmaking.dialogues.values import Admission, Audience, DialogueState, RegistrationState
from matchmaking.enterprises.models import Representative
from matchmaking.enterprises.values import ParticipationState
from matchmaking.expo.errors import BookingClosedError
from matchmaking.expo.models import Edition
from matchmaking.expo.services import occupy, vacate
from matchmaking.expo.values import Holder, HolderKind, Phase, Resource, ResourceKind
from matchmaking.notifications.models import Notice
from tests.dialogues.scene import (
    Person,
    book,
    give_up,
    make_people,
    make_person,
    state_of,
    wait,
    wrongs,
)
from tests.factories.dialogues import make_allotment, make_dialogue
from tests.factories.expo import NOW, make_edition, venue_time

State = RegistrationState
MEETING = Holder(HolderKind.MEETING, 1)


@pytest.fixture
def edition(session: Session) -> Edition:
    return make_edition(session)


def meet(session: Session, person: Person, dialogue: Dialogue) -> None:
    """Fill a person's calendar at a session's time with a meeting."""
    someone = Resource(ResourceKind.PERSON, person.key)
    what = Name("Meeting with Qingling", "与庆铃洽谈")
    occupy(session, [someone], dialogue.slot, MEETING, what=what)


def test_a_seat_is_booked_and_fills_the_calendar(session: Session, edition: Edition) -> None:
    dialogue, me = make_dialogue(session, edition), make_person(session, edition)

    assert book(session, me, dialogue.id) is State.BOOKED

    assert wrongs(session, dialogue.id) == []
    assert [
        one.what for one in queries.elsewhere_at(session, [me.key], dialogue.slot).values()
    ] == [dialogue.label]


def test_a_given_up_seat_can_be_booked_again_with_the_same_row(
    session: Session, edition: Edition
) -> None:
    dialogue, me = make_dialogue(session, edition), make_person(session, edition)
    book(session, me, dialogue.id)

    give_up(session, me, dialogue.id)
    book(session, me, dialogue.id)

    assert session.scalar(sa.select(sa.func.count()).select_from(Registration)) == 1
    assert wrongs(session, dialogue.id) == []


@pytest.mark.parametrize(
    "changes, error",
    [
        ({"state": DialogueState.CANCELLED}, SessionCancelledError),
        ({"state": DialogueState.DRAFT}, SessionNotOpenError),
        ({"starts_at": NOW}, SessionBegunError),
        ({"starts_at": venue_time(5, 9), "ends_at": venue_time(5, 10)}, SessionBegunError),
        ({"admission": Admission.INVITATION}, InvitationNeededError),
        ({"capacity": 0}, DialogueFullError),
    ],
)
def test_each_refusal_names_its_rule(
    session: Session, edition: Edition, changes: dict[str, Any], error: type[MatchmakingError]
) -> None:
    dialogue, me = make_dialogue(session, edition, **changes), make_person(session, edition)

    with pytest.raises(error):
        book(session, me, dialogue.id)


@pytest.mark.parametrize(
    "window",
    [
        {"booking_opens_at": NOW + timedelta(hours=1)},
        {"booking_closes_at": NOW},
        {"phase": Phase.CLOSED},
    ],
)
def test_nobody_books_outside_the_booking_window(session: Session, window: dict[str, Any]) -> None:
    edition = make_edition(session, **window)
    dialogue, me = make_dialogue(session, edition), make_person(session, edition)

    with pytest.raises(BookingClosedError):
        book(session, me, dialogue.id)


def test_a_seat_needs_an_approved_profile(session: Session, edition: Edition) -> None:
    dialogue, me = make_dialogue(session, edition), make_person(session, edition)
    participation = session.get_one(Representative, me.key).participation
    participation.state = ParticipationState.SUBMITTED
    session.flush()

    with pytest.raises(ProfileNotApprovedError):
        book(session, me, dialogue.id)


def test_another_editions_session_is_not_there(session: Session, edition: Edition) -> None:
    dialogue, me = make_dialogue(session, edition), make_person(session, make_edition(session))

    with pytest.raises(NotFoundError):
        book(session, me, dialogue.id)


def test_an_invited_enterprise_gets_a_seat(session: Session, edition: Edition) -> None:
    dialogue = make_dialogue(session, edition, admission=Admission.INVITATION)
    me = make_person(session, edition)
    services.invite(session, me.actor, dialogue, [me.actor.participation_id or 0], at=NOW)

    assert book(session, me, dialogue.id) is State.BOOKED


def test_a_clash_names_what_it_clashes_with(session: Session, edition: Edition) -> None:
    dialogue, me = make_dialogue(session, edition), make_person(session, edition)
    meet(session, me, dialogue)

    with pytest.raises(GuestElsewhereError, match="already has “Meeting with Qingling”"):
        book(session, me, dialogue.id)


def test_nobody_books_twice(session: Session, edition: Edition) -> None:
    dialogue, me = make_dialogue(session, edition), make_person(session, edition)
    book(session, me, dialogue.id)

    with pytest.raises(AlreadyRegisteredError):
        book(session, me, dialogue.id)


def test_who_read_an_older_state_of_the_session_is_told(session: Session, edition: Edition) -> None:
    dialogue, me = make_dialogue(session, edition), make_person(session, edition)
    read = queries.candidacy(session, dialogue.id, me.key)
    old = replace(read, terms=replace(read.terms, version=read.terms.version - 1))

    with pytest.raises(ChangedMeanwhileError):
        services.book_seat(session, me.actor, old, at=NOW)


def test_a_seat_counts_in_the_tightest_allotment_and_in_the_whole(
    session: Session, edition: Edition
) -> None:
    dialogue = make_dialogue(session, edition, capacity=5)
    whole = make_allotment(session, dialogue, capacity=3)
    part = make_allotment(
        session, dialogue, capacity=1, audience=Audience.BUYER, parent_id=whole.id
    )
    people = [make_person(session, edition, global_500_rank=9) for _ in range(5)]

    for one in people:
        book(session, one, dialogue.id)

    rows = session.scalars(sa.select(Registration).order_by(Registration.id))
    assert [row.allotment_id for row in rows] == [part.id, whole.id, whole.id, None, None]
    assert wrongs(session, dialogue.id) == []


def test_seats_kept_for_others_are_said_to_be_kept(session: Session, edition: Edition) -> None:
    dialogue = make_dialogue(session, edition, capacity=3)
    make_allotment(session, dialogue, capacity=3)

    with pytest.raises(DialogueFullError, match="the 3 seats still free are kept for others"):
        book(session, make_person(session, edition), dialogue.id)


def test_a_teammate_is_told_of_the_seat_booked_for_them(session: Session, edition: Edition) -> None:
    dialogue, (me, mate) = make_dialogue(session, edition), make_people(session, edition, 2)
    candidacy = queries.candidacy(session, dialogue.id, mate.key)

    services.book_seat(session, me.actor, candidacy, at=NOW)

    notice = session.scalars(sa.select(Notice)).one()
    assert (notice.account_id, notice.path) == (mate.actor.account_id, f"/programme/{dialogue.id}")


def test_freed_seats_are_given_in_the_order_of_the_line(session: Session, edition: Edition) -> None:
    dialogue, people = make_dialogue(session, edition, capacity=1), make_people(session, edition, 4)
    book(session, people[0], dialogue.id)
    numbers = [wait(session, one, dialogue.id) for one in people[1:]]

    give_up(session, people[0], dialogue.id)

    states = [state_of(session, one, dialogue.id) for one in people]
    assert numbers == [1, 2, 3]
    assert states == [State.CANCELLED, State.BOOKED, State.WAITLISTED, State.WAITLISTED]
    assert session.scalars(sa.select(Notice.account_id)).all() == [people[1].actor.account_id]


def test_who_can_not_come_any_more_is_passed_by_and_told_once(
    session: Session, edition: Edition
) -> None:
    dialogue, people = make_dialogue(session, edition, capacity=2), make_people(session, edition, 5)
    for one in people[:2]:
        book(session, one, dialogue.id)
    for one in people[2:]:
        wait(session, one, dialogue.id)
    meet(session, people[2], dialogue)

    give_up(session, people[0], dialogue.id)
    give_up(session, people[1], dialogue.id)

    told = session.scalars(sa.select(Notice.account_id).order_by(Notice.id)).all()
    assert [state_of(session, one, dialogue.id) for one in people[2:]] == [
        State.WAITLISTED,
        State.BOOKED,
        State.BOOKED,
    ]
    assert told == [people[n].actor.account_id for n in (2, 3, 4)]
    assert wrongs(session, dialogue.id) == []


def test_who_was_passed_by_can_book_once_their_time_is_free(
    session: Session, edition: Edition
) -> None:
    dialogue, people = make_dialogue(session, edition, capacity=1), make_people(session, edition, 2)
    book(session, people[0], dialogue.id)
    wait(session, people[1], dialogue.id)
    meet(session, people[1], dialogue)
    give_up(session, people[0], dialogue.id)
    vacate(session, MEETING)

    assert book(session, people[1], dialogue.id) is State.BOOKED
    assert wrongs(session, dialogue.id) == []


def test_a_freed_kept_seat_goes_to_the_first_it_is_kept_for(
    session: Session, edition: Edition
) -> None:
    dialogue = make_dialogue(session, edition, capacity=2)
    make_allotment(session, dialogue, capacity=1)
    large = [make_person(session, edition, global_500_rank=1) for _ in range(2)]
    small = make_people(session, edition, 2)
    for one in (large[0], small[0]):
        book(session, one, dialogue.id)
    for one in (small[1], large[1]):
        wait(session, one, dialogue.id)

    give_up(session, large[0], dialogue.id)

    assert state_of(session, small[1], dialogue.id) is State.WAITLISTED
    assert state_of(session, large[1], dialogue.id) is State.BOOKED
    assert wrongs(session, dialogue.id) == []


def test_nobody_waits_while_a_seat_is_free(session: Session, edition: Edition) -> None:
    dialogue, me = make_dialogue(session, edition), make_person(session, edition)

    with pytest.raises(SeatsFreeError):
        wait(session, me, dialogue.id)


def test_nobody_waits_for_what_they_could_not_attend(session: Session, edition: Edition) -> None:
    dialogue, people = make_dialogue(session, edition, capacity=1), make_people(session, edition, 2)
    book(session, people[0], dialogue.id)
    meet(session, people[1], dialogue)

    with pytest.raises(GuestElsewhereError):
        wait(session, people[1], dialogue.id)


def test_nobody_waits_twice(session: Session, edition: Edition) -> None:
    dialogue, people = make_dialogue(session, edition, capacity=1), make_people(session, edition, 2)
    book(session, people[0], dialogue.id)
    wait(session, people[1], dialogue.id)

    with pytest.raises(AlreadyRegisteredError):
        wait(session, people[1], dialogue.id)


def test_where_the_host_decides_one_asks_instead_of_waiting(
    session: Session, edition: Edition
) -> None:
    dialogue = make_dialogue(session, edition, admission=Admission.APPROVAL)
    me = make_person(session, edition)

    with pytest.raises(AskFirstError):
        wait(session, me, dialogue.id)

    assert book(session, me, dialogue.id) is State.REQUESTED


def test_there_must_be_something_to_give_up(session: Session, edition: Edition) -> None:
    dialogue, me = make_dialogue(session, edition), make_person(session, edition)

    with pytest.raises(NotRegisteredError):
        give_up(session, me, dialogue.id)


def test_a_seat_is_not_given_up_once_the_session_has_begun(
    session: Session, edition: Edition
) -> None:
    dialogue, me = make_dialogue(session, edition), make_person(session, edition)
    book(session, me, dialogue.id)
    candidacy = queries.candidacy(session, dialogue.id, me.key)

    with pytest.raises(SessionBegunError):
        services.cancel_seat(session, me.actor, candidacy, at=dialogue.starts_at)


def test_who_signs_on_the_stage_keeps_their_seat(session: Session, edition: Edition) -> None:
    dialogue, me = make_dialogue(session, edition), make_person(session, edition)
    book(session, me, dialogue.id)
    slot = SigningSlot(
        dialogue_id=dialogue.id,
        starts_at=dialogue.starts_at,
        ends_at=venue_time(5, 15, 20),
        participation_id=me.actor.participation_id,
        signer_id=me.key,
        subject="Gear boxes",
    )
    session.add(slot)
    session.flush()

    with pytest.raises(SignsHereError):
        give_up(session, me, dialogue.id)
