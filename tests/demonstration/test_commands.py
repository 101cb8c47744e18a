from collections.abc import Iterator
from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from matchmaking.accounts import services as accounts
from matchmaking.accounts.models import Account, Grant
from matchmaking.accounts.values import Role
from matchmaking.application import create_app
from matchmaking.config import Environment
from matchmaking.core.database import Base
from matchmaking.demonstration import loader
from matchmaking.demonstration.people import demonstration_people, password
from matchmaking.demonstration.scale import NOW, SMALL
from tests.databases import Database, Databases, close, settings_for


@pytest.fixture
def app(loaded: Database) -> Iterator[Flask]:
    made = create_app(settings_for(loaded.url))
    yield made
    close(made)


def rows_per_table(session: Session) -> dict[str, int]:
    return {
        table.name: session.scalar(sa.select(sa.func.count()).select_from(table)) or 0
        for table in Base.metadata.sorted_tables
    }


def test_loading_again_changes_nothing_and_says_so(app: Flask, loaded: Database) -> None:
    with loaded.session() as session:
        before = rows_per_table(session)
    for arguments in (["demo", "load"], ["demo", "load", "--scale", "national"]):
        result = app.test_cli_runner().invoke(args=arguments)
        assert result.exit_code == 0
        assert "nothing was changed" in result.output
    with loaded.session() as session:
        assert rows_per_table(session) == before


def test_a_database_without_tables_is_told_what_to_run(
    databases: Databases,
) -> None:
    empty = databases.fresh("sqlite", migrated=False)
    made = create_app(settings_for(empty.url))
    result = made.test_cli_runner().invoke(args=["demo", "load"])
    assert result.exit_code == 1
    assert "db upgrade" in result.output


def test_production_never_gets_passwords_everybody_knows(loaded: Database) -> None:
    settings = replace(settings_for(loaded.url), environment=Environment.PRODUCTION)
    made = create_app(settings)
    result = made.test_cli_runner().invoke(args=["demo", "load"])
    assert result.exit_code == 1
    assert "not in production" in result.output


def test_the_sign_ins_are_printed(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["demo", "people"])
    for person in demonstration_people():
        assert person.email in result.output
    assert password() in result.output


def test_the_sign_ins_are_shown_in_demonstration_mode_only(loaded: Database) -> None:
    plain = create_app(settings_for(loaded.url))
    shown = create_app(replace(settings_for(loaded.url), demonstration=True))
    assert plain.extensions["demonstration_people"]() == []
    assert shown.extensions["demonstration_people"]() == demonstration_people()
    assert password() not in plain.test_client().get("/sign-in").text
    assert password() in shown.test_client().get("/sign-in").text
    for made in (plain, shown):
        close(made)


def test_everybody_shown_can_sign_in(demo: Session) -> None:
    for person in demonstration_people():
        account = accounts.check_password(
            demo, email=person.email, password=person.password, address="127.0.0.1", at=NOW
        )
        assert account.grants


def test_every_role_is_shown_and_one_person_has_several_hats(demo: Session) -> None:
    emails = [person.email for person in demonstration_people()]
    grants = demo.execute(sa.select(Account.email, Grant.role).join(Grant)).all()
    shown = {role for email, role in grants if email in emails}
    assert shown == set(Role)
    hats = [email for email, _ in grants]
    assert max(hats.count(email) for email in emails) == 3


def test_a_load_that_breaks_off_leaves_nothing(
    race_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_off(*_arguments: object) -> None:
        message = "no room left on the disk"
        raise OSError(message)

    monkeypatch.setattr(loader, "_hold_meetings", break_off)
    with race_database.session() as session, pytest.raises(OSError, match="no room"):
        loader.load(session, SMALL, report=lambda _line: None)
    with race_database.session() as session:
        assert not loader.is_loaded(session)
        assert rows_per_table(session)["participations"] == 0
    monkeypatch.undo()
