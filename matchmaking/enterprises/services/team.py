"""The people of an enterprise: representatives, and who of them can sign in for it."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.accounts.models import Account, Grant
from matchmaking.accounts.queries import account_by_email
from matchmaking.accounts.services import create_account, grant_role, revoke_grant
from matchmaking.accounts.values import ROLE_WORDS, Actor, Role
from matchmaking.audit.services import record
from matchmaking.core.database import unique_or
from matchmaking.core.errors import InvalidInputError
from matchmaking.core.wording import Name, Sentence, say
from matchmaking.enterprises.errors import (
    AlreadyOnTeamError,
    LastAdministratorError,
    StillBookedError,
)
from matchmaking.enterprises.models import Participation, Representative
from matchmaking.enterprises.queries.profiles import administrators_of
from matchmaking.enterprises.values import PersonText
from matchmaking.expo.models import Occupancy
from matchmaking.expo.queries import appointment_of
from matchmaking.expo.values import ResourceKind
from matchmaking.notifications.services import tell_holder


def add_representative(
    session: Session, actor: Actor, participation: Participation, text: PersonText, *, at: datetime
) -> Representative:
    """Name another person who represents the enterprise; the first one is its contact.

    Raises:
        InvalidInputError: no name in either language.
    """
    person = Representative()
    _fill(person, text, participation)
    if not any(other.is_contact and other.is_active for other in participation.representatives):
        person.is_contact = True
    participation.representatives.append(person)
    session.flush()
    record(session, actor, "added a representative", subject=("representative", person.id), at=at)
    return person


def change_representative(
    session: Session, actor: Actor, person: Representative, text: PersonText, *, at: datetime
) -> None:
    """Change what is said about a representative.

    Raises:
        InvalidInputError: no name in either language.
    """
    _fill(person, text, person.participation)
    session.flush()
    record(session, actor, "changed a representative", subject=("representative", person.id), at=at)


def _fill(person: Representative, text: PersonText, participation: Participation) -> None:
    if not (text.name.en or text.name.zh):
        raise InvalidInputError(
            say("Type the name in at least one of the two languages."), field="name_en"
        )
    person.name_en, person.name_zh = text.name.en, text.name.zh
    person.title_en, person.title_zh = text.title.en, text.title.zh
    person.languages = ",".join(text.languages)
    if text.is_contact:
        for other in participation.representatives:
            other.is_contact = False
    person.is_contact = text.is_contact


def retire(session: Session, actor: Actor, person: Representative, *, at: datetime) -> None:
    """Let a person represent the enterprise no longer, and sign in for it no longer.

    Raises:
        StillBookedError: they have appointments ahead.
        LastAdministratorError: the team would have nobody to manage it.
    """
    refuse_if_booked(session, person, at=at)
    grants = _grants_of(session, person)
    if any(grant.role is Role.ENTERPRISE_ADMIN for grant in grants):
        _refuse_last_administrator(session, person.participation_id)
    for grant in grants:
        told = say("You can no longer act for “%(enterprise)s”.", enterprise=_team_of(person))
        _tell(session, actor, grant, told, path="", at=at)
        revoke_grant(session, grant)
    person.account_id = None  # else nobody could invite them again once they are back
    person.is_active = False
    person.is_contact = False
    session.flush()
    record(session, actor, "retired a representative", subject=("representative", person.id), at=at)


def restore(session: Session, actor: Actor, person: Representative, *, at: datetime) -> None:
    """Let a retired person represent the enterprise again."""
    person.is_active = True
    person.account_id = None
    session.flush()
    record(
        session, actor, "restored a representative", subject=("representative", person.id), at=at
    )


def refuse_if_booked(session: Session, person: Representative, *, at: datetime) -> None:
    """Make sure that a person has no appointments ahead.

    Raises:
        StillBookedError: they have; names the first.
    """
    first = session.scalars(
        sa.select(Occupancy)
        .where(
            Occupancy.resource_kind == ResourceKind.PERSON,
            Occupancy.resource_id == person.id,
            Occupancy.ends_at > at,
        )
        .order_by(Occupancy.tick)
        .limit(1)
    ).first()
    if first is not None:
        raise StillBookedError(person.label, appointment_of(first))


def _grants_of(session: Session, person: Representative) -> list[Grant]:
    query = sa.select(Grant).where(
        Grant.participation_id == person.participation_id,
        sa.or_(
            Grant.representative_id == person.id,
            sa.and_(Grant.account_id.is_not(None), Grant.account_id == person.account_id),
        ),
    )
    return list(session.scalars(query))


def _refuse_last_administrator(session: Session, participation_id: int) -> None:
    if len(set(administrators_of(session, participation_id))) <= 1:
        raise LastAdministratorError


def invite(
    session: Session,
    actor: Actor,
    person: Representative,
    *,
    email: str,
    role: Role,
    at: datetime,
) -> Account:
    """Let a representative sign in for the enterprise, with a new account or the one they have.

    A new account has no password yet: whoever holds the invitation's link chooses it.

    Raises:
        AlreadyOnTeamError: the account acts for this team already.
    """
    account = account_by_email(session, email)
    if account is None:
        account = create_account(session, email=email, name=str(person.label), password=None, at=at)
    _attach(session, person, account)
    participation = person.participation
    grant = grant_role(
        session,
        account,
        role,
        edition_id=participation.edition_id,
        at=at,
        scope=participation.label,
        participation_id=participation.id,
        representative_id=person.id,
    )
    told = say("You can now act for “%(enterprise)s”.", enterprise=participation.label)
    _tell(session, actor, grant, told, path="/profile", at=at)
    record(session, actor, f"invited as {role}", subject=("representative", person.id), at=at)
    return account


def _team_of(person: Representative) -> Name:
    return person.participation.label


def _tell(
    session: Session, actor: Actor, grant: Grant, sentence: Sentence, *, path: str, at: datetime
) -> None:
    """Tell whose role was changed, unless they did it themselves."""
    if grant.account_id != actor.account_id:
        tell_holder(session, grant, sentence, path=path, at=at)


def _attach(session: Session, person: Representative, account: Account) -> None:
    taken = session.scalar(
        sa.select(Grant.id).where(
            Grant.account_id == account.id, Grant.participation_id == person.participation_id
        )
    )
    if taken is not None or person.account_id is not None:
        raise AlreadyOnTeamError(account.email)
    with unique_or(session, AlreadyOnTeamError(account.email)):
        person.account_id = account.id


def change_team_role(
    session: Session, actor: Actor, person: Representative, role: Role, *, at: datetime
) -> None:
    """Make a person administrator or plain member of the team.

    Raises:
        LastAdministratorError: the team would have no administrator.
    """
    for grant in _grants_of(session, person):
        if grant.role is Role.ENTERPRISE_ADMIN and role is not Role.ENTERPRISE_ADMIN:
            _refuse_last_administrator(session, person.participation_id)
        if grant.role is not role:
            told = say(
                "Your role for “%(enterprise)s” is now: %(role)s.",
                enterprise=_team_of(person),
                role=ROLE_WORDS[role],
            )
            _tell(session, actor, grant, told, path="/profile", at=at)
        grant.role = role
    session.flush()
    record(session, actor, f"made {role}", subject=("representative", person.id), at=at)
