"""Answering requests: yes gives the meeting its place, no frees the other side's time."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from matchmaking.accounts.values import Actor
from matchmaking.audit.services import record
from matchmaking.core.wording import Sentence, say
from matchmaking.enterprises.models import Representative
from matchmaking.expo.services import place, release, vacate
from matchmaking.expo.values import Resource, ResourceKind, Slot
from matchmaking.meetings import queries
from matchmaking.meetings.errors import NotOnTheTeamError, OtherTimesError, RequestExpiredError
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.services.placing import Gathering, seat
from matchmaking.meetings.services.requests import require_no_veto
from matchmaking.meetings.services.settling import (
    changed,
    holder_of,
    holders_of,
    proposal_of,
    require_possible,
    settle,
)
from matchmaking.meetings.services.telling import tell_requester, with_reason, with_stand_in
from matchmaking.meetings.values import Act, MeetingState

CONFIRMED = say("confirmed the meeting")
DECLINED = say("declined the request")
SUPERSEDED = say("confirmed another request for this time")


def confirm_meeting(
    session: Session,
    meeting: Meeting,
    *,
    actor: Actor,
    at: datetime,
    representative_id: int | None = None,
    keep_rivals: bool = False,
) -> None:
    """Accept a request: occupy a person of ours and a place, and supersede its rivals.

    People and places are occupied before any meeting's row changes, the rows in the order of
    their keys, and what a meeting occupied before only after its row: two answers never wait
    for each other in a circle. ``keep_rivals``
    leaves the other requests for this time open, for a colleague to take.

    Raises:
        MeetingNotOpenError: it was answered, taken back or superseded before.
        RequestExpiredError: its deadline has passed.
        NobodyFreeError: nobody of ours is free; offers other times.
        NoPlaceLeftError: no place both sides can reach is left; offers other times.
        VetoError: one side wants no meetings with the other, said while this was asked.
        NotOnTheTeamError: the chosen person is not ours.
    """
    _require_open(session, meeting, Act.CONFIRM, at=at)
    require_no_veto(session, meeting.receiver, meeting.requester)
    teams = queries.people_of(session, meeting.requester_id, meeting.receiver_id)
    people = _people(teams[meeting.receiver_id], actor, representative_id)
    try:
        seating = seat(session, _gathering(meeting, teams[meeting.requester_id]), people)
        rivals = [] if keep_rivals else queries.rivals_of(session, meeting, at)
        _supersede(session, [one for one in rivals if one.id < meeting.id], actor=actor, at=at)
        settle(
            session,
            meeting,
            Act.CONFIRM,
            state=MeetingState.CONFIRMED,
            answered_at=at,
            place_id=seating.spot.place_id,
            receiver_representative_id=seating.person.id,
            requester_representative_id=seating.present_id,
        )
    except OtherTimesError as error:
        if meeting.state in {MeetingState.REQUESTED, MeetingState.SUPERSEDED}:
            error.alternatives = _other_times(session, meeting, at=at)
        raise
    vacate(session, proposal_of(meeting))
    if seating.left_id:
        release(session, holder_of(meeting), Resource(ResourceKind.PERSON, seating.left_id))
    place(session, holder_of(meeting), hall_id=seating.spot.hall_id)
    _supersede(session, [one for one in rivals if one.id > meeting.id], actor=actor, at=at)
    record(session, actor, CONFIRMED.text, subject=("meeting", meeting.id), at=at)
    news = with_stand_in(session, _good_news(meeting), seating)
    tell_requester(session, meeting, news, at=at)


def decline_meeting(
    session: Session, meeting: Meeting, *, actor: Actor, at: datetime, reason: str = ""
) -> None:
    """Say no to a request; why is optional. The requester's time becomes free.

    Raises:
        MeetingNotOpenError: it was answered, taken back or superseded before.
        RequestExpiredError: its deadline has passed.
    """
    _require_open(session, meeting, Act.DECLINE, at=at)
    settle(
        session,
        meeting,
        Act.DECLINE,
        state=MeetingState.DECLINED,
        answered_at=at,
        closed_by_id=actor.participation_id,
        close_reason=reason,
    )
    vacate(session, *holders_of(meeting))
    record(session, actor, DECLINED.text, subject=("meeting", meeting.id), at=at, reason=reason)
    sentence = say(
        "%(who)s can't take your meeting at %(when)s.",
        who=meeting.receiver.label,
        when=meeting.starts_at,
    )
    tell_requester(session, meeting, with_reason(sentence, reason), at=at)


def _gathering(meeting: Meeting, team: Sequence[Representative]) -> Gathering:
    """The requester's person is there already, at the time asked for."""
    return Gathering(
        meeting,
        meeting.slot,
        meeting.block_id,
        meeting.requester_representative_id,
        team,
        joining=meeting.receiver,
    )


def _require_open(session: Session, meeting: Meeting, act: Act, *, at: datetime) -> None:
    try:
        require_possible(session, meeting, act)
    except OtherTimesError as error:
        if meeting.state is MeetingState.SUPERSEDED:
            error.alternatives = _other_times(session, meeting, at=at)
        raise
    if meeting.expires_at <= at:
        raise RequestExpiredError(meeting.expires_at)


def _people(
    people: list[Representative], actor: Actor, chosen_id: int | None
) -> list[Representative]:
    """Return who of the receiver may come: the chosen one only, else the actor first."""
    if chosen_id is not None:
        people = [person for person in people if person.id == chosen_id]
    if not people:
        raise NotOnTheTeamError
    return sorted(people, key=lambda person: person.id != actor.representative_id)


def _other_times(session: Session, meeting: Meeting, *, at: datetime) -> tuple[Slot, ...]:
    return queries.alternatives(session, meeting.requester, meeting.receiver, at=at)


def _supersede(session: Session, rivals: list[Meeting], *, actor: Actor, at: datetime) -> None:
    """Close rival requests, each still open, and offer their senders other times."""
    for rival in rivals:
        superseded = changed(
            session,
            rival,
            Act.SUPERSEDE,
            state=MeetingState.SUPERSEDED,
            answered_at=at,
            closed_by_id=rival.receiver_id,
        )
        if superseded:
            session.refresh(rival)
            vacate(session, *holders_of(rival))
            record(session, actor, SUPERSEDED.text, subject=("meeting", rival.id), at=at)
            tell_requester(session, rival, _sorry(session, rival, at=at), at=at)


def _good_news(meeting: Meeting) -> Sentence:
    place = meeting.place
    return say(
        "%(who)s meets you at %(when)s: hall %(hall)s, place %(place)s.",
        who=meeting.receiver.label,
        when=meeting.starts_at,
        hall=place.hall.code if place else "",
        place=place.code if place else "",
    )


def _sorry(session: Session, rival: Meeting, *, at: datetime) -> Sentence:
    """Word that another request was taken, and when both would be free instead."""
    sentence = say(
        "%(who)s has taken another request for %(when)s.",
        who=rival.receiver.label,
        when=rival.starts_at,
    )
    match _other_times(session, rival, at=at):
        case ():
            return sentence
        case (only,):
            free = say("%(time)s", time=only.starts_at)
        case (one, two):
            free = say("%(one)s or %(two)s", one=one.starts_at, two=two.starts_at)
        case (one, two, three, *_):
            free = say(
                "%(one)s, %(two)s or %(three)s",
                one=one.starts_at,
                two=two.starts_at,
                three=three.starts_at,
            )
    return say("%(what)s Free for both of you: %(times)s.", what=sentence, times=free)
