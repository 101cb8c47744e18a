from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.accounts.errors import GrantedAlreadyError, LastOrganiserError, UnknownAccountError
from matchmaking.accounts.models import ApiToken, Grant
from matchmaking.accounts.services import issue_token
from matchmaking.accounts.values import Actor, Role
from matchmaking.audit.models import AuditEntry
from matchmaking.core.errors import InvalidInputError
from matchmaking.expo.models import Edition
from matchmaking.people import policies
from matchmaking.people.services import roles as services
from matchmaking.people.services.roles import RoleProposal
from tests.browser import Browser, QueryCounter
from tests.factories.accounts import (
    actor,
    make_account,
    make_grant,
    make_lead,
    make_organiser,
    make_staff,
    make_team_member,
)
from tests.factories.delegations import make_delegation
from tests.factories.enterprises import make_participation
from tests.factories.expo import NOW, make_edition


class Office:
    """An edition with one organiser and a delegation."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.edition: Edition = make_edition(session)
        self.organiser = make_organiser(session, self.edition)
        self.delegation = make_delegation(session, self.edition)

    def give(
        self, email: str, role: Role, *, delegation_id: int | None = None, name: str = ""
    ) -> Grant:
        """Let the organiser give somebody a role."""
        proposal = RoleProposal(email, role, delegation_id, name)
        return services.give_role(
            self.session, actor(self.organiser), self.edition, proposal, at=NOW
        )


@pytest.fixture
def office(session: Session) -> Office:
    return Office(session)


def test_somebody_known_becomes_lead(session: Session, office: Office) -> None:
    known = make_account(session)

    grant = office.give(known.email, Role.DELEGATION_LEAD, delegation_id=office.delegation.id)

    assert (grant.account, grant.delegation_id) == (known, office.delegation.id)
    assert grant.scope_en == office.delegation.name_en
    actions = session.scalars(sa.select(AuditEntry.action).where(AuditEntry.object_kind == "grant"))
    assert list(actions) == ["granted the role delegation_lead"]


def test_the_page_makes_somebody_known_a_lead(
    browser: Browser, session: Session, office: Office
) -> None:
    known, node = make_account(session), office.delegation
    browser.signed_in_as(office.organiser)
    typed = {"email": known.email, "role": "delegation_lead", "delegation_id": str(node.id)}

    sent = browser.submit("/people/new", **typed)

    assert sent.status_code == 302
    granted = sa.select(Grant.role, Grant.delegation_id).where(Grant.account_id == known.id)
    assert session.execute(granted).one() == (Role.DELEGATION_LEAD, node.id)


def test_somebody_new_gets_an_account_without_a_password(office: Office) -> None:
    grant = office.give("new@example.org", Role.STAFF, name="New Person")

    assert (grant.account.name, grant.account.password_hash) == ("New Person", None)


def test_what_cannot_be_granted(session: Session, office: Office) -> None:
    known = make_account(session).email
    strange = make_delegation(session, make_edition(session)).id
    wrong: list[tuple[str, Role, int | None, type[Exception]]] = [
        ("nobody@example.org", Role.STAFF, None, UnknownAccountError),
        (known, Role.DELEGATION_LEAD, None, InvalidInputError),
        (known, Role.DELEGATION_LEAD, strange, InvalidInputError),
        (known, Role.ENTERPRISE_ADMIN, None, InvalidInputError),
        (office.organiser.account.email, Role.ORGANISER, None, GrantedAlreadyError),
    ]

    for email, role, delegation_id, error in wrong:
        with pytest.raises(error):
            office.give(email, role, delegation_id=delegation_id)


def test_a_role_is_taken_back_with_its_tokens(session: Session, office: Office) -> None:
    grant = make_staff(session, office.edition)
    issue_token(session, grant, name="gate", at=NOW)

    services.take_role(session, actor(office.organiser), grant, at=NOW)

    assert session.scalar(sa.select(sa.func.count()).select_from(ApiToken)) == 0
    assert session.get(Grant, grant.id) is None


def test_a_person_reads_which_role_was_given_and_taken_back_and_by_whom(
    browser: Browser, session: Session, office: Office
) -> None:
    known = make_account(session)
    who, scope = office.organiser.account.name, office.edition.name_en
    grant = office.give(known.email, Role.STAFF)
    services.take_role(session, actor(office.organiser), grant, at=NOW)
    browser.signed_in_as(known)

    words = browser.get("/notices").words
    notice = browser.get("/notices").page.every("form")[-1].get("action")

    assert f"{who} gave you a role: On-site staff, {scope}." in words
    assert f"{who} took a role back from you: On-site staff, {scope}." in words
    assert "Mark as read" in words
    assert notice is not None


def test_the_last_organiser_stays(session: Session, office: Office) -> None:
    with pytest.raises(LastOrganiserError):
        services.take_role(session, actor(office.organiser), office.organiser, at=NOW)


def test_who_gives_and_takes_roles(session: Session, office: Office) -> None:
    people = {
        "organiser": actor(office.organiser),
        "elsewhere": actor(make_organiser(session, make_edition(session))),
        "lead": actor(make_lead(session, office.edition, office.delegation)),
        "staff": actor(make_staff(session, office.edition)),
        "team": actor(make_team_member(session, make_participation(session, office.edition))),
    }
    staff = make_staff(session, office.edition)
    member = make_team_member(session, make_participation(session, office.edition))

    def allowed(may: Callable[[Actor], bool]) -> set[str]:
        return {name for name, one in people.items() if may(one)}

    assert allowed(lambda one: policies.can_grant(one, office.edition.id)) == {"organiser"}
    assert allowed(lambda one: policies.can_revoke(one, staff)) == {"organiser"}
    assert allowed(lambda one: policies.can_revoke(one, member)) == set()


def test_a_role_is_given_and_taken_back_on_the_pages(
    browser: Browser, session: Session, office: Office
) -> None:
    browser.signed_in_as(office.organiser)

    unknown = browser.submit("/people/new", email="new@example.org", role=Role.STAFF.value)
    assert unknown.status_code == 422
    assert "Nobody has an account with the address new@example.org" in unknown.words

    given = browser.submit(
        "/people/new", email="new@example.org", name="Ms New", role=Role.STAFF.value
    )
    assert "Send this link to them" in browser.follow(given).words
    grant = session.scalars(sa.select(Grant).where(Grant.role == Role.STAFF)).one()
    assert "Ms New" in browser.get("/people?role=staff&q=new").words

    browser.post(f"/people/{grant.id}/revoke")
    assert "Ms New" not in browser.get("/people").words


def test_only_organisers_of_the_edition_see_people(
    browser: Browser, session: Session, office: Office
) -> None:
    strangers = [
        make_lead(session, office.edition, office.delegation),
        make_staff(session, office.edition),
        make_team_member(session, make_participation(session, office.edition)),
    ]
    for stranger in strangers:
        browser.signed_in_as(stranger)
        for path in ("/people", "/people/new", f"/people/{office.organiser.id}"):
            assert browser.get(path).status_code == 404

    browser.signed_in_as(make_organiser(session, make_edition(session)))
    assert browser.get(f"/people/{office.organiser.id}").status_code == 404
    assert browser.post(f"/people/{office.organiser.id}/revoke").status_code == 404


def test_the_list_takes_a_constant_number_of_queries(
    browser: Browser, session: Session, office: Office, queries: QueryCounter
) -> None:
    browser.signed_in_as(office.organiser)
    counts = []
    for number in (3, 297):
        for _ in range(number):
            make_grant(session, Role.STAFF, office.edition)
        browser.get("/people")
        with queries:
            browser.get("/people")
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 7
