"""Recording a deal: from a meeting, with a partner looked for, and changing the draft."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matchmaking.accounts.access import allowed_roles, current_actor, require, require_visible
from matchmaking.accounts.values import ENTERPRISE_ROLES
from matchmaking.core.clock import utc_now
from matchmaking.core.errors import MatchmakingError, NotFoundError
from matchmaking.enterprises.models import Participation
from matchmaking.enterprises.values import ParticipationState
from matchmaking.expo.models import Edition
from matchmaking.intentions import labels, policies, services, words
from matchmaking.intentions.errors import NotApprovedError
from matchmaking.intentions.forms.terms import TermsForm, fresh_values, values_of
from matchmaking.intentions.models import Intention
from matchmaking.intentions.queries.deals import deals_from
from matchmaking.intentions.queries.partners import (
    Opening,
    opening,
    partners_found,
    recent_partners,
)
from matchmaking.intentions.services.drafting import replaceable, signing_window
from matchmaking.intentions.terms import Filing, Terms
from matchmaking.intentions.values import Side
from matchmaking.intentions.views.addresses import key_in
from matchmaking.intentions.views.blueprint import blueprint, present_edition, visible_deal
from matchmaking.intentions.views.steps import refused_form, require_possible, take_signature
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.policies import is_party
from matchmaking.reference.queries import hs_code_typed
from matchmaking.web.language import language
from matchmaking.web.queries import get_or_404
from matchmaking.web.session import db


@blueprint.route("/intentions/new", methods=["GET", "POST"])
@allowed_roles(*ENTERPRISE_ROLES)
def new() -> ResponseReturnValue:
    """Record a deal with the partner of a meeting, or one looked for."""
    edition = present_edition()
    start = _opening(edition)
    if start is None or (request.method == "GET" and not _is_approved(start.own)):
        return _choose_partner(edition)
    form = _fresh_form(edition, start)
    if form.validate_on_submit() and not _wants_line(form):
        try:
            draft = _create(edition, start, form)
        except MatchmakingError as error:
            db.session.rollback()
            form.refuse(error)
            start = _opening(edition) or start
        else:
            return _saved(draft)
    return _page(form, edition, start.own, start.partner, recorded=_recorded(start))


@blueprint.get("/intentions/from-meeting/<int:meeting_id>")
@allowed_roles(*ENTERPRISE_ROLES)
def from_meeting(meeting_id: int) -> ResponseReturnValue:
    """Show what a meeting of ours led to already; else offer to record it."""
    meeting = get_or_404(db.session, Meeting, meeting_id)
    actor = current_actor()
    require_visible(is_party(actor, meeting))
    return render_template(
        "intentions/from_meeting.html",
        meeting=meeting,
        partner=meeting.partner_of(actor.participation_id),
        recorded=deals_from(db.session, actor, meeting_id),
        labels=labels,
    )


@blueprint.route("/intentions/<int:intention_id>/edit", methods=["GET", "POST"])
@allowed_roles(*ENTERPRISE_ROLES)
def edit(intention_id: int) -> ResponseReturnValue:
    """Change a draft."""
    draft = visible_deal(intention_id)
    require(policies.may_edit(current_actor(), draft))
    edition = present_edition()
    form = _form_of(edition, draft)
    if not form.is_submitted():
        require_possible(policies.can_edit, draft)
    elif form.validate() and not _wants_line(form):
        try:
            services.edit_draft(
                db.session, current_actor(), draft, _terms(form), at=utc_now(), seen=form.seen
            )
        except MatchmakingError as error:
            draft = refused_form(intention_id, form, error)
        else:
            db.session.commit()
            return _saved(draft)
    own = draft.party(draft.author_side)
    partner = draft.seller if own is draft.buyer else draft.buyer
    return _page(form, edition, own, partner, draft=draft)


def _opening(edition: Edition) -> Opening | None:
    """Return the partner and where the deal came from, if the address says.

    Raises:
        NotFoundError: it names a meeting or partner that is none of ours.
    """
    meeting, partner = key_in(request.args, "meeting"), key_in(request.args, "partner")
    if meeting is None and partner is None:
        return None
    own_id = current_actor().participation_id or 0
    found = opening(db.session, edition.id, own_id, meeting_id=meeting, partner_id=partner)
    if found is None:
        raise NotFoundError
    return found


def _recorded(start: Opening) -> list[Intention]:
    """Return what this meeting has led to already, lest it be recorded once more."""
    if start.meeting_id is None:
        return []
    return deals_from(db.session, current_actor(), start.meeting_id)


def _is_approved(own: Participation) -> bool:
    return own.state is ParticipationState.APPROVED


def _choose_partner(edition: Edition) -> str:
    own_id = current_actor().participation_id or 0
    own = db.session.get_one(Participation, own_id)
    if not _is_approved(own):
        return render_template("intentions/not_yet.html", obstacle=NotApprovedError())
    asked = request.args.get("q", "").strip()
    return render_template(
        "intentions/partner.html",
        asked=asked,
        found=partners_found(db.session, edition.id, own_id, asked, language=language())
        if asked
        else [],
        recent=recent_partners(db.session, own_id, at=utc_now()),
        own_id=own_id,
    )


def _fresh_form(edition: Edition, start: Opening) -> TermsForm:
    today = utc_now().astimezone(edition.zone).date()
    last = signing_window(edition, today)[1]
    values = fresh_values(
        side=start.side, currency=edition.base_currency, today=last, title=start.topic
    )
    form = TermsForm(data=values)
    form.offer(base_currency=edition.base_currency, known=_known(start.own, start.partner))
    return form


def _form_of(edition: Edition, draft: Intention) -> TermsForm:
    form = TermsForm(data=values_of(draft))
    form.offer(base_currency=edition.base_currency, known=_known(draft.buyer, draft.seller))
    return form


def _known(one: Participation, other: Participation) -> list[Intention]:
    """Return the earlier deals between two parties, whoever bought."""
    both = [
        replaceable(db.session, one.id, other.id),
        replaceable(db.session, other.id, one.id),
    ]
    return [deal for deals in both for deal in deals]


def _wants_line(form: TermsForm) -> bool:
    """Add an empty line if that was asked for instead of saving."""
    if "add_line" not in request.form:
        return False
    form.lines.append_entry()
    return True


def _create(edition: Edition, start: Opening, form: TermsForm) -> Intention:
    filing = Filing(start.own.id, start.partner.id, Side(form.side.data), start.meeting_id)
    draft = services.create_draft(
        db.session, current_actor(), edition, filing, _terms(form), at=utc_now()
    )
    db.session.commit()
    return draft


def _terms(form: TermsForm) -> Terms:
    def known_code(typed: str, field: str) -> str | None:
        found = hs_code_typed(db.session, typed, field=field) if typed else None
        return found.code if found else None

    return form.terms(known_code)


def _saved(draft: Intention) -> ResponseReturnValue:
    if "sign" in request.form:
        return take_signature(draft, seen=draft.version, is_different=False)
    flash(_("The draft is saved. Nobody else sees it until you sign it."), "success")
    return redirect(url_for(".intention", intention_id=draft.id))


def _page(
    form: TermsForm,
    edition: Edition,
    own: Participation,
    partner: Participation,
    *,
    draft: Intention | None = None,
    recorded: Sequence[Intention] = (),
) -> ResponseReturnValue:
    if not form.lines.entries:
        form.lines.append_entry()
    page = render_template(
        "intentions/terms.html",
        form=form,
        edition=edition,
        own=own,
        partner=partner,
        draft=draft,
        recorded=recorded,
        labels=labels,
        words=words,
    )
    is_refused = bool(form.errors) and "add_line" not in request.form
    return page, form.status if is_refused else 200
