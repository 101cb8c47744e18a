"""Asking for a meeting."""

from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy.orm import Session

from matchmaking.accounts.values import Actor
from matchmaking.audit.services import record
from matchmaking.core.database import unique_or
from matchmaking.core.errors import MatchmakingError
from matchmaking.core.wording import say
from matchmaking.enterprises.models import Participation
from matchmaking.enterprises.values import ParticipationState
from matchmaking.expo.booking import booking_of, require_booking
from matchmaking.expo.errors import OccupiedError
from matchmaking.expo.free_slots import FreeSlot
from matchmaking.expo.models import Edition
from matchmaking.expo.services import occupy
from matchmaking.expo.values import Resource, ResourceKind
from matchmaking.meetings import queries
from matchmaking.meetings.errors import (
    NotOnTheTeamError,
    PairHasMeetingError,
    PartnerNotBookableError,
    PersonNotFreeError,
    SlotNotOfferedError,
    VetoError,
)
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.services.settling import holder_of
from matchmaking.meetings.services.telling import tell_receiver
from matchmaking.meetings.values import Proposal, deadline, pair_key

ASKED = say("asked for the meeting")


@dataclass(frozen=True)
class Asking:
    """Who asks whom, on whose behalf."""

    actor: Actor
    requester: Participation
    receiver: Participation


def request_meeting(
    session: Session, asking: Asking, proposal: Proposal, *, at: datetime
) -> Meeting:
    """Ask for a slot. It holds only the requester's person until it is answered.

    Raises:
        PartnerNotBookableError: one of the two has no approved profile.
        BookingClosedError: the edition takes no bookings now.
        VetoError: one of the two wants no meetings with the other.
        PairHasMeetingError: the two have an open request or meeting already.
        NotOnTheTeamError: the chosen person is not the requester's.
        SlotNotOfferedError: the time is not, or no longer, free for both sides.
        PersonNotFreeError: the requester's person has something else then.
    """
    edition = session.get_one(Edition, asking.requester.edition_id)
    require_bookable(edition, asking, at=at)
    require_no_veto(session, asking.requester, asking.receiver)
    _require_no_meeting(session, asking)
    _require_on_team(session, asking, proposal)
    offered = _offered(session, asking, proposal, at=at)
    meeting = Meeting(
        edition_id=edition.id,
        requester=asking.requester,
        receiver=asking.receiver,
        requester_representative_id=offered.people[0][0],
        pair_key=pair_key(asking.requester.id, asking.receiver.id),
        block_id=offered.block_id,
        starts_at=offered.slot.starts_at,
        ends_at=offered.slot.ends_at,
        topic=proposal.topic,
        message=proposal.message,
        requested_at=at,
        expires_at=deadline(at, fair_starts_at=fair_start(edition), slot=offered.slot),
    )
    _hold(session, asking, meeting, at=at)
    record(session, asking.actor, ASKED.text, subject=("meeting", meeting.id), at=at)
    sentence = say(
        "%(who)s asks you for a meeting at %(when)s about “%(topic)s”. Answer until %(till)s.",
        who=asking.requester.label,
        when=meeting.starts_at,
        topic=meeting.topic,
        till=meeting.expires_at,
    )
    tell_receiver(session, meeting, sentence, at=at)
    return meeting


def fair_start(edition: Edition) -> datetime:
    """Return the first moment of an edition's first day."""
    return datetime.combine(edition.starts_on, time(), edition.zone)


def require_bookable(edition: Edition, asking: Asking, *, at: datetime) -> None:
    """Go on only if the edition takes bookings and both sides are approved."""
    require_booking(booking_of(edition, at))
    for party in (asking.requester, asking.receiver):
        is_approved = party.state is ParticipationState.APPROVED
        if not is_approved or party.edition_id != edition.id:
            raise PartnerNotBookableError(party.label)
    if asking.requester.id == asking.receiver.id:
        raise PartnerNotBookableError(asking.receiver.label)


def obstacle(session: Session, asking: Asking, *, at: datetime) -> MatchmakingError | None:
    """Return why no meeting can be asked for at all, so that nobody fills in a form in vain."""
    try:
        edition = session.get_one(Edition, asking.requester.edition_id)
        require_bookable(edition, asking, at=at)
        require_no_veto(session, asking.requester, asking.receiver)
        _require_no_meeting(session, asking)
    except MatchmakingError as error:
        return error
    return None


def require_no_veto(session: Session, own: Participation, partner: Participation) -> None:
    """Go on only if neither side wants no meetings with the other; our own veto is told first.

    Raises:
        VetoError: one of them does not.
    """
    found = queries.vetoes_between(session, own.id, partner.id)
    if found:
        is_own = own.id in {one.participation_id for one in found}
        raise VetoError(partner.label, is_own=is_own)


def _require_no_meeting(session: Session, asking: Asking) -> None:
    one, other = asking.requester, asking.receiver
    existing = queries.open_between(session, one.edition_id, one.id, other.id)
    if existing is not None:
        raise PairHasMeetingError(other.label, existing.starts_at, existing.id)


def _require_on_team(session: Session, asking: Asking, proposal: Proposal) -> None:
    people = queries.people_of(session, asking.requester.id)[asking.requester.id]
    chosen = proposal.representative_id
    if not people or (chosen is not None and chosen not in {person.id for person in people}):
        raise NotOnTheTeamError


def _offered(session: Session, asking: Asking, proposal: Proposal, *, at: datetime) -> FreeSlot:
    """Return the slot asked for if it is free for both sides."""
    free = queries.free_between(
        session,
        asking.requester,
        asking.receiver,
        at=at,
        only=proposal.representative_id,
        preferred=asking.actor.representative_id,
    )
    for one in free:
        if one.slot.starts_at == proposal.starts_at:
            return one
    others = [one.slot for one in free][: queries.ALTERNATIVES]
    raise SlotNotOfferedError(alternatives=others)


def _hold(session: Session, asking: Asking, meeting: Meeting, *, at: datetime) -> None:
    """Write the request down and occupy the requester's person for its slot."""
    receiver = asking.receiver
    with unique_or(session, PairHasMeetingError(receiver.label, None, None)):
        session.add(meeting)
    person = meeting.requester_representative_id
    try:
        occupy(
            session,
            [Resource(ResourceKind.PERSON, person)],
            meeting.slot,
            holder_of(meeting),
            what=receiver.label,
        )
    except OccupiedError as error:
        others = queries.alternatives(session, asking.requester, receiver, at=at)
        what = error.appointment.what if error.appointment else receiver.label
        name = meeting.requester_representative.label
        raise PersonNotFreeError(name, what, alternatives=others) from error
