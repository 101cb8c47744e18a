"""The fair as it is laid out, and where the edition stands."""

from flask import g, request, url_for
from flask.typing import ResponseReturnValue

from matchmaking.accounts.access import allowed_roles, current_actor
from matchmaking.accounts.values import Role
from matchmaking.core.clock import utc_now
from matchmaking.expo import layouts
from matchmaking.expo.forms import PhaseForm
from matchmaking.expo.labels import PHASES, PLACE_KINDS
from matchmaking.expo.phases import enter_phase
from matchmaking.expo.views._blueprint import blueprint
from matchmaking.web.editing import comparing, is_done, saved, shown
from matchmaking.web.session import db


@blueprint.route("", methods=["GET", "POST"])
@allowed_roles(Role.ORGANISER)
def fair() -> ResponseReturnValue:
    """Show how the edition is laid out; enter another phase."""
    form = PhaseForm(obj=g.edition)
    if is_done(form, lambda: _enter(form), again=comparing(form, g.edition)):
        db.session.commit()
        return saved(url_for(".fair", open="edition"))
    return shown(
        form,
        "expo/fair.html",
        layout=layouts.layout_of(db.session, g.edition.id),
        delegations=layouts.delegations_in(db.session, g.edition.id),
        phase=PHASES[g.edition.phase],
        place_kinds=PLACE_KINDS,
        opened=request.args.get("open", ""),
    )


def _enter(form: PhaseForm) -> None:
    phase, actor = form.phase.data, current_actor()
    enter_phase(db.session, actor, g.edition, phase, seen=form.seen, at=utc_now())
