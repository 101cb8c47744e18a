"""What can be changed about a deal: a draft's terms, an amount, its files, whether it is held."""

from collections.abc import Callable
from typing import Any

from flask import Response

from matchmaking.accounts.access import require
from matchmaking.accounts.values import ENTERPRISE_ROLES, Role
from matchmaking.api.access import token_roles
from matchmaking.api.authentication import calling_actor
from matchmaking.api.calls import Blueprint
from matchmaking.api.idempotency import idempotent
from matchmaking.api.schemas.intentions import (
    CorrectionSchema,
    DuplicatesSchema,
    EditSchema,
    EvidenceFileSchema,
    EvidenceSchema,
    IntentionDetailSchema,
    SeenSchema,
)
from matchmaking.api.views.intentions import (
    DEALERS,
    as_it_stands,
    take_step,
    terms_of,
    visible_deal,
)
from matchmaking.core.clock import utc_now
from matchmaking.core.money import parse_amount
from matchmaking.intentions import policies, services
from matchmaking.intentions.evidence_files import evidence_folder, evidence_of
from matchmaking.intentions.models import Intention
from matchmaking.intentions.queries.deals import deal_page
from matchmaking.intentions.queries.queues import held_pairs
from matchmaking.intentions.terms import Amounts, Upload
from matchmaking.web.session import db

blueprint = Blueprint(
    "api_intention_changes",
    __name__,
    description="Purchase intentions: drafts, corrections, files, duplicates",
)
OFFICERS = (Role.ORGANISER, Role.DELEGATION_LEAD)
FILE = {"type": "string", "format": "binary"}


@blueprint.post("/intentions/<int:intention_id>/edit")
@token_roles(*ENTERPRISE_ROLES)
@idempotent
@blueprint.arguments(EditSchema)
@blueprint.response(200, IntentionDetailSchema)
def edit_intention(arguments: dict[str, Any], intention_id: int) -> Any:
    """Change a draft: all its terms are sent anew."""
    deal = visible_deal(intention_id)
    require(policies.may_edit(calling_actor(), deal))
    services.edit_draft(
        db.session,
        calling_actor(),
        deal,
        terms_of(arguments),
        at=utc_now(),
        seen=arguments["seen"],
    )
    return as_it_stands(deal)


@blueprint.post("/intentions/<int:intention_id>/correct")
@token_roles(*ENTERPRISE_ROLES)
@idempotent
@blueprint.arguments(CorrectionSchema)
@blueprint.response(200, IntentionDetailSchema)
def correct_intention(arguments: dict[str, Any], intention_id: int) -> Any:
    """Say what the amounts should be: what both sides signed stands until both agree."""
    deal = visible_deal(intention_id)
    require(policies.may_correct(calling_actor(), deal))
    services.propose_correction(
        db.session,
        calling_actor(),
        deal,
        _amounts(deal, arguments),
        reason=arguments["reason"],
        at=utc_now(),
        seen=arguments["seen"],
    )
    return as_it_stands(deal)


def _amounts(deal: Intention, arguments: dict[str, Any]) -> Amounts:
    currency = arguments["currency"] or deal.currency
    full_value = parse_amount(arguments["full_value"], currency, field="full_value")
    if arguments["one_year"] is None:
        return Amounts(full_value, full_value)
    return Amounts(full_value, parse_amount(arguments["one_year"], currency, field="one_year"))


@blueprint.post("/intentions/<int:intention_id>/correction/accept")
@token_roles(*ENTERPRISE_ROLES)
@idempotent
@blueprint.arguments(SeenSchema)
@blueprint.response(200, IntentionDetailSchema)
def accept_correction(arguments: dict[str, Any], intention_id: int) -> Any:
    """Agree to the amounts the other side has corrected."""
    may = policies.may_answer_correction
    return take_step(intention_id, may, services.accept_correction, arguments)


@blueprint.post("/intentions/<int:intention_id>/correction/decline")
@token_roles(*ENTERPRISE_ROLES)
@idempotent
@blueprint.arguments(SeenSchema)
@blueprint.response(200, IntentionDetailSchema)
def decline_correction(arguments: dict[str, Any], intention_id: int) -> Any:
    """Keep to the amounts both sides signed."""
    may = policies.may_answer_correction
    return take_step(intention_id, may, services.decline_correction, arguments)


@blueprint.post("/intentions/<int:intention_id>/correction/take-back")
@token_roles(*ENTERPRISE_ROLES)
@idempotent
@blueprint.arguments(SeenSchema)
@blueprint.response(200, IntentionDetailSchema)
def take_back_correction(arguments: dict[str, Any], intention_id: int) -> Any:
    """Take back the amounts one has proposed."""
    may = policies.may_take_back_correction
    return take_step(intention_id, may, services.take_back_correction, arguments)


@blueprint.post("/intentions/<int:intention_id>/evidence")
@token_roles(*ENTERPRISE_ROLES)
@idempotent
@blueprint.arguments(EvidenceFileSchema, location="files")
@blueprint.response(201, EvidenceSchema)
def add_evidence(files: dict[str, Any], intention_id: int) -> Any:
    """Attach a file that shows what was signed."""
    deal = visible_deal(intention_id)
    require(policies.may_add_evidence(calling_actor(), deal))
    sent = files["file"]
    upload = Upload(sent.filename or "", sent.read())
    return services.add_evidence(
        db.session, calling_actor(), deal, upload, folder=evidence_folder(), at=utc_now()
    )


@blueprint.get("/intentions/<int:intention_id>/evidence/<int:evidence_id>")
@token_roles(*DEALERS)
@blueprint.response(200, FILE, content_type="application/octet-stream")
def evidence(intention_id: int, evidence_id: int) -> Response:
    """Return the content of a file."""
    return evidence_of(visible_deal(intention_id), evidence_id)


@blueprint.get("/intentions/duplicates")
@token_roles(*OFFICERS)
@blueprint.response(200, DuplicatesSchema)
def duplicates() -> Any:
    """List the deals that are held because they look like others."""
    actor = calling_actor()
    return {
        "items": [
            {"held": held, "first": first, "may_resolve": policies.can_resolve(actor, held, first)}
            for held, first in held_pairs(db.session, actor)
        ]
    }


@blueprint.post("/intentions/<int:intention_id>/release")
@token_roles(*OFFICERS)
@idempotent
@blueprint.arguments(SeenSchema)
@blueprint.response(200, IntentionDetailSchema)
def release_intention(arguments: dict[str, Any], intention_id: int) -> Any:
    """Decide that a held deal is one of its own: it counts from now on."""
    return _resolve(intention_id, services.release, arguments)


@blueprint.post("/intentions/<int:intention_id>/same")
@token_roles(*OFFICERS)
@idempotent
@blueprint.arguments(SeenSchema)
@blueprint.response(200, IntentionDetailSchema)
def declare_same(arguments: dict[str, Any], intention_id: int) -> Any:
    """Decide that a held deal is the one recorded first, which stands for both."""
    return _resolve(intention_id, services.declare_same, arguments)


def _resolve(intention_id: int, service: Callable[..., None], arguments: dict[str, Any]) -> Any:
    held = visible_deal(intention_id)
    first = deal_page(db.session, held.held_for_id or 0)
    require(policies.may_resolve(calling_actor(), held, first))
    service(db.session, calling_actor(), held, at=utc_now(), **arguments)
    return as_it_stands(held)
