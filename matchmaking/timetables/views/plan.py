"""A plan's pages: its search while it runs, then its grid, its enterprises, what is unplaced."""

from datetime import date, timedelta
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from matchmaking.accounts.access import allowed_roles
from matchmaking.accounts.values import Role
from matchmaking.core.clock import utc_now
from matchmaking.core.errors import NotFoundError
from matchmaking.core.wording import Name
from matchmaking.enterprises.models import Participation
from matchmaking.expo.free_slots import walks_of
from matchmaking.expo.values import Slot
from matchmaking.timetables import remedies
from matchmaking.timetables.agendas import days_of
from matchmaking.timetables.charts import charts_of, main_chart
from matchmaking.timetables.figures import Figures, figures_of
from matchmaking.timetables.grids import Grid, grid_of
from matchmaking.timetables.models import Plan, PlannedMeeting
from matchmaking.timetables.queries import days, plans as queries
from matchmaking.timetables.queries.differences import standing_pairs
from matchmaking.timetables.settings import unpacked
from matchmaking.timetables.values import PlanState
from matchmaking.timetables.views._blueprint import blueprint, managed_plan
from matchmaking.timetables.views._plan_parts import explainer, plan_frame
from matchmaking.web.language import venue_zone
from matchmaking.web.queries import get_or_404, paginate
from matchmaking.web.session import db

# What tells htmx to ask no more: the search is over.
ENOUGH = 286
OPEN = (PlanState.QUEUED, PlanState.RUNNING)
LONGEST_SEARCH = 100


@blueprint.get("/plans/<int:plan_id>")
@allowed_roles(Role.ORGANISER)
def plan(plan_id: int) -> ResponseReturnValue:
    """Show a plan: how its search goes, or its grid for one day and hall."""
    found = managed_plan(plan_id)
    extra = _grid_part(found) if found.state is PlanState.READY else _search_part(found)
    return render_template(
        "timetables/plan.html",
        copies=queries.copies_of(db.session, found),
        parent_figures=_parent_figures(found),
        **plan_frame(found),
        **extra,
    )


def _parent_figures(found: Plan) -> Figures | None:
    if found.parent is None or found.parent.state is not PlanState.READY:
        return None
    musts = queries.musts_of(db.session, [found.parent.id])
    return figures_of(found.parent, musts.get(found.parent.id))


@blueprint.get("/plans/<int:plan_id>/progress")
@allowed_roles(Role.ORGANISER)
def plan_progress(plan_id: int) -> ResponseReturnValue:
    """Return how a search goes, for its page to show each second; once it moves on, all of it."""
    found = managed_plan(plan_id)
    if found.state not in OPEN or found.state != request.args.get("was", found.state):
        return "", ENOUGH, {"HX-Redirect": url_for(".plan", plan_id=plan_id)}
    return render_template("timetables/_progress.html", **plan_frame(found), **_search_part(found))


def _search_part(found: Plan) -> dict[str, Any]:
    """Return what shows a search: its drawing, the aim in work, and how far all aims are."""
    moments, limit = queries.moments_of(db.session, found), unpacked(found.settings).seconds
    until, is_open = found.finished_at or utc_now(), found.state in OPEN
    # A demonstration's clock is put back when it starts anew, in the middle of a search as well.
    elapsed = max(0.0, (until - found.started_at).total_seconds()) if found.started_at else None
    charts = charts_of(moments, (elapsed or 0.0) if is_open else found.seconds)
    in_work = moments[-1].aim if moments else ""
    return {
        "charts": charts,
        "chart": main_chart(charts, in_work),
        "in_work": in_work,
        "elapsed": elapsed,
        "is_open": is_open,
        "is_finishing": is_open and elapsed is not None and elapsed >= limit,
    }


def _grid_part(found: Plan) -> dict[str, Any]:
    """Return the grid of the day and hall asked for, else of the first in use."""
    settings, zone = unpacked(found.settings), venue_zone()
    used = queries.starts_of(db.session, found)
    halls = queries.halls_of(db.session, found.round.edition_id)
    slots = days.slots_of(found.round, settings, [Slot(row[0], row[1]) for row in used])
    places = queries.places_of(db.session, found.round)
    every_day = sorted({days.day_of(slot, zone) for slot in slots})
    hall_ids = {place.hall_id for place in places} | {row[2] for row in used}
    shown_halls = [hall for key, hall in halls.items() if key in hall_ids]
    on = next((day for day in every_day if day.isoformat() == request.args.get("day")), None)
    hall = next((one for one in shown_halls if one.code == request.args.get("hall")), None)
    on = on or _first_day(used, every_day)
    hall = hall or next((one for one in shown_halls if one.id in {r[2] for r in used}), None)
    hall = hall or next(iter(shown_halls), None)
    of_day = [slot for slot in slots if days.day_of(slot, zone) == on]
    grid = _grid(found, hall.id, of_day) if hall and of_day else None
    return {"grid": grid, "days": every_day, "on": on, "halls": shown_halls, "hall": hall}


