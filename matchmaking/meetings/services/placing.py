"""Giving a meeting its place and the joining side's person, both free and in walking time."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from matchmaking.core.wording import Name
from matchmaking.enterprises.models import Participation, Representative
from matchmaking.expo.errors import OccupiedError
from matchmaking.expo.free_slots import walks_of
from matchmaking.expo.queries import appointments_of
from matchmaking.expo.services import occupy
from matchmaking.expo.slots import Walks, can_attend, in_the_way
from matchmaking.expo.spots import Spot, free_spots
from matchmaking.expo.values import Appointment, Resource, ResourceKind, Slot
from matchmaking.meetings import queries
from matchmaking.meetings.errors import NobodyFreeError, NoPlaceLeftError
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.services.settling import holder_of, holders_of


@dataclass(frozen=True)
class Gathering:
    """A meeting at a time that one side's person holds already and the other side joins.

    ``team`` is who may come of the side that holds it, in case its person has left.
    ``kept_place_id`` is where it has been until now: it stays there if it can.
    """

    meeting: Meeting
    slot: Slot
    block_id: int
    present_id: int
    team: Sequence[Representative]
    joining: Participation
    kept_place_id: int | None = None

    @property
    def has_lost_its_person(self) -> bool:
        """Return whether whoever holds the time is no longer in their team."""
        return self.present_id not in {person.id for person in self.team}


@dataclass(frozen=True)
class Seating:
    """Who of the joining side comes and who of the other, and where they meet.

    ``left_id`` is who held the time and has left the team, if somebody has.
    """

    person: Representative
    spot: Spot
    present_id: int
    left_id: int | None = None


@dataclass(frozen=True)
class Calendars:
    """What the people concerned have around a slot, this meeting apart, and the walks."""

    slot: Slot
    appointments: dict[int, list[Appointment]]
    walks: Walks

    def allow(self, person_id: int, hall_id: int | None) -> bool:
        """Return whether the person can be in the hall in time."""
        return can_attend(self.slot, hall_id, self.appointments.get(person_id, ()), self.walks)

    def clash(self, person_id: int, hall_id: int | None = None) -> Appointment | None:
        """Return what keeps the person from being in the hall in time, if anything."""
        return in_the_way(self.slot, hall_id, self.appointments.get(person_id, ()), self.walks)


def calendars_for(
    session: Session, meeting: Meeting, slot: Slot, person_ids: Sequence[int]
) -> Calendars:
    """Read what people have around a slot, the meeting that shall be there left out."""
    walks = walks_of(session, meeting.edition_id)
    start, end = slot.starts_at - walks.longest, slot.ends_at + walks.longest
    known = appointments_of(session, person_ids, start, end)
    others = {
        person: [one for one in mine if one.holder not in holders_of(meeting)]
        for person, mine in known.items()
    }
    return Calendars(slot, others, walks)


def seat(session: Session, gathering: Gathering, people: Sequence[Representative]) -> Seating:
    """Seat both sides; for somebody who has left the team meanwhile a colleague comes.

    Raises:
        NobodyFreeError: of one of the sides nobody is free, or can walk over in time.
        NoPlaceLeftError: no place is left, or none both sides can reach in time.
    """
    if not gathering.has_lost_its_person:
        return _join(session, gathering, people)
    lost: NoPlaceLeftError | None = None
    for colleague in _free_of_team(session, gathering):
        try:
            with session.begin_nested():
                return _with_stand_in(session, gathering, colleague, people)
        except NoPlaceLeftError as error:
            lost = error
        except OccupiedError:
            continue
    waiting = gathering.meeting.partner_of(gathering.joining.id)
    raise lost or NobodyFreeError(waiting.label)


def _free_of_team(session: Session, gathering: Gathering) -> list[Representative]:
    """Return who of the side that waits has nothing else then."""
    everybody = [person.id for person in gathering.team]
    calendars = calendars_for(session, gathering.meeting, gathering.slot, everybody)
    return [person for person in gathering.team if calendars.clash(person.id) is None]


def _with_stand_in(
    session: Session,
    gathering: Gathering,
    colleague: Representative,
    people: Sequence[Representative],
) -> Seating:
    meeting, here = gathering.meeting, Resource(ResourceKind.PERSON, colleague.id)
    what = gathering.joining.label
    occupy(session, [here], gathering.slot, holder_of(meeting), what=what)
    seating = _join(session, replace(gathering, present_id=colleague.id), people)
    return replace(seating, left_id=gathering.present_id)


def _join(session: Session, gathering: Gathering, people: Sequence[Representative]) -> Seating:
    """Occupy the first person and the first spot that fit together, in the order of the rules.

    Occupying is the only guard: what another answer takes at the same moment is skipped, and the
    next one tried.

    Raises:
        NobodyFreeError: none of the people is free, or can walk over in time.
        NoPlaceLeftError: no place is left, or none both sides can reach in time.
    """
    meeting, present = gathering.meeting, gathering.present_id
    everybody = [present, *(person.id for person in people)]
    calendars = calendars_for(session, meeting, gathering.slot, everybody)
    free = [person for person in people if calendars.clash(person.id) is None]
    if not free:
        raise _nobody_free(gathering, calendars, people)
    spots = _spots(session, gathering)
    reachable = [spot for spot in spots if calendars.allow(present, spot.hall_id)]
    lost: OccupiedError | None = None
    for person in free:
        chosen = [spot for spot in reachable if calendars.allow(person.id, spot.hall_id)]
        if not chosen:
            continue
        try:
            with session.begin_nested():
                return Seating(person, _take(session, gathering, person, chosen), present)
        except OccupiedError as error:
            lost = error
    if lost is not None and lost.resource.kind is ResourceKind.PERSON:
        what = lost.appointment.what if lost.appointment else None
        raise NobodyFreeError(gathering.joining.label, what=what) from lost
    raise NoPlaceLeftError(gathering.slot) from lost


def title_of(meeting: Meeting) -> Name:
    """Return the two sides' names: how others read of what occupies a place."""
    one, other = meeting.requester.label, meeting.receiver.label
    return Name(
        f"{one.first('en')} – {other.first('en')}", f"{one.first('zh')} – {other.first('zh')}"
    )


def _spots(session: Session, gathering: Gathering) -> list[Spot]:
    """Return where it could be: where it has been first, then by the rules."""
    meeting = gathering.meeting
    own = queries.own_places(meeting.requester, meeting.receiver)
    spots = free_spots(session, gathering.block_id, gathering.slot, own_place_ids=own)
    return sorted(spots, key=lambda spot: spot.place_id != gathering.kept_place_id)


def _take(
    session: Session, gathering: Gathering, person: Representative, spots: Sequence[Spot]
) -> Spot:
    """Occupy the person, then the first spot nobody else takes."""
    meeting, slot = gathering.meeting, gathering.slot
    holder = holder_of(meeting)
    here = Resource(ResourceKind.PERSON, person.id)
    partner = meeting.partner_of(gathering.joining.id)
    occupy(session, [here], slot, holder, what=partner.label)
    lost: OccupiedError | None = None
    for spot in spots:
        try:
            occupy(session, [spot.resource], slot, holder, what=title_of(meeting))
        except OccupiedError as error:
            lost = error
        else:
            return spot
    raise lost or NoPlaceLeftError(slot)


def _nobody_free(
    gathering: Gathering, calendars: Calendars, people: Sequence[Representative]
) -> NobodyFreeError:
    clashes = [calendars.clash(person.id) for person in people]
    what = next((clash.what for clash in clashes if clash), None)
    return NobodyFreeError(gathering.joining.label, what=what)
