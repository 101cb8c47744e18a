"""One meeting's page."""

from collections.abc import Sequence
from typing import Any

from flask import g, render_template
from flask.typing import ResponseReturnValue

from matchmaking.accounts.access import current_actor, signed_in
from matchmaking.accounts.values import Actor
from matchmaking.audit.queries import history_of
from matchmaking.core.clock import utc_now
from matchmaking.core.errors import MatchmakingError
from matchmaking.enterprises.values import ParticipationState
from matchmaking.expo.booking import booking_of
from matchmaking.expo.values import Slot
from matchmaking.meetings import labels, queries
from matchmaking.meetings.actions import Actions, actions_for, side_person
from matchmaking.meetings.errors import OtherTimesError
from matchmaking.meetings.forms import ConfirmForm, ReasonForm, ReassignForm
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.services.arranging import ARRANGED
from matchmaking.meetings.views._blueprint import blueprint, visible_meeting
from matchmaking.web.session import db


@blueprint.get("/<int:meeting_id>")
@signed_in
def meeting(meeting_id: int) -> ResponseReturnValue:
    """Show a meeting: where it stands, where it is, what to do next."""
    return meeting_page(visible_meeting(meeting_id))


def meeting_page(row: Meeting, *, error: MatchmakingError | None = None) -> str:
    """Render the page, with what stood in the way of the last step if something did."""
    actor, at = current_actor(), utc_now()
    actions = actions_for(actor, row, at=at)
    history = history_of(db.session, ("meeting", row.id))
    proposed = row.proposed if row.proposed and row.proposed.until > at else None
    return render_template(
        "meetings/meeting.html",
        meeting=row,
        proposed=proposed,
        proposer=row.party(proposed.by_id) if proposed else None,
        partner=row.partner_of(actor.participation_id),
        viewer_participation=actor.participation_id,
        actions=actions,
        rivals=queries.rivals_of(db.session, row, at) if actions.answer else [],
        others=_other_times(row, actions, error),
        own_state=_own_state(row, actor),
        booking=booking_of(g.edition, at),
        history=history,
        is_planned=any(deed.action == ARRANGED.text for deed in history),
        next_step=labels.next_step(row, actor.participation_id, at),
        error=error,
        labels=labels,
        **_forms(row, actor, actions, error),
    )


def _own_state(row: Meeting, actor: Actor) -> ParticipationState:
    """Return where the profile of the party one is stands; whoever is none asks nobody."""
    return row.party(actor.participation_id or 0).state


def _may_ask(row: Meeting) -> bool:
    is_approved = _own_state(row, current_actor()) is ParticipationState.APPROVED
    return is_approved and booking_of(g.edition, utc_now()).is_open


def _forms(
    row: Meeting, actor: Actor, actions: Actions, error: MatchmakingError | None
) -> dict[str, Any]:
    """Return the forms of the page: whom they may choose from, and what was wrong with them."""
    confirm, change, reason = ConfirmForm(), ReassignForm(), ReasonForm()
    people = []
    if actions.answer or actions.reassign:
        side = actor.participation_id or 0
        people = queries.people_of(db.session, side)[side]
    confirm.offer(people)
    coming = side_person(actor, row)
    change.offer([one for one in people if one.id != coming], anybody=False)
    if error is not None and error.field in reason:
        reason.refuse(error)
    return {
        "confirm_form": confirm,
        "reassign_form_fields": change,
        "reason_form": reason,
        "people": people,
    }


def _other_times(row: Meeting, actions: Actions, error: MatchmakingError | None) -> Sequence[Slot]:
    """Return times free for both, where the page should offer some."""
    if isinstance(error, OtherTimesError):
        return error.alternatives
    if not (actions.ask_again and _may_ask(row)):
        return ()
    found = queries.alternatives(db.session, row.requester, row.receiver, at=utc_now())
    return [slot for slot in found if slot != row.slot]
