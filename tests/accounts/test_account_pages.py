import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.accounts import services
from matchmaking.accounts.errors import InvitationUsedError
from matchmaking.accounts.models import Account, Grant, SignIn
from matchmaking.accounts.queries import tokens_of
from matchmaking.accounts.values import Role
from matchmaking.core.clock import utc_now
from matchmaking.expo.values import Phase
from tests.browser import Browser
from tests.factories.accounts import PASSWORD, make_account, make_grant, make_organiser, make_staff
from tests.factories.expo import make_edition

NEW = "another long password"


@pytest.fixture
def person(browser: Browser, session: Session) -> Account:
    grant = make_organiser(session, make_edition(session))
    browser.signed_in_as(grant)
    return grant.account


def sign_ins(session: Session, account: Account) -> list[int]:
    return list(session.scalars(sa.select(SignIn.id).where(SignIn.account_id == account.id)))


def test_a_name_and_a_language_are_kept(browser: Browser, person: Account) -> None:
    answer = browser.submit("/account", action="/account", name="Li Wen", language="zh_Hans")

    assert answer.location == "/account"
    assert (person.name, person.language) == ("Li Wen", "zh_Hans")
    assert "我的账号" in browser.get("/account").words


@pytest.mark.parametrize("known, browser_s", [(None, "zh-CN"), (None, "fr"), ("en", "zh-CN")])
def test_mails_know_the_language_in_which_somebody_first_signed_in(
    browser: Browser, session: Session, known: str | None, browser_s: str
) -> None:
    account = make_account(session, language=known)
    typed = {"email": account.email, "password": PASSWORD}

    browser.post("/sign-in", typed, headers={"Accept-Language": browser_s})

    chinese = known is None and browser_s == "zh-CN"
    assert account.language == ("zh_Hans" if chinese else "en")


def test_a_person_has_a_name(browser: Browser, person: Account) -> None:
    assert browser.submit("/account", action="/account", name=" ").status_code == 422


def test_another_password_signs_other_devices_out(
    browser: Browser, session: Session, person: Account
) -> None:
    services.sign_in(session, person, device="another", at=utc_now())

    answer = browser.submit("/account/password", old=PASSWORD, new=NEW, again=NEW)

    assert answer.location == "/account"
    assert len(sign_ins(session, person)) == 1
    checked = services.check_password(
        session, email=person.email, password=NEW, address="192.0.2.1", at=utc_now()
    )
    assert checked == person


@pytest.mark.parametrize(
    "typed, words",
    [
        ({"old": "wrong", "new": NEW, "again": NEW}, "This is not your present password."),
        ({"old": PASSWORD, "new": NEW, "again": NEW + "!"}, "The two passwords differ."),
        ({"old": PASSWORD, "new": "short", "again": "short"}, "between 10 and 200 characters"),
    ],
)
def test_a_password_that_breaks_a_rule_is_refused(
    browser: Browser, person: Account, typed: dict[str, str], words: str
) -> None:
    answer = browser.submit("/account/password", **typed)

    assert answer.status_code == 422
    assert words in answer.words


def test_one_device_is_signed_out_for_good(
    browser: Browser, session: Session, person: Account
) -> None:
    services.sign_in(session, person, device="lost phone", at=utc_now())
    lost = max(sign_ins(session, person))

    browser.post(f"/account/devices/{lost}/sign-out")

    assert lost not in sign_ins(session, person)


def test_each_device_s_button_says_which_one_it_signs_out(
    browser: Browser, session: Session, person: Account
) -> None:
    for device in (
        "Mozilla/5.0 (X11; Linux) Firefox/130.0",
        "Mozilla/5.0 (Windows NT 10.0) Firefox/130.0",
    ):
        services.sign_in(session, person, device=device, at=utc_now())

    buttons = browser.get("/account").page.texts("button")

    mine = [text for text in buttons if text.startswith("Sign out this device")]
    assert len(set(mine)) == len(mine) == 3
    assert any("Firefox on Linux, Tue 5 Nov, 12:40" in text for text in mine)


def test_nobody_signs_out_somebody_elses_device(
    browser: Browser, session: Session, person: Account
) -> None:
    other = make_account(session)
    services.sign_in(session, other, device="theirs", at=utc_now())

    browser.post(f"/account/devices/{sign_ins(session, other)[0]}/sign-out")

    assert len(sign_ins(session, other)) == 1


