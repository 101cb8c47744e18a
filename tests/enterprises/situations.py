"""Enterprises in the situations that several tests need."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from matchmaking.accounts.models import Grant
from matchmaking.accounts.values import Actor
from matchmaking.core.wording import Name
from matchmaking.delegations.models import Delegation
from matchmaking.enterprises.models import Participation
from matchmaking.enterprises.values import CatalogueKind, Identity, Ownership, ParticipationState
from matchmaking.expo.models import Edition
from tests.factories.accounts import actor, make_organiser, make_team_member
from tests.factories.delegations import make_delegation
from tests.factories.enterprises import (
    make_catalogue_item,
    make_enterprise,
    make_participation,
    make_representative,
)
from tests.factories.expo import make_area, make_edition

USCC = "91110000600037341L"
OTHER_USCC = "91110000100003962Y"


@dataclass
class Situation:
    """A complete profile of a Chinese enterprise, its administrator, and an organiser."""

    edition: Edition
    delegation: Delegation
    participation: Participation
    administrator: Grant
    organiser: Grant

    @property
    def admin(self) -> Actor:
        """Return the team's administrator as an actor."""
        return actor(self.administrator)

    @property
    def officer(self) -> Actor:
        """Return the organiser as an actor."""
        return actor(self.organiser)


def complete_profile(
    session: Session,
    *,
    state: ParticipationState = ParticipationState.DRAFT,
    identifier: str = USCC,
    edition: Edition | None = None,
) -> Situation:
    """Make a profile that lacks nothing."""
    edition = edition or make_edition(session)
    delegation = make_delegation(session, edition)
    enterprise = make_enterprise(
        session,
        legal_identifier=identifier,
        ownership=Ownership.PRIVATE,
        is_confirmed=state is ParticipationState.APPROVED,
    )
    participation = make_participation(
        session,
        edition,
        enterprise=enterprise,
        state=state,
        area_id=make_area(session, edition).id,
        delegation_id=delegation.id,
        about_en="We make gears.",
    )
    person = make_representative(session, participation, is_contact=True)
    make_catalogue_item(session, participation)
    make_catalogue_item(session, participation, kind=CatalogueKind.NEED)
    administrator = make_team_member(session, participation, representative=person)
    session.refresh(participation)
    organiser = make_organiser(session, edition)
    return Situation(edition, delegation, participation, administrator, organiser)


def typed_identity(**changes: object) -> Identity:
    """Return an identity as somebody would type it."""
    values: dict[str, object] = {
        "name": Name("Adler Gears", "雄鹰齿轮"),
        "legal_name": "雄鹰齿轮有限公司",
        "territory_code": "CN",
        "legal_identifier": USCC,
        **changes,
    }
    return Identity(**values)  # type: ignore[arg-type]
