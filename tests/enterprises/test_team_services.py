import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.accounts.models import Account, Grant
from matchmaking.accounts.values import Role
from matchmaking.core.errors import InvalidInputError
from matchmaking.core.wording import Name
from matchmaking.enterprises.errors import (
    AlreadyOnTeamError,
    LastAdministratorError,
    StillBookedError,
)
from matchmaking.enterprises.models import Representative
from matchmaking.enterprises.services import team
from matchmaking.enterprises.values import ParticipationState, PersonText
from matchmaking.expo.services import occupy
from matchmaking.expo.values import Holder, HolderKind, Resource, ResourceKind, Slot
from matchmaking.notifications.models import Notice
from tests.enterprises.situations import Situation, complete_profile
from tests.factories.accounts import make_account
from tests.factories.expo import NOW, venue_time


@pytest.fixture
def approved(session: Session) -> Situation:
    return complete_profile(session, state=ParticipationState.APPROVED)


def person_text(*, english: str = "Li Wei", is_contact: bool = False) -> PersonText:
    return PersonText(
        name=Name(english, "李伟"),
        title=Name("Buyer", "采购经理"),
        languages=("zh", "en"),
        is_contact=is_contact,
    )


def add(session: Session, situation: Situation) -> Representative:
    return team.add_representative(
        session, situation.admin, situation.participation, person_text(), at=NOW
    )


def test_a_representative_is_added(session: Session, approved: Situation) -> None:
    person = add(session, approved)

    assert (person.label, person.languages) == (Name("Li Wei", "李伟"), "zh,en")
    assert not person.is_contact


def test_the_first_representative_is_the_contact(session: Session, approved: Situation) -> None:
    approved.participation.representatives[0].is_contact = False

    assert add(session, approved).is_contact


def test_a_representative_needs_a_name(session: Session, approved: Situation) -> None:
    nameless = PersonText(name=Name("", ""), title=Name("", ""))

    with pytest.raises(InvalidInputError) as refused:
        team.add_representative(session, approved.admin, approved.participation, nameless, at=NOW)

    assert refused.value.field == "name_en"


def test_there_is_one_contact(session: Session, approved: Situation) -> None:
    first, second = approved.participation.representatives[0], add(session, approved)

    text = person_text(english="Li Wen", is_contact=True)
    team.change_representative(session, approved.admin, second, text, at=NOW)

    assert (first.is_contact, second.is_contact, second.name_en) == (False, True, "Li Wen")


def test_an_invited_stranger_gets_an_account_without_a_password(
    session: Session, approved: Situation
) -> None:
    person = add(session, approved)

    account = team.invite(
        session,
        approved.admin,
        person,
        email=" New@Example.org ",
        role=Role.ENTERPRISE_MEMBER,
        at=NOW,
    )

    assert (account.email, account.password_hash) == ("new@example.org", None)
    assert person.account_id == account.id
    grant = account.grants[0]
    assert (grant.role, grant.representative_id) == (Role.ENTERPRISE_MEMBER, person.id)
    assert grant.scope_en == approved.participation.enterprise.name_en


def invite(session: Session, situation: Situation, person: Representative, who: Account) -> None:
    team.invite(
        session, situation.admin, person, email=who.email, role=Role.ENTERPRISE_MEMBER, at=NOW
    )


def test_somebody_with_an_account_keeps_it(session: Session, approved: Situation) -> None:
    known = make_account(session)

    invite(session, approved, add(session, approved), known)

    assert [grant.participation_id for grant in known.grants] == [approved.participation.id]


def test_nobody_is_invited_twice(session: Session, approved: Situation) -> None:
    known = make_account(session)
    invite(session, approved, add(session, approved), known)

    with pytest.raises(AlreadyOnTeamError):
        invite(session, approved, add(session, approved), known)


def test_a_retired_person_cannot_sign_in_for_the_enterprise(
    session: Session, approved: Situation
) -> None:
    person, known = add(session, approved), make_account(session)
    invite(session, approved, person, known)

    team.retire(session, approved.admin, person, at=NOW)

    assert not person.is_active
    held = session.scalar(sa.select(sa.func.count()).where(Grant.account_id == known.id))
    assert held == 0

    team.restore(session, approved.admin, person, at=NOW)
    assert person.is_active


def test_the_last_administrator_stays(session: Session, approved: Situation) -> None:
    person = approved.participation.representatives[0]

    with pytest.raises(LastAdministratorError):
        team.retire(session, approved.admin, person, at=NOW)
    with pytest.raises(LastAdministratorError):
        team.change_team_role(session, approved.admin, person, Role.ENTERPRISE_MEMBER, at=NOW)


def test_a_second_administrator_lets_the_first_step_down(
    session: Session, approved: Situation
) -> None:
    person, known = add(session, approved), make_account(session)
    invite(session, approved, person, known)
    first = approved.participation.representatives[0]

    team.change_team_role(session, approved.admin, person, Role.ENTERPRISE_ADMIN, at=NOW)
    team.change_team_role(session, approved.admin, first, Role.ENTERPRISE_MEMBER, at=NOW)

    assert known.grants[0].role is Role.ENTERPRISE_ADMIN
    assert approved.administrator.role is Role.ENTERPRISE_MEMBER


def told(session: Session, account: Account) -> list[str]:
    query = sa.select(Notice).where(Notice.account_id == account.id).order_by(Notice.id)
    return [str(notice.sentence) for notice in session.scalars(query)]


def test_a_person_is_told_whenever_their_role_in_the_team_changes(
    session: Session, approved: Situation
) -> None:
    team_name = str(approved.participation.label)
    person = add(session, approved)
    account = team.invite(
        session, approved.admin, person, email="li@x.example", role=Role.ENTERPRISE_MEMBER, at=NOW
    )

    for role in (Role.ENTERPRISE_ADMIN, Role.ENTERPRISE_ADMIN):
        team.change_team_role(session, approved.admin, person, role, at=NOW)
    team.retire(session, approved.admin, person, at=NOW)

    assert told(session, account) == [
        f"You can now act for “{team_name}”.",
        f"Your role for “{team_name}” is now: Team administrator.",
        f"You can no longer act for “{team_name}”.",
    ]


def test_who_is_restored_can_be_invited_again(session: Session, approved: Situation) -> None:
    person = add(session, approved)
    role = Role.ENTERPRISE_MEMBER
    email = "li@x.example"
    account = team.invite(session, approved.admin, person, email=email, role=role, at=NOW)
    team.retire(session, approved.admin, person, at=NOW)

    team.restore(session, approved.admin, person, at=NOW)
    again = team.invite(session, approved.admin, person, email=email, role=role, at=NOW)

    assert again == account
    assert [grant.role for grant in account.grants] == [role]


def test_whoever_has_appointments_is_not_retired(session: Session, approved: Situation) -> None:
    person = add(session, approved)
    occupy(
        session,
        [Resource(ResourceKind.PERSON, person.id)],
        Slot(venue_time(6, 10), venue_time(6, 10, 30)),
        Holder(HolderKind.MEETING, 1),
        what=Name("Meeting with Changan", "与长安洽谈"),
    )

    with pytest.raises(StillBookedError, match="Li Wei still has appointments"):
        team.retire(session, approved.admin, person, at=NOW)
