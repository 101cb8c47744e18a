"""Words of the programme."""

from enum import StrEnum


class DialogueKind(StrEnum):
    """What kind of session it is."""

    DIALOGUE = "dialogue"
    TALKS = "talks"
    FORUM = "forum"
    PROMOTION = "promotion"
    MATCHMAKING = "matchmaking"
    SIGNING_CEREMONY = "signing_ceremony"
    DEBUT = "debut"
    CULTURE = "culture"


class DialogueState(StrEnum):
    """Where a session stands."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CANCELLED = "cancelled"


class Admission(StrEnum):
    """Who may book a seat."""

    OPEN = "open"
    APPROVAL = "approval"
    INVITATION = "invitation"


class Audience(StrEnum):
    """For whom an allotment of seats is kept."""

    GLOBAL_500 = "global_500"
    CHAMBER = "chamber"
    INVITED = "invited"
    HOST_DELEGATION = "host_delegation"
    EXHIBITOR = "exhibitor"
    BUYER = "buyer"


class RegistrationState(StrEnum):
    """Where a registration stands."""

    REQUESTED = "requested"
    BOOKED = "booked"
    WAITLISTED = "waitlisted"
    OFFERED = "offered"
    CANCELLED = "cancelled"
    ATTENDED = "attended"
    NO_SHOW = "no_show"
