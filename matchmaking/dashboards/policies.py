"""Who may see which dashboard."""

from matchmaking.accounts.values import Actor
from matchmaking.delegations.models import Delegation


def can_view_delegation(actor: Actor, delegation: Delegation) -> bool:
    """Organisers see every delegation of their edition; a lead their own node and all below it."""
    return actor.organises(delegation.edition_id) or (
        actor.edition_id == delegation.edition_id and actor.leads(delegation.path)
    )


def can_view_edition(actor: Actor, edition_id: int) -> bool:
    """Only organisers see all delegations side by side."""
    return actor.organises(edition_id)
