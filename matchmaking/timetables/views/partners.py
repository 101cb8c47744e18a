"""Wishes seen from a partner: add them, or want no meetings with them."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matchmaking.accounts.access import allowed_roles, current_actor, require
from matchmaking.accounts.values import ENTERPRISE_ROLES
from matchmaking.core.clock import utc_now
from matchmaking.core.errors import MatchmakingError
from matchmaking.meetings import policies as meeting_policies, services as meetings
from matchmaking.meetings.queries import vetoes_between
from matchmaking.timetables import labels, policies
from matchmaking.timetables.queries import wishes as queries
from matchmaking.timetables.services.vetoes import refuse_partner
from matchmaking.timetables.views._blueprint import blueprint, own_participation, partner_asked
from matchmaking.web.language import language, spoken
from matchmaking.web.session import db
from matchmaking.web.urls import back_or


@blueprint.get("/partners/<int:participation_id>")
@allowed_roles(*ENTERPRISE_ROLES)
def partner(participation_id: int) -> ResponseReturnValue:
    """Show whether a partner is wished for in the rounds that gather now."""
    asked, own, actor = partner_asked(participation_id), own_participation(), current_actor()
    gathering = queries.gathering_in(db.session, actor.edition_id, utc_now())
    vetoes = vetoes_between(db.session, own.id, asked.id)
    return render_template(
        "timetables/partner.html",
        partner=asked,
        rounds=gathering,
        wishes=queries.wishes_for(db.session, own.id, asked.id),
        is_vetoed=own.id in {one.participation_id for one in vetoes},
        may_edit=policies.can_edit_wishes(actor, own),
        may_veto=meeting_policies.can_veto(actor, asked),
        labels=labels,
    )


@blueprint.post("/vetoes/<int:participation_id>")
@allowed_roles(*ENTERPRISE_ROLES)
def veto(participation_id: int) -> ResponseReturnValue:
    """Want no meetings with a partner."""
    asked, own, actor = partner_asked(participation_id), own_participation(), current_actor()
    require(meeting_policies.can_veto(actor, asked))
    name = asked.label.first(language())
    try:
        standing = refuse_partner(db.session, actor, own, asked, at=utc_now())
    except MatchmakingError as error:
        db.session.rollback()
        flash(spoken(error.sentence), "error")
        return redirect(back_or(".wishes"))
    db.session.commit()
    flash(_("No meetings with %(partner)s from now on. They are not told.", partner=name))
    if standing is not None:
        when = labels.moment(standing.starts_at)
        flash(_("Your confirmed meeting on %(when)s stands, unless you cancel it.", when=when))
        return redirect(url_for("meetings.meeting", meeting_id=standing.id))
    return redirect(back_or(".wishes"))


@blueprint.post("/vetoes/<int:participation_id>/lift")
@allowed_roles(*ENTERPRISE_ROLES)
def lift_veto(participation_id: int) -> ResponseReturnValue:
    """Allow meetings with a partner again."""
    asked, own, actor = partner_asked(participation_id), own_participation(), current_actor()
    require(meeting_policies.can_veto(actor, asked))
    meetings.lift_veto(db.session, actor, own, asked.id, at=utc_now())
    db.session.commit()
    name = asked.label.first(language())
    again = _(
        "Meetings with %(partner)s are possible again. "
        "If you had wished for them, add the wish anew.",
        partner=name,
    )
    flash(again, "success")
    return redirect(back_or(".wishes"))
