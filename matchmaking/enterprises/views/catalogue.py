"""Listing offers and needs."""

from flask import flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matchmaking.accounts.access import current_actor, require, signed_in
from matchmaking.core.clock import utc_now
from matchmaking.core.errors import ConflictError, InvalidInputError, NotFoundError
from matchmaking.enterprises import policies
from matchmaking.enterprises.forms.catalogue import ItemForm
from matchmaking.enterprises.models import CatalogueItem, Participation
from matchmaking.enterprises.queries.profiles import item_in
from matchmaking.enterprises.services import catalogue as services
from matchmaking.enterprises.values import CatalogueKind
from matchmaking.enterprises.views._blueprint import blueprint, visible_profile
from matchmaking.enterprises.views.profile import back_to
from matchmaking.web.session import db


def _editable(participation_id: int) -> Participation:
    participation = visible_profile(participation_id)
    require(policies.can_edit_content(current_actor(), participation))
    return participation


def _editable_item(participation_id: int, item_id: int) -> CatalogueItem:
    item = item_in(_editable(participation_id), item_id)
    if item is None:
        raise NotFoundError
    return item


@blueprint.route("/profiles/<int:participation_id>/items/new", methods=["GET", "POST"])
@signed_in
def add_item(participation_id: int) -> ResponseReturnValue:
    """List another offer or need."""
    participation = _editable(participation_id)
    asked = request.args.get("kind", "")
    form = ItemForm(kind=next((k for k in CatalogueKind if k.value == asked), CatalogueKind.OFFER))
    if form.validate_on_submit():
        try:
            services.add_item(db.session, current_actor(), participation, form.text(), at=utc_now())
        except (InvalidInputError, ConflictError) as error:
            form.refuse(error)
        else:
            db.session.commit()
            flash(_("Added."), "success")
            return back_to(participation_id)
    return _page(form, participation, None)


@blueprint.route("/profiles/<int:participation_id>/items/<int:item_id>", methods=["GET", "POST"])
@signed_in
def change_item(participation_id: int, item_id: int) -> ResponseReturnValue:
    """Change an offer or need."""
    item = _editable_item(participation_id, item_id)
    form = ItemForm.of(item)
    if form.validate_on_submit():
        try:
            services.change_item(db.session, current_actor(), item, form.text(), at=utc_now())
        except InvalidInputError as error:
            form.refuse(error)
        else:
            db.session.commit()
            flash(_("Saved."), "success")
            return back_to(participation_id)
    return _page(form, item.participation, item)


def _page(
    form: ItemForm, participation: Participation, item: CatalogueItem | None
) -> ResponseReturnValue:
    page = render_template(
        "enterprises/item.html", form=form, participation=participation, item=item
    )
    return page, 422 if form.errors else 200


@blueprint.post("/profiles/<int:participation_id>/items/<int:item_id>/remove")
@signed_in
def remove_item(participation_id: int, item_id: int) -> ResponseReturnValue:
    """Take an offer or need off the list."""
    item = _editable_item(participation_id, item_id)
    services.remove_item(db.session, current_actor(), item, at=utc_now())
    db.session.commit()
    flash(_("Removed."), "success")
    return back_to(participation_id)
