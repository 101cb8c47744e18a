"""Whether an edition takes bookings: requests for meetings, and seats at sessions."""

from datetime import datetime
from zoneinfo import ZoneInfo

from matchmaking.core.wording import Sentence, VenueTime, say
from matchmaking.expo.errors import BOOKING_OVER, BookingClosedError
from matchmaking.expo.models import Edition
from matchmaking.expo.values import Gate, Opening, Phase, Window


def booking_of(edition: Edition, at: datetime) -> Opening:
    """Return whether an edition takes bookings at a moment."""
    return booking_in(edition.windows[Gate.BOOKING], edition.phase, edition.zone, at)


def booking_in(window: Window, phase: Phase, zone: ZoneInfo, at: datetime) -> Opening:
    """Return the same of an edition that was not loaded as a whole."""
    opens, closes = window.opens_at, window.closes_at
    is_over = phase is Phase.CLOSED or (closes is not None and closes <= at)
    is_ahead = opens is not None and at < opens
    when = BOOKING_OVER if phase is Phase.CLOSED else _when(window, zone, at)
    return Opening(is_open=not (is_over or is_ahead), is_over=is_over, when=when)


def _when(window: Window, zone: ZoneInfo, at: datetime) -> Sentence | None:
    """Say when booking opens, closes or closed, if there is a date for it."""
    opens, closes = window.opens_at, window.closes_at
    if opens and at < opens:
        return say("Booking opens on %(when)s.", when=VenueTime(opens, zone))
    if closes is None:
        return None
    if at < closes:
        return say("Booking closes on %(when)s.", when=VenueTime(closes, zone))
    return say("Booking closed on %(when)s.", when=VenueTime(closes, zone))


def require_booking(opening: Opening) -> None:
    """Go on only if bookings are taken.

    Raises:
        BookingClosedError: they are not yet, or not any more.
    """
    if not opening.is_open:
        raise BookingClosedError(opening)
