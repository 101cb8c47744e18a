"""What a profile must have before it can be submitted; pure."""

from collections.abc import Iterator

from matchmaking.core.wording import say
from matchmaking.enterprises.checks import MAINLAND_CHINA
from matchmaking.enterprises.models import Participation
from matchmaking.enterprises.values import CatalogueKind, Gap, Section


def gaps_of(participation: Participation) -> list[Gap]:
    """Return what is missing, in the order of the profile's sections."""
    return [
        *_identity_gaps(participation),
        *_role_gaps(participation),
        *_content_gaps(participation),
        *_people_gaps(participation),
    ]


def _identity_gaps(participation: Participation) -> Iterator[Gap]:
    enterprise = participation.enterprise
    is_chinese = enterprise.territory_code == MAINLAND_CHINA
    if not enterprise.legal_name:
        yield Gap(Section.IDENTITY, say("The legal name"))
    if not enterprise.name_en:
        yield Gap(Section.IDENTITY, say("The name in English"))
    if is_chinese and not enterprise.name_zh:
        yield Gap(Section.IDENTITY, say("The name in Chinese"))
    if is_chinese and not enterprise.legal_identifier:
        yield Gap(Section.IDENTITY, say("The Unified Social Credit Code"))
    if is_chinese and participation.is_buyer and enterprise.ownership is None:
        yield Gap(Section.IDENTITY, say("The ownership: purchases are reported by it"))


def _role_gaps(participation: Participation) -> Iterator[Gap]:
    is_chinese = participation.enterprise.territory_code == MAINLAND_CHINA
    if participation.is_exhibitor and participation.area_id is None:
        yield Gap(Section.ROLE, say("The exhibition area of your stand"))
    if participation.is_buyer and is_chinese and participation.delegation_id is None:
        yield Gap(Section.ROLE, say("The trading delegation you come with"))


def _content_gaps(participation: Participation) -> Iterator[Gap]:
    kinds = {item.kind for item in participation.items}
    if not (participation.about_en or participation.about_zh):
        yield Gap(Section.ABOUT, say("A few sentences about your enterprise"))
    if participation.is_exhibitor and CatalogueKind.OFFER not in kinds:
        yield Gap(Section.CATALOGUE, say("At least one offer"))
    if participation.is_buyer and CatalogueKind.NEED not in kinds:
        yield Gap(Section.CATALOGUE, say("At least one need"))


def _people_gaps(participation: Participation) -> Iterator[Gap]:
    active = [person for person in participation.representatives if person.is_active]
    if not active:
        yield Gap(Section.PEOPLE, say("At least one representative"))
    elif not any(person.is_contact for person in active):
        yield Gap(Section.PEOPLE, say("The contact person among your representatives"))
