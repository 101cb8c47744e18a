"""A form sent after its person was signed out: nothing is done, and what was typed is kept."""

from io import BytesIO
from typing import Any
from xml.etree.ElementTree import Element

import pytest
import sqlalchemy as sa
from itsdangerous import URLSafeSerializer
from sqlalchemy.orm import Session
from wtforms import PasswordField

from matchmaking.accounts import password_links
from matchmaking.accounts.models import Account, SignIn
from matchmaking.accounts.values import Role
from matchmaking.application import create_app
from matchmaking.core.clock import utc_now
from matchmaking.meetings.values import MeetingState
from matchmaking.web.forms import BaseForm
from matchmaking.web.kept_forms import LONGEST, PASSWORDS
from tests.browser import Answer, Browser, form_values
from tests.databases import Database, close, settings_for
from tests.factories.accounts import PASSWORD, make_account, make_grant, make_organiser
from tests.factories.expo import make_edition
from tests.factories.meetings import Scene, ask, make_scene

REASON = "We are at a ceremony."
SIGNED_OUT = "You are no longer signed in, so nothing was sent."
NOT_SHOWN = "What had been typed is not shown"
NOT_WHOLE = "Only passwords and files have to be entered anew."


def sign_in(browser: Browser, who: Account, page: Answer | None = None, **more: Any) -> Answer:
    """Sign in as a person does, on the page that was answered or on a fresh one."""
    browser.session.flush()
    form = _form_to(page or browser.get("/sign-in"), "/sign-in")
    typed = {"email": who.email, "password": PASSWORD, **more}
    return browser.post(form.get("action", ""), {**form_values(form), **typed})


def _form_to(page: Answer, path: str) -> Element:
    forms = page.page.every("form")
    return next(one for one in forms if (one.get("action") or "").partition("?")[0] == path)


def kept_on(page: Answer) -> str:
    """Return what the sign-in page carries."""
    return str(form_values(_form_to(page, "/sign-in"))["kept"])


def end_sign_ins(session: Session) -> None:
    """Sign everybody out, as another device or another password does."""
    session.execute(sa.delete(SignIn))


@pytest.fixture
def person(browser: Browser, session: Session) -> Account:
    account = make_organiser(session, make_edition(session)).account
    sign_in(browser, account)
    return account


@pytest.fixture
def scene(session: Session) -> Scene:
    return make_scene(session)


def test_a_form_with_a_page_of_its_own_is_shown_again_after_signing_in(
    browser: Browser, session: Session, person: Account
) -> None:
    before = person.name
    end_sign_ins(session)

    stopped = browser.post("/account", {"name": "Li Wen", "language": "zh_Hans"})
    shown = sign_in(browser, person, stopped)

    assert (stopped.status_code, SIGNED_OUT in stopped.words) == (401, True)
    assert (shown.status_code, shown.page.heading, person.name) == (200, "My account", before)
    assert "You are signed in again, and nothing was sent yet." in shown.words
    values = form_values(_form_to(shown, "/account"))
    assert (values["name"], values["language"]) == ("Li Wen", "zh_Hans")
    assert browser.post("/account", values).status_code == 302
    assert person.name == "Li Wen"


def test_a_step_within_another_page_is_shown_with_a_button_to_send_it(
    browser: Browser, session: Session, scene: Scene
) -> None:
    meeting = ask(session, scene)
    sign_in(browser, scene.asked.grant.account)
    end_sign_ins(session)
    path = f"/meetings/{meeting.id}/decline"

    stopped = browser.post(path, {"reason": REASON, "next": "/agenda"})
    shown = sign_in(browser, scene.asked.grant.account, stopped)

    assert (shown.status_code, meeting.state) == (200, MeetingState.REQUESTED)
    assert [one.get("action") for one in shown.page.every("form")] == [path]
    assert [quote.strip() for quote in shown.page.texts("blockquote")] == [REASON]
    assert browser.post(path, form_values(_form_to(shown, path))).location == "/agenda"
    assert (meeting.state, meeting.close_reason) == (MeetingState.DECLINED, REASON)