def test_one_signs_out_everywhere_else_at_once(
    browser: Browser, session: Session, person: Account
) -> None:
    assert "Sign out everywhere else" not in browser.get("/account").words
    for device in ("phone", "tablet"):
        services.sign_in(session, person, device=device, at=utc_now())
    other = make_account(session)
    services.sign_in(session, other, device="theirs", at=utc_now())

    browser.submit("/account", action="/account/devices/sign-out")

    assert "Every other device has been signed out." in browser.get("/account").words
    assert (len(sign_ins(session, person)), len(sign_ins(session, other))) == (1, 1)


def tokens(session: Session, account: Account) -> list[str]:
    return [row.name for row in tokens_of(session, account.id, at=utc_now())]


def issue(session: Session, account: Account, *names: str) -> list[Grant]:
    for name in names:
        services.issue_token(session, account.grants[0], name=name, at=utc_now())
    return account.grants


def test_one_sees_the_tokens_of_ones_programs_and_ends_one(
    browser: Browser, session: Session, person: Account
) -> None:
    assert "Programs that act for you" not in browser.get("/account").words
    issue(session, person, "badge printer", "spreadsheet")
    first = tokens_of(session, person.id, at=utc_now())[0]

    page = browser.get("/account").words
    browser.submit("/account", action=f"/account/tokens/{first.id}/end")

    assert "badge printer Organiser · " in page
    assert tokens(session, person) == ["spreadsheet"]


def test_nobody_ends_somebody_elses_token(
    browser: Browser, session: Session, person: Account
) -> None:
    other = make_staff(session, make_edition(session)).account
    issue(session, other, "theirs")
    theirs = tokens_of(session, other.id, at=utc_now())[0]

    browser.post(f"/account/tokens/{theirs.id}/end")

    assert tokens(session, other) == ["theirs"]


@pytest.mark.parametrize("ticked, left", [({}, ["badge printer"]), ({"with_tokens": "y"}, [])])
def test_another_password_ends_tokens_only_if_one_says_so(
    browser: Browser, session: Session, person: Account, ticked: dict[str, str], left: list[str]
) -> None:
    issue(session, person, "badge printer")

    assert "End the tokens of my programs too" in browser.get("/account/password").words
    browser.submit("/account/password", old=PASSWORD, new=NEW, again=NEW, **ticked)

    assert tokens(session, person) == left


def test_an_invitation_is_used_once(session: Session) -> None:
    invited = make_account(session, password_hash=None)

    services.choose_first_password(session, invited, NEW)

    with pytest.raises(InvitationUsedError):
        services.choose_first_password(session, invited, "a third long password")


def test_nobody_is_offered_for_a_look_outside_the_demonstration(browser: Browser) -> None:
    assert browser.get("/sign-in").page.every("code") == []


def test_what_belongs_to_another_of_ones_roles_is_opened_in_it(
    browser: Browser, session: Session
) -> None:
    edition = make_edition(session)
    staff = make_staff(session, edition)
    organiser = make_grant(session, Role.ORGANISER, edition, account=staff.account)
    browser.signed_in_as(staff)

    missing = browser.get("/people?role=staff")
    opened = browser.submit("/people?role=staff", action=f"/hats/{organiser.id}")

    assert missing.status_code == 404
    assert "In another role it may be here:" in missing.words
    assert opened.location == "/people?role=staff"
    assert browser.get("/people?role=staff").status_code == 200


def test_who_has_one_role_is_offered_no_other(browser: Browser, session: Session) -> None:
    browser.signed_in_as(make_staff(session, make_edition(session)))

    assert "In another role" not in browser.get("/people").words


@pytest.mark.parametrize("phase", Phase)
def test_whoever_signs_in_is_offered_registration_only_while_an_edition_takes_it(
    browser: Browser, session: Session, phase: Phase
) -> None:
    make_edition(session, phase=phase)

    page = browser.get("/sign-in")

    is_offered = "/register" in page.page.links
    assert is_offered is phase.takes_registrations
    assert ("No edition takes registrations at present." in page.words) is not is_offered
    assert browser.get("/register").words.count("You and your enterprise") == is_offered


def test_nothing_is_offered_to_register_for_where_there_is_no_edition(browser: Browser) -> None:
    assert "No edition takes registrations at present." in browser.get("/sign-in").words
