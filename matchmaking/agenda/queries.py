"""Reading days: whatever occupies people, named with where it is and with whom."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.agenda.values import Entry, EntryKind, Line, Next, lines_of
from matchmaking.core.database import rows_of
from matchmaking.core.wording import Name
from matchmaking.dialogues.queries.seats import Seat, seats_of
from matchmaking.enterprises.models import Participation, Representative
from matchmaking.expo.free_slots import walks_of
from matchmaking.expo.models import Edition, Hall, MeetingBlock, Place
from matchmaking.expo.queries import appointments_of
from matchmaking.expo.slots import Walks
from matchmaking.expo.values import Appointment, HolderKind, address_of
from matchmaking.meetings.queries import Brief, briefs_by_key
from matchmaking.meetings.values import MeetingState

OF_MEETINGS = {HolderKind.MEETING, HolderKind.PROPOSAL}
LOOKING_AHEAD = timedelta(days=30)
AT_BOOTH = (
    sa.select(
        Representative.id,
        Representative.name_en,
        Representative.name_zh,
        Place.hall_id,
        Hall.code,
        Place.code,
    )
    .join(Participation, Participation.id == Representative.participation_id)
    .outerjoin(Place, Place.id == Participation.booth_id)
    .outerjoin(Hall, Hall.id == Place.hall_id)
    .where(Representative.id == sa.bindparam("person"))
)


class Booth(NamedTuple):
    """Where a person starts from, if their enterprise has a booth."""

    hall_id: int | None
    hall_code: str | None
    booth_code: str | None


def team_in(session: Session, participation_id: int | None) -> list[Representative]:
    """Return an enterprise's people in this edition, its contact first."""
    query = (
        sa.select(Representative)
        .where(Representative.participation_id == participation_id)
        .order_by(Representative.is_contact.desc(), Representative.id)
    )
    return list(session.scalars(query))


def day_of(
    session: Session, people: Mapping[int, Name], edition: Edition, on: date
) -> dict[int, list[Entry]]:
    """Return what each person has on a day at the venue, in order of time.

    ``people`` are keys of representatives with their names. Takes as many queries for a team as
    for one person.
    """
    start = datetime.combine(on, time(), edition.zone)
    return entries_between(session, people, start, start + timedelta(days=1))


def entries_between(
    session: Session, people: Mapping[int, Name], start: datetime, end: datetime
) -> dict[int, list[Entry]]:
    """Return what each person has in a stretch of time, in order of time."""
    known = appointments_of(session, people, start, end)
    meetings = briefs_by_key(
        session,
        {
            one.holder.id
            for mine in known.values()
            for one in mine
            if one.holder.kind in OF_MEETINGS
        },
    )
    seats = {}
    if any(one.holder.kind is HolderKind.REGISTRATION for mine in known.values() for one in mine):
        seats = {seat.registration_id: seat for seat in seats_of(session, people, start, end)}
    return {
        person: [
            _entry(person, name, one, meetings=meetings, seats=seats)
            for one in known.get(person, [])
        ]
        for person, name in people.items()
    }


def ahead_of(
    session: Session, edition: Edition, representative_id: int, at: datetime
) -> tuple[Next | None, list[Line]]:
    """Return where a person has to be next (or is now), and their day at the venue.

    Both are read in one go.
    """
    row = rows_of(session, AT_BOOTH, {"person": representative_id}).first()
    if row is None:
        return None, []
    person, en, zh, *booth = row
    start = datetime.combine(at.astimezone(edition.zone).date(), time(), edition.zone)
    mine = entries_between(session, {person: Name(en, zh)}, start, at + LOOKING_AHEAD)[person]
    if not mine:
        return None, []
    walks = walks_of(session, edition.id)
    today = [one for one in mine if one.starts_at < start + timedelta(days=1)]
    return _next_among(mine, Booth._make(booth), walks, at), list(lines_of(today, walks, at=at))


def _next_among(mine: Sequence[Entry], booth: Booth, walks: Walks, at: datetime) -> Next | None:
    """Return the first entry that is not over, with the way there; open requests don't count."""
    coming = [one for one in mine if one.ends_at > at and not one.is_open]
    if not coming:
        return None
    if booth.hall_id is None:
        return Next(coming[0], 0)
    walk = walks.between(booth.hall_id, coming[0].hall_id)
    return Next(
        coming[0],
        int(walk.total_seconds() // 60),
        address_of(booth.hall_code or "", booth.booth_code or ""),
    )


def _entry(
    person_id: int,
    person: Name,
    one: Appointment,
    *,
    meetings: Mapping[int, Brief],
    seats: Mapping[int, Seat],
) -> Entry:
    """Name an appointment; what is known of neither slice keeps the label it was given."""
    meeting = meetings.get(one.holder.id) if one.holder.kind in OF_MEETINGS else None
    seat = seats.get(one.holder.id) if one.holder.kind is HolderKind.REGISTRATION else None
    if meeting is not None and one.holder.kind is HolderKind.PROPOSAL:
        return _proposed_entry(person_id, person, meeting, one)
    if meeting is not None:
        return _meeting_entry(person_id, person, meeting)
    if seat is not None:
        return _seat_entry(person_id, person, seat)
    kind = EntryKind.SIGNING if one.holder.kind is HolderKind.SIGNING else EntryKind.SEAT
    return Entry(
        kind=kind,
        key=None,
        title=one.what,
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        person_id=person_id,
        person=person,
        hall_id=one.hall_id,
    )


def _meeting_entry(person_id: int, person: Name, meeting: Brief) -> Entry:
    partner, spot = meeting.partner_of_person(person_id), meeting.spot
    return Entry(
        kind=EntryKind.MEETING,
        key=meeting.id,
        title=partner.label,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        person_id=person_id,
        person=person,
        partner=partner.label,
        partner_person=partner.person,
        place_kind=spot.kind if spot else "",
        place_code=spot.code if spot else "",
        hall_id=spot.hall_id if spot else None,
        hall_code=spot.hall_code if spot else "",
        interpreter=meeting.interpreter,
        is_open=meeting.state is MeetingState.REQUESTED,
    )


def _proposed_entry(person_id: int, person: Name, meeting: Brief, one: Appointment) -> Entry:
    """Name another time proposed for a meeting: where it would be is not known yet."""
    return Entry(
        kind=EntryKind.MEETING,
        key=meeting.id,
        title=one.what,
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        person_id=person_id,
        person=person,
        partner=one.what,
        is_open=True,
        is_proposed=True,
    )


def _seat_entry(person_id: int, person: Name, seat: Seat) -> Entry:
    return Entry(
        kind=EntryKind.SEAT,
        key=seat.dialogue_id,
        title=seat.what,
        starts_at=seat.starts_at,
        ends_at=seat.ends_at,
        person_id=person_id,
        person=person,
        place_code=seat.place_code,
        hall_id=seat.hall_id,
        hall_code=seat.hall_code,
    )


def days_of(session: Session, edition: Edition) -> Sequence[date]:
    """Return the days of an edition, and those before it on which people meet."""
    starts = session.scalars(
        sa.select(MeetingBlock.starts_at).where(MeetingBlock.edition_id == edition.id)
    )
    count = (edition.ends_on - edition.starts_on).days + 1
    days = {edition.starts_on + timedelta(days=number) for number in range(count)}
    return sorted(days | {start.astimezone(edition.zone).date() for start in starts})
