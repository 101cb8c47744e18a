"""Who attends for a side."""

from datetime import datetime

from sqlalchemy.orm import Session

from matchmaking.accounts.values import Actor
from matchmaking.audit.services import record
from matchmaking.core.wording import Name, say
from matchmaking.enterprises.models import Representative
from matchmaking.expo.errors import OccupiedError
from matchmaking.expo.services import occupy, release
from matchmaking.expo.values import Resource, ResourceKind
from matchmaking.meetings import queries
from matchmaking.meetings.errors import ComesAlreadyError, NotOnTheTeamError, PersonNotFreeError
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.services.placing import calendars_for
from matchmaking.meetings.services.settling import holder_of, require_possible, settle
from matchmaking.meetings.services.telling import tell_partner
from matchmaking.meetings.values import Act

REASSIGNED = say("changed who attends")
NOTHING_KNOWN = Name("something else", "其他安排")


def reassign(
    session: Session, meeting: Meeting, *, actor: Actor, representative_id: int, at: datetime
) -> None:
    """Let another of one's people attend, if their calendar and the walk allow it.

    Raises:
        MeetingNotOpenError: the meeting is neither requested nor confirmed.
        NotOnTheTeamError: the person is not one of this side's.
        ComesAlreadyError: they are the one who comes.
        PersonNotFreeError: they have something else, or can't walk over in time.
    """
    require_possible(session, meeting, Act.REASSIGN)
    by_requester = actor.acts_for(meeting.requester_id)
    side_id = meeting.requester_id if by_requester else meeting.receiver_id
    leaving = (
        meeting.requester_representative_id if by_requester else meeting.receiver_representative_id
    )
    people = queries.people_of(session, side_id)[side_id]
    person = next((one for one in people if one.id == representative_id), None)
    if person is None or leaving is None:
        raise NotOnTheTeamError
    if person.id == leaving:
        raise ComesAlreadyError(person.label)
    _occupy(session, meeting, person)
    column = "requester_representative_id" if by_requester else "receiver_representative_id"
    settle(session, meeting, Act.REASSIGN, **{column: person.id})
    release(session, holder_of(meeting), Resource(ResourceKind.PERSON, leaving))
    record(session, actor, REASSIGNED.text, subject=("meeting", meeting.id), at=at)
    ours = meeting.requester if by_requester else meeting.receiver
    sentence = say(
        "%(who)s sends %(person)s to your meeting at %(when)s.",
        who=ours.label,
        person=person.label,
        when=meeting.starts_at,
    )
    tell_partner(session, meeting, sentence, at=at, by=actor)


def _occupy(session: Session, meeting: Meeting, person: Representative) -> None:
    """Occupy the one who comes, if nothing keeps them from being there in time."""
    hall_id = meeting.place.hall_id if meeting.place else None
    calendars = calendars_for(session, meeting, meeting.slot, [person.id])
    clash = calendars.clash(person.id, hall_id)
    if clash is not None:
        raise PersonNotFreeError(person.label, clash.what)
    partner = meeting.partner_of(person.participation_id)
    try:
        occupy(
            session,
            [Resource(ResourceKind.PERSON, person.id)],
            meeting.slot,
            holder_of(meeting),
            what=partner.label,
            hall_id=hall_id,
        )
    except OccupiedError as error:
        what = error.appointment.what if error.appointment else NOTHING_KNOWN
        raise PersonNotFreeError(person.label, what) from error
