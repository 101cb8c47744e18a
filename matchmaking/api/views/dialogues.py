"""The programme, and the seats of the caller's team at its sessions."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from matchmaking.accounts.values import ENTERPRISE_ROLES
from matchmaking.api.access import token_roles, with_token
from matchmaking.api.authentication import calling_actor
from matchmaking.api.calls import Blueprint
from matchmaking.api.idempotency import idempotent
from matchmaking.api.paging import page_of
from matchmaking.api.schemas import PageArguments
from matchmaking.api.schemas.dialogues import (
    BookingSchema,
    DialoguePageSchema,
    DialogueSchema,
    RegistrationPageSchema,
    RegistrationSchema,
)
from matchmaking.core.clock import utc_now
from matchmaking.core.errors import NotFoundError
from matchmaking.dialogues import policies, queries, services
from matchmaking.dialogues.models import Dialogue, Registration
from matchmaking.dialogues.queries.programme import visible_to
from matchmaking.dialogues.values import Candidacy
from matchmaking.enterprises.models import Representative
from matchmaking.web.session import db

blueprint = Blueprint("api_dialogues", __name__, description="Sessions of the programme and seats")


@blueprint.get("/dialogues")
@with_token
@blueprint.arguments(PageArguments, location="query")
@blueprint.response(200, DialoguePageSchema)
def dialogues(arguments: dict[str, Any]) -> Any:
    """List the sessions of the edition in the order of time."""
    query = sa.select(Dialogue).where(visible_to(calling_actor()))
    query = query.options(joinedload(Dialogue.place)).order_by(Dialogue.starts_at, Dialogue.id)
    return page_of(query, arguments)


@blueprint.get("/dialogues/<int:dialogue_id>")
@with_token
@blueprint.response(200, DialogueSchema)
def dialogue(dialogue_id: int) -> Any:
    """Return one session with the seats that are left."""
    found = queries.dialogue_page(db.session, dialogue_id)
    if not policies.can_view(calling_actor(), found):
        raise NotFoundError
    return found


@blueprint.get("/registrations")
@token_roles(*ENTERPRISE_ROLES)
@blueprint.arguments(PageArguments, location="query")
@blueprint.response(200, RegistrationPageSchema)
def registrations(arguments: dict[str, Any]) -> Any:
    """List the seats and places on waiting lists of the caller's team."""
    query = (
        sa.select(Registration)
        .join(Registration.representative)
        .where(Representative.participation_id == calling_actor().participation_id)
        .order_by(Registration.id)
    )
    return page_of(query, arguments)


@blueprint.post("/dialogues/<int:dialogue_id>/registrations")
@token_roles(*ENTERPRISE_ROLES)
@idempotent
@blueprint.arguments(BookingSchema)
@blueprint.response(201, RegistrationSchema)
def book(arguments: dict[str, Any], dialogue_id: int) -> Any:
    """Book a seat for a representative of the team, or with ``wait`` join the waiting list."""
    candidacy = _own(dialogue_id, arguments["representative_id"])
    if arguments["wait"]:
        services.join_waiting_list(db.session, calling_actor(), candidacy, at=utc_now())
    else:
        services.book_seat(db.session, calling_actor(), candidacy, at=utc_now())
    return _registration(dialogue_id, arguments["representative_id"])


@blueprint.post("/dialogues/<int:dialogue_id>/registrations/<int:representative_id>/cancel")
@token_roles(*ENTERPRISE_ROLES)
@idempotent
@blueprint.response(200, RegistrationSchema)
def cancel(dialogue_id: int, representative_id: int) -> Any:
    """Give up a seat, a request or a place on the waiting list."""
    candidacy = _own(dialogue_id, representative_id)
    services.cancel_seat(db.session, calling_actor(), candidacy, at=utc_now())
    return _registration(dialogue_id, representative_id)


def _own(dialogue_id: int, representative_id: int) -> Candidacy:
    candidacy = queries.candidacy(db.session, dialogue_id, representative_id)
    is_own = policies.can_book_for(calling_actor(), candidacy.guest.participation_id)
    if not (is_own and candidacy.terms.is_listed):
        raise NotFoundError
    return candidacy


def _registration(dialogue_id: int, representative_id: int) -> Registration:
    db.session.flush()
    query = sa.select(Registration).where(
        Registration.dialogue_id == dialogue_id,
        Registration.representative_id == representative_id,
    )
    return db.session.scalars(query.execution_options(populate_existing=True)).one()