def test_it_waits_on_its_page_while_another_password_is_chosen(
    browser: Browser, session: Session, person: Account
) -> None:
    end_sign_ins(session)
    stopped = browser.post("/account", {"name": "Li Wen", "language": "en"})
    aside = {"/forgotten": "_blank", "/register": "_blank"}
    links = {one.get("href"): one.get("target") for one in stopped.page.every("a")}
    token = password_links.make_link(session, person, at=utc_now())
    chosen = {"new": "another long password", "again": "another long password"}

    browser.submit(f"/new-password/{token}", **chosen)
    shown = sign_in(browser, person, stopped, password="another long password")

    assert {path: links[path] for path in aside} == aside
    assert stopped.words.count("opens a new tab") == len(aside)
    assert form_values(_form_to(shown, "/account"))["name"] == "Li Wen"
    assert "_blank" not in browser.get("/sign-in").text


def test_it_outlasts_a_mistyped_password_and_a_page_that_lay_open(
    browser: Browser, session: Session, person: Account
) -> None:
    end_sign_ins(session)
    stopped = browser.post("/account", {"name": "Li Wen", "language": "en"})

    wrong = sign_in(browser, person, stopped, password="wrong")
    late = sign_in(browser, person, wrong, csrf_token="too old")
    refused = browser.post(
        "/sign-in",
        {**form_values(_form_to(wrong, "/sign-in")), "csrf_token": "too old"},
        headers={"Origin": "http://localhost"},
    )
    shown = sign_in(browser, person, refused)

    assert (wrong.status_code, late.status_code, refused.status_code) == (422, 400, 422)
    assert form_values(_form_to(shown, "/account"))["name"] == "Li Wen"


def test_passwords_are_not_kept(browser: Browser, session: Session, person: Account) -> None:
    end_sign_ins(session)

    stopped = browser.post("/account/email", {"email": "new@example.org", "old": "a secret"})
    shown = sign_in(browser, person, stopped)

    assert NOT_WHOLE in stopped.words
    assert "a secret" not in stopped.text + shown.text
    secret = str(browser.app.secret_key)
    assert "a secret" not in str(
        URLSafeSerializer(secret, salt="kept form").loads(kept_on(stopped))
    )


def test_files_are_to_be_chosen_again(browser: Browser, session: Session, scene: Scene) -> None:
    sign_in(browser, scene.asked.grant.account)
    end_sign_ins(session)
    scan = (BytesIO(b"%PDF-"), "scan.pdf")

    stopped = browser.post("/intentions/1/evidence", {"note": "The scan", "file": scan})
    shown = sign_in(browser, scene.asked.grant.account, stopped)

    assert NOT_WHOLE in stopped.words
    assert "choose them there" in shown.words
    assert "Send it again" not in shown.words


def test_every_password_of_a_form_is_known_as_one() -> None:
    found = {
        name
        for form in BaseForm.__subclasses__()
        for name, field in vars(form).items()
        if getattr(field, "field_class", None) is PasswordField
    }

    assert found == PASSWORDS


@pytest.mark.parametrize("length", [LONGEST, 0])
def test_what_is_too_long_or_nothing_leads_to_the_sign_in_page(
    browser: Browser, session: Session, person: Account, length: int
) -> None:
    end_sign_ins(session)

    stopped = browser.post("/meetings/1/decline", {"reason": "x" * length, "next": "/agenda"})

    assert stopped.location == "/sign-in?next=/"
    assert SIGNED_OUT[:-1] in browser.follow(stopped).words


def test_somebody_else_does_not_see_what_was_typed(
    browser: Browser, session: Session, person: Account
) -> None:
    other = make_organiser(session, make_edition(session)).account
    end_sign_ins(session)
    stopped = browser.post("/account", {"name": "Li Wen", "language": "en"})

    gone_on = sign_in(browser, other, stopped)
    home = browser.follow(gone_on)

    assert "Li Wen" not in stopped.text
    assert (gone_on.location, NOT_SHOWN in home.words) == ("/", True)
    assert "Li Wen" not in home.text


