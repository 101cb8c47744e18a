"""What people do with one meeting."""

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from matchmaking.accounts.access import current_actor, require, signed_in
from matchmaking.accounts.values import Actor
from matchmaking.core.clock import utc_now
from matchmaking.meetings import policies, services
from matchmaking.meetings.forms import number_or_none
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.views._blueprint import blueprint, visible_meeting
from matchmaking.meetings.views._steps import reason_given, take_step


@blueprint.post("/<int:meeting_id>/confirm")
@signed_in
def confirm(meeting_id: int) -> ResponseReturnValue:
    """Accept a request."""
    meeting = visible_meeting(meeting_id)
    require(policies.can_answer(current_actor(), meeting))

    def step(session: Session, meeting: Meeting, actor: Actor) -> None:
        services.confirm_meeting(
            session,
            meeting,
            actor=actor,
            at=utc_now(),
            representative_id=number_or_none(request.form.get("person")),
            keep_rivals=bool(request.form.get("keep_rivals")),
        )

    return take_step(meeting, step, _("The meeting is confirmed."))


@blueprint.post("/<int:meeting_id>/decline")
@signed_in
def decline(meeting_id: int) -> ResponseReturnValue:
    """Say no to a request."""
    meeting = visible_meeting(meeting_id)
    require(policies.can_answer(current_actor(), meeting))

    def step(session: Session, meeting: Meeting, actor: Actor) -> None:
        services.decline_meeting(session, meeting, actor=actor, at=utc_now(), reason=reason_given())

    return take_step(meeting, step, _("The request is declined, and they are told."))


@blueprint.post("/<int:meeting_id>/withdraw")
@signed_in
def withdraw(meeting_id: int) -> ResponseReturnValue:
    """Take a request back."""
    meeting = visible_meeting(meeting_id)
    require(policies.can_withdraw(current_actor(), meeting))

    def step(session: Session, meeting: Meeting, actor: Actor) -> None:
        services.withdraw_request(session, meeting, actor=actor, at=utc_now())

    return take_step(meeting, step, _("Your request is taken back; your time is free again."))


@blueprint.post("/<int:meeting_id>/cancel")
@signed_in
def cancel(meeting_id: int) -> ResponseReturnValue:
    """Call a meeting off."""
    meeting = visible_meeting(meeting_id)
    require(policies.can_cancel(current_actor(), meeting))

    def step(session: Session, meeting: Meeting, actor: Actor) -> None:
        services.cancel_meeting(session, meeting, actor=actor, at=utc_now(), reason=reason_given())

    return take_step(meeting, step, _("The meeting is cancelled, and they are told."))


@blueprint.post("/<int:meeting_id>/report")
@signed_in
def report(meeting_id: int) -> ResponseReturnValue:
    """Say whether it took place."""
    meeting = visible_meeting(meeting_id)
    require(policies.can_report(current_actor(), meeting))
    met = request.form.get("met") == "yes"

    def step(session: Session, meeting: Meeting, actor: Actor) -> None:
        services.report_attendance(session, meeting, actor=actor, met=met, at=utc_now())

    return take_step(meeting, step, _("Thank you, that is noted."))


@blueprint.post("/<int:meeting_id>/reassign")
@signed_in
def reassign(meeting_id: int) -> ResponseReturnValue:
    """Let somebody else of ours attend."""
    meeting = visible_meeting(meeting_id)
    require(policies.can_reassign(current_actor(), meeting))
    person = number_or_none(request.form.get("person")) or 0

    def step(session: Session, meeting: Meeting, actor: Actor) -> None:
        services.reassign(session, meeting, actor=actor, representative_id=person, at=utc_now())

    return take_step(meeting, step, _("It is noted who comes, and they are told."))
