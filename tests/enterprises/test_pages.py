from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from matchmaking.accounts.values import Role
from matchmaking.enterprises.values import CatalogueKind, ParticipationState
from matchmaking.expo.values import Phase
from tests.browser import Browser
from tests.factories.accounts import make_lead, make_organiser, make_team_member
from tests.factories.delegations import make_delegation
from tests.factories.enterprises import (
    make_catalogue_item,
    make_enterprise,
    make_participation,
    make_representative,
)
from tests.factories.expo import NOW, make_area, make_edition

PAGES = [
    "",
    "/identity",
    "/part",
    "/about",
    "/items/new?kind=need",
    "/items/{item}",
    "/representatives/new",
    "/representatives/{person}",
    "/representatives/{person}/invite",
]


@pytest.mark.parametrize("language", ["en", "zh_Hans"])
@pytest.mark.parametrize("page", PAGES)
def test_an_administrator_sees_every_part_of_the_profile(
    browser: Browser, session: Session, page: str, language: str
) -> None:
    edition = make_edition(session)
    participation = make_participation(
        session,
        edition,
        enterprise=make_enterprise(session, is_confirmed=False),
        state=ParticipationState.DRAFT,
        area_id=make_area(session, edition).id,
        delegation_id=make_delegation(session, edition).id,
    )
    item = make_catalogue_item(session, participation, kind=CatalogueKind.NEED)
    person = make_representative(session, participation)
    browser.signed_in_as(make_team_member(session, participation))
    browser.speaking(language)

    path = f"/profiles/{participation.id}" + page.format(item=item.id, person=person.id)
    answer = browser.get(path)

    assert answer.status_code == 200


@pytest.mark.parametrize("path", ["/partners", "/profile", "/account", "/account/password"])
def test_a_member_of_a_team_sees_the_lists(browser: Browser, session: Session, path: str) -> None:
    participation = make_participation(session, make_edition(session))
    make_catalogue_item(session, participation)
    browser.signed_in_as(make_team_member(session, participation, role=Role.ENTERPRISE_MEMBER))

    assert browser.get(path).status_code == 200


def test_a_lead_reviews_the_profiles_of_the_delegation(browser: Browser, session: Session) -> None:
    edition = make_edition(session)
    delegation = make_delegation(session, edition)
    below = make_delegation(session, edition, parent=delegation)
    submitted = {"state": ParticipationState.SUBMITTED}
    mine = make_participation(session, edition, delegation_id=below.id, **submitted)
    strange = make_participation(session, edition, **submitted)
    browser.signed_in_as(make_lead(session, edition, delegation))

    words = browser.get("/profiles").words

    assert mine.enterprise.name_en in words
    assert strange.enterprise.name_en not in words
    assert browser.get(f"/profiles/{mine.id}").status_code == 200
    assert browser.get(f"/profiles/{strange.id}").status_code == 404


def test_an_organiser_sees_profiles_and_partners(browser: Browser, session: Session) -> None:
    edition = make_edition(session)
    participation = make_participation(session, edition, state=ParticipationState.SUBMITTED)
    browser.signed_in_as(make_organiser(session, edition))

    for path in ("/profiles", f"/profiles/{participation.id}", f"/partners/{participation.id}"):
        assert browser.get(path).status_code == 200


@pytest.mark.parametrize(
    "phase, told",
    [
        (Phase.PREPARING, "Registration is not open yet"),
        (Phase.OPEN, ""),
        (Phase.RUNNING, ""),
        (Phase.CLOSED, "Registration is closed"),
    ],
)
def test_whoever_approves_profiles_is_told_why_no_new_ones_come(
    browser: Browser, session: Session, phase: Phase, told: str
) -> None:
    edition = make_edition(session, phase=phase)
    hats = (
        make_organiser(session, edition),
        make_lead(session, edition, make_delegation(session, edition)),
    )

    for hat, leads_to_phase in zip(hats, (bool(told), False), strict=True):
        browser.signed_in_as(hat)
        page = browser.get("/profiles")
        assert ("o new enterprise can register" in page.words) is bool(told)
        assert told in page.words
        assert ("/fair?open=edition" in page.page.links) is leads_to_phase


def test_whoever_approves_profiles_is_told_when_registration_opens_or_closed(
    browser: Browser, session: Session
) -> None:
    edition = make_edition(
        session, phase=Phase.PREPARING, registration_opens_at=NOW + timedelta(days=1)
    )
    browser.signed_in_as(make_organiser(session, edition))

    before = browser.get("/profiles").words
    edition.registration_opens_at, edition.registration_closes_at = None, NOW
    edition.phase = Phase.RUNNING
    session.flush()

    assert "Registration opens on 6 November 2019, 12:40" in before
    assert "Until then no new enterprise can register." in before
    after = browser.get("/profiles").words
    assert "Registration is closed Registration closed on 5 November 2019, 12:40" in after


def test_a_stranger_registers(browser: Browser, session: Session) -> None:
    make_edition(session)

    assert browser.get("/register").status_code == 200
