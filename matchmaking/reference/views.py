"""The typeahead for codes of the Harmonised System."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from matchmaking.accounts.access import signed_in
from matchmaking.reference import queries
from matchmaking.web.session import db

blueprint = Blueprint("reference", __name__)


@blueprint.get("/hs")
@signed_in
def hs() -> ResponseReturnValue:
    """Offer the codes that fit what was typed so far."""
    matches = queries.hs_search(db.session, request.args.get("q", ""))
    return render_template("reference/hs.html", matches=matches)
