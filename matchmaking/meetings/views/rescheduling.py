"""Another time: one side proposes it, the other answers."""

from datetime import UTC, datetime

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from matchmaking.accounts.access import allowed_roles, current_actor, require
from matchmaking.accounts.values import ENTERPRISE_ROLES, Actor
from matchmaking.core.clock import utc_now
from matchmaking.core.errors import MatchmakingError
from matchmaking.meetings import labels, policies, queries, services
from matchmaking.meetings.actions import actions_for
from matchmaking.meetings.forms import OtherTimeForm, instant_or_none
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.views._blueprint import blueprint, visible_meeting
from matchmaking.meetings.views._steps import reason_given, take_step
from matchmaking.meetings.views.asking import days_of
from matchmaking.web.session import db


@blueprint.route("/<int:meeting_id>/other-time", methods=["GET", "POST"])
@allowed_roles(*ENTERPRISE_ROLES)
def other_time(meeting_id: int) -> ResponseReturnValue:
    """Choose another time that is free for both, and propose it."""
    meeting, actor, at = visible_meeting(meeting_id), current_actor(), utc_now()
    require(policies.can_propose_time(actor, meeting))
    form = OtherTimeForm(slot=request.args.get("slot"))
    error: MatchmakingError | None = None
    if form.validate_on_submit():
        try:
            services.propose_time(db.session, meeting, form.other_time(), actor=actor, at=at)
        except MatchmakingError as refused:
            db.session.rollback()
            form.refuse(refused)
            error, meeting = refused, visible_meeting(meeting_id)
        else:
            db.session.commit()
            flash(_("Your proposal is on its way. Until they answer, everything stays."), "success")
            return redirect(url_for(".meeting", meeting_id=meeting_id))
    status = error.status if error else 422 if form.is_submitted() else 200
    return _page(meeting, form, actor, at=at), status


@blueprint.post("/<int:meeting_id>/other-time/accept")
@allowed_roles(*ENTERPRISE_ROLES)
def accept_time(meeting_id: int) -> ResponseReturnValue:
    """Meet at the time the other side proposes."""
    meeting = visible_meeting(meeting_id)
    require(policies.can_answer_time(current_actor(), meeting))

    def step(session: Session, meeting: Meeting, actor: Actor) -> None:
        services.accept_time(session, meeting, _answered(), actor=actor, at=utc_now())

    return take_step(meeting, step, _("You meet at the new time, and they are told."))


@blueprint.post("/<int:meeting_id>/other-time/decline")
@allowed_roles(*ENTERPRISE_ROLES)
def decline_time(meeting_id: int) -> ResponseReturnValue:
    """Leave everything at the time it has."""
    meeting = visible_meeting(meeting_id)
    require(policies.can_answer_time(current_actor(), meeting))

    def step(session: Session, meeting: Meeting, actor: Actor) -> None:
        services.decline_time(
            session, meeting, _answered(), actor=actor, at=utc_now(), reason=reason_given()
        )

    return take_step(meeting, step, _("Everything stays as it was, and they are told."))


@blueprint.post("/<int:meeting_id>/other-time/withdraw")
@allowed_roles(*ENTERPRISE_ROLES)
def take_time_back(meeting_id: int) -> ResponseReturnValue:
    """Propose nothing any more."""
    meeting = visible_meeting(meeting_id)
    require(policies.can_take_time_back(current_actor(), meeting))

    def step(session: Session, meeting: Meeting, actor: Actor) -> None:
        services.take_time_back(session, meeting, actor=actor, at=utc_now())

    return take_step(meeting, step, _("Everything stays as it was, and they are told."))


def _answered() -> datetime:
    """Return which proposed time was on the page; one that can't be read is none of any."""
    return instant_or_none(request.form.get("slot")) or datetime.min.replace(tzinfo=UTC)


def _page(meeting: Meeting, form: OtherTimeForm, actor: Actor, *, at: datetime) -> str:
    side_id = actor.participation_id or 0
    can_propose = actions_for(actor, meeting, at=at).propose_time
    free = queries.other_times(db.session, meeting, side_id, at=at) if can_propose else []
    people = queries.people_of(db.session, side_id)[side_id]
    form.offer(people)
    return render_template(
        "meetings/other_time.html",
        meeting=meeting,
        partner=meeting.partner_of(side_id),
        form=form,
        can_propose=can_propose,
        days=days_of(free),
        choose_person=len(people) > 1,
        labels=labels,
    )
