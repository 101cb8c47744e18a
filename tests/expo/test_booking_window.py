"""Booking opens and closes at its moments, and says which."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from matchmaking.expo.booking import booking_of, require_booking
from matchmaking.expo.errors import BookingClosedError
from matchmaking.expo.values import Phase
from tests.factories.expo import NOW, make_edition

SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    "phase, dates, stands, told",
    [
        (Phase.PREPARING, (None, None), "open", ""),
        (Phase.RUNNING, (None, None), "open", ""),
        (Phase.OPEN, (NOW + SECOND, None), "to come", "Booking opens on 2019-11-05 12:40."),
        (Phase.OPEN, (NOW, None), "open", ""),
        (Phase.OPEN, (None, NOW + SECOND), "open", "Booking closes on 2019-11-05 12:40."),
        (Phase.OPEN, (NOW, NOW + SECOND), "open", "Booking closes on 2019-11-05 12:40."),
        (Phase.OPEN, (NOW - SECOND, NOW), "over", "Booking closed on 2019-11-05 12:40."),
        (Phase.CLOSED, (None, None), "over", "Booking for this edition is closed."),
        (Phase.CLOSED, (NOW + SECOND, None), "over", "Booking for this edition is closed."),
    ],
)
def test_booking_is_open_between_its_moments_until_the_fair_is_closed(
    session: Session,
    phase: Phase,
    dates: tuple[datetime | None, datetime | None],
    stands: str,
    told: str,
) -> None:
    opens, closes = dates
    edition = make_edition(session, phase=phase, booking_opens_at=opens, booking_closes_at=closes)

    booking = booking_of(edition, NOW)

    assert (booking.is_open, booking.is_over) == (stands == "open", stands == "over")
    assert str(booking.when or "") == told
    if booking.is_open:
        require_booking(booking)
    else:
        with pytest.raises(BookingClosedError, match=told):
            require_booking(booking)


def test_the_database_keeps_the_dates_in_order(session: Session) -> None:
    with pytest.raises(IntegrityError):
        make_edition(session, booking_opens_at=NOW, booking_closes_at=NOW)
