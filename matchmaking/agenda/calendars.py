"""A person's appointments as an iCalendar file (RFC 5545), which calendars subscribe to. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from icalendar import Calendar, Event

PRODUCT = "-//Qiatan//Agenda//EN"
# Calendars ask anew as often as this, where they do as they are told (RFC 7986).
REFRESH = timedelta(minutes=15)


@dataclass(frozen=True)
class Appointed:
    """An appointment in words, as a calendar shows it; ``uid`` tells it again later."""

    uid: str
    title: str
    starts_at: datetime
    ends_at: datetime
    place: str
    note: str
    url: str
    is_open: bool


def calendar_of(name: str, appointments: Iterable[Appointed], *, at: datetime) -> bytes:
    """Return the file; what still waits for an answer is tentative."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    for one in appointments:
        calendar.add_component(_event(one, at))
    return bytes(calendar.to_ical())


def _event(one: Appointed, at: datetime) -> Event:
    event = Event()
    event.add("uid", one.uid)
    event.add("dtstamp", at)
    event.add("dtstart", one.starts_at)
    event.add("dtend", one.ends_at)
    event.add("summary", one.title)
    event.add("status", "TENTATIVE" if one.is_open else "CONFIRMED")
    for name, text in (("location", one.place), ("description", one.note), ("url", one.url)):
        if text:
            event.add(name, text)
    return event
