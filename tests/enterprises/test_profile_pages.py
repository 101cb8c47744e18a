"""The profile through its pages: filled in, submitted, decided on; and who is kept out."""

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.accounts.models import Account
from matchmaking.accounts.values import Role
from matchmaking.enterprises.values import CatalogueKind, ParticipationState
from tests.browser import Browser, QueryCounter
from tests.enterprises.situations import OTHER_USCC, Situation, complete_profile
from tests.factories.accounts import make_organiser, make_team_member
from tests.factories.enterprises import make_enterprise, make_participation
from tests.factories.expo import make_edition
from tests.factories.reference import make_hs_code

DRAFT, SUBMITTED, APPROVED, RETURNED, _WITHDRAWN = ParticipationState


@pytest.fixture
def draft(browser: Browser, session: Session) -> Situation:
    situation = complete_profile(session)
    browser.signed_in_as(situation.administrator)
    return situation


def path(situation: Situation, rest: str = "") -> str:
    return f"/profiles/{situation.participation.id}{rest}"


def test_the_identity_is_changed(browser: Browser, draft: Situation) -> None:
    answer = browser.submit(
        path(draft, "/identity"), name_en="Changed Gears", website="www.gears.example.com"
    )

    assert answer.location == "/profile"
    enterprise = draft.participation.enterprise
    assert (enterprise.name_en, enterprise.website) == (
        "Changed Gears",
        "https://www.gears.example.com",
    )


def test_a_wrong_identifier_keeps_what_was_typed(browser: Browser, draft: Situation) -> None:
    answer = browser.submit(
        path(draft, "/identity"), name_en="Kept", legal_identifier="91110000600037342L"
    )

    assert answer.status_code == 422
    assert "check digit" in answer.words
    assert 'value="Kept"' in answer.text
    assert 'value="91110000600037342L"' in answer.text
    assert draft.participation.enterprise.name_en != "Kept"


def test_a_taken_identifier_names_its_holder(
    browser: Browser, session: Session, draft: Situation
) -> None:
    make_enterprise(session, name_en="The Holder", legal_identifier=OTHER_USCC)

    answer = browser.submit(path(draft, "/identity"), legal_identifier=OTHER_USCC)

    assert answer.status_code == 422
    assert "“The Holder” is registered with this identifier" in answer.words


@pytest.mark.parametrize("rank", ["x", "0", "1e9", "99999999999999999999"])
def test_a_senseless_rank_is_refused(browser: Browser, draft: Situation, rank: str) -> None:
    assert browser.submit(path(draft, "/identity"), global_500_rank=rank).status_code == 422


def test_taking_part_needs_a_role(browser: Browser, draft: Situation) -> None:
    answer = browser.submit(path(draft, "/part"), is_exhibitor=None, is_buyer=None)

    assert answer.status_code == 422
    assert "Choose at least one: exhibitor, buyer or both." in answer.words


def test_a_strange_area_is_refused(browser: Browser, draft: Situation) -> None:
    assert browser.submit(path(draft, "/part"), area_id="999999").status_code == 422


def test_an_offer_is_listed_and_removed(
    browser: Browser, session: Session, draft: Situation
) -> None:
    make_hs_code(session, "8708")
    make_hs_code(session, "870840")

    browser.submit(
        path(draft, "/items/new?kind=need"), title_en="Axles", hs_code="87.08", keywords="steel"
    )
    item = draft.participation.items[-1]
    assert (item.kind, item.hs_code, item.title_en) == (CatalogueKind.NEED, "8708", "Axles")

    browser.submit(
        path(draft, f"/items/{item.id}"),
        action=path(draft, f"/items/{item.id}"),
        title_en="Steel axles",
        hs_code="870840",
    )
    session.refresh(item)
    assert item.title_en == "Steel axles"
    assert "8708.40" in browser.get(path(draft)).words

    browser.post(path(draft, f"/items/{item.id}/remove"))
    session.refresh(draft.participation)
    assert "Steel axles" not in {one.title_en for one in draft.participation.items}


