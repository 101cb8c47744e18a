"""What can go wrong with times and places."""

from matchmaking.core.errors import ConflictError
from matchmaking.core.wording import say
from matchmaking.expo.values import Appointment, Opening, Resource

BOOKING_OVER = say("Booking for this edition is closed.")


class BookingClosedError(ConflictError):
    """Outside the time in which this edition takes bookings: it says from or until when."""

    rule = "booking-closed"

    def __init__(self, booking: Opening) -> None:
        super().__init__(booking.when or BOOKING_OVER)


class OccupiedError(ConflictError):
    """Somebody or something would have to be in two places at once; what is there is named."""

    rule = "in-two-places-at-once"

    def __init__(self, resource: Resource, appointment: Appointment | None) -> None:
        if appointment is None:
            super().__init__(say("This time has just been taken. Choose another one."))
        else:
            super().__init__(
                say(
                    "At this time there is already “%(what)s” (%(starts)s to %(ends)s).",
                    what=appointment.what,
                    starts=appointment.starts_at,
                    ends=appointment.ends_at,
                )
            )
        self.resource = resource
        self.appointment = appointment
