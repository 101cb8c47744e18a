"""Forming delegations, and correcting how they were formed."""

from collections.abc import Callable, Sequence

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matchmaking.accounts.access import allowed_roles, current_actor, require_visible
from matchmaking.accounts.values import Role
from matchmaking.audit.queries import Deed, history_of
from matchmaking.audit.services import record
from matchmaking.core.clock import utc_now
from matchmaking.core.errors import ConflictError
from matchmaking.core.wording import Name
from matchmaking.delegations import services
from matchmaking.delegations.forms import CorrectionForm, DelegationForm
from matchmaking.delegations.models import Delegation
from matchmaking.delegations.queries import delegation_in, options_of
from matchmaking.expo.hanging import hanging_on
from matchmaking.expo.labels import told
from matchmaking.web.editing import comparing, is_done, nothing, saved, shown
from matchmaking.web.forms import BaseForm
from matchmaking.web.language import spoken
from matchmaking.web.queries import get_or_404, page_of
from matchmaking.web.session import db

blueprint = Blueprint("delegations", __name__)


@blueprint.route("/delegations/new", methods=["GET", "POST"])
@allowed_roles(Role.ORGANISER)
def form() -> ResponseReturnValue:
    """Form a delegation."""
    typed = DelegationForm()
    fair = url_for("expo.fair", open="delegations")
    title = _("Form a delegation")
    return _kept(typed, title, lambda: _form(typed), fair, offer=lambda: _offer(typed))


def _offer(typed: DelegationForm) -> None:
    typed.offer(options_of(db.session, g.edition.id))


def _kept(
    typed: BaseForm,
    title: str,
    act: Callable[[], object],
    back: str,
    *,
    offer: Callable[[], object] = nothing,
    note: str = "",
    about: Name | None = None,
    deeds: Sequence[Deed] = (),
) -> ResponseReturnValue:
    """Show a form, or do what was sent with it and go back."""
    offer()
    if is_done(typed, act, again=offer):
        db.session.commit()
        return saved(back)
    facts = {"title": title, "back": back, "note": note, "about": about}
    return shown(typed, "expo/add.html", **facts, deeds=deeds, told=told)


def _form(typed: DelegationForm) -> None:
    above = int(typed.parent.data) if typed.parent.data else None
    parent = delegation_in(db.session, g.edition.id, above)
    delegation = services.form_delegation(
        db.session,
        edition_id=g.edition.id,
        code=typed.code.data or "",
        name=typed.name(),
        kind=typed.kind.data,
        parent=parent,
    )
    subject = ("delegation", delegation.id)
    record(db.session, current_actor(), "formed a delegation", subject=subject, at=utc_now())


@blueprint.get("/delegations/laid-out")
@allowed_roles(Role.ORGANISER)
def laid_out() -> str:
    """List the delegations with what hangs on each, to be renamed or removed."""
    page = page_of(options_of(db.session, g.edition.id), number=_number())
    uses = hanging_on(db.session, Delegation, [row.id for row in page.rows])
    return render_template("expo/delegations.html", page=page, uses=uses)


def _number() -> int:
    return request.args.get("page", 1, type=int)


def _list() -> str:
    """Return the address of the page of the list that one came from."""
    return url_for(".laid_out", page=_number() if _number() > 1 else None)


@blueprint.route("/delegations/<int:delegation_id>/rename", methods=["GET", "POST"])
@allowed_roles(Role.ORGANISER)
def rename(delegation_id: int) -> ResponseReturnValue:
    """Correct the names and the code of a delegation."""
    delegation = _ours(delegation_id)
    typed = CorrectionForm(obj=delegation)
    return _kept(
        typed,
        _("Correct a delegation"),
        lambda: _correct(delegation, typed),
        _list(),
        offer=comparing(typed, delegation),
        note=_(
            "By its code it is the same delegation in every edition: figures are compared by it."
        ),
        about=delegation.label,
        deeds=history_of(db.session, ("delegation", delegation.id)),
    )


def _correct(delegation: Delegation, typed: CorrectionForm) -> None:
    services.correct_delegation(
        db.session, current_actor(), delegation, typed.values(), seen=typed.seen, at=utc_now()
    )


@blueprint.post("/delegations/<int:delegation_id>/remove")
@allowed_roles(Role.ORGANISER)
def remove(delegation_id: int) -> ResponseReturnValue:
    """Remove a delegation that nothing hangs on."""
    delegation = _ours(delegation_id)
    try:
        services.remove_delegation(db.session, current_actor(), delegation, at=utc_now())
    except ConflictError as error:
        db.session.rollback()
        flash(spoken(error.sentence), "error")
    else:
        db.session.commit()
        flash(_("Removed."), "success")
    return redirect(_list())


def _ours(delegation_id: int) -> Delegation:
    delegation = get_or_404(db.session, Delegation, delegation_id)
    require_visible(current_actor().organises(delegation.edition_id))
    return delegation
