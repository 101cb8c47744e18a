"""Purchase intentions: what was signed, what it counts as, and each step of it."""

from collections.abc import Callable
from typing import Any

from matchmaking.accounts.access import require, require_visible
from matchmaking.accounts.values import ENTERPRISE_ROLES, Actor, Role
from matchmaking.api.access import token_roles
from matchmaking.api.authentication import calling_actor, calling_edition
from matchmaking.api.calls import Blueprint
from matchmaking.api.idempotency import idempotent
from matchmaking.api.paging import page_of
from matchmaking.api.refusals import MeetingElsewhereError, fields_named
from matchmaking.api.schemas.intentions import (
    DraftSchema,
    IntentionDetailSchema,
    IntentionPageSchema,
    IntentionsArguments,
    ReasonSchema,
    SeenSchema,
    SigningSchema,
)
from matchmaking.core.clock import utc_now
from matchmaking.core.errors import NotFoundError
from matchmaking.core.money import parse_amount
from matchmaking.intentions import policies, services
from matchmaking.intentions.errors import OneYearMissingError, RateMissingError
from matchmaking.intentions.models import Intention
from matchmaking.intentions.queries.deals import Wanted, deal_page, list_of
from matchmaking.intentions.queries.partners import opening
from matchmaking.intentions.terms import Filing, Line, Terms, quantity_typed
from matchmaking.reference.queries import hs_code_typed
from matchmaking.web.session import db

blueprint = Blueprint("api_intentions", __name__, description="Purchase intentions")
DEALERS = (*ENTERPRISE_ROLES, Role.ORGANISER, Role.DELEGATION_LEAD)
ONE_YEAR = 12
Policy = Callable[[Actor, Intention], bool]


@blueprint.get("/intentions")
@token_roles(*DEALERS)
@blueprint.arguments(IntentionsArguments, location="query")
@blueprint.response(200, IntentionPageSchema)
def intentions(arguments: dict[str, Any]) -> Any:
    """List the deals the caller may see, the newest first."""
    query = list_of(calling_actor(), Wanted(state=arguments["state"], kind=arguments["kind"]))
    return page_of(query, arguments)


@blueprint.get("/intentions/<int:intention_id>")
@token_roles(*DEALERS)
@blueprint.response(200, IntentionDetailSchema)
def intention(intention_id: int) -> Any:
    """Return one deal with its rate and its entries in the ledger."""
    return visible_deal(intention_id)


@blueprint.post("/intentions")
@token_roles(*ENTERPRISE_ROLES)
@idempotent
@blueprint.arguments(DraftSchema)
@blueprint.response(201, IntentionDetailSchema)
def record_intention(arguments: dict[str, Any]) -> Any:
    """Record a deal as a draft; nobody else sees it until it is signed."""
    filing, terms = _filing(arguments), terms_of(arguments)
    with fields_named(partner="partner_id"):
        draft = services.create_draft(
            db.session, calling_actor(), calling_edition(), filing, terms, at=utc_now()
        )
    return as_it_stands(draft)


@blueprint.post("/intentions/<int:intention_id>/sign")
@token_roles(*DEALERS)
@idempotent
@blueprint.arguments(SigningSchema)
@blueprint.response(200, IntentionDetailSchema)
def sign_intention(arguments: dict[str, Any], intention_id: int) -> Any:
    """Sign a draft for the caller's own side."""
    try:
        return take_step(intention_id, policies.may_edit, services.sign, arguments)
    except RateMissingError:
        _ask_for_rate(intention_id)
        raise


@blueprint.post("/intentions/<int:intention_id>/countersign")
@token_roles(*DEALERS)
@idempotent
@blueprint.arguments(SeenSchema)
@blueprint.response(200, IntentionDetailSchema)
def countersign_intention(arguments: dict[str, Any], intention_id: int) -> Any:
    """Sign for the other side: the deal counts from now on."""
    return take_step(intention_id, policies.may_countersign, services.countersign, arguments)


@blueprint.post("/intentions/<int:intention_id>/verify")
@token_roles(*DEALERS)
@idempotent
@blueprint.arguments(SeenSchema)
@blueprint.response(200, IntentionDetailSchema)
def verify_intention(arguments: dict[str, Any], intention_id: int) -> Any:
    """Confirm as an officer that the deal was signed as recorded."""
    return take_step(intention_id, policies.governs, services.verify, arguments)


