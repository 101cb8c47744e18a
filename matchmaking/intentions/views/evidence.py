"""Files that show what was signed: sent by the parties, fetched by who may see the deal."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matchmaking.accounts.access import allowed_roles, current_actor, require
from matchmaking.accounts.values import ENTERPRISE_ROLES
from matchmaking.core.clock import utc_now
from matchmaking.core.errors import ConflictError, MatchmakingError
from matchmaking.intentions import policies, services
from matchmaking.intentions.evidence_files import evidence_folder, evidence_of, forget_file
from matchmaking.intentions.forms.steps import EvidenceForm
from matchmaking.intentions.views.blueprint import blueprint, visible_deal
from matchmaking.intentions.views.lists import DEALERS
from matchmaking.intentions.views.steps import refused, refused_form, show
from matchmaking.web.session import db


@blueprint.post("/intentions/<int:intention_id>/evidence")
@allowed_roles(*ENTERPRISE_ROLES)
def add_evidence(intention_id: int) -> ResponseReturnValue:
    """Attach a file."""
    deal = visible_deal(intention_id)
    require(policies.may_add_evidence(current_actor(), deal))
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
        except MatchmakingError as error:
            deal = refused_form(intention_id, form, error)
        else:
            db.session.commit()
            flash(_("The file is attached."), "success")
            return redirect(url_for(".intention", intention_id=intention_id))
    return show(deal, form), form.status


@blueprint.post("/intentions/<int:intention_id>/evidence/<int:evidence_id>/remove")
@allowed_roles(*ENTERPRISE_ROLES)
def remove_evidence(intention_id: int, evidence_id: int) -> ResponseReturnValue:
    """Take a file off a draft."""
    draft = visible_deal(intention_id)
    require(policies.may_edit(current_actor(), draft))
    try:
        stored_as = services.remove_evidence(
            db.session, current_actor(), draft, evidence_id, at=utc_now()
        )
    except ConflictError as error:
        return refused(intention_id, error)
    db.session.commit()
    forget_file(stored_as)
    flash(_("The file is removed."), "success")
    return redirect(url_for(".intention", intention_id=intention_id))


@blueprint.get("/intentions/<int:intention_id>/evidence/<int:evidence_id>")
@allowed_roles(*DEALERS)
def download_evidence(intention_id: int, evidence_id: int) -> ResponseReturnValue:
    """Fetch a file; it is saved, never shown inside the page."""
    return evidence_of(visible_deal(intention_id), evidence_id)
