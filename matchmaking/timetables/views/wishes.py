"""A team's wishes: whom it wants to meet in a matchmaking round."""

from flask import render_template
from flask.typing import ResponseReturnValue

from matchmaking.accounts.access import allowed_roles, needs_edition
from matchmaking.accounts.values import Role
from matchmaking.timetables.queries import rounds as queries
from matchmaking.timetables.views._blueprint import blueprint
from matchmaking.web.session import db

TEAM = (Role.ENTERPRISE_ADMIN, Role.ENTERPRISE_MEMBER)


@blueprint.get("/wishes")
@allowed_roles(*TEAM)
def wishes() -> ResponseReturnValue:
    """List the rounds a team can hand in wishes for."""
    found = queries.rounds_of(db.session, needs_edition())
    return render_template("timetables/wishes.html", rounds=found)
