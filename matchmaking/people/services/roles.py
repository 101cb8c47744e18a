"""Giving and taking roles."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from matchmaking.accounts.errors import GrantedAlreadyError, LastOrganiserError, UnknownAccountError
from matchmaking.accounts.models import Account, Grant
from matchmaking.accounts.password_links import make_link
from matchmaking.accounts.queries import account_by_email
from matchmaking.accounts.services import create_account, grant_role, revoke_grant
from matchmaking.accounts.values import ROLE_WORDS, Actor, Role
from matchmaking.audit.services import record
from matchmaking.core.database import unique_or
from matchmaking.core.errors import InvalidInputError
from matchmaking.core.wording import Name, Sentence, say
from matchmaking.delegations.queries import delegation_in
from matchmaking.expo.models import Edition
from matchmaking.notifications.services import tell_holder
from matchmaking.people.queries import organisers_of

GRANTED_HERE = frozenset({Role.ORGANISER, Role.DELEGATION_LEAD, Role.STAFF})


@dataclass(frozen=True)
class RoleProposal:
    """Which role somebody is to get; ``name`` makes an account if the address has none."""

    email: str
    role: Role
    delegation_id: int | None = None
    name: str = ""


def give_role(
    session: Session, actor: Actor, edition: Edition, proposal: RoleProposal, *, at: datetime
) -> Grant:
    """Give a person a role in an edition.

    Raises:
        InvalidInputError: a lead without a delegation of the edition.
        UnknownAccountError: the address has no account and no name was given to make one.
        GrantedAlreadyError: they have the role.
    """
    if proposal.role not in GRANTED_HERE:
        raise InvalidInputError(say("Teams look after their own members."), field="role")
    is_lead = proposal.role is Role.DELEGATION_LEAD
    node = delegation_in(session, edition.id, proposal.delegation_id) if is_lead else None
    if is_lead and node is None:
        raise InvalidInputError(
            say("Choose the delegation that this person leads."), field="delegation_id"
        )
    account = _account(session, proposal, at=at)
    with unique_or(session, GrantedAlreadyError(account.email)):
        refuse_twice(account, edition.id, proposal.role, node.id if node else None)
        grant = grant_role(
            session,
            account,
            proposal.role,
            edition_id=edition.id,
            at=at,
            scope=node.label if node else edition.label,
            delegation_id=node.id if node else None,
        )
    record(session, actor, f"granted the role {grant.role}", subject=("grant", grant.id), at=at)
    told = say("%(who)s gave you a role: %(role)s, %(scope)s.", **_facts(actor, grant))
    tell_holder(session, grant, told, path="/", at=at)
    return grant


def _account(session: Session, proposal: RoleProposal, *, at: datetime) -> Account:
    account = account_by_email(session, proposal.email)
    if account is not None:
        return account
    if not proposal.name:
        raise UnknownAccountError(proposal.email)
    return create_account(session, email=proposal.email, name=proposal.name, password=None, at=at)


def refuse_twice(account: Account, edition_id: int, role: Role, delegation_id: int | None) -> None:
    """Refuse to give a person a role that they hold.

    Raises:
        GrantedAlreadyError: they hold it.
    """
    held = {(one.edition_id, one.role, one.delegation_id) for one in account.grants}
    if (edition_id, role, delegation_id) in held:
        raise GrantedAlreadyError(account.email)


def make_password_link(session: Session, actor: Actor, grant: Grant, *, at: datetime) -> str:
    """Make a link for somebody who forgot their password; return the token it carries.

    They are told who made it, so that nobody's password is set behind their back.
    """
    token = make_link(session, grant.account, at=at)
    record(session, actor, "made a password link", subject=("grant", grant.id), at=at)
    told = say("%(who)s made a link with which your password can be set anew.", who=actor.name)
    tell_holder(session, grant, told, path="/account", at=at)
    session.flush()
    return token


def take_role(session: Session, actor: Actor, grant: Grant, *, at: datetime) -> None:
    """Take a role back at once.

    Raises:
        LastOrganiserError: the edition would have nobody to organise it.
    """
    if grant.role is Role.ORGANISER and organisers_of(session, grant.edition_id) <= 1:
        raise LastOrganiserError
    record(
        session,
        actor,
        f"revoked the role {grant.role} of account {grant.account_id}",
        subject=("grant", grant.id),
        at=at,
    )
    if grant.account_id != actor.account_id:
        tell_holder(session, grant, _taken_back(actor, grant), path="", at=at)
    revoke_grant(session, grant)


def _taken_back(actor: Actor, grant: Grant) -> Sentence:
    return say("%(who)s took a role back from you: %(role)s, %(scope)s.", **_facts(actor, grant))


def _facts(actor: Actor, grant: Grant) -> dict[str, Any]:
    scope = Name(grant.scope_en, grant.scope_zh)
    return {"who": actor.name, "role": ROLE_WORDS[grant.role], "scope": scope}
