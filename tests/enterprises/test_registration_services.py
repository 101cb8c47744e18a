from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.accounts.models import Grant
from matchmaking.accounts.values import Role
from matchmaking.core.wording import Name
from matchmaking.enterprises.errors import (
    AlreadyTakingPartError,
    IdentifierTakenError,
    RegistrationClosedError,
)
from matchmaking.enterprises.models import Participation
from matchmaking.enterprises.services.registration import (
    Registration,
    carry_forward,
    register_enterprise,
)
from matchmaking.enterprises.values import Part, ParticipationState
from matchmaking.expo.models import AreaCrosswalk, Edition
from matchmaking.expo.values import Phase
from tests.enterprises.situations import USCC, complete_profile, typed_identity
from tests.factories.accounts import make_account
from tests.factories.delegations import make_delegation
from tests.factories.enterprises import make_enterprise
from tests.factories.expo import NOW, make_area, make_edition
from tests.factories.reference import make_territory


def register(session: Session, edition: Edition) -> Participation:
    make_territory(session, "CN")
    typed = Registration(
        typed_identity(), Part(is_exhibitor=False, is_buyer=True), Name("Li Wei", "李伟")
    )
    return register_enterprise(session, make_account(session), edition, typed, at=NOW)


def test_a_newcomer_becomes_administrator_of_a_draft(session: Session) -> None:
    participation = register(session, make_edition(session))

    person = participation.representatives[0]
    grant = session.scalars(
        sa.select(Grant).where(Grant.participation_id == participation.id)
    ).one()
    assert participation.state is ParticipationState.DRAFT
    assert (participation.enterprise.legal_identifier, person.name_zh) == (USCC, "李伟")
    assert (person.is_contact, person.account_id) == (True, grant.account_id)
    assert (grant.role, grant.representative_id) == (Role.ENTERPRISE_ADMIN, person.id)


@pytest.mark.parametrize("phase", [Phase.PREPARING, Phase.CLOSED])
def test_an_edition_must_take_registrations(session: Session, phase: Phase) -> None:
    with pytest.raises(RegistrationClosedError):
        register(session, make_edition(session, phase=phase))


def test_an_edition_takes_registrations_from_its_moment_to_the_next(session: Session) -> None:
    hour = timedelta(hours=1)
    soon = make_edition(session, phase=Phase.PREPARING, registration_opens_at=NOW + hour)
    late = make_edition(session, registration_closes_at=NOW)
    now = make_edition(session, phase=Phase.PREPARING, registration_opens_at=NOW)

    with pytest.raises(RegistrationClosedError, match="2nd Fair: Registration opens on 2019-11-05"):
        register(session, soon)
    with pytest.raises(RegistrationClosedError, match="2nd Fair: Registration closed on 2019"):
        register(session, late)
    assert register(session, now).edition_id == now.id


def test_a_registered_enterprise_is_not_registered_again(session: Session) -> None:
    make_enterprise(session, legal_identifier=USCC)

    with pytest.raises(IdentifierTakenError):
        register(session, make_edition(session))


def test_two_drafts_may_claim_the_same_identifier(session: Session) -> None:
    edition = make_edition(session)

    first, second = register(session, edition), register(session, edition)

    assert first.enterprise.legal_identifier == second.enterprise.legal_identifier


def test_a_profile_is_carried_into_the_next_edition(session: Session) -> None:
    situation = complete_profile(session, state=ParticipationState.APPROVED)
    following = make_edition(session, previous_id=situation.edition.id, phase=Phase.PREPARING)
    area = make_area(session, following)
    old_area = situation.participation.area_id
    session.add(AreaCrosswalk(from_area_id=old_area, to_area_id=area.id, is_exact=True))
    node = make_delegation(session, following, code=situation.delegation.code)
    retired = situation.participation.representatives[0]

    carried = carry_forward(session, situation.admin, situation.participation, following, at=NOW)

    assert (carried.state, carried.enterprise) == (
        ParticipationState.DRAFT,
        situation.participation.enterprise,
    )
    assert (carried.area, carried.delegation, carried.booth) == (area, node, None)
    assert [item.title for item in carried.items] == [
        item.title for item in situation.participation.items
    ]
    session.refresh(carried)
    assert [person.label for person in carried.representatives] == [retired.label]
    grant = session.scalars(sa.select(Grant).where(Grant.participation_id == carried.id)).one()
    assert (grant.account_id, grant.edition_id) == (
        situation.administrator.account_id,
        following.id,
    )


def test_an_area_that_is_only_similar_is_not_carried(session: Session) -> None:
    situation = complete_profile(session)
    following = make_edition(session)
    area = make_area(session, following)
    session.add(
        AreaCrosswalk(
            from_area_id=situation.participation.area_id, to_area_id=area.id, is_exact=False
        )
    )
    session.flush()

    carried = carry_forward(session, situation.admin, situation.participation, following, at=NOW)

    assert (carried.area, carried.delegation) == (None, None)


def test_a_profile_is_carried_once(session: Session) -> None:
    situation = complete_profile(session)
    following = make_edition(session)
    carry_forward(session, situation.admin, situation.participation, following, at=NOW)

    with pytest.raises(AlreadyTakingPartError):
        carry_forward(session, situation.admin, situation.participation, following, at=NOW)


def test_nothing_is_carried_into_a_closed_edition(session: Session) -> None:
    situation = complete_profile(session)
    closed = make_edition(session, phase=Phase.CLOSED)

    with pytest.raises(RegistrationClosedError):
        carry_forward(session, situation.admin, situation.participation, closed, at=NOW)
