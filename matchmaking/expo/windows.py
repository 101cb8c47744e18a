"""When registration and booking open and close by themselves: which dates make sense together."""

from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta

from matchmaking.core.errors import InvalidInputError
from matchmaking.core.wording import Sentence, VenueTime, say
from matchmaking.expo.models import Edition
from matchmaking.expo.values import Gate, Phase, Window

LONGEST_AHEAD = timedelta(days=5 * 366)
OUT_OF_ORDER = {
    Gate.REGISTRATION: say("Registration has to close later than it opens."),
    Gate.BOOKING: say("Booking has to close later than it opens."),
}
NO_MORE = {
    Gate.REGISTRATION: say(
        "Once the fair is closed, registration opens no more. Leave this empty."
    ),
    Gate.BOOKING: say("Once the fair is closed, booking opens no more. Leave this empty."),
}


def written(edition: Edition, windows: Mapping[Gate, Window], gate: Gate) -> dict[str, str]:
    """Return the dates of a gate as they are written down: by the venue's clock."""
    return {
        name: str(VenueTime(moment, edition.zone)) if moment else ""
        for name, moment in gate.named(windows[gate])
    }


def require_sensible(
    edition: Edition, phase: Phase, windows: Mapping[Gate, Window], *, at: datetime
) -> None:
    """Refuse dates that make no sense, or say something else than the phase does.

    Raises:
        InvalidInputError: one does; it is of the field that the moment is called by.
    """
    for gate, window in windows.items():
        for name, moment in gate.named(window):
            if moment:
                _require_near(edition, name, moment)
        if window.opens_at and window.closes_at and window.closes_at <= window.opens_at:
            raise InvalidInputError(OUT_OF_ORDER[gate], field=gate.closes)
    if phase is Phase.PREPARING:
        _require_to_come(Gate.REGISTRATION.named(windows[Gate.REGISTRATION]), at)
    else:
        _require_opened(phase, windows, at)


def _require_near(edition: Edition, name: str, moment: datetime) -> None:
    """Refuse what is not before the end of the fair, or long before it."""
    end = datetime.combine(edition.ends_on + timedelta(days=1), time(), edition.zone)
    if moment > end:
        raise InvalidInputError(
            say(
                "The fair ends on %(day)s %(year)d: choose a moment before.",
                day=edition.ends_on,
                year=edition.ends_on.year,
            ),
            field=name,
        )
    if moment < end - LONGEST_AHEAD:
        raise InvalidInputError(
            say("That is more than five years before the fair. Check the year."), field=name
        )


def _require_to_come(moments: Iterable[tuple[str, datetime | None]], at: datetime) -> None:
    """Refuse what is over while the fair is being prepared: it would be open, or closed, then."""
    for name, moment in moments:
        if moment and moment <= at:
            raise InvalidInputError(
                say(
                    "This moment is over. While the fair is being prepared, choose one to "
                    "come, or leave this empty."
                ),
                field=name,
            )


def _require_opened(phase: Phase, windows: Mapping[Gate, Window], at: datetime) -> None:
    """Refuse an opening that lies ahead where the phase says open, or closed for good."""
    for gate, window in windows.items():
        why = _why_not_ahead(phase, gate)
        if why and window.opens_at and window.opens_at > at:
            raise InvalidInputError(why, field=gate.opens)


def _why_not_ahead(phase: Phase, gate: Gate) -> Sentence | None:
    if not phase.takes_registrations:
        return NO_MORE[gate]
    if gate is Gate.REGISTRATION:
        return say(
            "In the phase you chose registration is open at once. Choose “Preparing” if it is to "
            "open at this moment, or leave this empty."
        )
    return None
