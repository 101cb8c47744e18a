"""What officers work with: possible duplicates, the ledger, rates to enter."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import LazyString, gettext as _, lazy_gettext as _l

from matchmaking.accounts.access import allowed_roles, current_actor, require
from matchmaking.accounts.values import Role
from matchmaking.core.clock import utc_now
from matchmaking.core.errors import MatchmakingError
from matchmaking.expo.models import Edition
from matchmaking.intentions import labels, policies, services, words
from matchmaking.intentions.forms.seen import SeenForm
from matchmaking.intentions.forms.steps import RateForm
from matchmaking.intentions.queries.deals import deal_page
from matchmaking.intentions.queries.ledgers import ledger_page
from matchmaking.intentions.queries.queues import held_pairs, rates_entered, rates_wanted
from matchmaking.intentions.values import Bucket
from matchmaking.intentions.views.addresses import page_in
from matchmaking.intentions.views.blueprint import blueprint, present_edition, visible_deal
from matchmaking.intentions.views.steps import OFFICERS, refused
from matchmaking.web.language import spoken
from matchmaking.web.session import db


@blueprint.get("/intentions/duplicates")
@allowed_roles(*OFFICERS)
def duplicates() -> ResponseReturnValue:
    """Show held deals beside those they may repeat."""
    actor = current_actor()
    pairs = [
        (held, first, policies.can_resolve(actor, held, first))
        for held, first in held_pairs(db.session, actor)
    ]
    return render_template("intentions/duplicates.html", pairs=pairs, labels=labels, words=words)


@blueprint.post("/intentions/<int:intention_id>/release")
@allowed_roles(*OFFICERS)
def release(intention_id: int) -> ResponseReturnValue:
    """Decide that a held deal is one of its own."""
    return _resolve(
        intention_id,
        services.release,
        _l("No. %(held)d is a deal of its own now and counts as its signatures say."),
    )


@blueprint.post("/intentions/<int:intention_id>/same")
@allowed_roles(*OFFICERS)
def same(intention_id: int) -> ResponseReturnValue:
    """Decide that a held deal is the one recorded before."""
    return _resolve(
        intention_id,
        services.declare_same,
        _l("No. %(first)d stands for both; no. %(held)d stays outside the figures."),
    )


@blueprint.get("/ledger")
@allowed_roles(*OFFICERS)
def ledger() -> ResponseReturnValue:
    """Show the entries of the ledger, newest first."""
    edition = present_edition()
    bucket = next((b for b in Bucket if b.value == request.args.get("bucket")), None)
    page = ledger_page(
        db.session, edition, current_actor(), bucket=bucket, number=page_in(request.args)
    )
    here: dict[str, Any] = {"bucket": bucket.value} if bucket else {}
    return render_template(
        "intentions/ledger.html",
        page=page,
        bucket=bucket,
        buckets=[(one.value, spoken(sentence)) for one, sentence in words.BUCKETS.items()],
        labels=labels,
        words=words,
        previous_url=url_for(".ledger", **here, page=page.number - 1),
        next_url=url_for(".ledger", **here, page=page.number + 1),
    )


@blueprint.route("/rates", methods=["GET", "POST"])
@allowed_roles(Role.ORGANISER)
def rates() -> ResponseReturnValue:
    """Enter exchange rates the European Central Bank does not have."""
    edition = present_edition()
    form = _rate_form(edition)
    if form.validate_on_submit():
        try:
            _enter(edition, form)
        except MatchmakingError as error:
            db.session.rollback()
            form.refuse(error)
            edition = present_edition()
        else:
            db.session.commit()
            flash(_("The rate is entered. Whoever waited for it has been told."), "success")
            return redirect(url_for(".rates"))
    page = render_template(
        "intentions/rates.html",
        form=form,
        edition=edition,
        wanted=rates_wanted(db.session, edition),
        entered=rates_entered(db.session, edition),
    )
    return page, 422 if form.errors else 200


def _rate_form(edition: Edition) -> RateForm:
    today = utc_now().astimezone(edition.zone).date()
    waiting = {one.currency: one for one in rates_wanted(db.session, edition)}
    chosen = request.args.get("currency") or next(iter(waiting), "")
    on = waiting[chosen].first_day if chosen in waiting else today
    form = RateForm(data={"currency": chosen, "direction": "base", "quoted_on": on})
    form.offer(base_currency=edition.base_currency)
    return form


def _enter(edition: Edition, form: RateForm) -> None:
    services.enter_asked_rate(
        db.session,
        current_actor(),
        edition,
        currency=form.currency.data,
        on=form.day,
        value=form.rate(),
        source=form.source.data or "",
        at=utc_now(),
    )


def _resolve(
    intention_id: int, service: Callable[..., None], done: LazyString
) -> ResponseReturnValue:
    held = visible_deal(intention_id)
    first = deal_page(db.session, held.held_for_id or 0)
    require(policies.may_resolve(current_actor(), held, first))
    numbers = {"held": held.number, "first": first.number if first else 0}
    try:
        service(db.session, current_actor(), held, at=utc_now(), seen=SeenForm().seen)
    except MatchmakingError as error:
        return refused(intention_id, error)
    db.session.commit()
    flash(str(done) % numbers, "success")
    return redirect(url_for(".duplicates"))
