"""Deals and the people around them: two teams, the officers, and steps already taken."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from matchmaking.accounts.models import Grant
from matchmaking.accounts.values import Actor
from matchmaking.delegations.models import Delegation
from matchmaking.enterprises.models import Participation
from matchmaking.expo.models import Edition
from matchmaking.intentions import services
from matchmaking.intentions.models import Intention
from matchmaking.intentions.values import IntentionState
from tests.factories.accounts import actor, make_lead, make_organiser, make_team_member
from tests.factories.delegations import make_delegation
from tests.factories.enterprises import make_participation
from tests.factories.expo import NOW, make_area, make_edition
from tests.factories.intentions import make_intention


@dataclass(frozen=True)
class Table:
    """Everybody around a deal: buyer and seller with their people, the lead, the organiser."""

    edition: Edition
    delegation: Delegation
    buyer: Participation
    seller: Participation
    buyer_grant: Grant
    seller_grant: Grant
    lead_grant: Grant
    organiser_grant: Grant

    @property
    def buying(self) -> Actor:
        """Return the buyer's person."""
        return actor(self.buyer_grant)

    @property
    def selling(self) -> Actor:
        """Return the seller's person."""
        return actor(self.seller_grant)

    @property
    def lead(self) -> Actor:
        """Return the lead of the buyer's delegation."""
        return actor(self.lead_grant)

    @property
    def organiser(self) -> Actor:
        """Return an organiser."""
        return actor(self.organiser_grant)


def make_table(session: Session, **edition_values: Any) -> Table:
    """Bring together a German exhibitor and a Chinese buyer of a delegation."""
    edition = make_edition(session, **edition_values)
    delegation = make_delegation(session, edition)
    area = make_area(session, edition)
    buyer = make_participation(session, edition, delegation=delegation)
    seller = make_participation(session, edition, territory_code="DE", area=area)
    return Table(
        edition=edition,
        delegation=delegation,
        buyer=buyer,
        seller=seller,
        buyer_grant=make_team_member(session, buyer),
        seller_grant=make_team_member(session, seller),
        lead_grant=make_lead(session, edition, delegation),
        organiser_grant=make_organiser(session, edition),
    )


def make_deal(
    session: Session, table: Table, state: IntentionState = IntentionState.DRAFT, **values: Any
) -> Intention:
    """Record a deal of the table's seller and take it to a state, step by step."""
    intention = make_intention(
        session,
        table.edition,
        **{
            "buyer": table.buyer,
            "seller": table.seller,
            "author": table.seller_grant.account,
            **values,
        },
    )
    steps = list(IntentionState)
    if steps.index(state) >= steps.index(IntentionState.SIGNED):
        services.sign(session, table.selling, intention, at=NOW, is_different=True)
    if steps.index(state) >= steps.index(IntentionState.COUNTERSIGNED):
        services.countersign(session, table.buying, intention, at=NOW)
    if steps.index(state) >= steps.index(IntentionState.VERIFIED):
        services.verify(session, table.lead, intention, at=NOW)
    session.flush()
    return intention
