"""Migrations and models say the same on both databases, and every step can be taken back."""

import ast
import re
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy.orm import Session

from matchmaking.application import create_app
from matchmaking.core.database import Base
from matchmaking.meetings.models import Meeting
from matchmaking.migrating import MIGRATIONS, alembic, newest_revision
from tests.architecture.source import name_of, tree_of
from tests.databases import DIALECTS, Database, Databases, close, settings_for
from tests.factories.delegations import make_delegation
from tests.factories.expo import make_area, make_edition
from tests.factories.meetings import ask, make_scene

SPACE = re.compile(r"[\s()\"]+|::\w+(\s+varying)?(\[\])?")
FILE_NAME = re.compile(r"\d{8}_\d{4}_[a-z0-9_]+\.py")


@pytest.fixture(params=DIALECTS)
def dialect(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def app_on(database: Database) -> Flask:
    return create_app(settings_for(database.url))


def migrate_to(app: Flask, revision: str, *, down: bool = False) -> None:
    with app.app_context():
        if down:
            alembic.downgrade(revision)
        else:
            alembic.upgrade(revision)


def test_there_is_one_newest_migration() -> None:
    script = ScriptDirectory(str(MIGRATIONS), version_locations=[str(MIGRATIONS)])

    assert script.get_heads() == [newest_revision()]


def test_migrations_sort_as_they_run_and_say_what_changes() -> None:
    script = ScriptDirectory(str(MIGRATIONS), version_locations=[str(MIGRATIONS)])
    run = [one.path.rsplit("/", 1)[-1] for one in script.walk_revisions()][::-1]

    assert run == sorted(run)
    assert [name for name in run if not FILE_NAME.fullmatch(name)] == []


def test_migrations_import_nothing_of_ours() -> None:
    found = set()
    for path in MIGRATIONS.glob("*.py"):
        for node in ast.walk(tree_of(path)):
            modules = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if isinstance(node, ast.Import):
                modules = [alias.name for alias in node.names]
            if any(module.split(".")[0] in {"matchmaking", "tests"} for module in modules):
                found.add(name_of(path))

    assert found == set()


def test_migrated_schema_and_models_are_one(databases: Databases, dialect: str) -> None:
    with databases.kept(dialect).engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})

        assert compare_metadata(context, Base.metadata) == []


def test_migrated_checks_and_models_checks_are_one(databases: Databases, dialect: str) -> None:
    """Alembic compares no CHECKs, so what the models would create is created and compared."""
    planned = databases.fresh(dialect, migrated=False)
    Base.metadata.create_all(planned.engine)

    assert checks_of(databases.kept(dialect)) == checks_of(planned)
    databases.discard(planned)


def checks_of(database: Database) -> dict[str, list[tuple[str, str]]]:
    inspector = sa.inspect(database.engine)
    return {
        table: sorted(
            (str(check["name"]), SPACE.sub(" ", check["sqltext"]).strip())
            for check in inspector.get_check_constraints(table)
        )
        for table in inspector.get_table_names()
        if table != "alembic_version"
    }


def shape_of(database: Database) -> dict[str, Any]:
    inspector = sa.inspect(database.engine)
    return {
        table: sorted(column["name"] for column in inspector.get_columns(table))
        for table in inspector.get_table_names()
    }


def test_every_step_can_be_taken_back_and_forth(databases: Databases, dialect: str) -> None:
    database = databases.fresh(dialect)
    app = app_on(database)
    whole = shape_of(database)

    migrate_to(app, "base", down=True)
    nothing = set(shape_of(database)) - {"alembic_version"}
    migrate_to(app, "heads")

    assert nothing == set()
    assert shape_of(database) == whole
    close(app)
    databases.discard(database)


def test_names_given_twice_are_numbered_and_that_is_written_down(
    databases: Databases, dialect: str
) -> None:
    database = databases.fresh(dialect)
    app = app_on(database)
    with database.session() as session:
        edition = make_edition(session)
        session.commit()
    # The edition has columns by now that it did not have then.
    migrate_to(app, "4b7e2d90c6f1", down=True)
    with database.session() as session:
        for name in ("Food", "Food", "Food (2)", ""):
            make_area(session, edition, name_en=name, name_zh="")
        for parent in (None, None, make_delegation(session, edition)):
            make_delegation(session, edition, parent=parent, name_en="City", name_zh="")
        session.commit()

    migrate_to(app, "heads")

    with database.session() as session:
        areas = session.scalars(sa.text("SELECT name_en FROM exhibition_areas ORDER BY id"))
        assert list(areas) == ["Food", "Food (3)", "Food (2)", ""]
        nodes = session.scalars(sa.text("SELECT name_en FROM delegations ORDER BY id"))
        assert list(nodes)[1:] == ["City", "City (2)", "City"]
        told = session.scalars(sa.text("SELECT reason FROM audit_entries ORDER BY id"))
        assert list(told) == ["name_en: “Food” → “Food (3)”", "name_en: “City” → “City (2)”"]
    close(app)
    databases.discard(database)


def everything_in(session: Session) -> list[list[sa.Row[Any]]]:
    """Return the rows of a table that stays as it is, and of some that late steps change."""
    grants = session.execute(sa.text("SELECT * FROM grants ORDER BY id")).all()
    meetings = sa.select(*Meeting.__table__.c).order_by(Meeting.id)
    halls = session.execute(sa.text("SELECT * FROM halls ORDER BY id")).all()
    return [list(grants), list(session.execute(meetings).all()), list(halls)]


def test_rows_survive_the_last_step_back_and_forth(databases: Databases, dialect: str) -> None:
    database = databases.fresh(dialect)
    app = app_on(database)
    with database.session() as session:
        scene = make_scene(session)
        ask(session, scene)
        session.commit()
        before = everything_in(session)

    migrate_to(app, "-1", down=True)
    migrate_to(app, "heads")

    with database.session() as session:
        assert everything_in(session) == before
    close(app)
    databases.discard(database)
