"""Giving freed seats to those who wait, in the order in which they joined the list."""

from datetime import datetime

from sqlalchemy.orm import Session

from matchmaking.core.wording import say
from matchmaking.dialogues import queries
from matchmaking.dialogues.errors import GuestElsewhereError, elsewhere
from matchmaking.dialogues.services import rules
from matchmaking.dialogues.services.notices import tell
from matchmaking.dialogues.services.registering import be_there, seat_holder, try_to_move
from matchmaking.dialogues.services.seats import Seating, take_seat
from matchmaking.dialogues.values import Candidacy, DialogueState, RegistrationState
from matchmaking.expo.services import vacate


def promote(session: Session, dialogue_id: int, *, at: datetime) -> list[Candidacy]:
    """Seat whoever waits and can have a free seat, first come first; return who was seated.

    The caller's transaction holds the session's row, so that no two promotions meet. Who has
    something else at that time keeps their place on the list and is told, once.
    """
    seats = queries.seats_left(session, dialogue_id)
    seated: list[Candidacy] = []
    for candidacy in queries.waiting(session, dialogue_id):
        if seats.capacity <= seats.taken:
            break
        choices = seats.choices(candidacy.guest.audiences)
        if not choices or not _may_sit(candidacy, at=at):
            continue
        if _seat(session, candidacy, Seating(seats, tuple(choices)), at=at):
            seats = seats.after_giving(choices[0])
            seated.append(candidacy)
    return seated


def _may_sit(candidacy: Candidacy, *, at: datetime) -> bool:
    terms = candidacy.terms
    is_ahead = terms.state is DialogueState.PUBLISHED and at < terms.starts_at
    return is_ahead and rules.why_not_for(terms, candidacy.guest) is None


def _seat(session: Session, candidacy: Candidacy, seating: Seating, *, at: datetime) -> bool:
    terms, guest, standing = candidacy.terms, candidacy.guest, candidacy.standing
    key = standing.registration_id or 0
    try:
        be_there(session, candidacy, key)
    except GuestElsewhereError as clash:
        _skip(session, candidacy, clash, at=at)
        return False
    is_still_waiting = try_to_move(
        session,
        standing,
        state=RegistrationState.BOOKED,
        allotment_id=seating.choices[0],
        waiting_number=None,
        skipped_at=None,
        booked_at=at,
    )
    if not is_still_waiting:
        vacate(session, seat_holder(key))
        return False
    take_seat(session, terms, seating)
    tell(
        session,
        guest,
        say(
            "A seat became free: %(name)s now has one at “%(what)s”, %(starts)s.",
            name=guest.name,
            what=terms.name,
            starts=terms.starts_at,
        ),
        terms,
        at=at,
    )
    return True


def _skip(
    session: Session, candidacy: Candidacy, clash: GuestElsewhereError, *, at: datetime
) -> None:
    """Pass somebody by who is elsewhere; they are told the first time."""
    terms, guest, standing = candidacy.terms, candidacy.guest, candidacy.standing
    if standing.skipped_at is not None:
        return
    if not try_to_move(session, standing, skipped_at=at):
        return
    tell(
        session,
        guest,
        say(
            "A seat at “%(what)s” became free, but went to the next on the waiting list. "
            "%(clash)s %(name)s stays on the list and is next as soon as that time is free.",
            what=terms.name,
            clash=elsewhere(guest.name, clash.appointment),
            name=guest.name,
        ),
        terms,
        at=at,
    )
