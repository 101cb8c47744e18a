"""What somebody can do with a meeting at this moment: who may, and whether its state allows it."""

from dataclasses import dataclass, fields
from datetime import datetime

from matchmaking.accounts.values import Actor
from matchmaking.meetings import policies
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.values import LATE, REPORTED, TRANSITIONS, Act, MeetingState


@dataclass(frozen=True)
class Actions:
    """The buttons a person finds on a meeting's page."""

    answer: bool
    withdraw: bool
    cancel: bool
    needs_reason: bool
    report: bool
    reassign: bool
    propose_time: bool
    answer_time: bool
    take_time_back: bool
    record_deal: bool
    ask_again: bool

    @property
    def any(self) -> bool:
        """Return whether there is anything to do."""
        return any(getattr(self, one.name) for one in fields(self) if one.name != "needs_reason")


def actions_for(actor: Actor, meeting: Meeting, *, at: datetime) -> Actions:
    """Return what the person can do now."""

    def possible(act: Act) -> bool:
        return meeting.state in TRANSITIONS[act]

    lapsed = meeting.state is MeetingState.REQUESTED and meeting.expires_at <= at
    party = policies.is_party(actor, meeting)
    begun = meeting.starts_at <= at
    is_proposed = meeting.proposed is not None and meeting.proposed.until > at
    met = meeting.state in {MeetingState.CONFIRMED, *REPORTED}
    closed = not met and (lapsed or meeting.state is not MeetingState.REQUESTED)
    return Actions(
        answer=policies.can_answer(actor, meeting) and possible(Act.CONFIRM) and not lapsed,
        withdraw=policies.can_withdraw(actor, meeting) and possible(Act.WITHDRAW),
        cancel=policies.can_cancel(actor, meeting) and possible(Act.CANCEL) and not begun,
        needs_reason=meeting.starts_at - at < LATE,
        report=policies.can_report(actor, meeting)
        and possible(Act.REPORT)
        and meeting.ends_at <= at,
        reassign=policies.can_reassign(actor, meeting)
        and possible(Act.REASSIGN)
        and not begun
        and side_person(actor, meeting) is not None,
        propose_time=policies.can_propose_time(actor, meeting)
        and possible(Act.PROPOSE)
        and not (lapsed or begun),
        answer_time=policies.can_answer_time(actor, meeting) and is_proposed and not begun,
        take_time_back=policies.can_take_time_back(actor, meeting) and is_proposed,
        record_deal=party and met and begun,
        ask_again=party and closed,
    )


def side_person(actor: Actor, meeting: Meeting) -> int | None:
    """Return who attends for the actor's own side."""
    if actor.acts_for(meeting.requester_id):
        return meeting.requester_representative_id
    return meeting.receiver_representative_id
