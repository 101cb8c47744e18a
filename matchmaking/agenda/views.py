"""The page of a day."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import Blueprint, g, render_template, request, url_for
from flask.typing import ResponseReturnValue

from matchmaking.accounts.access import allowed_roles, current_actor, require_visible
from matchmaking.accounts.values import Role
from matchmaking.agenda import labels, queries
from matchmaking.agenda.values import lines_of
from matchmaking.core.clock import utc_now
from matchmaking.enterprises.models import Representative
from matchmaking.expo.free_slots import walks_of
from matchmaking.expo.models import Edition
from matchmaking.meetings.queries import waiting_for
from matchmaking.web.session import db

blueprint = Blueprint("agenda", __name__)
WHOLE_TEAM = "team"


@blueprint.get("/agenda")
@allowed_roles(Role.ENTERPRISE_ADMIN, Role.ENTERPRISE_MEMBER)
def day() -> ResponseReturnValue:
    """Show a day of one person, or of the whole team: what, when, where, and the ways between."""
    actor, at, edition = current_actor(), utc_now(), g.edition
    team = queries.team_in(db.session, actor.participation_id)
    chosen = _people(team, actor.representative_id)
    days = queries.days_of(db.session, edition)
    on = _day(edition, days)
    entries = queries.day_of(db.session, {one.id: one.label for one in chosen}, edition, on)
    walks = walks_of(db.session, edition.id)
    return render_template(
        "agenda/sheet.html" if request.args.get("print") else "agenda/day.html",
        on=on,
        days=days,
        team=team,
        chosen=chosen,
        plans=[(one, list(lines_of(entries[one.id], walks, at=at))) for one in chosen],
        waiting=waiting_for(db.session, actor.participation_id or 0, at),
        labels=labels,
        address=_address,
    )


def _people(team: list[Representative], own_id: int | None) -> list[Representative]:
    """Return whose day is asked for: one's own unless told, the team's if one has none."""
    asked = request.args.get("person", "")
    if asked == WHOLE_TEAM:
        return team
    if asked:
        found = [one for one in team if str(one.id) == asked]
        require_visible(bool(found))
        return found
    return [one for one in team if one.id == own_id] or team


def _day(edition: Edition, days: Sequence[date]) -> date:
    """Return the day asked for, else today, or the nearest one on which people meet."""
    try:
        asked = date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        asked = utc_now().astimezone(edition.zone).date()
    return min(days, key=lambda day: (abs(day - asked), day))


def _address(**changes: Any) -> str:
    """Return the address of this page with some of its choices changed."""
    kept = {name: request.args[name] for name in ("day", "person") if request.args.get(name)}
    return url_for(".day", **{**kept, **changes})
