"""Words of the programme."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from matchmaking.core.wording import Name
from matchmaking.expo.values import Phase, Window


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
    DECLINED = "declined"
    CANCELLED = "cancelled"
    ATTENDED = "attended"
    NO_SHOW = "no_show"


# A person in one of these states has a seat: it counts, and it occupies them.
SEATED = frozenset(
    {RegistrationState.BOOKED, RegistrationState.ATTENDED, RegistrationState.NO_SHOW}
)
# Whoever is in one of these states has neither a seat nor a claim to one, and may ask anew.
OUTSIDE = frozenset({RegistrationState.CANCELLED, RegistrationState.DECLINED})


@dataclass(frozen=True)
class Guest:
    """A representative who wants a seat, with all that decides whether and where they get one."""

    representative_id: int
    participation_id: int
    account_id: int | None
    name: Name
    enterprise: Name
    is_approved: bool
    audiences: frozenset[Audience]


@dataclass(frozen=True)
class Standing:
    """Where a guest stands with a session: their registration, if there ever was one."""

    registration_id: int | None = None
    state: RegistrationState | None = None
    allotment_id: int | None = None
    waiting_number: int | None = None
    skipped_at: datetime | None = None
    version: int = 0

    @property
    def is_seated(self) -> bool:
        """Return whether they have a seat."""
        return self.state in SEATED

    @property
    def is_waiting(self) -> bool:
        """Return whether they are on the waiting list."""
        return self.state is RegistrationState.WAITLISTED

    @property
    def is_outside(self) -> bool:
        """Return whether they have nothing here, or nothing any more."""
        return self.state is None or self.state in OUTSIDE


@dataclass(frozen=True)
class Terms:
    """A session as somebody who books sees it: what it asks of them, what it has to give.

    ``version`` is that of the organiser's changes: whoever books against older terms is refused.
    """

    dialogue_id: int
    edition_id: int
    state: DialogueState
    admission: Admission
    name: Name
    host: Name
    starts_at: datetime
    ends_at: datetime
    hall_id: int
    capacity: int
    taken: int
    kept: int
    version: int
    booking: Window
    phase: Phase
    zone: ZoneInfo

    @property
    def is_listed(self) -> bool:
        """Return whether it stands in the programme, cancelled or not."""
        return self.state is not DialogueState.DRAFT


@dataclass(frozen=True)
class Candidacy:
    """A guest, the session they want to come to, and where they stand with it."""

    terms: Terms
    guest: Guest
    standing: Standing


@dataclass(frozen=True)
class ProgrammeFilter:
    """What of the programme somebody wants to see; nothing set means all of it."""

    day: date | None = None
    kind: DialogueKind | None = None
    host_id: int | None = None
    words: str = ""
    mine: bool = False

    @property
    def is_narrow(self) -> bool:
        """Return whether it asks for more than a day."""
        return bool(self.kind or self.host_id or self.words or self.mine)


class Listing(NamedTuple):
    """A session as the programme lists it: a row as it was read, because there are hundreds.

    ``kind``, ``state`` and ``admission`` are the values of their enums.
    """

    id: int
    kind: str
    state: str
    admission: str
    name_en: str
    name_zh: str
    host_en: str
    host_zh: str
    place_en: str
    place_zh: str
    place_code: str
    hall_en: str
    hall_zh: str
    starts_at: datetime
    ends_at: datetime
    capacity: int
    taken: int
    kept: int
    speakers_en: str | None = None
    speakers_zh: str | None = None


@dataclass(frozen=True)
class TeamSeat:
    """What a team has at a session: whose seat, and how it stands."""

    dialogue_id: int
    representative_id: int
    name: Name
    state: RegistrationState


@dataclass(frozen=True)
class SessionPlan:
    """What somebody who puts on a session lays down about it."""

    kind: DialogueKind
    name: Name
    about: Name
    host: Name
    host_delegation_id: int | None
    place_id: int
    starts_at: datetime
    ends_at: datetime
    languages: str
    interpretation: str
    admission: Admission
    capacity: int


@dataclass(frozen=True)
class AllotmentPlan:
    """Seats to keep: for whom, how many, and inside which allotment if they are a part of one."""

    name: Name
    audience: Audience
    capacity: int
    parent_id: int | None = None


@dataclass(frozen=True)
class SigningPlan:
    """Who signs what with whom on the stage; the persons if they are known."""

    participation_id: int
    counterpart_id: int
    subject: str
    signer_id: int | None = None
    counterpart_signer_id: int | None = None
