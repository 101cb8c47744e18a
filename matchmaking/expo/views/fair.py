"""The fair as it is laid out, and where the edition stands."""

from datetime import datetime

from flask import g, request, url_for
from flask.typing import ResponseReturnValue

from matchmaking.accounts.access import allowed_roles, current_actor
from matchmaking.accounts.values import Role
from matchmaking.core.clock import utc_now
from matchmaking.expo import layouts
from matchmaking.expo.booking import booking_of
from matchmaking.expo.forms import PhaseForm
from matchmaking.expo.intake import intake_of
from matchmaking.expo.labels import PHASES, PLACE_KINDS
from matchmaking.expo.phases import enter_phase
from matchmaking.expo.views._blueprint import blueprint
from matchmaking.web.editing import is_done, saved, shown
from matchmaking.web.session import db


@blueprint.route("", methods=["GET", "POST"])
@allowed_roles(Role.ORGANISER)
def fair() -> ResponseReturnValue:
    """Show how the edition is laid out; enter another phase."""
    at = utc_now()
    form = PhaseForm.about(g.edition, at)
    if is_done(form, lambda: _enter(form, at), again=lambda: _compare(form, at)):
        db.session.commit()
        return saved(url_for(".fair", open="edition"))
    return shown(
        form,
        "expo/fair.html",
        layout=layouts.layout_of(db.session, g.edition.id),
        delegations=layouts.delegations_in(db.session, g.edition.id),
        phase=PHASES[g.edition.phase_at(at)],
        openings=[intake_of(g.edition, at), booking_of(g.edition, at)],
        place_kinds=PLACE_KINDS,
        opened=request.args.get("open", ""),
    )


def _enter(form: PhaseForm, at: datetime) -> None:
    enter_phase(
        db.session,
        current_actor(),
        g.edition,
        form.phase.data,
        dates=form.dates(g.edition.zone),
        seen=form.seen,
        at=at,
    )


def _compare(form: PhaseForm, at: datetime) -> None:
    if form.is_outdated:
        db.session.refresh(g.edition)
        form.compare_with(g.edition, at)
