"""Who may give and take roles."""

from matchmaking.accounts.models import Grant
from matchmaking.accounts.values import ENTERPRISE_ROLES, Actor


def can_grant(actor: Actor, edition_id: int) -> bool:
    """Organisers of the edition make organisers, leads and staff."""
    return actor.organises(edition_id)


def can_make_link(actor: Actor, grant: Grant) -> bool:
    """Organisers help people in whose account nothing but their own edition is."""
    return actor.organises(grant.edition_id) and all(
        one.edition_id == grant.edition_id for one in grant.account.grants
    )


def can_change_address(actor: Actor, grant: Grant) -> bool:
    """Organisers change addresses where they could make a link; one's own one changes oneself.

    An address opens an account no wider than such a link does.
    """
    return can_make_link(actor, grant) and grant.account_id != actor.account_id


def can_revoke(actor: Actor, grant: Grant) -> bool:
    """Organisers take back roles of their edition; an enterprise looks after its own team."""
    return actor.organises(grant.edition_id) and grant.role not in ENTERPRISE_ROLES
