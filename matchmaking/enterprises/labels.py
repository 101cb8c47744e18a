"""How the enterprises' words are worded on pages."""

from flask_babel import lazy_gettext as _l

from matchmaking.enterprises.values import (
    CatalogueKind,
    Ownership,
    ParticipationState,
    Section,
    UnitType,
)

UNIT_TYPES = {
    UnitType.ENTERPRISE: _l("Enterprise"),
    UnitType.GOVERNMENT: _l("Government body"),
    UnitType.PUBLIC_INSTITUTION: _l("Public institution"),
    UnitType.SOCIAL_ORGANISATION: _l("Social organisation"),
}
OWNERSHIPS = {
    Ownership.STATE: _l("State-owned"),
    Ownership.PRIVATE: _l("Private"),
    Ownership.FOREIGN: _l("Foreign-invested"),
    Ownership.PUBLIC: _l("Public institution's"),
    Ownership.MIXED: _l("Mixed"),
}
STATES = {
    ParticipationState.DRAFT: _l("Draft"),
    ParticipationState.SUBMITTED: _l("Waiting for approval"),
    ParticipationState.APPROVED: _l("Approved"),
    ParticipationState.RETURNED: _l("Returned"),
    ParticipationState.WITHDRAWN: _l("Withdrawn from the fair"),
}
TONES = {
    ParticipationState.DRAFT: "new",
    ParticipationState.SUBMITTED: "waiting",
    ParticipationState.APPROVED: "good",
    ParticipationState.RETURNED: "bad",
    ParticipationState.WITHDRAWN: "muted",
}
KINDS = {CatalogueKind.OFFER: _l("Offer"), CatalogueKind.NEED: _l("Need")}
SECTIONS = {
    Section.IDENTITY: _l("Enterprise"),
    Section.ROLE: _l("Taking part"),
    Section.ABOUT: _l("About"),
    Section.CATALOGUE: _l("Offers and needs"),
    Section.PEOPLE: _l("Representatives"),
}
# The languages people speak at an international fair; Babel names them.
SPOKEN = (
    "zh", "en", "ar", "de", "es", "fr", "id", "it", "ja", "ko",
    "ms", "nl", "pl", "pt", "ru", "th", "tr", "vi",
)  # fmt: skip
