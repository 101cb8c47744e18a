"""A team's wishes: whom it wants to meet in a matchmaking round."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matchmaking.accounts.access import allowed_roles, current_actor, needs_edition, require
from matchmaking.accounts.values import ENTERPRISE_ROLES
from matchmaking.core.clock import utc_now
from matchmaking.core.errors import ChangedMeanwhileError, MatchmakingError
from matchmaking.scheduling.rounds.values import Grade
from matchmaking.timetables import labels, policies
from matchmaking.timetables.forms.wishes import AbsenceForm, LimitsForm
from matchmaking.timetables.queries import rounds as round_queries, wishes as queries
from matchmaking.timetables.services import wishes as services
from matchmaking.timetables.services.wishes import Wishing
from matchmaking.timetables.values import Step
from matchmaking.timetables.views._blueprint import (
    blueprint,
    own_participation,
    partner_asked,
    wished_round,
)
from matchmaking.timetables.views._wish_page import wish_page
from matchmaking.web.language import language, spoken
from matchmaking.web.session import db
from matchmaking.web.urls import safe_next

Deed = Callable[[Wishing], Any]


@blueprint.get("/wishes")
@allowed_roles(*ENTERPRISE_ROLES)
def wishes() -> ResponseReturnValue:
    """List the rounds a team can hand in wishes for; if there is one only, go there."""
    actor, at = current_actor(), utc_now()
    found = queries.rounds_for(db.session, needs_edition(), actor.participation_id, at=at)
    if len(found) == 1:
        return redirect(url_for(".wish_list", round_id=found[0].id))
    return render_template(
        "timetables/wishes.html",
        rounds=found,
        stages=round_queries.stages_of(db.session, found, at),
        lists=queries.lists_of(db.session, actor.participation_id),
        labels=labels,
    )


@blueprint.get("/wishes/<int:round_id>")
@allowed_roles(*ENTERPRISE_ROLES)
def wish_list(round_id: int) -> ResponseReturnValue:
    """Show what the team wishes of a round, and let its administrator change it."""
    return wish_page(wished_round(round_id), own_participation())


@blueprint.post("/wishes/<int:round_id>/add")
@allowed_roles(*ENTERPRISE_ROLES)
def add_wish(round_id: int) -> ResponseReturnValue:
    """Put a partner on the list."""
    wishing, partner = _editing(round_id), partner_asked(request.form.get("partner", 0, type=int))
    said = _("%(partner)s is on your list.", partner=partner.label.first(language()))
    return _done(
        wishing,
        lambda wish: services.add_wish(db.session, wish, partner, _grade(), at=utc_now()),
        said=said,
    )


@blueprint.post("/wishes/<int:round_id>/<int:wish_id>/grade")
@allowed_roles(*ENTERPRISE_ROLES)
def grade_wish(round_id: int, wish_id: int) -> ResponseReturnValue:
    """Say how much a partner is wanted."""
    return _done(
        _editing(round_id),
        lambda wish: services.grade_wish(db.session, wish, wish_id, _grade(), at=utc_now()),
    )


@blueprint.post("/wishes/<int:round_id>/<int:wish_id>/<any(up,down):step>")
@allowed_roles(*ENTERPRISE_ROLES)
def move_wish(round_id: int, wish_id: int, step: str) -> ResponseReturnValue:
    """Move a wish up or down among the others."""
    return _done(
        _editing(round_id),
        lambda wish: services.move_wish(db.session, wish, wish_id, Step(step), at=utc_now()),
    )


@blueprint.post("/wishes/<int:round_id>/<int:wish_id>/remove")
@allowed_roles(*ENTERPRISE_ROLES)
def remove_wish(round_id: int, wish_id: int) -> ResponseReturnValue:
    """Take a partner off the list."""
    return _done(
        _editing(round_id),
        lambda wish: services.remove_wish(db.session, wish, wish_id, at=utc_now()),
    )


@blueprint.post("/wishes/<int:round_id>/limits")
@allowed_roles(*ENTERPRISE_ROLES)
def set_limits(round_id: int) -> ResponseReturnValue:
    """Say how many meetings the team wants in all."""
    wishing, form = _editing(round_id), LimitsForm()
    if form.validate_on_submit():
        try:
            least, most = form.minimum.data or 0, form.maximum.data
            services.set_limits(db.session, wishing, least, most, at=utc_now())
        except MatchmakingError as error:
            db.session.rollback()
            form.refuse(error)
        else:
            db.session.commit()
            flash(_("Saved."), "success")
            return redirect(url_for(".wish_list", round_id=round_id))
    return wish_page(wished_round(round_id), own_participation(), limits=form), 422


@blueprint.post("/wishes/<int:round_id>/absences")
@allowed_roles(*ENTERPRISE_ROLES)
def note_absence(round_id: int) -> ResponseReturnValue:
    """Say when the team, or one of its people, can't come."""
    wishing, form = _editing(round_id), AbsenceForm()
    form.offer(wishing.own.representatives, queries.slots_of(wishing.round))
    if form.validate_on_submit():
        try:
            services.note_absence(db.session, wishing, form.text(), at=utc_now())
        except MatchmakingError as error:
            db.session.rollback()
            form.refuse(error)
        else:
            db.session.commit()
            flash(_("Saved."), "success")
            return redirect(url_for(".wish_list", round_id=round_id))
    return wish_page(wished_round(round_id), own_participation(), absence=form), 422


@blueprint.post("/wishes/<int:round_id>/absences/<int:absence_id>/remove")
@allowed_roles(*ENTERPRISE_ROLES)
def remove_absence(round_id: int, absence_id: int) -> ResponseReturnValue:
    """Take an absence back."""
    return _done(
        _editing(round_id),
        lambda wish: services.remove_absence(db.session, wish, absence_id, at=utc_now()),
    )


@blueprint.post("/wishes/<int:round_id>/hand-in")
@allowed_roles(*ENTERPRISE_ROLES)
def hand_in(round_id: int) -> ResponseReturnValue:
    """Let the list count."""
    return _done(
        _editing(round_id),
        lambda wish: services.hand_in(db.session, wish, at=utc_now()),
        said=_("Handed in. You can change your wishes until they close."),
    )


def _editing(round_id: int) -> Wishing:
    """Return who edits which list, as they last saw it."""
    round_, own = wished_round(round_id), own_participation()
    require(policies.can_edit_wishes(current_actor(), own))
    return Wishing(current_actor(), round_, own, request.form.get("version", None, type=int))


def _grade() -> Grade:
    asked = request.form.get("grade", "")
    return Grade(asked) if asked in set(Grade) else Grade.WANT


def _done(wishing: Wishing, deed: Deed, *, said: str = "") -> ResponseReturnValue:
    """Do something to the list, say what came of it, and go back to where one was."""
    back = safe_next(url_for(".wish_list", round_id=wishing.round.id))
    try:
        deed(wishing)
    except ChangedMeanwhileError:
        db.session.rollback()
        flash(_("Your list was changed elsewhere. This is how it stands now."), "warning")
    except MatchmakingError as error:
        db.session.rollback()
        flash(spoken(error.sentence), "error")
    else:
        db.session.commit()
        if said:
            flash(said, "success")
    return redirect(back)
