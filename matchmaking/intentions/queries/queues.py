"""What waits for officers: held deals beside the first ones, rates nobody quotes."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from matchmaking.accounts.values import Actor
from matchmaking.expo.models import Edition
from matchmaking.intentions.counting import BUCKET_OF_STATE
from matchmaking.intentions.models import Intention
from matchmaking.intentions.queries.deals import visible_to, with_parties
from matchmaking.intentions.values import IntentionState
from matchmaking.reference.models import ExchangeRate
from matchmaking.reference.rates import CENTRAL_BANK

MOST_SHOWN = 100


@dataclass(frozen=True)
class WantedRate:
    """A rate drafts wait for: the currency, the first signing date, how many wait."""

    currency: str
    first_day: date
    drafts: int


def held_pairs(session: Session, actor: Actor) -> list[tuple[Intention, Intention]]:
    """Return the held deals an officer sees, each with the one it may repeat; oldest first."""
    query = (
        sa.select(Intention)
        .where(
            visible_to(actor),
            Intention.held_for_id.is_not(None),
            Intention.state.in_(BUCKET_OF_STATE),
        )
        .options(*with_parties(), joinedload(Intention.standing))
        .order_by(Intention.id)
        .limit(MOST_SHOWN)
    )
    held = list(session.scalars(query))
    firsts = sa.select(Intention).where(Intention.id.in_({deal.held_for_id for deal in held}))
    known = {
        deal.id: deal
        for deal in session.scalars(firsts.options(*with_parties(), joinedload(Intention.standing)))
    }
    return [(deal, known[deal.held_for_id]) for deal in held if deal.held_for_id in known]


def rates_wanted(session: Session, edition: Edition) -> list[WantedRate]:
    """Return the rates drafts have asked for."""
    query = (
        sa.select(Intention.currency, sa.func.min(Intention.signed_on), sa.func.count(Intention.id))
        .where(
            Intention.edition_id == edition.id,
            Intention.state == IntentionState.DRAFT,
            Intention.rate_asked_at.is_not(None),
        )
        .group_by(Intention.currency)
        .order_by(Intention.currency)
    )
    return [WantedRate(*row) for row in session.execute(query)]


def rates_entered(session: Session, edition: Edition) -> list[ExchangeRate]:
    """Return the rates organisers entered for the edition's base currency, newest first."""
    query = (
        sa.select(ExchangeRate)
        .where(ExchangeRate.quote == edition.base_currency, ExchangeRate.source != CENTRAL_BANK)
        .order_by(ExchangeRate.quoted_on.desc(), ExchangeRate.id.desc())
        .limit(MOST_SHOWN)
    )
    return list(session.scalars(query))
