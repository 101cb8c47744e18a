"""What hosts do: move and call off sessions, keep seats, answer requests, note attendance."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.accounts.values import Actor
from matchmaking.core.errors import NotFoundError
from matchmaking.core.wording import Name
from matchmaking.dialogues import queries, services
from matchmaking.dialogues.errors import (
    AllotmentInUseError,
    AllotmentTooLargeError,
    AlreadyPublishedError,
    CapacityTooSmallError,
    GuestElsewhereError,
    NothingToDecideError,
    NotSeatedError,
    SamePartyError,
    SessionBegunError,
    SessionCancelledError,
    SessionOverError,
    SlotExistsError,
    SlotFreeError,
    SlotOutsideSessionError,
    SlotsOutsideError,
    SlotTakenError,
    StrangeSignerError,
    TimesOutOfOrderError,
    TooEarlyError,
)
from matchmaking.dialogues.models import SigningSlot
from matchmaking.dialogues.values import (
    Admission,
    AllotmentPlan,
    Audience,
    DialogueState,
    RegistrationState,
    SigningPlan,
)
from matchmaking.expo.errors import OccupiedError
from matchmaking.expo.models import Edition, Occupancy
from matchmaking.expo.services import occupy
from matchmaking.expo.values import Holder, HolderKind, Resource, ResourceKind, Slot
from matchmaking.notifications.models import Notice
from tests.dialogues.plans import later, plan_of
from tests.dialogues.scene import book, make_people, make_person, state_of, wait, wrongs
from tests.factories.accounts import actor, make_organiser
from tests.factories.dialogues import make_allotment, make_dialogue
from tests.factories.expo import NOW, make_edition, venue_time

State = RegistrationState


@pytest.fixture
def edition(session: Session) -> Edition:
    return make_edition(session)


@pytest.fixture
def host(session: Session, edition: Edition) -> Actor:
    return actor(make_organiser(session, edition))


def notices(session: Session) -> list[tuple[int, str]]:
    """Return who was told what, in order."""
    rows = session.execute(sa.select(Notice.account_id, Notice.text).order_by(Notice.id))
    return [(account_id, text) for account_id, text in rows]


def test_everybody_moves_along_with_a_session_and_is_told_once(
    session: Session, edition: Edition, host: Actor
) -> None:
    dialogue, people = make_dialogue(session, edition), make_people(session, edition, 2)
    for one in people:
        book(session, one, dialogue.id)

    services.change_session(session, host, dialogue, later(dialogue), at=NOW)

    assert wrongs(session, dialogue.id) == []
    assert [account for account, _text in notices(session)] == [
        one.actor.account_id for one in people
    ]


@pytest.mark.parametrize("days, is_urgent", [(0, True), (2, False)])
def test_word_of_a_session_that_moves_or_is_called_off_is_urgent_on_its_last_day(
    session: Session, edition: Edition, host: Actor, days: int, *, is_urgent: bool
) -> None:
    dialogue, (guest,) = make_dialogue(session, edition), make_people(session, edition, 1)
    book(session, guest, dialogue.id)
    at = NOW - timedelta(days=days)

    services.change_session(session, host, dialogue, later(dialogue), at=at)
    services.cancel_session(session, host, dialogue, reason="Fog.", at=at)

    found = session.scalars(sa.select(Notice.is_urgent).order_by(Notice.id))
    assert list(found) == [is_urgent, is_urgent]


def test_who_is_elsewhere_at_the_new_time_loses_the_seat_to_the_line_and_is_told(
    session: Session, edition: Edition, host: Actor
) -> None:
    dialogue, people = make_dialogue(session, edition, capacity=1), make_people(session, edition, 2)
    book(session, people[0], dialogue.id)
    wait(session, people[1], dialogue.id)
    occupy(
        session,
        [Resource(ResourceKind.PERSON, people[0].key)],
        Slot(venue_time(5, 17), venue_time(5, 18)),
        Holder(HolderKind.MEETING, 1),
        what=Name("Meeting", "洽谈"),
    )

    services.change_session(session, host, dialogue, later(dialogue), at=NOW)

    assert [state_of(session, one, dialogue.id) for one in people] == [
        State.CANCELLED,
        State.BOOKED,
    ]
    assert wrongs(session, dialogue.id) == []
    assert "%(clash)s The seat of %(name)s was given up" in notices(session)[0][1]


def test_more_seats_go_to_the_line(session: Session, edition: Edition, host: Actor) -> None:
    dialogue, people = make_dialogue(session, edition, capacity=1), make_people(session, edition, 3)
    book(session, people[0], dialogue.id)
    for one in people[1:]:
        wait(session, one, dialogue.id)

    plan = replace(plan_of(dialogue), capacity=2)
    services.change_session(session, host, dialogue, plan, at=NOW)

    assert state_of(session, people[1], dialogue.id) is State.BOOKED
    assert wrongs(session, dialogue.id) == []


def test_a_session_is_not_made_smaller_than_what_is_taken_and_kept(
    session: Session, edition: Edition, host: Actor
) -> None:
    dialogue = make_dialogue(session, edition)
    make_allotment(session, dialogue, capacity=3)
    book(session, make_person(session, edition), dialogue.id)
    plan = replace(plan_of(dialogue), capacity=3)

    with pytest.raises(CapacityTooSmallError, match="1 seats are taken and 3 more are kept"):
        services.change_session(session, host, dialogue, plan, at=NOW)


def test_a_session_ends_after_it_begins(session: Session, edition: Edition, host: Actor) -> None:
    dialogue = make_dialogue(session, edition)
    plan = replace(plan_of(dialogue), ends_at=dialogue.starts_at)

    with pytest.raises(TimesOutOfOrderError):
        services.create_session(session, host, plan, edition_id=edition.id, at=NOW)


def test_calling_off_frees_seats_calendars_and_slots_and_tells_once(
    session: Session, edition: Edition, host: Actor
) -> None:
    dialogue, people = make_dialogue(session, edition, capacity=2), make_people(session, edition, 3)
    make_allotment(session, dialogue, capacity=1)
    for one in people[:1]:
        book(session, one, dialogue.id)
    for one in people[1:]:
        wait(session, one, dialogue.id)

    told = services.cancel_session(session, host, dialogue, reason="Illness", at=NOW)

    assert (told, len(notices(session))) == (3, 3)
    assert session.scalar(sa.select(sa.func.count()).select_from(Occupancy)) == 0
    assert wrongs(session, dialogue.id) == []
    with pytest.raises(SessionCancelledError):
        services.cancel_session(session, host, dialogue, reason="", at=NOW)
    with pytest.raises(SessionCancelledError):
        services.change_session(session, host, dialogue, plan_of(dialogue), at=NOW)


def test_only_a_draft_is_published(session: Session, edition: Edition, host: Actor) -> None:
    dialogue = make_dialogue(session, edition, state=DialogueState.DRAFT)

    services.publish_session(session, host, dialogue, at=NOW)

    assert dialogue.state is DialogueState.PUBLISHED
    with pytest.raises(AlreadyPublishedError):
        services.publish_session(session, host, dialogue, at=NOW)


def test_a_session_that_is_over_is_not_published(
    session: Session, edition: Edition, host: Actor
) -> None:
    dialogue = make_dialogue(session, edition, state=DialogueState.DRAFT)

    with pytest.raises(SessionOverError):
        services.publish_session(session, host, dialogue, at=dialogue.ends_at)
    assert dialogue.state is DialogueState.DRAFT
    services.publish_session(session, host, dialogue, at=dialogue.starts_at)


def test_seats_are_kept_only_out_of_those_left(
    session: Session, edition: Edition, host: Actor
) -> None:
    dialogue = make_dialogue(session, edition, capacity=4)
    plan = AllotmentPlan(Name("Chambers", "商会"), Audience.CHAMBER, 3)
    whole = services.keep_seats(session, host, dialogue.id, plan, at=NOW)
    large = replace(plan, capacity=4, parent_id=whole.id)
    strange = replace(plan, capacity=1, parent_id=whole.id + 1)

    with pytest.raises(AllotmentTooLargeError):
        services.keep_seats(session, host, dialogue.id, replace(plan, capacity=2), at=NOW)
    with pytest.raises(AllotmentTooLargeError):
        services.keep_seats(session, host, dialogue.id, large, at=NOW)
    with pytest.raises(NotFoundError):
        services.keep_seats(session, host, dialogue.id, strange, at=NOW)


def test_released_seats_go_to_the_line(session: Session, edition: Edition, host: Actor) -> None:
    dialogue = make_dialogue(session, edition, capacity=2)
    kept = make_allotment(session, dialogue, capacity=2)
    me = make_person(session, edition)
    wait(session, me, dialogue.id)

    services.resize_allotment(session, host, dialogue.id, kept.id, capacity=1, at=NOW)

    assert state_of(session, me, dialogue.id) is State.BOOKED
    assert wrongs(session, dialogue.id) == []


def test_taken_seats_stay_kept(session: Session, edition: Edition, host: Actor) -> None:
    dialogue = make_dialogue(session, edition)
    kept = make_allotment(session, dialogue, capacity=2)
    for _ in range(2):
        book(session, make_person(session, edition, global_500_rank=1), dialogue.id)

    with pytest.raises(CapacityTooSmallError):
        services.resize_allotment(session, host, dialogue.id, kept.id, capacity=1, at=NOW)
    with pytest.raises(AllotmentInUseError):
        services.release_allotment(session, host, dialogue.id, kept.id, at=NOW)


def test_a_request_becomes_a_seat_a_place_in_the_line_or_a_no(
    session: Session, edition: Edition, host: Actor
) -> None:
    dialogue = make_dialogue(session, edition, capacity=1, admission=Admission.APPROVAL)
    people = make_people(session, edition, 3)
    for one in people:
        book(session, one, dialogue.id)

    for one in people[:2]:
        asked = queries.candidacy(session, dialogue.id, one.key)
        services.approve_request(session, host, asked, at=NOW)
    asked = queries.candidacy(session, dialogue.id, people[2].key)
    services.decline_request(session, host, asked, at=NOW)

    assert [state_of(session, one, dialogue.id) for one in people] == [
        State.BOOKED,
        State.WAITLISTED,
        State.DECLINED,
    ]
    assert wrongs(session, dialogue.id) == []
    assert len(notices(session)) == 3
    answered = queries.candidacy(session, dialogue.id, people[2].key)
    with pytest.raises(NothingToDecideError):
        services.approve_request(session, host, answered, at=NOW)


def test_a_request_is_not_approved_into_two_places(
    session: Session, edition: Edition, host: Actor
) -> None:
    dialogue = make_dialogue(session, edition, admission=Admission.APPROVAL)
    me = make_person(session, edition)
    book(session, me, dialogue.id)
    book(session, me, make_dialogue(session, edition).id)
    asked = queries.candidacy(session, dialogue.id, me.key)

    with pytest.raises(GuestElsewhereError):
        services.approve_request(session, host, asked, at=NOW)


def test_attendance_is_noted_of_guests_once_the_session_has_begun(
    session: Session, edition: Edition, host: Actor
) -> None:
    dialogue, (me, other) = make_dialogue(session, edition), make_people(session, edition, 2)
    book(session, me, dialogue.id)
    guest = queries.candidacy(session, dialogue.id, me.key)
    stranger = queries.candidacy(session, dialogue.id, other.key)

    with pytest.raises(TooEarlyError):
        services.note_attendance(session, host, guest, came=True, at=NOW)
    with pytest.raises(NotSeatedError):
        services.note_attendance(session, host, stranger, came=True, at=NOW)
    services.note_attendance(session, host, guest, came=False, at=venue_time(5, 16))

    assert state_of(session, me, dialogue.id) is State.NO_SHOW
    assert wrongs(session, dialogue.id) == []


@pytest.fixture
def slot(session: Session, edition: Edition, host: Actor) -> SigningSlot:
    ceremony = make_dialogue(session, edition)
    time = Slot(venue_time(5, 15), venue_time(5, 15, 20))
    return services.add_slot(session, host, ceremony, time, at=NOW)


@pytest.mark.parametrize(
    "minutes, error",
    [
        ((30, 30), TimesOutOfOrderError),
        ((-60, 0), SlotOutsideSessionError),
        ((10, 30), SlotExistsError),
    ],
)
def test_a_signing_slot_fits_into_the_ceremony(
    session: Session,
    host: Actor,
    slot: SigningSlot,
    minutes: tuple[int, int],
    error: type[Exception],
) -> None:
    start, end = (slot.dialogue.starts_at + timedelta(minutes=one) for one in minutes)

    with pytest.raises(error):
        services.add_slot(session, host, slot.dialogue, Slot(start, end), at=NOW)


def test_two_parties_book_a_signing_slot_and_give_it_up(
    session: Session, edition: Edition, host: Actor, slot: SigningSlot
) -> None:
    me, partner = make_person(session, edition), make_person(session, edition)
    mine, theirs = me.actor.participation_id or 0, partner.actor.participation_id or 0
    plan = SigningPlan(mine, theirs, "Gear boxes", signer_id=me.key)

    services.book_slot(session, host, slot, plan, at=NOW)
    with pytest.raises(SlotTakenError):
        services.book_slot(session, host, slot, plan, at=NOW)
    with pytest.raises(SlotTakenError):
        services.remove_slot(session, host, slot, at=NOW)
    with pytest.raises(SlotsOutsideError):
        services.change_session(session, host, slot.dialogue, later(slot.dialogue), at=NOW)
    held = session.scalars(sa.select(Occupancy.resource_kind).distinct()).all()
    services.release_slot(session, host, slot, at=NOW)

    assert set(held) == {ResourceKind.PERSON, ResourceKind.STAGE}
    assert session.scalar(sa.select(sa.func.count()).select_from(Occupancy)) == 0
    with pytest.raises(SlotFreeError):
        services.release_slot(session, host, slot, at=NOW)


def test_signing_has_its_rules(
    session: Session, edition: Edition, host: Actor, slot: SigningSlot
) -> None:
    me, partner = make_person(session, edition), make_person(session, edition)
    mine, theirs = me.actor.participation_id or 0, partner.actor.participation_id or 0
    plan = SigningPlan(mine, theirs, "Gear boxes")

    with pytest.raises(SamePartyError):
        services.book_slot(session, host, slot, replace(plan, counterpart_id=mine), at=NOW)
    with pytest.raises(StrangeSignerError):
        services.book_slot(session, host, slot, replace(plan, signer_id=partner.key), at=NOW)
    with pytest.raises(SessionBegunError):
        services.book_slot(session, host, slot, plan, at=venue_time(5, 17))


def test_a_signer_is_not_in_two_places(
    session: Session, edition: Edition, host: Actor, slot: SigningSlot
) -> None:
    me, partner = make_person(session, edition), make_person(session, edition)
    mine, theirs = me.actor.participation_id or 0, partner.actor.participation_id or 0
    book(session, me, make_dialogue(session, edition).id)
    plan = SigningPlan(mine, theirs, "Gear boxes", signer_id=me.key)

    with pytest.raises(OccupiedError):
        services.book_slot(session, host, slot, plan, at=NOW)
