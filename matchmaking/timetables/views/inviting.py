"""Inviting enterprises to a round, taking that back, and reminding them."""

from flask import flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _, ngettext

from matchmaking.accounts.access import allowed_roles, current_actor
from matchmaking.accounts.values import Role
from matchmaking.core.clock import utc_now
from matchmaking.core.errors import ConflictError, MatchmakingError, NotFoundError
from matchmaking.enterprises.queries.directory import areas_of
from matchmaking.timetables.models import Round
from matchmaking.timetables.queries import rounds as queries
from matchmaking.timetables.services import inviting as services, reminders
from matchmaking.timetables.views._blueprint import blueprint, managed_round
from matchmaking.web.language import spoken
from matchmaking.web.session import db


@blueprint.post("/rounds/<int:round_id>/invite")
@allowed_roles(Role.ORGANISER)
def invite(round_id: int) -> ResponseReturnValue:
    """Invite the approved enterprises of an area, or all."""
    found = managed_round(round_id)
    area_id = _area_asked(found)
    count = services.invite(db.session, current_actor(), found, area_id=area_id, at=utc_now())
    db.session.commit()
    text = ngettext("%(num)d enterprise was invited.", "%(num)d enterprises were invited.", count)
    flash(text if count else _("All of these are invited already."), "success")
    return redirect(url_for(".round", round_id=round_id))


def _area_asked(round_: Round) -> int | None:
    """Return the area that is invited, nothing for all; never all by mistake."""
    asked = request.form.get("area", "")
    known = {str(one.id) for one in areas_of(db.session, round_.edition_id)}
    if asked and asked not in known:
        raise NotFoundError
    return int(asked) if asked else None


@blueprint.post("/rounds/<int:round_id>/wish-lists/<int:wish_list_id>/uninvite")
@allowed_roles(Role.ORGANISER)
def uninvite(round_id: int, wish_list_id: int) -> ResponseReturnValue:
    """Take the invitation of an enterprise back that has not begun its wishes."""
    found = managed_round(round_id)
    try:
        services.uninvite(db.session, current_actor(), found, wish_list_id, at=utc_now())
    except ConflictError as error:
        db.session.rollback()
        flash(spoken(error.sentence), "warning")
    else:
        db.session.commit()
        flash(_("The invitation is taken back."), "success")
    return redirect(_lists(round_id))


@blueprint.post("/rounds/<int:round_id>/remind")
@allowed_roles(Role.ORGANISER)
def remind(round_id: int) -> ResponseReturnValue:
    """Remind everybody who has not handed in."""
    return _reminded(managed_round(round_id), None)


@blueprint.post("/rounds/<int:round_id>/wish-lists/<int:wish_list_id>/remind")
@allowed_roles(Role.ORGANISER)
def remind_one(round_id: int, wish_list_id: int) -> ResponseReturnValue:
    """Remind one enterprise that has not handed in."""
    found = managed_round(round_id)
    queries.require_list(db.session, found, wish_list_id)
    return _reminded(found, wish_list_id)


def _reminded(found: Round, wish_list_id: int | None) -> ResponseReturnValue:
    back = _lists(found.id)
    try:
        zone, at, actor = g.edition.zone, utc_now(), current_actor()
        count = reminders.remind(
            db.session, actor, found, zone=zone, at=at, wish_list_id=wish_list_id
        )
    except MatchmakingError as error:
        db.session.rollback()
        flash(spoken(error.sentence), "warning")
    else:
        db.session.commit()
        text = ngettext(
            "%(num)d enterprise was reminded.", "%(num)d enterprises were reminded.", count
        )
        flash(text, "success")
    return redirect(back)


def _lists(round_id: int) -> str:
    return url_for(".round", round_id=round_id, _anchor="lists")
