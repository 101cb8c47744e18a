"""What several pages of a plan show: its figures, its list entry, its tabs."""

from collections.abc import Sequence
from typing import Any

from flask import current_app, url_for

from matchmaking.core.clock import utc_now
from matchmaking.timetables import plan_labels
from matchmaking.timetables.change_labels import Changes
from matchmaking.timetables.figures import figures_of
from matchmaking.timetables.models import Plan, Round
from matchmaking.timetables.obstacle_labels import Explainer
from matchmaking.timetables.queries import plans as queries
from matchmaking.timetables.queries.assumptions import assumptions_of
from matchmaking.timetables.settings import PlanSettings, unpacked
from matchmaking.timetables.values import PlanState
from matchmaking.web.session import db

LATEST = 5


def plan_frame(plan: Plan) -> dict[str, Any]:
    """Return what every page of a plan shows around its own content."""
    (line,) = queries.lines_of(db.session, plan.round, plan=plan)
    musts, settings = queries.musts_of(db.session, [plan.id]), unpacked(plan.settings)
    is_ready = plan.state is PlanState.READY
    return {
        "plan": plan,
        "line": line,
        "figures": figures_of(plan, musts.get(plan.id)),
        "settings": settings,
        "assumed": assumptions_of(db.session, plan, at=utc_now()) if is_ready else [],
        "worded": changes_of(plan.round, [settings]),
        "words": plan_labels,
        "difference_url": difference_url(plan),
    }


def changes_of(round_: Round, every: Sequence[PlanSettings]) -> Changes:
    """Return the words for what plans' settings change, having read all names at once."""
    closed = frozenset(key for one in every for key in one.closed_places)
    places = queries.places_of(db.session, round_) if closed else []
    return Changes(
        queries.names_of_people(
            db.session, [one.representative_id for some in every for one in some.comes]
        ),
        queries.names_of_parties(
            db.session, [one.participation_id for some in every for one in some.more_meetings]
        ),
        queries.halls_of(db.session, round_.edition_id),
        {one.id: f"{one.hall.code}/{one.code}" for one in places if one.id in closed},
    )


def difference_url(plan: Plan) -> str:
    """Return where one sees what publishing the plan would change."""
    name = "timetables.difference"
    return url_for(name, plan_id=plan.id) if name in current_app.view_functions else ""


def round_plans(round_: Round, *, latest: int | None = LATEST) -> dict[str, Any]:
    """Return what a list of a round's plans shows."""
    lines = queries.lines_of(db.session, round_)
    shown = lines if latest is None else lines[:latest]
    musts = queries.musts_of(db.session, [line.plan.id for line in shown])
    settings = {line.plan.id: unpacked(line.plan.settings) for line in shown}
    changes = changes_of(round_, list(settings.values()))
    return {
        "lines": shown,
        "plan_count": len(lines),
        "figures": {line.plan.id: figures_of(line.plan, musts.get(line.plan.id)) for line in shown},
        "changes": {key: changes.briefly(one) for key, one in settings.items()},
        "words": plan_labels,
    }


def explainer(plan: Plan, found: list[dict[str, Any]]) -> Explainer:
    """Return what words these obstacles and remedies, having read all names at once."""
    every = [
        *found,
        *(one["remedy"] for one in found if one.get("remedy")),
        *(other for one in found for other in one.get("besides", ())),
    ]
    people = {key for one in every for key in (*one.get("people", ()), one.get("person")) if key}
    parties = {one["party"] for one in every if one.get("party")}
    parties |= {key for one in every for key in one.get("over", ())}
    parties |= {key for one in every for pair in one.get("places", ()) for key in pair}
    return Explainer(
        queries.names_of_people(db.session, people),
        queries.names_of_parties(db.session, parties),
        queries.halls_of(db.session, plan.round.edition_id),
    )
