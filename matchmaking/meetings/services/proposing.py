"""Proposing another time for a request or a meeting.

Until the other side answers everything stays as it is: a meeting keeps its time and its place, and
at the time proposed only the person of whoever proposes it is held. So nobody has to cancel first
and ask again.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from matchmaking.accounts.values import Actor
from matchmaking.audit.services import record
from matchmaking.core.wording import Sentence, say
from matchmaking.enterprises.models import Participation, Representative
from matchmaking.expo.errors import OccupiedError
from matchmaking.expo.free_slots import FreeSlot
from matchmaking.expo.models import Edition
from matchmaking.expo.services import occupy, vacate
from matchmaking.expo.values import Resource, ResourceKind
from matchmaking.meetings import queries
from matchmaking.meetings.errors import (
    AlreadyBegunError,
    NotOnTheTeamError,
    PersonNotFreeError,
    RequestExpiredError,
    SlotNotOfferedError,
    TimeNotProposedError,
)
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.services.requests import fair_start, require_no_veto
from matchmaking.meetings.services.settling import changed, proposal_of, require_possible, settle
from matchmaking.meetings.services.telling import tell_partner, tell_side, with_reason
from matchmaking.meetings.values import (
    NOTHING_PROPOSED,
    Act,
    MeetingState,
    OtherTime,
    ProposedTime,
    deadline,
)

PROPOSED = say("proposed another time")
TAKEN_BACK = say("took the other time back")


def propose_time(
    session: Session, meeting: Meeting, other: OtherTime, *, actor: Actor, at: datetime
) -> None:
    """Propose another time; it takes the place of what either side proposed before.

    Raises:
        MeetingNotOpenError: it is neither requested nor confirmed.
        RequestExpiredError: the time for an answer is over.
        AlreadyBegunError: it has begun.
        VetoError: one side wants no meetings with the other.
        NotOnTheTeamError: the chosen person is not ours.
        SlotNotOfferedError: the time is not free for both sides; offers others.
        PersonNotFreeError: our person has just been given something else.
    """
    require_to_come(session, meeting, Act.PROPOSE, at=at)
    ours, theirs = sides_of(meeting, actor)
    require_no_veto(session, ours, theirs)
    chosen = _offered(session, meeting, other, ours.id, at=at)
    proposed = ProposedTime(
        by_id=ours.id,
        representative_id=chosen.people[0][0],
        block_id=chosen.block_id,
        slot=chosen.slot,
        until=_until(session, meeting, chosen, at=at),
        message=other.message,
    )
    earlier = meeting.proposed
    _hold(session, meeting, proposed, theirs)
    settle(session, meeting, Act.PROPOSE, **proposed.columns, **_longer(meeting, proposed.until))
    if earlier is not None:
        vacate(session, proposal_of(meeting), since=earlier.slot.starts_at)
    subject = ("meeting", meeting.id)
    record(session, actor, PROPOSED.text, subject=subject, at=at, reason=other.message)
    tell_partner(session, meeting, _asked(meeting, proposed, ours), at=at, by=actor)


def take_time_back(session: Session, meeting: Meeting, *, actor: Actor, at: datetime) -> None:
    """Propose nothing any more: everything stays as it is.

    Raises:
        TimeNotProposedError: this side proposes nothing, or it has been answered.
        MeetingNotOpenError: the meeting was closed meanwhile.
    """
    require_possible(session, meeting, Act.KEEP)
    ours, _theirs = sides_of(meeting, actor)
    proposed = meeting.proposed
    if proposed is None or proposed.by_id != ours.id:
        raise TimeNotProposedError
    propose_nothing(session, meeting)
    record(session, actor, TAKEN_BACK.text, subject=("meeting", meeting.id), at=at)
    sentence = say(
        "%(who)s no longer proposes %(when)s. Everything stays as it was at %(before)s.",
        who=ours.label,
        when=proposed.slot.starts_at,
        before=meeting.starts_at,
    )
    tell_partner(session, meeting, sentence, at=at, by=actor)


def expire_proposal(session: Session, meeting: Meeting, *, at: datetime) -> bool:
    """Drop a time nobody answered, unless somebody just did something with the meeting."""
    proposed, is_over = meeting.proposed, Meeting.proposed_until <= at
    if proposed is None or not changed(session, meeting, Act.KEEP, is_over, **NOTHING_PROPOSED):
        return False
    session.refresh(meeting)
    vacate(session, proposal_of(meeting))
    sentence = say(
        "%(who)s did not say in time whether they can come at %(when)s. "
        "Everything stays as it was at %(before)s.",
        who=meeting.partner_of(proposed.by_id).label,
        when=proposed.slot.starts_at,
        before=meeting.starts_at,
    )
    tell_side(session, meeting, proposed.by_id, sentence, at=at)
    return True


def propose_nothing(session: Session, meeting: Meeting) -> None:
    """Leave everything as it is, and free whoever was held for the other time."""
    settle(session, meeting, Act.KEEP, **NOTHING_PROPOSED)
    vacate(session, proposal_of(meeting))


def sides_of(meeting: Meeting, actor: Actor) -> tuple[Participation, Participation]:
    """Return the actor's own side and the other."""
    ours = meeting.requester if actor.acts_for(meeting.requester_id) else meeting.receiver
    return ours, meeting.partner_of(ours.id)