@blueprint.post("/intentions/<int:intention_id>/withdraw")
@token_roles(*DEALERS)
@idempotent
@blueprint.arguments(ReasonSchema)
@blueprint.response(200, IntentionDetailSchema)
def withdraw_intention(arguments: dict[str, Any], intention_id: int) -> Any:
    """Take a deal out for good; what somebody signed needs a reason."""
    return take_step(intention_id, policies.may_withdraw, services.withdraw, arguments)


@blueprint.post("/intentions/<int:intention_id>/dispute")
@token_roles(*DEALERS)
@idempotent
@blueprint.arguments(ReasonSchema)
@blueprint.response(200, IntentionDetailSchema)
def dispute_intention(arguments: dict[str, Any], intention_id: int) -> Any:
    """Object to a deal: it stands outside all totals until the dispute is settled."""
    return take_step(intention_id, policies.may_dispute, services.dispute, arguments)


@blueprint.post("/intentions/<int:intention_id>/settle")
@token_roles(*DEALERS)
@idempotent
@blueprint.arguments(ReasonSchema)
@blueprint.response(200, IntentionDetailSchema)
def settle_intention(arguments: dict[str, Any], intention_id: int) -> Any:
    """End a dispute: the deal stands again where its signatures put it."""
    return take_step(intention_id, policies.may_settle, services.settle, arguments)


def visible_deal(intention_id: int) -> Intention:
    """Return a deal the caller may see; others are not there."""
    found = deal_page(db.session, intention_id)
    if found is None:
        raise NotFoundError
    require_visible(policies.can_view(calling_actor(), found))
    return found


def take_step(
    intention_id: int, may: Policy, service: Callable[..., None], arguments: dict[str, Any]
) -> Intention:
    """Take a step, if it is the caller's, with what it takes."""
    deal = visible_deal(intention_id)
    require(may(calling_actor(), deal))
    service(db.session, calling_actor(), deal, at=utc_now(), **arguments)
    return as_it_stands(deal)


def as_it_stands(deal: Intention) -> Intention:
    """Return a deal as the database has it now, with its new entries."""
    db.session.flush()
    db.session.expire(deal)
    return deal


def _ask_for_rate(intention_id: int) -> None:
    """Ask the organisers for the missing rate, although the signature is refused."""
    db.session.rollback()
    services.ask_for_rate(db.session, calling_actor(), visible_deal(intention_id), at=utc_now())
    db.session.commit()


def _filing(arguments: dict[str, Any]) -> Filing:
    own_id = calling_actor().participation_id or 0
    partner_id, meeting_id = arguments["partner_id"], arguments["meeting_id"]
    if meeting_id is not None:
        start = opening(
            db.session, calling_edition().id, own_id, meeting_id=meeting_id, partner_id=None
        )
        if start is None or start.partner.id != partner_id:
            raise MeetingElsewhereError
    return Filing(own_id, partner_id, arguments["side"], meeting_id)


def terms_of(arguments: dict[str, Any]) -> Terms:
    """Return what was agreed as the value the services take."""
    currency = arguments["currency"]
    full_value = parse_amount(arguments["full_value"], currency, field="full_value")
    one_year = full_value
    if arguments["one_year"] is not None:
        one_year = parse_amount(arguments["one_year"], currency, field="one_year")
    elif arguments["term_months"] > ONE_YEAR:
        raise OneYearMissingError
    return Terms(
        kind=arguments["kind"],
        title=arguments["title"],
        full_value=full_value,
        one_year=one_year,
        signed_on=arguments["signed_on"],
        term_months=arguments["term_months"],
        is_on_site=arguments["is_on_site"],
        contract_number=arguments["contract_number"],
        framework_id=arguments["framework_id"],
        replaces_id=arguments["replaces_id"],
        lines=tuple(
            _line(line, currency, f"lines.{place}") for place, line in enumerate(arguments["lines"])
        ),
    )


def _line(line: dict[str, Any], currency: str, name: str) -> Line:
    code = hs_code_typed(db.session, line["hs_code"], field=f"{name}.hs_code")
    return Line(
        description=line["description"],
        amount=parse_amount(line["amount"], currency, field=f"{name}.amount"),
        hs_code=code.code if code else None,
        quantity=quantity_typed(line["quantity"], field=f"{name}.quantity"),
        unit=line["unit"],
    )
