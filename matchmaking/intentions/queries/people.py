"""Who stands behind a deal: teams to tell, officers in charge, and who may not judge it."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.accounts.models import Account, Grant
from matchmaking.accounts.queries import holders, organiser_accounts
from matchmaking.accounts.values import ENTERPRISE_ROLES
from matchmaking.intentions.models import Intention


def team_accounts(session: Session, participation_id: int) -> list[int]:
    """Return the active people of a participation's team."""
    query = (
        sa.select(Grant.account_id)
        .join(Account)
        .where(
            Grant.participation_id == participation_id,
            Grant.role.in_(ENTERPRISE_ROLES),
            Account.is_active,
        )
        .distinct()
    )
    return sorted(session.scalars(query))


def officer_accounts(session: Session, intention: Intention) -> list[int]:
    """Return who may verify a deal: the leads of the buyer's nodes, else the organisers."""
    path = intention.credit_path or ""
    nodes = [int(key) for key in path.split("/") if key]
    leads = holders(session, intention.edition_id, Grant.delegation_id.in_(nodes))
    return leads or organiser_accounts(session, intention.edition_id)


def is_insider(session: Session, account_id: int, intentions: Iterable[Intention]) -> bool:
    """Return whether a person belongs to a party of one of the deals, in whichever hat.

    Whoever wrote or signed a deal, and whoever is on either party's team.
    """
    deals = list(intentions)
    signers = {row.account_id for deal in deals for row in deal.signatures}
    if account_id in signers | {deal.author_id for deal in deals}:
        return True
    parties = {key for deal in deals for key in (deal.buyer_id, deal.seller_id)}
    query = sa.select(Grant.id).where(
        Grant.account_id == account_id, Grant.participation_id.in_(parties)
    )
    return session.scalar(query.limit(1)) is not None