def test_who_is_not_known_sees_what_they_may_send_from_a_page_they_may_see(
    browser: Browser, session: Session, scene: Scene
) -> None:
    meeting = ask(session, scene)
    page = {"Referer": f"http://localhost/meetings/{meeting.id}"}
    for account, words in (
        (make_organiser(session, make_edition(session)).account, NOT_SHOWN),
        (scene.asked.grant.account, REASON),
    ):
        browser.signed_out()
        stopped = browser.post(f"/meetings/{meeting.id}/decline", {"reason": REASON}, headers=page)
        answer = sign_in(browser, account, stopped)
        assert words in (browser.follow(answer) if answer.location else answer).words


def test_the_hat_is_worn_again_in_which_it_was_typed(browser: Browser, session: Session) -> None:
    edition = make_edition(session)
    first = make_grant(session, Role.STAFF, edition)
    second = make_grant(session, Role.ORGANISER, edition, account=first.account)
    sign_in(browser, first.account)
    browser.post(f"/hats/{second.id}")
    end_sign_ins(session)

    stopped = browser.post("/people/new", {"email": "new@example.org", "name": "Ms New"})
    shown = sign_in(browser, first.account, stopped)

    assert form_values(_form_to(shown, "/people/new"))["name"] == "Ms New"


def test_who_signed_in_elsewhere_meanwhile_sees_it_too(
    browser: Browser, session: Session, person: Account
) -> None:
    end_sign_ins(session)
    stopped = browser.post("/account", {"name": "Li Wen", "language": "en"})
    sign_in(browser, person)

    shown = sign_in(browser, person, stopped)

    assert form_values(_form_to(shown, "/account"))["name"] == "Li Wen"


def test_it_goes_along_while_somebody_else_signs_out_first(
    browser: Browser, session: Session, person: Account
) -> None:
    end_sign_ins(session)
    stopped = browser.post("/account", {"name": "Li Wen", "language": "en"})
    sign_in(browser, make_account(session))

    refused = sign_in(browser, person, stopped)
    out = browser.post("/sign-out", form_values(_form_to(refused, "/sign-out")))
    shown = sign_in(browser, person, out)

    assert refused.status_code == 409
    assert form_values(_form_to(shown, "/account"))["name"] == "Li Wen"


def test_what_was_not_made_here_is_not_shown(
    browser: Browser, session: Session, person: Account
) -> None:
    end_sign_ins(session)
    answer = sign_in(browser, person, kept="W10.made-up")

    assert answer.location == "/"


def test_another_site_can_t_have_anything_kept(browser: Browser) -> None:
    foreign = {"Origin": "https://evil.example"}
    form = {"csrf_token": "", "reason": REASON}

    answer = browser.post("/meetings/1/decline", form, headers=foreign)

    assert (answer.status_code, "kept" in answer.text) == (400, False)


def test_a_part_of_a_page_leads_to_the_sign_in_page(browser: Browser) -> None:
    answer = browser.post("/account", {"name": "Li Wen"}, headers={"HX-Request": "true"})

    assert answer.headers["HX-Redirect"].startswith("/sign-in")


def test_what_is_shown_waits_for_no_lock_that_its_own_request_holds(
    race_database: Database,
) -> None:
    app = create_app(settings_for(race_database.url))
    with race_database.session() as session:
        email = make_organiser(session, make_edition(session)).account.email
        session.commit()
        browser = Browser(app, session)
    token = {"csrf_token": browser.form_token()}
    form = {**token, "name": "Li Wen", "language": "en"}
    stopped = Answer(browser.client.post("/account", data=form))
    who = {**token, "email": email, "password": PASSWORD}
    browser.client.post("/sign-in", data=who)

    shown = browser.client.post("/sign-in", data={**who, "kept": kept_on(stopped)})
    close(app)

    assert form_values(_form_to(Answer(shown), "/account"))["name"] == "Li Wen"
