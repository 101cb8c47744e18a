"""Answering another time that the other side proposes."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from matchmaking.accounts.values import Actor
from matchmaking.audit.services import record
from matchmaking.core.wording import Sentence, say
from matchmaking.enterprises.models import Participation, Representative
from matchmaking.expo.errors import OccupiedError
from matchmaking.expo.services import hand_over, occupy, place, vacate
from matchmaking.expo.values import Resource, ResourceKind
from matchmaking.meetings import queries
from matchmaking.meetings.errors import InterpreterTakenError, OtherTimesError, TimeNotProposedError
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.services.placing import Gathering, Seating, seat, title_of
from matchmaking.meetings.services.proposing import propose_nothing, require_to_come, sides_of
from matchmaking.meetings.services.requests import require_no_veto
from matchmaking.meetings.services.settling import holder_of, proposal_of, settle
from matchmaking.meetings.services.telling import tell_partner, with_reason, with_stand_in
from matchmaking.meetings.values import Act, MeetingState, ProposedTime
from matchmaking.notifications.values import is_soon

MOVED = say("accepted the other time")
KEPT = say("declined the other time")


def accept_time(
    session: Session, meeting: Meeting, starts_at: datetime, *, actor: Actor, at: datetime
) -> None:
    """Move the meeting to the time proposed; a request is confirmed with that.

    What the new time needs is occupied before the old one is given up. The place stays the same
    if it is free then.

    Raises:
        TimeNotProposedError: this time is not, or no longer, proposed to this side.
        MeetingNotOpenError, AlreadyBegunError, RequestExpiredError: it is too late.
        VetoError: one side wants no meetings with the other.
        NobodyFreeError, NoPlaceLeftError, InterpreterTakenError: it is no longer possible.
    """
    proposed = _proposed_to(session, meeting, starts_at, actor=actor, at=at)
    ours, theirs = sides_of(meeting, actor)
    require_no_veto(session, ours, theirs)
    before = meeting.starts_at
    seating = _seated(session, meeting, proposed, ours, at=at)
    coming = {ours.id: seating.person.id, theirs.id: seating.present_id}
    settle(session, meeting, Act.MOVE, **_moved_to(meeting, proposed, seating, coming, at=at))
    vacate(session, holder_of(meeting), since=before)
    if seating.left_id:
        vacate(session, proposal_of(meeting))
    hand_over(session, proposal_of(meeting), holder_of(meeting))
    place(session, holder_of(meeting), hall_id=seating.spot.hall_id)
    record(session, actor, MOVED.text, subject=("meeting", meeting.id), at=at)
    news = with_stand_in(session, _good_news(meeting, ours), seating)
    is_urgent = is_soon(before, meeting.starts_at, at=at)
    tell_partner(session, meeting, news, at=at, by=actor, is_urgent=is_urgent)


def decline_time(
    session: Session,
    meeting: Meeting,
    starts_at: datetime,
    *,
    actor: Actor,
    at: datetime,
    reason: str = "",
) -> None:
    """Keep everything as it is; a request still waits for its answer.

    Raises:
        TimeNotProposedError: this time is not, or no longer, proposed to this side.
        MeetingNotOpenError, AlreadyBegunError, RequestExpiredError: it is too late.
    """
    proposed = _proposed_to(session, meeting, starts_at, actor=actor, at=at)
    ours, _theirs = sides_of(meeting, actor)
    propose_nothing(session, meeting)
    record(session, actor, KEPT.text, subject=("meeting", meeting.id), at=at, reason=reason)
    sentence = say(
        "%(who)s can't come at %(when)s. Everything stays as it was at %(before)s.",
        who=ours.label,
        when=proposed.slot.starts_at,
        before=meeting.starts_at,
    )
    tell_partner(session, meeting, with_reason(sentence, reason), at=at, by=actor)


def _proposed_to(
    session: Session, meeting: Meeting, starts_at: datetime, *, actor: Actor, at: datetime
) -> ProposedTime:
    """Return what is proposed if it is what somebody answers: it may have changed since."""
    require_to_come(session, meeting, Act.MOVE, at=at)
    proposed = meeting.proposed
    if proposed is None or not proposed.awaits(actor.participation_id, at):
        raise TimeNotProposedError
    if proposed.slot.starts_at != starts_at:
        raise TimeNotProposedError(now=proposed.slot.starts_at)
    return proposed


def _seated(
    session: Session,
    meeting: Meeting,
    proposed: ProposedTime,
    ours: Participation,
    *,
    at: datetime,
) -> Seating:
    """Occupy somebody of ours, a place and the interpreter at the time proposed."""
    teams = _who_may_come(session, meeting)
    gathering = Gathering(
        meeting,
        proposed.slot,
        proposed.block_id,
        proposed.representative_id,
        teams[proposed.by_id],
        joining=ours,
        kept_place_id=meeting.place_id,
    )
    try:
        seating = seat(session, gathering, teams[ours.id])
        _keep_interpreter(session, meeting, proposed)
    except OtherTimesError as error:
        free = queries.other_times(session, meeting, ours.id, at=at)
        error.alternatives = queries.first_of(free)
        raise
    return seating


def _who_may_come(session: Session, meeting: Meeting) -> dict[int, list[Representative]]:
    """Return the people of each side, whoever was to come before all others."""
    coming = {meeting.requester_representative_id, meeting.receiver_representative_id}
    teams = queries.people_of(session, meeting.requester_id, meeting.receiver_id)
    return {
        side_id: sorted(people, key=lambda person: person.id not in coming)
        for side_id, people in teams.items()
    }


def _keep_interpreter(session: Session, meeting: Meeting, proposed: ProposedTime) -> None:
    if meeting.interpreter_id is None:
        return
    needed = [Resource(ResourceKind.INTERPRETER, meeting.interpreter_id)]
    try:
        occupy(session, needed, proposed.slot, holder_of(meeting), what=title_of(meeting))
    except OccupiedError as error:
        raise InterpreterTakenError(proposed.slot) from error


def _moved_to(
    meeting: Meeting,
    proposed: ProposedTime,
    seating: Seating,
    coming: Mapping[int, int],
    *,
    at: datetime,
) -> dict[str, object]:
    """Return the columns of a meeting at its new time; ``coming`` says who, per side."""
    return {
        "state": MeetingState.CONFIRMED,
        "starts_at": proposed.slot.starts_at,
        "ends_at": proposed.slot.ends_at,
        "block_id": proposed.block_id,
        "place_id": seating.spot.place_id,
        "requester_representative_id": coming[meeting.requester_id],
        "receiver_representative_id": coming[meeting.receiver_id],
        "answered_at": at,
    }


def _good_news(meeting: Meeting, ours: Participation) -> Sentence:
    spot = meeting.place
    return say(
        "%(who)s accepts your time. You meet at %(when)s: hall %(hall)s, place %(place)s.",
        who=ours.label,
        when=meeting.starts_at,
        hall=spot.hall.code if spot else "",
        place=spot.code if spot else "",
    )
