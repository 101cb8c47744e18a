"""Asking for a meeting: the times that are free for both, and the request."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.sansio.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matchmaking.accounts.access import allowed_roles, current_actor, require_visible
from matchmaking.accounts.values import ENTERPRISE_ROLES
from matchmaking.core.clock import utc_now
from matchmaking.core.errors import MatchmakingError, NotFoundError
from matchmaking.enterprises.models import Participation
from matchmaking.enterprises.queries.profiles import profile_of
from matchmaking.enterprises.values import ParticipationState
from matchmaking.expo.free_slots import FreeSlot
from matchmaking.meetings import labels, policies, queries, services
from matchmaking.meetings.errors import OtherTimesError, PartnerNotBookableError
from matchmaking.meetings.forms import MeetingRequestForm
from matchmaking.meetings.services.requests import Asking
from matchmaking.meetings.views._blueprint import blueprint
from matchmaking.web.language import clock_time, long_day, time_range
from matchmaking.web.session import db

SHORT_LIST = 12


@blueprint.record_once
def offer_vetoes(state: BlueprintSetupState) -> None:
    """Let a partner's page know of vetoes, though its slice does not know of meetings."""
    state.app.extensions["is_refused"] = is_refused


def is_refused(own_id: int, partner_id: int) -> bool:
    """Return whether we want no meetings with a partner; what they want is not told."""
    found = queries.vetoes_between(db.session, own_id, partner_id)
    return own_id in {one.participation_id for one in found}


@blueprint.get("/with/<int:participation_id>/slots")
@allowed_roles(*ENTERPRISE_ROLES)
def partner_slots(participation_id: int) -> ResponseReturnValue:
    """Show the next times free for both, for a partner's page."""
    asking, at = _asking(participation_id), utc_now()
    obstacle = services.obstacle(db.session, asking, at=at)
    free = [] if obstacle else _free(asking)
    return render_template(
        "meetings/partner_slots.html",
        partner=asking.receiver,
        obstacle=obstacle,
        days=days_of(free[:SHORT_LIST]),
        more=len(free) - SHORT_LIST,
    )


@blueprint.route("/request", methods=["GET", "POST"])
@allowed_roles(*ENTERPRISE_ROLES)
def request_meeting() -> ResponseReturnValue:
    """Choose a time that is free for both, say what about, and ask."""
    asking, at = _asking(request.args.get("with", 0, type=int)), utc_now()
    people = queries.people_of(db.session, asking.requester.id)[asking.requester.id]
    form = MeetingRequestForm(slot=request.args.get("slot"), topic=request.args.get("topic"))
    form.offer(people)
    error: MatchmakingError | None = None
    if form.validate_on_submit():
        try:
            meeting = services.request_meeting(db.session, asking, form.proposal(), at=at)
        except MatchmakingError as refused:
            db.session.rollback()
            form.refuse(refused)
            error = refused
        else:
            db.session.commit()
            flash(_("Your request is on its way."), "success")
            return redirect(url_for(".meeting", meeting_id=meeting.id))
    page = _request_page(asking, form, people_count=len(people), error=error)
    return page, error.status if error else 422 if form.is_submitted() else 200


def _request_page(
    asking: Asking, form: MeetingRequestForm, *, people_count: int, error: MatchmakingError | None
) -> str:
    obstacle = services.obstacle(db.session, asking, at=utc_now())
    free = [] if obstacle else _free(asking)
    return render_template(
        "meetings/request_meeting.html",
        partner=asking.receiver,
        form=form,
        obstacle=obstacle,
        needs_approval=_needs_approval(obstacle, asking.requester),
        own_state=asking.requester.state,
        days=days_of(free),
        others=error.alternatives if isinstance(error, OtherTimesError) else (),
        choose_person=people_count > 1,
        chosen_time=_chosen_time(form, free),
        labels=labels,
    )


def _needs_approval(obstacle: MatchmakingError | None, own: Participation) -> bool:
    """Return whether one's own profile has to be approved before one may ask."""
    is_profile = isinstance(obstacle, PartnerNotBookableError)
    return is_profile and own.state is not ParticipationState.APPROVED


def _chosen_time(form: MeetingRequestForm, free: Sequence[FreeSlot]) -> str:
    """Return the time chosen, in words, if it is still free."""
    for one in free:
        if labels.slot_value(one.slot) == form.slot.data:
            start, end = one.slot.starts_at, one.slot.ends_at
            return labels.listed(long_day(start), time_range(start, end))
    return ""


def days_of(free: Sequence[FreeSlot]) -> list[dict[str, Any]]:
    """Return free slots by day, as the slot picker takes them."""
    slots = sorted({one.slot for one in free})
    return [
        {
            "label": day,
            "slots": [
                {"value": labels.slot_value(slot), "label": clock_time(slot.starts_at)}
                for slot in group
            ],
        }
        for day, group in groupby(slots, key=lambda slot: long_day(slot.starts_at))
    ]


def _asking(participation_id: int) -> Asking:
    """Return who would ask whom; a partner one can't see does not exist."""
    actor = current_actor()
    receiver, requester = _profile(participation_id), _profile(actor.participation_id)
    require_visible(policies.can_request(actor, receiver))
    return Asking(actor, requester, receiver)


def _profile(participation_id: int | None) -> Participation:
    found = profile_of(db.session, participation_id)
    if found is None:
        raise NotFoundError
    return found


def _free(asking: Asking) -> list[FreeSlot]:
    return queries.free_between(
        db.session,
        asking.requester,
        asking.receiver,
        at=utc_now(),
        preferred=asking.actor.representative_id,
    )
