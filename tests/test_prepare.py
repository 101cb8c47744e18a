"""What “make run” does before it serves."""

from dataclasses import replace
from pathlib import Path

import pytest

from matchmaking.application import create_app
from matchmaking.migrating import database_revision, newest_revision
from tests.databases import DIALECTS, Databases, close, settings_for


@pytest.mark.parametrize("dialect", DIALECTS)
def test_an_empty_database_is_brought_up_to_date_once(databases: Databases, dialect: str) -> None:
    database = databases.fresh(dialect, migrated=False)
    app = create_app(settings_for(database.url))

    results = [app.test_cli_runner().invoke(args=["prepare"]) for _ in range(2)]

    assert [result.exit_code for result in results] == [0, 0]
    assert database_revision(database.engine) == newest_revision()
    close(app)
    databases.discard(database)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_demonstration_is_loaded_once_and_says_who_can_sign_in(
    databases: Databases, dialect: str, tmp_path: Path
) -> None:
    database = databases.fresh(dialect, migrated=False)
    settings = replace(settings_for(database.url), demonstration=True, instance=tmp_path)
    app = create_app(settings)

    first, second = (app.test_cli_runner().invoke(args=["prepare"]) for _ in range(2))

    assert (first.exit_code, second.exit_code) == (0, 0)
    assert "li.wen@chongqing.example" in first.output
    assert "nothing was changed" in second.output
    assert "li.wen@chongqing.example" in second.output
    close(app)
    databases.discard(database)
