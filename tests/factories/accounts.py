"""People."""

from functools import cache
from typing import Any

from sqlalchemy.orm import Session

from matchmaking.accounts import services
from matchmaking.accounts.models import Account, Grant
from matchmaking.accounts.values import Actor, Role
from matchmaking.delegations.models import Delegation
from matchmaking.enterprises.models import Participation, Representative
from matchmaking.expo.models import Edition
from tests.factories import fresh
from tests.factories.expo import NOW

PASSWORD = "a good long password"


@cache
def password_hash() -> str:
    """Hash the password once: argon2 is slow on purpose."""
    return services.hash_password(PASSWORD)


def make_account(session: Session, **values: Any) -> Account:
    """Make a person who can sign in with ``PASSWORD``."""
    number = fresh()
    account = Account(
        **{
            "email": f"person{number}@example.org",
            "name": f"Person {number}",
            "password_hash": password_hash(),
            "created_at": NOW,
            **values,
        }
    )
    session.add(account)
    session.flush()
    return account


def make_grant(session: Session, role: Role, edition: Edition, **values: Any) -> Grant:
    """Grant a role to a fresh person, or to ``account``."""
    account = values.pop("account", None) or make_account(session)
    grant = Grant(account=account, role=role, edition_id=edition.id, granted_at=NOW, **values)
    session.add(grant)
    session.flush()
    return grant


def make_organiser(session: Session, edition: Edition) -> Grant:
    """Make an organiser of the edition."""
    return make_grant(session, Role.ORGANISER, edition, scope_en=edition.name_en)


def make_staff(session: Session, edition: Edition) -> Grant:
    """Make a member of the on-site staff."""
    return make_grant(session, Role.STAFF, edition)


def make_lead(session: Session, edition: Edition, delegation: Delegation) -> Grant:
    """Make the lead of a delegation node."""
    return make_grant(session, Role.DELEGATION_LEAD, edition, delegation_id=delegation.id)


def make_team_member(
    session: Session,
    participation: Participation,
    *,
    role: Role = Role.ENTERPRISE_ADMIN,
    representative: Representative | None = None,
) -> Grant:
    """Make somebody on an enterprise's team, who represents it if ``representative`` is given."""
    edition = session.get_one(Edition, participation.edition_id)
    grant = make_grant(
        session,
        role,
        edition,
        participation_id=participation.id,
        representative_id=representative.id if representative else None,
    )
    if representative:
        representative.account_id = grant.account_id
        session.flush()
    return grant


def actor(grant: Grant) -> Actor:
    """Return the person of a grant as the value policies decide on."""
    return Actor(
        account_id=grant.account_id,
        name=grant.account.name,
        role=grant.role,
        grant_id=grant.id,
        edition_id=grant.edition_id,
        delegation_id=grant.delegation_id,
        participation_id=grant.participation_id,
        representative_id=grant.representative_id,
    )
