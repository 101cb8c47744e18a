"""One-to-one meetings: the list, free times, requests and what becomes of them."""

from typing import Any

from matchmaking.accounts.access import require, require_visible
from matchmaking.accounts.values import ENTERPRISE_ROLES, Role
from matchmaking.api.access import token_roles, with_token
from matchmaking.api.authentication import calling_actor
from matchmaking.api.calls import Blueprint
from matchmaking.api.idempotency import idempotent
from matchmaking.api.paging import page_of
from matchmaking.api.refusals import fields_named
from matchmaking.api.schemas.meetings import (
    ConfirmationSchema,
    FreeSlotsArguments,
    FreeSlotsSchema,
    MeetingPageSchema,
    MeetingReasonSchema,
    MeetingsArguments,
    MeetingSchema,
    ReassignmentSchema,
    ReportSchema,
    RequestSchema,
)
from matchmaking.core.clock import utc_now
from matchmaking.core.errors import NotFoundError
from matchmaking.enterprises.models import Participation
from matchmaking.enterprises.queries.profiles import profile_of
from matchmaking.meetings import policies, queries, services
from matchmaking.meetings.errors import RequestExpiredError
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.queries import Wanted
from matchmaking.meetings.services.requests import Asking
from matchmaking.meetings.values import Proposal
from matchmaking.web.session import db

blueprint = Blueprint("api_meetings", __name__, description="One-to-one meetings")


@blueprint.get("/meetings")
@token_roles(*ENTERPRISE_ROLES, Role.ORGANISER, Role.DELEGATION_LEAD)
@blueprint.arguments(MeetingsArguments, location="query")
@blueprint.response(200, MeetingPageSchema)
def meetings(arguments: dict[str, Any]) -> Any:
    """List the meetings the caller may see, in the order of time."""
    wanted = Wanted(tab=None, state=arguments["state"])
    query = queries.listed(calling_actor(), wanted, at=utc_now())
    return page_of(query, arguments)


@blueprint.get("/meetings/free-slots")
@token_roles(*ENTERPRISE_ROLES)
@blueprint.arguments(FreeSlotsArguments, location="query")
@blueprint.response(200, FreeSlotsSchema)
def free_slots(arguments: dict[str, Any]) -> Any:
    """List the times at which the caller's team and a partner are both free."""
    asking, at = _asking(arguments["partner_id"]), utc_now()
    obstacle = services.obstacle(db.session, asking, at=at)
    if obstacle is not None:
        raise obstacle
    free = queries.free_between(
        db.session,
        asking.requester,
        asking.receiver,
        at=at,
        preferred=asking.actor.representative_id,
    )
    return {"partner": asking.receiver.label, "items": free}


@blueprint.get("/meetings/<int:meeting_id>")
@with_token
@blueprint.response(200, MeetingSchema)
def meeting(meeting_id: int) -> Any:
    """Return one meeting."""
    return visible_meeting(meeting_id)


@blueprint.post("/meetings")
@token_roles(*ENTERPRISE_ROLES)
@idempotent
@blueprint.arguments(RequestSchema)
@blueprint.response(201, MeetingSchema)
def request_meeting(arguments: dict[str, Any]) -> Any:
    """Ask a partner for a meeting at one of the free times."""
    asking = _asking(arguments.pop("partner_id"))
    with fields_named(slot="starts_at", person="representative_id"):
        return services.request_meeting(db.session, asking, Proposal(**arguments), at=utc_now())


@blueprint.post("/meetings/<int:meeting_id>/confirm")
@with_token
@idempotent
@blueprint.arguments(ConfirmationSchema)
@blueprint.response(200, MeetingSchema)
def confirm_meeting(arguments: dict[str, Any], meeting_id: int) -> Any:
    """Accept a request; it gets a place, and rival requests for the time are superseded."""
    found, at = visible_meeting(meeting_id), utc_now()
    require(policies.can_answer(calling_actor(), found))
    with fields_named(slot="", person="representative_id"):
        try:
            services.confirm_meeting(db.session, found, actor=calling_actor(), at=at, **arguments)
        except RequestExpiredError:
            _expire(meeting_id)
            raise
    return found


