"""Where people arrive."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from matchmaking.accounts.access import signed_in

blueprint = Blueprint("dashboards", __name__)


@blueprint.get("/")
@signed_in
def home() -> ResponseReturnValue:
    """Show what matters now to the person in the hat they wear."""
    return render_template("dashboards/home.html")
