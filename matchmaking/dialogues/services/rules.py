"""The rules somebody must meet before a seat is even looked for."""

from datetime import datetime

from matchmaking.core.errors import ConflictError, ForbiddenError
from matchmaking.dialogues.errors import (
    BookingClosedError,
    InvitationNeededError,
    ProfileNotApprovedError,
    SessionBegunError,
    SessionCancelledError,
    SessionNotOpenError,
)
from matchmaking.dialogues.values import Admission, Audience, Candidacy, DialogueState, Guest, Terms

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
    return _why_window_is_shut(terms, at=at)


def _why_window_is_shut(terms: Terms, *, at: datetime) -> Refusal | None:
    if terms.booking_opens_at and at < terms.booking_opens_at:
        return BookingClosedError(opens_at=terms.booking_opens_at)
    is_past = terms.booking_closes_at is not None and at >= terms.booking_closes_at
    return BookingClosedError() if is_past or terms.is_edition_closed else None


def why_not_for(terms: Terms, guest: Guest) -> Refusal | None:
    """Return why this guest can't have a seat whenever they ask, if so."""
    if not guest.is_approved:
        return ProfileNotApprovedError()
    if terms.admission is Admission.INVITATION and Audience.INVITED not in guest.audiences:
        return InvitationNeededError(guest.enterprise, terms.host)
    return None
