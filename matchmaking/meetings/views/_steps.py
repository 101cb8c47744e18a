"""How the pages take a step with one meeting."""

from collections.abc import Callable

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from matchmaking.accounts.access import current_actor
from matchmaking.accounts.values import Actor
from matchmaking.core.clock import utc_now
from matchmaking.core.errors import MatchmakingError
from matchmaking.meetings import services
from matchmaking.meetings.errors import RequestExpiredError
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.values import LONGEST_REASON
from matchmaking.meetings.views._blueprint import visible_meeting
from matchmaking.meetings.views.meeting import meeting_page
from matchmaking.web.session import db
from matchmaking.web.urls import safe_next

Step = Callable[[Session, Meeting, Actor], None]


def reason_given() -> str:
    """Return why, as somebody wrote it."""
    return request.form.get("reason", "").strip()[:LONGEST_REASON]


def take_step(meeting: Meeting, step: Step, done: str) -> ResponseReturnValue:
    """Take a step and go back to the page; if it is refused, say why and what is possible."""
    meeting_id = meeting.id
    try:
        step(db.session, meeting, current_actor())
    except MatchmakingError as error:
        db.session.rollback()
        row = visible_meeting(meeting_id)
        if isinstance(error, RequestExpiredError):
            services.expire_request(db.session, row, at=utc_now())
            db.session.commit()
        return meeting_page(row, error=error), error.status
    db.session.commit()
    flash(done, "success")
    return redirect(safe_next(url_for(".meeting", meeting_id=meeting_id)))
