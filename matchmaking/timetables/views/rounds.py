"""The organiser's matchmaking rounds."""

from flask import render_template
from flask.typing import ResponseReturnValue

from matchmaking.accounts.access import allowed_roles, needs_edition
from matchmaking.accounts.values import Role
from matchmaking.timetables.queries import rounds as queries
from matchmaking.timetables.views._blueprint import blueprint, managed_round
from matchmaking.web.session import db


@blueprint.get("")
@allowed_roles(Role.ORGANISER)
def rounds() -> ResponseReturnValue:
    """List the edition's matchmaking rounds."""
    found = queries.rounds_of(db.session, needs_edition())
    return render_template("timetables/rounds.html", rounds=found)


@blueprint.get("/rounds/<int:round_id>")
@allowed_roles(Role.ORGANISER)
def round(round_id: int) -> ResponseReturnValue:  # noqa: A001 - the view is named as its endpoint
    """Show how far a round has come: wishes, and the plans made of them."""
    found = managed_round(round_id)
    return render_template(
        "timetables/round.html", round=found, plans=queries.plans_of(db.session, found)
    )
