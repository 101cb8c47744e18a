"""Whether a meeting took place, as its two sides report it."""

from datetime import datetime

from sqlalchemy.orm import Session

from matchmaking.accounts.values import Actor
from matchmaking.audit.services import record
from matchmaking.core.wording import say
from matchmaking.meetings.errors import NotOverYetError
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.services.settling import require_possible, settle
from matchmaking.meetings.services.telling import tell_partner
from matchmaking.meetings.values import Act, MeetingState, outcome

MET = say("reported that the meeting was held")
MISSED = say("reported that the other side did not come")


def report_attendance(
    session: Session, meeting: Meeting, *, actor: Actor, met: bool, at: datetime
) -> None:
    """Say for one's own side whether the other came; what differs is disputed.

    A side may correct itself: the state follows from the two reports as they stand.

    Raises:
        MeetingNotOpenError: the meeting was never confirmed, or was called off.
        NotOverYetError: its time is not over.
    """
    require_possible(session, meeting, Act.REPORT)
    if at < meeting.ends_at:
        raise NotOverYetError(meeting.ends_at)
    by_requester = actor.acts_for(meeting.requester_id)
    requester_met = met if by_requester else meeting.requester_met
    receiver_met = meeting.receiver_met if by_requester else met
    state = outcome(requester_met, receiver_met)
    settle(
        session,
        meeting,
        Act.REPORT,
        state=state,
        requester_met=requester_met,
        receiver_met=receiver_met,
    )
    action = (MET if met else MISSED).text
    record(session, actor, action, subject=("meeting", meeting.id), at=at)
    if not met or state is MeetingState.DISPUTED:
        ours = meeting.requester if by_requester else meeting.receiver
        sentence = say(
            "What happened at your meeting at %(when)s: %(who)s reports otherwise than you.",
            when=meeting.starts_at,
            who=ours.label,
        )
        missed = say(
            "%(who)s reports that you did not come to the meeting at %(when)s. "
            "If you were there, say so on its page.",
            when=meeting.starts_at,
            who=ours.label,
        )
        disputed = state is MeetingState.DISPUTED
        tell_partner(session, meeting, sentence if disputed else missed, at=at, by=actor)