def _first_day(used: list[Any], every_day: list[date]) -> date | None:
    if used:
        return days.day_of(Slot(used[0][0], used[0][1]), venue_zone())
    return every_day[0] if every_day else None


def _grid(found: Plan, hall_id: int, slots: list[Slot]) -> Grid:
    places = queries.places_of(db.session, found.round, hall_id)
    end = slots[-1].starts_at + timedelta(seconds=1)
    meetings = queries.seated_in(db.session, found, hall_id, slots[0].starts_at, end)
    open_in = days.open_in(db.session, found.round, unpacked(found.settings), slots)
    taken = days.taken_in(db.session, found.round, [place.id for place in places], slots)
    standing = standing_pairs(db.session, found)
    return grid_of(slots, places, meetings, taken, open_in=open_in, standing=standing)


@blueprint.get("/plans/<int:plan_id>/enterprises")
@allowed_roles(Role.ORGANISER)
def plan_parties(plan_id: int) -> ResponseReturnValue:
    """List the enterprises of a plan, those that get the least of their wishes first."""
    found, words = managed_plan(plan_id), request.args.get("q", "").strip()[:LONGEST_SEARCH]
    page = queries.shares_page(
        db.session, found, words, number=request.args.get("page", 1, type=int)
    )
    return render_template("timetables/plan_parties.html", page=page, q=words, **plan_frame(found))


@blueprint.get("/plans/<int:plan_id>/enterprises/<int:participation_id>")
@allowed_roles(Role.ORGANISER)
def plan_party(plan_id: int, participation_id: int) -> ResponseReturnValue:
    """Show the days of an enterprise's people as they would have them by a plan."""
    found = managed_plan(plan_id)
    party = get_or_404(db.session, Participation, participation_id)
    meetings = queries.of_party(db.session, found, participation_id)
    if party.edition_id != found.round.edition_id or not meetings:
        raise NotFoundError
    people = {
        one.id: one.label
        for meeting in meetings
        for one in (meeting.a_representative, meeting.b_representative)
        if one is not None
    }
    unplaced = [meeting for meeting in meetings if meeting.starts_at is None]
    return render_template(
        "timetables/plan_party.html",
        party=party,
        people=people,
        days=_days(found, party, meetings, people),
        unplaced=unplaced,
        placed=len(meetings) - len(unplaced),
        explain=explainer(found, [one.obstacle for one in unplaced if one.obstacle]),
        **plan_frame(found),
    )


def _days(
    found: Plan, party: Participation, meetings: list[PlannedMeeting], people: dict[int, Name]
) -> list[Any]:
    used = [meeting.slot for meeting in meetings if meeting.slot]
    slots = days.slots_of(found.round, unpacked(found.settings), used)
    others = days.others_of(db.session, found.round, people, slots)
    walks = walks_of(db.session, found.round.edition_id)
    return days_of(party.id, meetings, others, walks, venue_zone())


@blueprint.get("/plans/<int:plan_id>/unplaced")
@allowed_roles(Role.ORGANISER)
def plan_unplaced(plan_id: int) -> ResponseReturnValue:
    """List what a plan could not place: what stops each, and what would place it."""
    found = managed_plan(plan_id)
    page = paginate(
        db.session, queries.unplaced(found), number=request.args.get("page", 1, type=int)
    )
    changes = found.findings.get("remedies", [])
    obstacles = [row.obstacle for row in page.rows if row.obstacle]
    return render_template(
        "timetables/plan_unplaced.html",
        page=page,
        changes=changes,
        explain=explainer(found, [*changes, *obstacles]),
        remedies=remedies,
        **plan_frame(found),
    )


@blueprint.get("/plans/<int:plan_id>/made-of")
@allowed_roles(Role.ORGANISER)
def plan_made(plan_id: int) -> ResponseReturnValue:
    """Show what a plan was made of, how its search went, and who made and accepted it."""
    found = managed_plan(plan_id)
    return render_template(
        "timetables/plan_made.html",
        copies=queries.copies_of(db.session, found),
        **plan_frame(found),
        **_search_part(found),
    )
