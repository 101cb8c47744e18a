"""The one reader of the system clock."""

from datetime import UTC, datetime, timedelta

_shift = timedelta(0)


def utc_now() -> datetime:
    """Return the present moment in UTC, shifted where a demonstration has set the clock."""
    return datetime.now(UTC) + _shift


def set_clock(now: datetime | None) -> None:
    """Let the clock run on from ``now``, or from the real time if ``None``.

    A demonstration of the 2019 expo sets it so that "today" lies inside the fair. The clock
    goes on ticking from there.

    Raises:
        ValueError: ``now`` has no time zone.
    """
    global _shift  # noqa: PLW0603 - one clock per process is the point of this module
    if now is None:
        _shift = timedelta(0)
        return
    if now.tzinfo is None:
        message = "The clock can only be set to a time with a time zone."
        raise ValueError(message)
    _shift = now - datetime.now(UTC)
