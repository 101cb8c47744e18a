"""The page of a day, and the calendar one can subscribe to."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    g,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, gettext as _

from matchmaking.accounts.access import allowed_roles, current_actor, public, require_visible
from matchmaking.accounts.values import ENTERPRISE_ROLES
from matchmaking.agenda import feeds, labels, queries
from matchmaking.agenda.calendars import Appointed, calendar_of
from matchmaking.agenda.values import Entry, lines_of
from matchmaking.core.clock import utc_now
from matchmaking.enterprises.models import Representative
from matchmaking.expo.free_slots import walks_of
from matchmaking.expo.models import Edition
from matchmaking.meetings.queries import waiting_for
from matchmaking.web.language import language
from matchmaking.web.session import db

blueprint = Blueprint("agenda", __name__)
WHOLE_TEAM = "team"
# Deals are talked about in the weeks around a fair, too.
AROUND = timedelta(days=30)


@blueprint.get("/agenda")
@allowed_roles(*ENTERPRISE_ROLES)
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


@blueprint.get("/agenda/calendar")
@allowed_roles(*ENTERPRISE_ROLES)
def calendar() -> ResponseReturnValue:
    """Show the address at which one's calendar can be subscribed to, or how to get one."""
    person_id = current_actor().representative_id
    feed = feeds.feed_of(db.session, person_id)
    address = None
    if feed is not None:
        token = feeds.feed_token(str(current_app.secret_key), feed, language())
        address = url_for(".subscribed", token=token, _external=True)
    return render_template("agenda/calendar.html", is_somebody=bool(person_id), address=address)


@blueprint.post("/agenda/calendar")
@allowed_roles(*ENTERPRISE_ROLES)
def open_calendar() -> ResponseReturnValue:
    """Make an address; one made before leads nowhere from now on."""
    feeds.open_feed(db.session, _myself(), at=utc_now())
    db.session.commit()
    flash(_("Here is the address of your calendar."), "success")
    return redirect(url_for(".calendar"))


@blueprint.post("/agenda/calendar/close")
@allowed_roles(*ENTERPRISE_ROLES)
def close_calendar() -> ResponseReturnValue:
    """Let the address lead nowhere."""
    feeds.close_feed(db.session, _myself(), at=utc_now())
    db.session.commit()
    flash(_("The address leads nowhere any more."), "success")
    return redirect(url_for(".calendar"))


def _myself() -> int:
    """Return the key of the person who asks; who stands for nobody at the fair has no calendar."""
    person_id = current_actor().representative_id
    require_visible(person_id is not None)
    return person_id or 0


@blueprint.get("/calendars/<token>.ics")
@public
def subscribed(token: str) -> ResponseReturnValue:
    """Give a calendar whoever knows its address: it has no cookies to sign in with."""
    person, reader = feeds.read_token(db.session, str(current_app.secret_key), token)
    edition = db.session.get_one(Edition, person.participation.edition_id)
    start = datetime.combine(edition.starts_on, time(), edition.zone) - AROUND
    end = datetime.combine(edition.ends_on, time(), edition.zone) + AROUND
    with force_locale(reader):
        known = queries.entries_between(db.session, {person.id: person.label}, start, end)
        name = edition.label.first(language())
        found = [_appointed(entry) for entry in known[person.id]]
        body = calendar_of(name, found, at=utc_now())
    return Response(body, content_type="text/calendar; charset=utf-8")


def _appointed(entry: Entry) -> Appointed:
    """Word an appointment for a calendar."""
    kind = "proposal" if entry.is_proposed else entry.kind
    mark = entry.key if entry.key is not None else round(entry.starts_at.timestamp())
    return Appointed(
        uid=f"{kind}-{mark}-{entry.person_id}@{request.host}",
        title=entry.title.first(language()),
        starts_at=entry.starts_at,
        ends_at=entry.ends_at,
        place=labels.place_of(entry),
        note=labels.company_of(entry),
        url=labels.page_of(entry, whole=True),
        is_open=entry.is_open,
    )
