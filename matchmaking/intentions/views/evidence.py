"""Files that show what was signed: sent by the parties, fetched by who may see the deal."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matchmaking.accounts.access import allowed_roles, current_actor, require
from matchmaking.core.clock import utc_now
from matchmaking.intentions import policies, services
from matchmaking.intentions.errors import EvidenceRefusedError
from matchmaking.intentions.evidence_files import evidence_folder, evidence_of
from matchmaking.intentions.forms.steps import EvidenceForm
from matchmaking.intentions.views.blueprint import blueprint, visible_deal
from matchmaking.intentions.views.lists import DEALERS
from matchmaking.intentions.views.steps import TEAM, show
from matchmaking.web.session import db


@blueprint.post("/intentions/<int:intention_id>/evidence")
@allowed_roles(*TEAM)
def add_evidence(intention_id: int) -> ResponseReturnValue:
    """Attach a file."""
    deal = visible_deal(intention_id)
    require(policies.can_add_evidence(current_actor(), deal))
    form = EvidenceForm()
    if form.validate_on_submit():
        try:
            services.add_evidence(
                db.session,
                current_actor(),
                deal,
                form.upload(),
                folder=evidence_folder(),
                at=utc_now(),
            )
        except EvidenceRefusedError as error:
            form.refuse(error)
        else:
            db.session.commit()
            flash(_("The file is attached."), "success")
            return redirect(url_for(".intention", intention_id=intention_id))
    return show(deal, form), EvidenceRefusedError.status


@blueprint.get("/intentions/<int:intention_id>/evidence/<int:evidence_id>")
@allowed_roles(*DEALERS)
def download_evidence(intention_id: int, evidence_id: int) -> ResponseReturnValue:
    """Fetch a file; it is saved, never shown inside the page."""
    return evidence_of(visible_deal(intention_id), evidence_id)