@blueprint.post("/meetings/<int:meeting_id>/decline")
@with_token
@idempotent
@blueprint.arguments(MeetingReasonSchema)
@blueprint.response(200, MeetingSchema)
def decline_meeting(arguments: dict[str, Any], meeting_id: int) -> Any:
    """Say no to a request, with a reason or without."""
    found, at = visible_meeting(meeting_id), utc_now()
    require(policies.can_answer(calling_actor(), found))
    try:
        services.decline_meeting(db.session, found, actor=calling_actor(), at=at, **arguments)
    except RequestExpiredError:
        _expire(meeting_id)
        raise
    return found


@blueprint.post("/meetings/<int:meeting_id>/withdraw")
@with_token
@idempotent
@blueprint.response(200, MeetingSchema)
def withdraw_request(meeting_id: int) -> Any:
    """Take one's own request back."""
    found = visible_meeting(meeting_id)
    require(policies.can_withdraw(calling_actor(), found))
    services.withdraw_request(db.session, found, actor=calling_actor(), at=utc_now())
    return found


@blueprint.post("/meetings/<int:meeting_id>/cancel")
@with_token
@idempotent
@blueprint.arguments(MeetingReasonSchema)
@blueprint.response(200, MeetingSchema)
def cancel_meeting(arguments: dict[str, Any], meeting_id: int) -> Any:
    """Call a confirmed meeting off; shortly before its start a reason is needed."""
    found, at = visible_meeting(meeting_id), utc_now()
    require(policies.can_cancel(calling_actor(), found))
    services.cancel_meeting(db.session, found, actor=calling_actor(), at=at, **arguments)
    return found


@blueprint.post("/meetings/<int:meeting_id>/report")
@with_token
@idempotent
@blueprint.arguments(ReportSchema)
@blueprint.response(200, MeetingSchema)
def report_attendance(arguments: dict[str, Any], meeting_id: int) -> Any:
    """Say whether the meeting was held; what the two sides say differently is disputed."""
    found, at = visible_meeting(meeting_id), utc_now()
    require(policies.can_report(calling_actor(), found))
    services.report_attendance(db.session, found, actor=calling_actor(), at=at, **arguments)
    return found


@blueprint.post("/meetings/<int:meeting_id>/reassign")
@with_token
@idempotent
@blueprint.arguments(ReassignmentSchema)
@blueprint.response(200, MeetingSchema)
def reassign_meeting(arguments: dict[str, Any], meeting_id: int) -> Any:
    """Let another of the caller's people attend."""
    found, at = visible_meeting(meeting_id), utc_now()
    require(policies.can_reassign(calling_actor(), found))
    with fields_named(person="representative_id"):
        services.reassign(db.session, found, actor=calling_actor(), at=at, **arguments)
    return found


def visible_meeting(meeting_id: int) -> Meeting:
    """Return a meeting the caller may see."""
    found = queries.meeting_of(db.session, meeting_id)
    if found is None:
        raise NotFoundError
    require_visible(policies.can_view(calling_actor(), found))
    return found


def _asking(partner_id: int) -> Asking:
    """Return who would ask whom; a partner the caller can't see does not exist."""
    actor = calling_actor()
    receiver, requester = _profile(partner_id), _profile(actor.participation_id)
    require_visible(policies.can_request(actor, receiver))
    return Asking(actor, requester, receiver)


def _profile(participation_id: int | None) -> Participation:
    found = profile_of(db.session, participation_id)
    if found is None:
        raise NotFoundError
    return found


def _expire(meeting_id: int) -> None:
    """Close a request whose deadline has passed, although the answer to it is refused."""
    db.session.rollback()
    services.expire_request(db.session, visible_meeting(meeting_id), at=utc_now())
    db.session.commit()
