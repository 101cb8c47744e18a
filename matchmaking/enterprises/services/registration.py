"""Coming in: registering a new enterprise, carrying a known one into the next edition."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.accounts.models import Account, Grant
from matchmaking.accounts.services import grant_role
from matchmaking.accounts.values import ENTERPRISE_ROLES, Actor, Role
from matchmaking.audit.services import record
from matchmaking.core.database import unique_or
from matchmaking.core.wording import Name
from matchmaking.delegations.queries import delegation_by_code
from matchmaking.enterprises.errors import AlreadyTakingPartError, RegistrationClosedError
from matchmaking.enterprises.models import CatalogueItem, Enterprise, Participation, Representative
from matchmaking.enterprises.services.profile import fill_identity, fill_part
from matchmaking.enterprises.values import Identity, Part
from matchmaking.expo.intake import intake_of
from matchmaking.expo.models import AreaCrosswalk, Edition, ExhibitionArea
from matchmaking.expo.values import Phase


@dataclass(frozen=True)
class Registration:
    """What a newcomer typed to register an enterprise."""

    identity: Identity
    part: Part
    person: Name


def register_enterprise(
    session: Session, account: Account, edition: Edition, typed: Registration, *, at: datetime
) -> Participation:
    """Register an enterprise for an edition; whoever does so administers its team.

    Raises:
        RegistrationClosedError: the edition takes no registrations.
        InvalidInputError: a field breaks its rule; it is named.
        IdentifierTakenError: an approved enterprise holds the identifier.
    """
    if not edition.takes_registrations(at):
        raise RegistrationClosedError(edition.label, intake_of(edition, at).when)
    enterprise = Enterprise()
    fill_identity(session, enterprise, typed.identity)
    participation = Participation(edition_id=edition.id, enterprise=enterprise)
    fill_part(session, participation, typed.part)
    person = Representative(
        participation=participation,
        account_id=account.id,
        name_en=typed.person.en,
        name_zh=typed.person.zh,
        is_contact=True,
    )
    session.add_all([enterprise, participation, person])
    session.flush()
    grant = _grant(session, account, Role.ENTERPRISE_ADMIN, person, at=at)
    actor = _acting(account, grant)
    record(session, actor, "registered", subject=("participation", participation.id), at=at)
    return participation


def _grant(
    session: Session, account: Account, role: Role, person: Representative, *, at: datetime
) -> Grant:
    participation = person.participation
    return grant_role(
        session,
        account,
        role,
        edition_id=participation.edition_id,
        at=at,
        scope=participation.label,
        participation_id=participation.id,
        representative_id=person.id,
    )


def _acting(account: Account, grant: Grant) -> Actor:
    return Actor(
        account_id=account.id,
        name=account.name,
        role=grant.role,
        grant_id=grant.id,
        edition_id=grant.edition_id,
        participation_id=grant.participation_id,
        representative_id=grant.representative_id,
    )


def carry_forward(
    session: Session, actor: Actor, previous: Participation, edition: Edition, *, at: datetime
) -> Participation:
    """Bring an enterprise into the next edition with its texts, offers, needs, people and team.

    It starts as a draft. The area comes along only where the crosswalk says it is the same one,
    the delegation where the edition has it too; the booth never does.

    Raises:
        RegistrationClosedError: the edition is over.
        AlreadyTakingPartError: the enterprise is in that edition.
    """
    if edition.phase is Phase.CLOSED:
        raise RegistrationClosedError(edition.label)
    participation = Participation(
        edition_id=edition.id,
        enterprise=previous.enterprise,
        is_exhibitor=previous.is_exhibitor,
        is_buyer=previous.is_buyer,
        about_en=previous.about_en,
        about_zh=previous.about_zh,
        area=_same_area(session, previous, edition),
        delegation=(
            delegation_by_code(session, edition.id, previous.delegation.code)
            if previous.delegation
            else None
        ),
        items=[_copied(item) for item in previous.items],
    )
    with unique_or(session, AlreadyTakingPartError(previous.label, edition.label)):
        session.add(participation)
    _carry_people(session, previous, participation, at=at)
    subject = ("participation", participation.id)
    record(session, actor, "carried a profile forward", subject=subject, at=at)
    return participation


def _same_area(
    session: Session, previous: Participation, edition: Edition
) -> ExhibitionArea | None:
    if previous.area_id is None:
        return None
    query = (
        sa.select(ExhibitionArea)
        .join(AreaCrosswalk, AreaCrosswalk.to_area_id == ExhibitionArea.id)
        .where(
            AreaCrosswalk.from_area_id == previous.area_id,
            AreaCrosswalk.is_exact,
            ExhibitionArea.edition_id == edition.id,
        )
    )
    return session.scalars(query).first()


def _copied(item: CatalogueItem) -> CatalogueItem:
    return CatalogueItem(
        kind=item.kind,
        hs_code=item.hs_code,
        title_en=item.title_en,
        title_zh=item.title_zh,
        keywords=item.keywords,
    )


def _carry_people(
    session: Session, previous: Participation, participation: Participation, *, at: datetime
) -> None:
    grants = session.scalars(
        sa.select(Grant).where(
            Grant.participation_id == previous.id, Grant.role.in_(ENTERPRISE_ROLES)
        )
    ).all()
    for person in previous.representatives:
        if not person.is_active:
            continue
        copy = Representative(
            participation=participation,
            account_id=person.account_id,
            name_en=person.name_en,
            name_zh=person.name_zh,
            title_en=person.title_en,
            title_zh=person.title_zh,
            languages=person.languages,
            is_contact=person.is_contact,
        )
        session.add(copy)
        session.flush()
        for grant in grants:
            if grant.representative_id == person.id:
                _grant(session, grant.account, grant.role, copy, at=at)
    carried = {grant.account_id for grant in grants if grant.representative_id is not None}
    for grant in grants:
        if grant.account_id not in carried:
            grant_role(
                session,
                grant.account,
                grant.role,
                edition_id=participation.edition_id,
                at=at,
                scope=participation.label,
                participation_id=participation.id,
            )
