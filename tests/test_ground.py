"""The ground that the other tests stand on holds."""

import socket

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.accounts.models import Account
from tests.browser import Browser, QueryCounter
from tests.databases import Database
from tests.factories.accounts import make_account, make_organiser
from tests.factories.expo import make_edition
from tests.pages import HtmlPage, complaints
from tests.racing import together

SOUND = """<!doctype html><html lang="en"><head><title>T</title></head><body><main>
<h1>H</h1>{}</main></body></html>"""


@pytest.mark.parametrize("attempt", [1, 2])
def test_what_a_test_commits_is_undone_afterwards(session: Session, attempt: int) -> None:
    make_account(session, email="once@example.org")
    session.commit()

    assert session.scalars(sa.select(Account.email)).all() == ["once@example.org"]
    assert attempt


def test_pages_see_what_the_test_made_and_the_test_what_they_did(
    browser: Browser, session: Session
) -> None:
    account = make_organiser(session, make_edition(session)).account
    browser.signed_in_as(account)

    answer = browser.post("/language", {"language": "zh_Hans"})

    assert answer.status_code == 302
    assert account.language == "zh_Hans"


def test_a_form_without_its_token_is_refused(browser: Browser, session: Session) -> None:
    browser.signed_in_as(make_account(session))

    assert browser.client.post("/sign-out").status_code == 400


def test_two_who_commit_at_once_both_succeed(race_database: Database) -> None:
    def register(email: str) -> int:
        with race_database.session() as session:
            account_id = make_account(session, email=email).id
            session.commit()
            return account_id

    ids = together(
        lambda: register("a@example.org"),
        lambda: register("b@example.org"),
        lambda: register("c@example.org"),
    )

    assert len(set(ids)) == 3
    with race_database.session() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Account)) == 3


def test_queries_are_counted_without_savepoints(session: Session, queries: QueryCounter) -> None:
    make_account(session)

    with queries:
        session.scalars(sa.select(Account)).all()
        with session.begin_nested():
            session.scalar(sa.select(sa.func.count()).select_from(Account))

    assert len(queries) == 2


def test_the_network_is_out_of_reach() -> None:
    with socket.socket() as caller, pytest.raises(PermissionError):
        caller.connect(("192.0.2.1", 80))


def test_a_sound_page_passes() -> None:
    assert complaints(HtmlPage(SOUND.format('<a href="/x">Go</a>'))) == []


@pytest.mark.parametrize(
    "body",
    [
        "<h1>Again</h1>",
        '<p id="a"></p><p id="a"></p>',
        '<input name="q">',
        '<label for="missing">L</label>',
        '<form method="post"><button>Send</button></form>',
        '<button type="button">Dead</button>',
        '<a href="#">Nowhere</a>',
        '<a href="/x"><svg></svg></a>',
        '<img src="/x.png">',
        '<p style="color:red">Red</p>',
        '<p onclick="x()">Click</p>',
        "<script>x()</script>",
        '<script src="https://example.org/x.js"></script>',
        "<p>%(name)s</p>",
        "<p><div></div></p>",
    ],
)
def test_each_mistake_on_a_page_is_found(body: str) -> None:
    assert complaints(HtmlPage(SOUND.format(body))) != []
