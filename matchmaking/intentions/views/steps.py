"""One deal: its page, and the steps people take on it."""

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _, lazy_gettext as _l

from matchmaking.accounts.access import allowed_roles, current_actor, require
from matchmaking.accounts.values import ENTERPRISE_ROLES, Actor, Role
from matchmaking.core.clock import utc_now
from matchmaking.core.errors import MatchmakingError
from matchmaking.intentions import labels, policies, services, words
from matchmaking.intentions.errors import AlreadyFiledError, RateMissingError
from matchmaking.intentions.forms.seen import SeenForm
from matchmaking.intentions.forms.steps import CorrectionForm, EvidenceForm, ReasonForm
from matchmaking.intentions.models import Intention
from matchmaking.intentions.moving import too_late
from matchmaking.intentions.queries.deals import deal_page
from matchmaking.intentions.views.blueprint import blueprint, present_edition, visible_deal
from matchmaking.intentions.views.lists import DEALERS
from matchmaking.intentions.views.page import IntentionPage
from matchmaking.web.language import spoken
from matchmaking.web.session import db

OFFICERS = (Role.ORGANISER, Role.DELEGATION_LEAD)
Policy = Callable[[Actor, Intention], bool]
REASONS: dict[str, dict[str, Any]] = {
    "dispute": {
        "may": policies.may_dispute,
        "can": policies.can_dispute,
        "service": services.dispute,
        "title": _l("Dispute this intention"),
        "text": _l("It stands outside all totals until the dispute is settled. Everybody is told."),
        "button": _l("Dispute it"),
        "done": _l(
            "The dispute is recorded. The deal stands outside the totals until it is settled."
        ),
    },
    "settle": {
        "may": policies.may_settle,
        "can": policies.can_settle,
        "service": services.settle,
        "title": _l("Settle the dispute"),
        "text": _l("The deal stands again where its signatures put it. Say how it was settled."),
        "button": _l("Settle the dispute"),
        "done": _l("The dispute is settled."),
    },
    "withdraw": {
        "may": policies.may_withdraw,
        "can": policies.can_withdraw,
        "service": services.withdraw,
        "title": _l("Withdraw this intention"),
        "text": _l("It leaves all totals for good. The other side is told why."),
        "button": _l("Withdraw it"),
        "done": _l("The intention is withdrawn."),
    },
}


@blueprint.get("/intentions/<int:intention_id>")
@allowed_roles(*DEALERS)
def intention(intention_id: int) -> ResponseReturnValue:
    """Show a deal: its parties, amounts, steps, evidence, and what the ledger says of it."""
    return show(visible_deal(intention_id))


@blueprint.post("/intentions/<int:intention_id>/sign")
@allowed_roles(*ENTERPRISE_ROLES)
def sign(intention_id: int) -> ResponseReturnValue:
    """Sign a draft for one's own side."""
    deal = visible_deal(intention_id)
    require(policies.may_edit(current_actor(), deal))
    return take_signature(deal, seen=SeenForm().seen, is_different="different" in request.form)


@blueprint.post("/intentions/<int:intention_id>/countersign")
@allowed_roles(*ENTERPRISE_ROLES)
def countersign(intention_id: int) -> ResponseReturnValue:
    """Sign for the other side."""
    done = _("Countersigned. The deal counts from now on and waits to be verified.")
    return _take(intention_id, policies.may_countersign, services.countersign, done)


@blueprint.post("/intentions/<int:intention_id>/verify")
@allowed_roles(*OFFICERS)
def verify(intention_id: int) -> ResponseReturnValue:
    """Confirm as an officer that the deal was signed as recorded."""
    done = _("Your verification is recorded.")
    return _take(intention_id, policies.governs, services.verify, done)


@blueprint.post("/intentions/<int:intention_id>/correction/accept")
@allowed_roles(*ENTERPRISE_ROLES)
def accept_correction(intention_id: int) -> ResponseReturnValue:
    """Sign the corrected amount too."""
    done = _("The corrected amount stands now and waits to be verified.")
    may = policies.may_answer_correction
    return _take(intention_id, may, services.accept_correction, done)


@blueprint.post("/intentions/<int:intention_id>/correction/decline")
@allowed_roles(*ENTERPRISE_ROLES)
def decline_correction(intention_id: int) -> ResponseReturnValue:
    """Keep to the amount both sides signed."""
    done = _("The amount stays as both sides signed it.")
    may = policies.may_answer_correction
    return _take(intention_id, may, services.decline_correction, done)


@blueprint.post("/intentions/<int:intention_id>/correction/take-back")
@allowed_roles(*ENTERPRISE_ROLES)
def take_back_correction(intention_id: int) -> ResponseReturnValue:
    """Propose the other amounts no more."""
    done = _("Your correction is taken back. The amount stays as both sides signed it.")
    may = policies.may_take_back_correction
    return _take(intention_id, may, services.take_back_correction, done)


@blueprint.post("/intentions/<int:intention_id>/discard")
@allowed_roles(*ENTERPRISE_ROLES)
def discard(intention_id: int) -> ResponseReturnValue:
    """Give up a draft nobody else has seen."""
    done, drafts = _("The draft is given up."), url_for(".index")
    return _take(intention_id, policies.may_edit, services.discard, done, then=drafts)