def test_a_wrong_hs_code_is_named(browser: Browser, draft: Situation) -> None:
    answer = browser.submit(path(draft, "/items/new"), title_en="Axles", hs_code="gears")

    assert answer.status_code == 422
    assert "“gears” is not a code of the Harmonised System 2022" in answer.words


def test_an_incomplete_profile_lists_what_is_missing(
    browser: Browser, session: Session, draft: Situation
) -> None:
    draft.participation.about_en = ""
    session.flush()

    page = browser.get("/profile")
    answer = browser.post(path(draft, "/submit"))

    assert "Before you can submit, add: A few sentences about your enterprise" in page.words
    assert "One thing is missing" in browser.follow(answer).words
    assert draft.participation.state is DRAFT


def test_a_profile_goes_its_way(browser: Browser, session: Session, draft: Situation) -> None:
    browser.post(path(draft, "/submit"))
    assert draft.participation.state is SUBMITTED
    assert browser.get(path(draft, "/about")).status_code == 403

    browser.signed_in_as(draft.organiser)
    returned = browser.submit(path(draft), action=path(draft, "/return"), reason="")
    assert returned.status_code == 422
    assert "Say what must be changed" in returned.words
    browser.submit(path(draft), action=path(draft, "/return"), reason="Name your products.")
    assert draft.participation.state is RETURNED

    browser.signed_in_as(draft.administrator)
    assert "Name your products." in browser.get("/profile").words
    browser.post(path(draft, "/submit"))

    browser.signed_in_as(draft.organiser)
    version = draft.participation.version
    answer = browser.post(path(draft, "/approve"), {"version": version, "reason": ""})
    assert answer.location == path(draft)
    assert draft.participation.state is APPROVED


def test_a_decision_about_an_older_version_is_refused(
    browser: Browser, session: Session, draft: Situation
) -> None:
    browser.post(path(draft, "/submit"))
    browser.signed_in_as(draft.organiser)

    answer = browser.post(path(draft, "/approve"), {"version": 1, "reason": ""})

    assert answer.status_code == 409
    assert draft.participation.state is SUBMITTED


def test_taking_back_withdrawing_and_coming_back(browser: Browser, draft: Situation) -> None:
    for step, state in (
        ("/submit", SUBMITTED),
        ("/take-back", DRAFT),
        ("/withdraw", _WITHDRAWN),
        ("/reopen", DRAFT),
    ):
        assert browser.post(path(draft, step)).location == "/profile"
        assert draft.participation.state is state


PAGES = ["", "/identity", "/part", "/about", "/items/new", "/representatives/new"]
STEPS = ["/submit", "/take-back", "/withdraw", "/reopen", "/approve", "/return"]


def test_to_strangers_a_profile_does_not_exist(
    browser: Browser, session: Session, draft: Situation
) -> None:
    strangers = [
        make_team_member(session, make_participation(session, draft.edition)),
        make_organiser(session, make_edition(session)),
    ]
    for stranger in strangers:
        browser.signed_in_as(stranger)
        for page in PAGES:
            assert browser.get(path(draft, page)).status_code == 404
        for step in STEPS:
            assert browser.post(path(draft, step)).status_code == 404


def test_a_member_reads_but_changes_nothing(
    browser: Browser, session: Session, draft: Situation
) -> None:
    browser.signed_in_as(
        make_team_member(session, draft.participation, role=Role.ENTERPRISE_MEMBER)
    )

    assert browser.get("/profile").status_code == 200
    for page in PAGES[1:]:
        assert browser.get(path(draft, page)).status_code == 403
    for step in STEPS:
        assert browser.post(path(draft, step)).status_code == 403


