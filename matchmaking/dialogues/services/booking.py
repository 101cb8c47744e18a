"""Booking a seat, waiting for one, giving it up.

Each of these may find half-way that it can't be done; what it wrote until then goes when the
caller rolls the transaction back, as every request does that ends in an error.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from matchmaking.accounts.values import Actor
from matchmaking.audit.services import record
from matchmaking.core.wording import Sentence, say
from matchmaking.dialogues import queries
from matchmaking.dialogues.errors import (
    AlreadyRegisteredError,
    AskFirstError,
    GuestElsewhereError,
    NotRegisteredError,
    SeatsFreeError,
    SessionBegunError,
    SignsHereError,
)
from matchmaking.dialogues.services import registering, seats
from matchmaking.dialogues.services.notices import tell
from matchmaking.dialogues.services.promotion import promote
from matchmaking.dialogues.services.rules import refuse_unbookable
from matchmaking.dialogues.services.withdrawing import withdraw
from matchmaking.dialogues.values import Admission, Candidacy, RegistrationState
from matchmaking.expo.queries import clash_of


def book_seat(
    session: Session, actor: Actor, candidacy: Candidacy, *, at: datetime
) -> RegistrationState:
    """Book a seat, or ask for one where the host decides; return where the guest stands then.

    Raises:
        AlreadyRegisteredError: the guest has a seat or asked for one.
        DialogueFullError: no seat is left for this guest.
        GuestElsewhereError: the guest has something else at that time.
        ChangedMeanwhileError: the organiser changed the session just now.
        ConflictError, ForbiddenError: another rule stands in the way, see ``refuse_unbookable``.
    """
    terms, standing = candidacy.terms, candidacy.standing
    refuse_unbookable(candidacy, at=at)
    if not (standing.is_outside or standing.is_waiting):
        raise AlreadyRegisteredError(candidacy.guest.name)
    if terms.admission is Admission.APPROVAL and not standing.is_waiting:
        registering.write_down(session, candidacy, RegistrationState.REQUESTED, at=at)
        record(session, actor, "asked for a seat", subject=registering.subject(terms), at=at)
        return RegistrationState.REQUESTED
    _seat(session, actor, candidacy, at=at)
    return RegistrationState.BOOKED


def _seat(session: Session, actor: Actor, candidacy: Candidacy, *, at: datetime) -> None:
    terms, guest = candidacy.terms, candidacy.guest
    if candidacy.standing.is_waiting:
        # A freed seat may reach them at this moment: who frees it holds the session's row first.
        seats.hold(session, terms)
    seating = seats.look_for_seat(session, terms, guest.audiences)
    key = registering.write_down(
        session, candidacy, RegistrationState.BOOKED, at=at, allotment_id=seating.choices[0]
    )
    registering.be_there(session, candidacy, key)
    record(session, actor, "booked a seat", subject=registering.subject(terms), at=at)
    said = say(
        "%(actor)s booked a seat for %(name)s: “%(what)s”, %(starts)s.",
        actor=actor.name,
        name=guest.name,
        what=terms.name,
        starts=terms.starts_at,
    )
    _tell_teammate(session, actor, candidacy, said, at=at)
    # Last, so that others who book here wait as briefly as possible.
    session.flush()
    allotment_id = seats.take_seat(session, terms, seating)
    if allotment_id != seating.choices[0]:
        registering.sit(session, key, allotment_id)


def cancel_seat(session: Session, actor: Actor, candidacy: Candidacy, *, at: datetime) -> None:
    """Give up a seat, a request for one, or a place on the waiting list.

    A freed seat goes to the first on the waiting list who can have it, in the same transaction.

    Raises:
        NotRegisteredError: there is nothing to give up.
        SessionBegunError: the session has begun.
        SignsHereError: the guest signs on its stage.
        ChangedMeanwhileError: the registration was changed at the same moment.
    """
    terms, standing = candidacy.terms, candidacy.standing
    if standing.is_outside:
        raise NotRegisteredError
    if at >= terms.starts_at:
        raise SessionBegunError(terms.starts_at, terms.ends_at, at=at)
    if signing := queries.signing_of(session, terms.dialogue_id, candidacy.guest):
        raise SignsHereError(candidacy.guest.name, signing.subject, signing.starts_at)
    action = "gave up a seat" if standing.is_seated else "no longer waits for a seat"
    record(session, actor, action, subject=registering.subject(terms), at=at)
    said = say(
        "%(actor)s gave up the seat of %(name)s at “%(what)s”.",
        actor=actor.name,
        name=candidacy.guest.name,
        what=terms.name,
    )
    _tell_teammate(session, actor, candidacy, said, at=at)
    if standing.is_seated:
        session.flush()
        seats.hold_row(session, terms.dialogue_id)
    withdraw(session, candidacy, RegistrationState.CANCELLED)
    if standing.is_seated:
        promote(session, terms.dialogue_id, at=at)


def join_waiting_list(session: Session, actor: Actor, candidacy: Candidacy, *, at: datetime) -> int:
    """Wait for a seat; return the number on the list, which follows the order of commits.

    Raises:
        AlreadyRegisteredError: the guest has a seat, waits, or asked for one.
        AskFirstError: the host decides who comes.
        SeatsFreeError: there is a seat for this guest, so there is nothing to wait for.
        GuestElsewhereError: the guest couldn't come anyway.
        ConflictError, ForbiddenError: another rule stands in the way, see ``refuse_unbookable``.
    """
    terms, guest = candidacy.terms, candidacy.guest
    refuse_unbookable(candidacy, at=at)
    if not candidacy.standing.is_outside:
        raise AlreadyRegisteredError(guest.name)
    if terms.admission is Admission.APPROVAL:
        raise AskFirstError
    clash = clash_of(session, registering.person(guest), registering.time_of(terms))
    if clash:
        raise GuestElsewhereError(guest.name, clash)
    key = registering.write_down(session, candidacy, RegistrationState.WAITLISTED, at=at)
    number = seats.next_waiting_number(session, terms)
    # The session's row is ours now: nobody can free a seat between this look and our commit.
    if queries.seats_left(session, terms.dialogue_id).choices(guest.audiences):
        raise SeatsFreeError
    registering.wait_as(session, key, number)
    record(session, actor, "waits for a seat", subject=registering.subject(terms), at=at)
    session.flush()
    return number


def _tell_teammate(
    session: Session, actor: Actor, candidacy: Candidacy, said: Sentence, *, at: datetime
) -> None:
    if candidacy.guest.account_id != actor.account_id:
        tell(session, candidacy.guest, said, candidacy.terms, at=at)
