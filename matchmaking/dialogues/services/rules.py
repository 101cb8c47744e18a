"""The rules somebody must meet before a seat is even looked for."""

from datetime import datetime

from matchmaking.core.errors import ConflictError, ForbiddenError
from matchmaking.dialogues.errors import (
    InvitationNeededError,
    ProfileNotApprovedError,
    SessionBegunError,
    SessionCancelledError,
    SessionNotOpenError,
)
from matchmaking.dialogues.values import Admission, Audience, Candidacy, DialogueState, Guest, Terms
from matchmaking.expo.booking import booking_in
from matchmaking.expo.errors import BookingClosedError

Refusal = ConflictError | ForbiddenError


def refuse_unbookable(candidacy: Candidacy, *, at: datetime) -> None:
    """Go on only if the session takes seats now, from this guest.

    Raises:
        SessionCancelledError, SessionNotOpenError, SessionBegunError, BookingClosedError: not now.
        ProfileNotApprovedError, InvitationNeededError: not from this guest.
    """
    refusal = why_not_now(candidacy.terms, at=at) or why_not_for(candidacy.terms, candidacy.guest)
    if refusal:
        raise refusal


def why_not_now(terms: Terms, *, at: datetime) -> Refusal | None:
    """Return why nobody can book at this moment, if so."""
    if terms.state is DialogueState.CANCELLED:
        return SessionCancelledError()
    if terms.state is DialogueState.DRAFT:
        return SessionNotOpenError()
    if at >= terms.starts_at:
        return SessionBegunError(terms.starts_at, terms.ends_at, at=at)
    opening = booking_in(terms.booking, terms.phase, terms.zone, at)
    return None if opening.is_open else BookingClosedError(opening)


def why_not_for(terms: Terms, guest: Guest) -> Refusal | None:
    """Return why this guest can't have a seat whenever they ask, if so."""
    if not guest.is_approved:
        return ProfileNotApprovedError()
    if terms.admission is Admission.INVITATION and Audience.INVITED not in guest.audiences:
        return InvitationNeededError(guest.enterprise, terms.host)
    return None
