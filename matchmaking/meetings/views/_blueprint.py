"""The blueprint of the meetings' pages, and how they load what they are about."""

from flask import Blueprint

from matchmaking.accounts.access import current_actor, require_visible
from matchmaking.core.errors import NotFoundError
from matchmaking.meetings import policies, queries
from matchmaking.meetings.models import Meeting
from matchmaking.web.session import db

blueprint = Blueprint("meetings", __name__, url_prefix="/meetings")


def visible_meeting(meeting_id: int) -> Meeting:
    """Load the meeting a page is about.

    Raises:
        NotFoundError: there is none, or it is none of the person's business.
    """
    meeting = queries.meeting_of(db.session, meeting_id)
    if meeting is None:
        raise NotFoundError
    require_visible(policies.can_view(current_actor(), meeting))
    return meeting
