"""Who may do what with delegations."""

from matchmaking.accounts.values import Actor
from matchmaking.delegations.models import Delegation


def can_view(actor: Actor, delegation: Delegation) -> bool:
    """Everybody with a role in the edition knows its delegations."""
    return actor.edition_id == delegation.edition_id


def can_direct(actor: Actor, delegation: Delegation) -> bool:
    """Organisers of the edition, and the leads of this delegation or one above it."""
    return actor.organises(delegation.edition_id) or actor.leads(delegation.path)
