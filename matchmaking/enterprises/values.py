"""Words of the enterprises."""

from enum import StrEnum


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
