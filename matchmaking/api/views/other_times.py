"""Another time for a meeting: which are free, proposing one, and answering."""

from typing import Any

from matchmaking.accounts.access import require
from matchmaking.accounts.values import ENTERPRISE_ROLES
from matchmaking.api.access import token_roles
from matchmaking.api.authentication import calling_actor
from matchmaking.api.calls import Blueprint
from matchmaking.api.idempotency import idempotent
from matchmaking.api.refusals import fields_named
from matchmaking.api.schemas.meetings import (
    FreeSlotsSchema,
    MeetingSchema,
    OtherTimeSchema,
    TimeAnswerSchema,
    TimeRefusalSchema,
)
from matchmaking.api.views.meetings import visible_meeting
from matchmaking.core.clock import utc_now
from matchmaking.meetings import policies, queries, services
from matchmaking.meetings.values import OtherTime
from matchmaking.web.session import db

blueprint = Blueprint(
    "api_other_times", __name__, description="One-to-one meetings: another time for one"
)


@blueprint.get("/meetings/<int:meeting_id>/other-times")
@token_roles(*ENTERPRISE_ROLES)
@blueprint.response(200, FreeSlotsSchema)
def other_times(meeting_id: int) -> Any:
    """List the times that can be proposed instead of the one a meeting has."""
    found, actor = visible_meeting(meeting_id), calling_actor()
    require(policies.can_propose_time(actor, found))
    side_id = actor.participation_id or 0
    free = queries.other_times(db.session, found, side_id, at=utc_now())
    return {"partner": found.partner_of(side_id).label, "items": free}


@blueprint.post("/meetings/<int:meeting_id>/other-time")
@token_roles(*ENTERPRISE_ROLES)
@idempotent
@blueprint.arguments(OtherTimeSchema)
@blueprint.response(200, MeetingSchema)
def propose_time(arguments: dict[str, Any], meeting_id: int) -> Any:
    """Propose another time; everything stays as it is until the other side answers."""
    found, actor = visible_meeting(meeting_id), calling_actor()
    require(policies.can_propose_time(actor, found))
    other = OtherTime(**arguments)
    with fields_named(slot="starts_at", person="representative_id"):
        services.propose_time(db.session, found, other, actor=actor, at=utc_now())
    return found


@blueprint.post("/meetings/<int:meeting_id>/other-time/accept")
@token_roles(*ENTERPRISE_ROLES)
@idempotent
@blueprint.arguments(TimeAnswerSchema)
@blueprint.response(200, MeetingSchema)
def accept_time(arguments: dict[str, Any], meeting_id: int) -> Any:
    """Meet at the time the other side proposes; a request is confirmed with that."""
    found, actor = visible_meeting(meeting_id), calling_actor()
    require(policies.can_answer_time(actor, found))
    with fields_named(slot="starts_at"):
        services.accept_time(db.session, found, actor=actor, at=utc_now(), **arguments)
    return found


@blueprint.post("/meetings/<int:meeting_id>/other-time/decline")
@token_roles(*ENTERPRISE_ROLES)
@idempotent
@blueprint.arguments(TimeRefusalSchema)
@blueprint.response(200, MeetingSchema)
def decline_time(arguments: dict[str, Any], meeting_id: int) -> Any:
    """Leave everything at the time it has."""
    found, actor = visible_meeting(meeting_id), calling_actor()
    require(policies.can_answer_time(actor, found))
    services.decline_time(db.session, found, actor=actor, at=utc_now(), **arguments)
    return found


@blueprint.post("/meetings/<int:meeting_id>/other-time/withdraw")
@token_roles(*ENTERPRISE_ROLES)
@idempotent
@blueprint.response(200, MeetingSchema)
def take_time_back(meeting_id: int) -> Any:
    """Propose nothing any more."""
    found, actor = visible_meeting(meeting_id), calling_actor()
    require(policies.can_take_time_back(actor, found))
    services.take_time_back(db.session, found, actor=actor, at=utc_now())
    return found
