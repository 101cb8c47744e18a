"""What hosts decide about guests: invitations, requests, attendance."""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.accounts.values import Actor
from matchmaking.audit.services import record
from matchmaking.core.database import dialect_of, insert_if_new
from matchmaking.core.wording import say
from matchmaking.dialogues.errors import (
    DialogueFullError,
    NothingToDecideError,
    NotSeatedError,
    SessionCancelledError,
    TooEarlyError,
)
from matchmaking.dialogues.models import Dialogue, Invitation
from matchmaking.dialogues.services import registering, seats
from matchmaking.dialogues.services.notices import tell
from matchmaking.dialogues.services.withdrawing import withdraw
from matchmaking.dialogues.values import Candidacy, DialogueState, RegistrationState
from matchmaking.expo.services import vacate


def invite(
    session: Session,
    actor: Actor,
    dialogue: Dialogue,
    participation_ids: Iterable[int],
    *,
    at: datetime,
) -> int:
    """Invite enterprises; return how many were not invited before."""
    insert = insert_if_new(dialect_of(session), Invitation).returning(Invitation.participation_id)
    new = 0
    for key in participation_ids:
        values = {"dialogue_id": dialogue.id, "participation_id": key}
        new += len(session.connection().execute(insert, values).all())
    record(session, actor, "invited enterprises", subject=("dialogue", dialogue.id), at=at)
    session.flush()
    return new


def uninvite(
    session: Session, actor: Actor, dialogue: Dialogue, participation_id: int, *, at: datetime
) -> None:
    """Take an invitation back; seats already booked stay."""
    session.execute(
        sa.delete(Invitation).where(
            Invitation.dialogue_id == dialogue.id, Invitation.participation_id == participation_id
        )
    )
    record(session, actor, "took an invitation back", subject=("dialogue", dialogue.id), at=at)
    session.flush()


def approve_request(
    session: Session, actor: Actor, candidacy: Candidacy, *, at: datetime
) -> RegistrationState:
    """Give somebody who asked a seat, or a place on the waiting list if none is left.

    Raises:
        NothingToDecideError: they no longer ask.
        SessionCancelledError: the session was cancelled.
        GuestElsewhereError: they have something else at that time now.
        ChangedMeanwhileError: somebody changed the request or the session at the same moment.
    """
    terms, guest, standing = candidacy.terms, candidacy.guest, candidacy.standing
    _refuse_unasked(candidacy)
    key = standing.registration_id or 0
    seats.hold(session, terms)
    seating = seats.look_for_seat(session, terms, guest.audiences)
    registering.move(
        session,
        standing,
        state=RegistrationState.BOOKED,
        allotment_id=seating.choices[0],
        booked_at=at,
    )
    registering.be_there(session, candidacy, key)
    record(session, actor, "approved a request", subject=registering.subject(terms), at=at)
    session.flush()
    try:
        registering.sit(session, key, seats.take_seat(session, terms, seating))
    except DialogueFullError:
        _let_wait(session, candidacy, key, at=at)
        return RegistrationState.WAITLISTED
    said = say(
        "Your request was approved: %(name)s has a seat at “%(what)s”, %(starts)s.",
        name=guest.name,
        what=terms.name,
        starts=terms.starts_at,
    )
    tell(session, guest, said, terms, at=at)
    return RegistrationState.BOOKED


def _let_wait(session: Session, candidacy: Candidacy, key: int, *, at: datetime) -> None:
    """Put somebody on the waiting list whose approval found no seat left, and tell them."""
    terms, guest = candidacy.terms, candidacy.guest
    vacate(session, registering.seat_holder(key))
    registering.wait_as(session, key, seats.next_waiting_number(session, terms))
    said = say(
        "Your request for “%(what)s” was approved, but no seat is left: %(name)s is on the "
        "waiting list.",
        what=terms.name,
        name=guest.name,
    )
    tell(session, guest, said, terms, at=at)


def decline_request(session: Session, actor: Actor, candidacy: Candidacy, *, at: datetime) -> None:
    """Say no to somebody who asked for a seat.

    Raises:
        NothingToDecideError: they no longer ask.
        ChangedMeanwhileError: somebody changed the request at the same moment.
    """
    terms = candidacy.terms
    _refuse_unasked(candidacy)
    withdraw(session, candidacy, RegistrationState.DECLINED)
    record(session, actor, "declined a request", subject=registering.subject(terms), at=at)
    said = say(
        "The host of “%(what)s” has no seat for %(name)s.",
        what=terms.name,
        name=candidacy.guest.name,
    )
    tell(session, candidacy.guest, said, terms, at=at)


def _refuse_unasked(candidacy: Candidacy) -> None:
    if candidacy.terms.state is DialogueState.CANCELLED:
        raise SessionCancelledError
    if candidacy.standing.state is not RegistrationState.REQUESTED:
        raise NothingToDecideError


def note_attendance(
    session: Session, actor: Actor, candidacy: Candidacy, *, came: bool, at: datetime
) -> None:
    """Write down whether a guest with a seat came; it can be corrected.

    Raises:
        NotSeatedError: they have no seat.
        TooEarlyError: the session has not begun.
        ChangedMeanwhileError: somebody changed the registration at the same moment.
    """
    terms, standing = candidacy.terms, candidacy.standing
    if not standing.is_seated:
        raise NotSeatedError
    if at < terms.starts_at:
        raise TooEarlyError(terms.starts_at)
    state = RegistrationState.ATTENDED if came else RegistrationState.NO_SHOW
    registering.move(session, standing, state=state)
    record(session, actor, "noted attendance", subject=registering.subject(terms), at=at)
    session.flush()
