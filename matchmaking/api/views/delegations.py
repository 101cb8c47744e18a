"""The tree of delegations, and what each has signed."""

from typing import Any

import sqlalchemy as sa

from matchmaking.accounts.values import Role
from matchmaking.api.access import token_roles, with_token
from matchmaking.api.authentication import calling_actor, calling_edition
from matchmaking.api.calls import Blueprint
from matchmaking.api.schemas import DelegationSchema, TotalsArguments, TotalsSchema
from matchmaking.core.errors import NotFoundError
from matchmaking.core.money import Money
from matchmaking.delegations.models import Delegation
from matchmaking.delegations.queries import delegation_in
from matchmaking.intentions.sums import Sums, Totals
from matchmaking.intentions.totals import totals, written_at
from matchmaking.web.session import db

blueprint = Blueprint("api_delegations", __name__, description="Delegations and their totals")


@blueprint.get("/delegations")
@with_token
@blueprint.response(200, DelegationSchema(many=True))
def delegations() -> Any:
    """List all delegations of the edition and everything below them, in the order of the tree."""
    query = sa.select(Delegation).where(Delegation.edition_id == calling_edition().id)
    return db.session.scalars(query.order_by(Delegation.path)).all()


@blueprint.get("/delegations/<int:delegation_id>")
@with_token
@blueprint.response(200, DelegationSchema)
def delegation(delegation_id: int) -> Any:
    """Return one delegation."""
    return _in_edition(delegation_id)


@blueprint.get("/delegations/<int:delegation_id>/totals")
@token_roles(Role.ORGANISER, Role.DELEGATION_LEAD)
@blueprint.arguments(TotalsArguments, location="query")
@blueprint.response(200, TotalsSchema)
def delegation_totals(arguments: dict[str, Any], delegation_id: int) -> Any:
    """Return what a delegation signed, everything below it included, at any entry of the ledger."""
    found = _in_edition(delegation_id)
    actor = calling_actor()
    if not (actor.organises(found.edition_id) or actor.leads(found.path)):
        raise NotFoundError
    return _worded(totals(db.session, calling_edition(), delegation=found, **arguments), arguments)


@blueprint.get("/totals")
@token_roles(Role.ORGANISER)
@blueprint.arguments(TotalsArguments, location="query")
@blueprint.response(200, TotalsSchema)
def edition_totals(arguments: dict[str, Any]) -> Any:
    """Return what all delegations of the edition signed together."""
    return _worded(totals(db.session, calling_edition(), delegation=None, **arguments), arguments)


def _in_edition(delegation_id: int) -> Delegation:
    found = delegation_in(db.session, calling_edition().id, delegation_id)
    if found is None:
        raise NotFoundError
    return found


def _worded(found: Totals, arguments: dict[str, Any]) -> dict[str, Any]:
    at = written_at(db.session, calling_edition(), found.sequence)
    return {
        "as_of": found.sequence,
        "at": at,
        "currency": found.currency,
        "dimension": arguments["dimension"].value,
        "total": _sums(found.whole, found.currency),
        "parts": {key: _sums(sums, found.currency) for key, sums in found.cells.items()},
    }


def _sums(sums: Sums, currency: str) -> dict[str, Any]:
    return {
        "counted": str(Money(sums.counted_minor, currency).major),
        "deals": sums.counted_deals,
        "buckets": {
            bucket.value: str(Money(minor, currency).major) for bucket, minor in sums.minor.items()
        },
    }
