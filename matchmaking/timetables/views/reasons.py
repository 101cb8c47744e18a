"""Why a meeting that a timetable arranged is what it is, for those who come to it."""

from flask import render_template
from flask.typing import ResponseReturnValue

from matchmaking.accounts.access import allowed_roles, current_actor
from matchmaking.accounts.values import ENTERPRISE_ROLES
from matchmaking.core.errors import NotFoundError
from matchmaking.timetables import labels
from matchmaking.timetables.queries.reasons import reason_of
from matchmaking.timetables.views._blueprint import blueprint
from matchmaking.web.session import db


@blueprint.get("/meetings/<int:meeting_id>/why")
@allowed_roles(*ENTERPRISE_ROLES)
def why(meeting_id: int) -> ResponseReturnValue:
    """Say why a side has a meeting, and why at this time."""
    reason = reason_of(db.session, meeting_id, current_actor().participation_id)
    if reason is None:
        raise NotFoundError
    return render_template("timetables/why.html", reason=reason, labels=labels)
