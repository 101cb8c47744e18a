"""``flask user …`` and ``flask token …``."""

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask
from sqlalchemy.orm import Session

from matchmaking.accounts import address_changes, services
from matchmaking.accounts.models import Account, ApiToken, Grant, SignIn
from matchmaking.accounts.queries import live_token
from matchmaking.accounts.values import Role
from matchmaking.application import create_app
from matchmaking.audit.queries import history_of
from matchmaking.config import ROOT
from matchmaking.core.clock import utc_now
from tests.databases import Databases, close, settings_for
from tests.factories.accounts import make_account, make_grant, make_organiser
from tests.factories.delegations import make_delegation
from tests.factories.expo import make_edition

PASSWORD = "a long password"


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=arguments)


def test_the_first_organiser_is_made_as_the_handbook_says(app: Flask, session: Session) -> None:
    edition = make_edition(session)
    assert "user grant EMAIL organiser --edition CODE" in (ROOT / "docs/running.md").read_text()

    made = run(app, "user", "create", "first@fair.example", "Yu", "--password", PASSWORD)
    given = run(app, "user", "grant", "first@fair.example", "organiser", "--edition", edition.code)

    assert made.output == "Yu can sign in as first@fair.example.\n"
    assert given.output == f"Yu now is organiser of {edition.label.en}.\n"
    role = sa.select(Grant.role).join(Grant.account).where(Account.email == "first@fair.example")
    assert session.scalars(role).all() == [Role.ORGANISER]


def test_a_role_given_twice_is_refused_in_a_line(app: Flask, session: Session) -> None:
    edition = make_edition(session)
    held = make_organiser(session, edition).account

    result = run(app, "user", "grant", held.email, "organiser", "--edition", edition.code)

    assert (result.exit_code, result.output) == (1, f"Error: {held.email} has this role already.\n")


@pytest.mark.parametrize("role", ["delegation_lead", "staff"])
def test_a_delegation_that_is_not_there_is_named(app: Flask, session: Session, role: str) -> None:
    edition, account = make_edition(session), make_account(session)

    result = run(
        app, "user", "grant", account.email, role, "--edition", edition.code, "--delegation", "mars"
    )

    assert result.exit_code == 1
    assert result.output == (
        f"Error: There is no delegation with the code mars in {edition.code}.\n"
    )


def test_a_lead_is_given_their_delegation(app: Flask, session: Session) -> None:
    edition, account = make_edition(session), make_account(session)
    node = make_delegation(session, edition)

    result = run(
        app,
        *("user", "grant", account.email, "delegation_lead"),
        *("--edition", edition.code, "--delegation", node.code),
    )

    assert result.output == f"{account.name} now is delegation lead of {node.label.en}.\n"


@pytest.mark.parametrize(
    "email, name, password, said",
    [
        ("no address", "Yu", PASSWORD, "“no address” is not an e-mail address."),
        ("yu@fair.example", " ", PASSWORD, "It must have 1 to 100 characters."),
        ("yu@fair.example", "Yu", "short", "It must have 10 to 200 characters."),
    ],
)
def test_accounts_nobody_could_use_are_refused(
    app: Flask, email: str, name: str, password: str, said: str
) -> None:
    result = run(app, "user", "create", email, name, "--password", password)

    assert result.exit_code == 2
    assert said in result.output


def test_which_of_several_hats_a_program_wears_is_not_guessed(app: Flask, session: Session) -> None:
    edition = make_edition(session)
    account = make_organiser(session, edition).account
    make_grant(session, Role.STAFF, edition, account=account, scope_en=edition.name_en)

    unsaid = run(app, "token", "issue", account.email)
    said = run(app, "token", "issue", account.email, "--role", "staff", "--edition", edition.code)

    assert unsaid.exit_code == 1
    assert f"organiser of {edition.label.en}, staff of {edition.label.en}" in unsaid.output
    found = live_token(session, said.output.strip(), at=utc_now())
    assert found is not None
    assert found.grant.role is Role.STAFF


