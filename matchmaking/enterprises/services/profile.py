"""Filling in a profile: who the enterprise is, how it takes part, what it says about itself."""

from datetime import datetime

from sqlalchemy.orm import Session

from matchmaking.accounts.values import Actor
from matchmaking.audit.services import record
from matchmaking.core.errors import InvalidInputError
from matchmaking.core.wording import Name, say
from matchmaking.delegations.queries import delegation_in
from matchmaking.enterprises.checks import checked_identifier, checked_rank, checked_website
from matchmaking.enterprises.errors import IdentifierTakenError, OwnParentError, UnknownParentError
from matchmaking.enterprises.models import Enterprise, Participation
from matchmaking.enterprises.queries.profiles import booth_typed, confirmed_by_name, holder_of
from matchmaking.enterprises.services.indexing import refresh_index
from matchmaking.enterprises.values import Identity, Part
from matchmaking.expo.models import ExhibitionArea
from matchmaking.reference.models import Territory

DEEPEST_GROUP = 20


def change_identity(
    session: Session,
    actor: Actor,
    participation: Participation,
    identity: Identity,
    *,
    at: datetime,
) -> None:
    """Write down who the enterprise is.

    Raises:
        InvalidInputError: a field breaks its rule; it is named.
        IdentifierTakenError: an approved enterprise holds the identifier.
        UnknownParentError: no approved enterprise has the parent's name.
        OwnParentError: it would belong to itself.
    """
    enterprise = participation.enterprise
    fill_identity(session, enterprise, identity)
    refresh_index(session, participation)
    record(session, actor, "changed an enterprise", subject=("enterprise", enterprise.id), at=at)


def fill_identity(session: Session, enterprise: Enterprise, identity: Identity) -> None:
    """Check an identity and write it into an enterprise, new or known.

    Once an officer has confirmed who it is, name, place and number of the register stay.
    """
    if not enterprise.is_confirmed:
        _fill_register(session, enterprise, identity)
    _require_name(identity.name)
    parent = _parent_named(session, enterprise, identity.parent)
    rank, website = checked_rank(identity.global_500_rank), checked_website(identity.website)
    enterprise.name_en, enterprise.name_zh = identity.name.en, identity.name.zh
    enterprise.unit_type = identity.unit_type
    enterprise.ownership = identity.ownership
    enterprise.parent = parent
    enterprise.global_500_rank = rank
    enterprise.website = website


def _fill_register(session: Session, enterprise: Enterprise, identity: Identity) -> None:
    territory = session.get(Territory, identity.territory_code)
    if territory is None:
        raise InvalidInputError(say("Choose a country or region."), field="territory_code")
    if not identity.legal_name:
        raise InvalidInputError(say("Type the legal name."), field="legal_name")
    number = checked_identifier(identity.legal_identifier, territory.code)
    refuse_taken_identifier(session, enterprise.id, territory.code, number)
    enterprise.territory = territory
    enterprise.territory_code = territory.code
    enterprise.legal_name = identity.legal_name
    enterprise.legal_identifier = number


def refuse_taken_identifier(
    session: Session, own_id: int | None, territory_code: str, number: str | None
) -> None:
    """Tell early that an approved enterprise holds this identifier; approving decides.

    Raises:
        IdentifierTakenError: another one does.
    """
    holder = holder_of(session, territory_code, number) if number else None
    if holder is not None and holder.id != own_id:
        raise IdentifierTakenError(holder.label)


def _require_name(name: Name) -> None:
    if not (name.en or name.zh):
        raise InvalidInputError(
            say("Type the name in at least one of the two languages."), field="name_en"
        )


def _parent_named(session: Session, enterprise: Enterprise, typed: str) -> Enterprise | None:
    if not typed:
        return None
    parent = confirmed_by_name(session, typed)
    if parent is None:
        raise UnknownParentError(typed)
    above: Enterprise | None = parent
    for _ in range(DEEPEST_GROUP):
        if above is None:
            return parent
        if above.id == enterprise.id:
            raise OwnParentError
        above = above.parent
    raise OwnParentError


def change_part(
    session: Session, actor: Actor, participation: Participation, part: Part, *, at: datetime
) -> None:
    """Write down as what an enterprise takes part, in which area and with which delegation.

    Raises:
        InvalidInputError: no role, or an area or delegation of another edition.
    """
    fill_part(session, participation, part)
    session.flush()
    record(
        session,
        actor,
        "changed a participation",
        subject=("participation", participation.id),
        at=at,
    )


def fill_part(session: Session, participation: Participation, part: Part) -> None:
    """Check roles, area and delegation and write them into a participation, new or known."""
    if not (part.is_exhibitor or part.is_buyer):
        raise InvalidInputError(
            say("Choose at least one: exhibitor, buyer or both."), field="is_exhibitor"
        )
    area = session.get(ExhibitionArea, part.area_id) if part.area_id else None
    if part.area_id and (area is None or area.edition_id != participation.edition_id):
        raise InvalidInputError(say("Choose an area of this edition."), field="area_id")
    delegation = delegation_in(session, participation.edition_id, part.delegation_id)
    if part.delegation_id and delegation is None:
        raise InvalidInputError(say("Choose a delegation of this edition."), field="delegation_id")
    participation.is_exhibitor, participation.is_buyer = part.is_exhibitor, part.is_buyer
    participation.area, participation.delegation = area, delegation


def describe(
    session: Session, actor: Actor, participation: Participation, about: Name, *, at: datetime
) -> None:
    """Write down what the enterprise says about itself, in one or both languages.

    Raises:
        InvalidInputError: it would say nothing.
    """
    if not (about.en or about.zh):
        raise InvalidInputError(
            say("Say something about your enterprise in at least one language."), field="about_en"
        )
    participation.about_en, participation.about_zh = about.en, about.zh
    refresh_index(session, participation)
    record(
        session,
        actor,
        "changed a profile's text",
        subject=("participation", participation.id),
        at=at,
    )


def assign_booth(
    session: Session, actor: Actor, participation: Participation, typed: str, *, at: datetime
) -> None:
    """Give an exhibitor a booth, by hall and number such as ``5.1 B03``, or take it away.

    Raises:
        InvalidInputError: there is no such booth in the edition.
    """
    booth = booth_typed(session, participation.edition_id, typed) if typed.strip() else None
    if typed.strip() and booth is None:
        raise InvalidInputError(
            say(
                "No booth of this edition is called “%(typed)s”. Write hall and number, such as "
                "5.1 B03.",
                typed=typed.strip(),
            ),
            field="booth",
        )
    participation.booth = booth
    session.flush()
    record(session, actor, "assigned a booth", subject=("participation", participation.id), at=at)