def test_a_representative_is_invited_and_chooses_a_password(
    browser: Browser, session: Session, draft: Situation
) -> None:
    browser.submit(path(draft, "/representatives/new"), name_en="Li Wei", languages=["zh", "fr"])
    person = draft.participation.representatives[-1]
    assert (person.name_en, person.languages) == ("Li Wei", "zh,fr")
    below = path(draft, f"/representatives/{person.id}")

    answer = browser.submit(f"{below}/invite", email="li.wei@example.org")
    link = browser.follow(answer).page
    address = next(
        one.get("href", "") for one in link.every("a") if "/welcome/" in one.get("href", "")
    )

    browser.signed_out()
    welcome = address.removeprefix("http://localhost")
    differing = browser.submit(welcome, new="a long password", again="another password")
    assert differing.status_code == 422
    done = browser.submit(welcome, new="a long password", again="a long password")
    assert done.location == "/"
    assert "Li Wei" in browser.get("/profile").words
    browser.signed_out()
    assert browser.get(welcome).status_code == 410
    assert browser.get("/welcome/forged").status_code == 410


def test_a_wrong_address_is_not_invited(browser: Browser, draft: Situation) -> None:
    person = draft.participation.representatives[0]

    answer = browser.submit(
        path(draft, f"/representatives/{person.id}/invite"), email="not an address"
    )

    assert answer.status_code == 422


def test_the_last_administrator_cannot_step_down(browser: Browser, draft: Situation) -> None:
    person = draft.participation.representatives[0]

    answer = browser.submit(
        path(draft, f"/representatives/{person.id}/role"), role=Role.ENTERPRISE_MEMBER.value
    )

    assert answer.status_code == 422
    assert "A team needs an administrator" in answer.words


def registration(**changes: str) -> dict[str, str]:
    return {
        "person_en": "Wang Fang",
        "email": "wang.fang@example.org",
        "password": "a long password",
        "name_en": "New Gears",
        "legal_name": "新齿轮有限公司",
        "territory_code": "CN",
        "legal_identifier": OTHER_USCC,
        "is_buyer": "y",
        **changes,
    }


def test_a_newcomer_registers_and_lands_on_the_profile(browser: Browser, draft: Situation) -> None:
    browser.signed_out()

    answer = browser.submit("/register", **registration())

    assert answer.location == "/profile"
    page = browser.get("/profile")
    assert page.page.heading.startswith("New Gears")
    assert "Before you can submit" in page.words


def test_a_registration_that_breaks_a_rule_leaves_nothing_behind(
    browser: Browser, session: Session, draft: Situation
) -> None:
    browser.signed_out()
    wrong = {
        "legal_identifier": "123",
        "password": "short",
        "email": draft.administrator.account.email,
        "territory_code": "",
        "person_en": "",
    }

    for field, value in wrong.items():
        answer = browser.submit("/register", **registration(**{field: value}))
        assert answer.status_code == 422
        assert "New Gears" in answer.text
    emails = session.scalars(sa.select(Account.email))
    assert "wang.fang@example.org" not in set(emails)


def test_registering_is_throttled(browser: Browser, session: Session, draft: Situation) -> None:
    browser.signed_out()
    for _ in range(20):
        browser.submit("/register", **registration(legal_identifier="123"))

    assert browser.submit("/register", **registration()).status_code == 429


def test_somebody_signed_in_registers_another_enterprise(
    browser: Browser, draft: Situation
) -> None:
    fields = registration()
    del fields["email"], fields["password"]

    answer = browser.submit("/register", **fields)

    assert answer.location == "/profile"
    assert browser.get("/profile").page.heading.startswith("New Gears")


def test_there_is_nothing_to_register_for_between_editions(browser: Browser) -> None:
    assert "No edition takes registrations at present." in browser.get("/register").words


def test_the_list_of_profiles_takes_a_constant_number_of_queries(
    browser: Browser, session: Session, queries: QueryCounter
) -> None:
    edition = make_edition(session)
    browser.signed_in_as(make_organiser(session, edition))
    counts = []
    for number in (3, 297):
        for _ in range(number):
            make_participation(session, edition, state=SUBMITTED)
        browser.get("/profiles")
        with queries:
            browser.get("/profiles")
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 8