def test_a_token_is_listed_and_revoked_once(app: Flask, session: Session) -> None:
    grant = make_organiser(session, make_edition(session))
    text = services.issue_token(session, grant, name="exports", at=utc_now())
    number = session.scalars(sa.select(ApiToken.id).where(ApiToken.grant_id == grant.id)).one()

    listed = run(app, "token", "list", grant.account.email)
    first, second = (run(app, "token", "revoke", str(number)) for _ in range(2))

    assert listed.output.startswith(f"{number}  exports  organiser of ")
    assert first.output == f"Token {number} is no longer in force.\n"
    assert (second.exit_code, second.output) == (
        1,
        f"Error: There is no token {number} in force.\n",
    )
    assert live_token(session, text, at=utc_now()) is None
    assert run(app, "token", "list", grant.account.email).output == ""


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])
@pytest.mark.parametrize(
    "arguments",
    [
        ("ledger", "verify"),
        ("reference", "load"),
        ("token", "issue", "yu@fair.example"),
        ("user", "create", "yu@fair.example", "Yu", "--password", PASSWORD),
    ],
)
def test_an_unmigrated_database_is_told_what_to_run_and_nothing_secret(
    databases: Databases, dialect: str, arguments: tuple[str, ...]
) -> None:
    database = databases.fresh(dialect, migrated=False)
    app = create_app(settings_for(database.url))

    result = run(app, *arguments)

    assert (result.exit_code, result.output.strip()) == (
        1,
        "Error: The database is not up to date. First run: flask --app app db upgrade",
    )
    close(app)
    databases.discard(database)


def test_a_revision_that_is_not_there_is_said_in_a_line(databases: Databases) -> None:
    database = databases.fresh("sqlite", migrated=False)
    app = create_app(settings_for(database.url))

    with app.app_context():  # as the command line has one around everything
        result = run(app, "db", "upgrade", "nosuch")

    assert (result.exit_code, result.output) == (
        1,
        "Error: Can't locate revision identified by 'nosuch'\n",
    )
    close(app)
    databases.discard(database)


@pytest.mark.parametrize(
    "changed, said",
    [
        ({"code": "fair 2/é"}, "“fair 2/é” is no code such as ciie-2"),
        ({"--name-zh": " "}, "Names have 1 to 200 characters."),
        ({"--ordinal": "99999999999999999999"}, "is not in the range"),
    ],
)
def test_editions_nobody_could_name_are_refused(
    app: Flask, changed: dict[str, str], said: str
) -> None:
    values = {
        "code": "fair-9",
        "--series": "fair",
        "--ordinal": "9",
        "--name-en": "Fair",
        "--name-zh": "博览会",
        "--city-en": "Xi'an",
        "--city-zh": "西安",
        "--starts": "2020-05-01",
        "--ends": "2020-05-03",
        **changed,
    }
    code = values.pop("code")

    result = run(app, "edition", "create", code, *(x for pair in values.items() for x in pair))

    assert result.exit_code != 0
    assert said in result.output


def test_whoever_runs_the_server_changes_an_address(app: Flask, session: Session) -> None:
    account = make_account(session, name="Yu")
    old = account.email
    services.sign_in(session, account, device="phone", at=utc_now())

    result = run(app, "user", "change-email", old, "Yu@New.example")

    assert result.output == "Yu signs in as yu@new.example from now on.\n"
    session.expire_all()
    assert account.email == "yu@new.example"
    assert session.scalars(sa.select(SignIn)).all() == []
    [deed] = history_of(session, ("account", account.id))
    assert (deed.who, deed.action) == (
        "",
        f"changed the e-mail address from {old} to yu@new.example",
    )
    assert [one.old_email for one in address_changes.to_tell(session, at=utc_now())] == [old]
    assert address_changes.to_mail(session, at=utc_now()) == []


@pytest.mark.parametrize(
    "new, said",
    [
        ("taken@example.org", "There is an account for taken@example.org already."),
        ("YU@example.org", "This is the present address."),
        ("no address", "“no address” is not an e-mail address."),
    ],
)
def test_an_address_nobody_could_use_is_refused_in_a_line(
    app: Flask, session: Session, new: str, said: str
) -> None:
    account = make_account(session, email="yu@example.org")
    make_account(session, email="taken@example.org")

    result = run(app, "user", "change-email", "yu@example.org", new)

    assert result.exit_code != 0
    assert said in result.output
    session.expire_all()
    assert account.email == "yu@example.org"