@blueprint.route(
    "/intentions/<int:intention_id>/<any(dispute, settle, withdraw):step>", methods=["GET", "POST"]
)
@allowed_roles(*DEALERS)
def reasoned(intention_id: int, step: str) -> ResponseReturnValue:
    """Dispute, settle or withdraw a deal, saying why."""
    deal = visible_deal(intention_id)
    this = REASONS[step]
    require(this["may"](current_actor(), deal))
    form = ReasonForm(data={"version": str(deal.version)})
    if not form.is_submitted():
        require_possible(this["can"], deal)
    elif form.validate():
        try:
            _with_reason(this["service"], deal, form)
        except MatchmakingError as error:
            deal = refused_form(intention_id, form, error)
        else:
            db.session.commit()
            flash(this["done"], "success")
            return redirect(url_for(".intention", intention_id=intention_id))
    return _form_page("intentions/reason.html", deal, form, this=this)


@blueprint.route("/intentions/<int:intention_id>/correct", methods=["GET", "POST"])
@allowed_roles(*ENTERPRISE_ROLES)
def correct(intention_id: int) -> ResponseReturnValue:
    """Say what the amounts should be."""
    deal = visible_deal(intention_id)
    require(policies.may_correct(current_actor(), deal))
    form = CorrectionForm.of(deal, present_edition().base_currency)
    if not form.is_submitted():
        require_possible(policies.can_correct, deal)
    elif form.validate():
        try:
            _with_reason(partial(services.propose_correction, amounts=form.amounts()), deal, form)
        except MatchmakingError as error:
            deal = refused_form(intention_id, form, error)
        else:
            db.session.commit()
            flash(_("The correction is recorded."), "success")
            return redirect(url_for(".intention", intention_id=intention_id))
    return _form_page("intentions/correct.html", deal, form)


def _form_page(template: str, deal: Intention, form: SeenForm, **more: Any) -> ResponseReturnValue:
    page = render_template(template, intention=deal, form=form, labels=labels, words=words, **more)
    return page, form.status if form.errors else 200


def take_signature(deal: Intention, *, seen: int | None, is_different: bool) -> ResponseReturnValue:
    """Sign for the author's side; offer the first filing, or ask for a rate, if that is needed."""
    key = deal.id
    try:
        services.sign(
            db.session,
            current_actor(),
            deal,
            at=utc_now(),
            seen=seen,
            is_different=is_different,
        )
    except AlreadyFiledError as error:
        db.session.rollback()
        return _offer_first(key, error), error.status
    except RateMissingError as error:
        db.session.rollback()
        services.ask_for_rate(db.session, current_actor(), visible_deal(key), at=utc_now())
        db.session.commit()
        flash(spoken(error.sentence), "warning")
        flash(_("The organisers have been asked to enter it; you will be told."), "warning")
    except MatchmakingError as error:
        return refused(key, error)
    else:
        db.session.commit()
        flash(_("Signed. The other side has been asked to countersign."), "success")
    return redirect(url_for(".intention", intention_id=key))


def refused(intention_id: int, error: MatchmakingError) -> ResponseReturnValue:
    """Show the deal again with the rule that stood in the way."""
    db.session.rollback()
    flash(spoken(error.sentence), "error")
    return show(visible_deal(intention_id)), error.status


def show(deal: Intention, evidence_form: EvidenceForm | None = None) -> str:
    """Render the page of a deal."""
    return render_template(
        "intentions/intention.html",
        page=IntentionPage(deal, current_actor(), present_edition()),
        intention=deal,
        evidence_form=evidence_form or EvidenceForm(formdata=None),
        labels=labels,
        words=words,
    )


def _offer_first(intention_id: int, error: AlreadyFiledError) -> str:
    first = deal_page(db.session, error.first_id)
    return render_template(
        "intentions/already_filed.html",
        intention=visible_deal(intention_id),
        first=first,
        can_countersign=first is not None and policies.can_countersign(current_actor(), first),
        text=spoken(error.sentence),
        words=words,
    )


def require_possible(can: Policy, deal: Intention) -> None:
    """Go on only if the deal stands where the step begins, for somebody whose step it is.

    Raises:
        StepNotPossibleError: it does not; somebody was faster.
    """
    if not can(current_actor(), deal):
        raise too_late(deal)


def refused_form(intention_id: int, form: SeenForm, error: MatchmakingError) -> Intention:
    """Show on a form why its step was refused; return the deal as it stands now."""
    db.session.rollback()
    deal = visible_deal(intention_id)
    form.refuse_about(deal, error)
    return deal


def _take(
    intention_id: int, may: Policy, service: Callable[..., None], done: str, *, then: str = ""
) -> ResponseReturnValue:
    """Take a step that needs nothing but the deal as the person saw it."""
    deal = visible_deal(intention_id)
    require(may(current_actor(), deal))
    try:
        service(db.session, current_actor(), deal, at=utc_now(), seen=SeenForm().seen)
    except MatchmakingError as error:
        return refused(intention_id, error)
    db.session.commit()
    flash(done, "success")
    return redirect(then or url_for(".intention", intention_id=intention_id))


def _with_reason(service: Callable[..., None], deal: Intention, form: ReasonForm) -> None:
    service(
        db.session,
        current_actor(),
        deal,
        reason=form.reason.data or "",
        at=utc_now(),
        seen=form.seen,
    )
