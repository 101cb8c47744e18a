"""The list of meetings."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple

from flask import g, render_template, request, url_for
from flask.typing import ResponseReturnValue

from matchmaking.accounts.access import allowed_roles, current_actor, needs_edition
from matchmaking.accounts.values import Role
from matchmaking.core.clock import utc_now
from matchmaking.core.errors import NotFoundError
from matchmaking.delegations.models import Delegation
from matchmaking.delegations.queries import delegation_in
from matchmaking.expo.booking import booking_of
from matchmaking.meetings import labels, queries
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.queries import Tab, Wanted
from matchmaking.meetings.values import MeetingState
from matchmaking.meetings.views._blueprint import blueprint
from matchmaking.web.queries import paginate
from matchmaking.web.session import db


class Waiting(NamedTuple):
    """What waits for our answer at one time."""

    starts_at: datetime
    rows: list[Meeting]
    are_rivals: bool


NAMES = ("tab", "q", "state", "delegation")


@blueprint.get("")
@allowed_roles(Role.ENTERPRISE_ADMIN, Role.ENTERPRISE_MEMBER, Role.ORGANISER, Role.DELEGATION_LEAD)
def index() -> ResponseReturnValue:
    """Show one's meetings: what waits for whom, what is confirmed, what is over."""
    actor, at = current_actor(), utc_now()
    wanted = _wanted()
    page = paginate(
        db.session,
        queries.listed(actor, wanted, at=at),
        number=request.args.get("page", 1, type=int),
    )
    return render_template(
        "meetings/index.html",
        page=page,
        by_time=_by_time(page.rows, actor.participation_id, at),
        wanted=wanted,
        tab_labels=labels.TEAM_TABS if actor.is_team_member else labels.OFFICER_TABS,
        counts=queries.counts_by_tab(db.session, actor, at=at, delegation_id=wanted.delegation_id),
        delegation=_delegation(wanted),
        ours=actor.participation_id,
        at=at,
        booking=booking_of(g.edition, at) if actor.is_team_member else None,
        states=[(state.value, label) for state, label in labels.STATES.items()],
        labels=labels,
        address=_address,
    )


def _by_time(rows: Sequence[Meeting], ours: int | None, at: datetime) -> list[Waiting]:
    """Gather what waits for us by the time it is about: requests for one time are rivals."""

    def time_of(meeting: Meeting) -> tuple[datetime, bool]:
        proposed = meeting.proposed
        if proposed is not None and proposed.awaits(ours, at):
            return proposed.slot.starts_at, True
        return meeting.starts_at, False

    groups = groupby(sorted(rows, key=time_of), key=time_of)
    return [
        Waiting(starts_at, found := list(same), are_rivals=len(found) > 1 and not is_proposed)
        for (starts_at, is_proposed), same in groups
    ]


def _wanted() -> Wanted:
    state = request.args.get("state", "")
    found = MeetingState(state) if state in set(MeetingState) else None
    tab = request.args.get("tab", "")
    chosen = Tab(tab) if tab in set(Tab) else None if found else Tab.OURS
    return Wanted(
        tab=chosen,
        words=request.args.get("q", "")[:200],
        state=found,
        delegation_id=request.args.get("delegation", type=int),
    )


def _delegation(wanted: Wanted) -> Delegation | None:
    """Return the delegation the list is narrowed down to.

    Raises:
        NotFoundError: the edition has no such delegation.
    """
    if wanted.delegation_id is None:
        return None
    found = delegation_in(db.session, needs_edition(), wanted.delegation_id)
    if found is None:
        raise NotFoundError
    return found


def _address(**changes: Any) -> str:
    """Return the address of this list with some of its filters changed."""
    kept = {name: request.args[name] for name in NAMES if request.args.get(name)}
    return url_for(".index", **{**kept, **changes})