def require_to_come(session: Session, meeting: Meeting, act: Act, *, at: datetime) -> None:
    """Go on only while the time as it stands is to come, and a request has not lapsed.

    Raises:
        MeetingNotOpenError, RequestExpiredError, AlreadyBegunError: it is too late.
    """
    require_possible(session, meeting, act)
    if meeting.state is MeetingState.REQUESTED and meeting.expires_at <= at:
        raise RequestExpiredError(meeting.expires_at)
    if meeting.starts_at <= at:
        raise AlreadyBegunError


def _offered(
    session: Session, meeting: Meeting, other: OtherTime, side_id: int, *, at: datetime
) -> FreeSlot:
    """Return the time somebody chose if it is free for both sides."""
    only = other.representative_id
    people = queries.people_of(session, side_id)[side_id]
    if only is not None and only not in {person.id for person in people}:
        raise NotOnTheTeamError
    free = queries.other_times(session, meeting, side_id, at=at, only=only)
    for one in free:
        if one.slot.starts_at == other.starts_at:
            return one
    raise SlotNotOfferedError(alternatives=queries.first_of(free))


def _until(session: Session, meeting: Meeting, chosen: FreeSlot, *, at: datetime) -> datetime:
    """Return until when it can be answered: never later than the start of either time."""
    edition = session.get_one(Edition, meeting.edition_id)
    till = deadline(at, fair_starts_at=fair_start(edition), slot=chosen.slot)
    return min(till, meeting.starts_at)


def _longer(meeting: Meeting, until: datetime) -> dict[str, datetime]:
    """Let a request wait at least as long as what is proposed instead."""
    is_request = meeting.state is MeetingState.REQUESTED
    return {"expires_at": max(meeting.expires_at, until)} if is_request else {}


def _hold(
    session: Session, meeting: Meeting, proposed: ProposedTime, theirs: Participation
) -> None:
    """Occupy the person of whoever proposes it."""
    person = Resource(ResourceKind.PERSON, proposed.representative_id)
    try:
        occupy(session, [person], proposed.slot, proposal_of(meeting), what=theirs.label)
    except OccupiedError as error:
        name = session.get_one(Representative, proposed.representative_id).label
        what = error.appointment.what if error.appointment else theirs.label
        raise PersonNotFreeError(name, what) from error


def _asked(meeting: Meeting, proposed: ProposedTime, ours: Participation) -> Sentence:
    sentence = say(
        "%(who)s proposes %(when)s instead of %(before)s for your meeting. Answer until %(till)s.",
        who=ours.label,
        when=proposed.slot.starts_at,
        before=meeting.starts_at,
        till=proposed.until,
    )
    return with_reason(sentence, proposed.message)
