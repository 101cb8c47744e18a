"""Words of the enterprises."""

from dataclasses import dataclass
from enum import StrEnum

from matchmaking.core.wording import Name, Sentence


class UnitType(StrEnum):
    """What kind of unit takes part."""

    ENTERPRISE = "enterprise"
    GOVERNMENT = "government"
    PUBLIC_INSTITUTION = "public_institution"
    SOCIAL_ORGANISATION = "social_organisation"


class Ownership(StrEnum):
    """Who owns the unit."""

    STATE = "state"
    PRIVATE = "private"
    FOREIGN = "foreign"
    PUBLIC = "public"
    MIXED = "mixed"


class ParticipationState(StrEnum):
    """Where the profile of a participation stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


class CatalogueKind(StrEnum):
    """Whether a catalogue item is offered or needed."""

    OFFER = "offer"
    NEED = "need"


# While a profile is in one of these states its team may change everything in it.
OPEN_TO_THE_TEAM = frozenset({ParticipationState.DRAFT, ParticipationState.RETURNED})


class Section(StrEnum):
    """A part of the profile with a page of its own."""

    IDENTITY = "identity"
    ROLE = "role"
    ABOUT = "about"
    CATALOGUE = "catalogue"
    PEOPLE = "people"


@dataclass(frozen=True)
class Gap:
    """Something a profile lacks before it can be submitted, and the section to fill it in."""

    section: Section
    what: Sentence


@dataclass(frozen=True)
class Identity:
    """Who an enterprise is, as typed: the same through all editions."""

    name: Name
    legal_name: str
    territory_code: str
    legal_identifier: str = ""
    unit_type: UnitType = UnitType.ENTERPRISE
    ownership: Ownership | None = None
    parent: str = ""
    global_500_rank: int | None = None
    website: str = ""


@dataclass(frozen=True)
class Part:
    """How an enterprise takes part in an edition: its roles, area and delegation."""

    is_exhibitor: bool
    is_buyer: bool
    area_id: int | None = None
    delegation_id: int | None = None


@dataclass(frozen=True)
class ItemText:
    """An offer or a need, as typed."""

    kind: CatalogueKind
    title: Name
    hs_code: str = ""
    keywords: str = ""


@dataclass(frozen=True)
class PersonText:
    """A representative, as typed; ``languages`` are codes such as ``en``."""

    name: Name
    title: Name
    languages: tuple[str, ...] = ()
    is_contact: bool = False


@dataclass(frozen=True)
class DirectoryFilter:
    """What somebody looks for in the directory; an empty value means any.

    ``with_codes`` lets a word that is an HS code find goods by it, too, not names alone.
    """

    words: str = ""
    with_codes: bool = False
    role: str = ""
    area_id: int | None = None
    territory_code: str = ""
    delegation_id: int | None = None
    kind: CatalogueKind | None = None
    hs_code: str = ""
