"""Migrations: Flask-Alembic, taught our engines and where the migrations are."""

from functools import cache
from typing import Any

import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_alembic import Alembic

from matchmaking.config import ROOT
from matchmaking.core.database import Base, UtcDateTime

MIGRATIONS = ROOT / "migrations" / "versions"


class MigratingAlembic(Alembic):
    """Alembic on an engine whose transactions suspend SQLite's foreign keys."""

    def _prepare_targets(self) -> Any:  # noqa: ANN401 - the base class's own type
        engines, metadatas = super()._prepare_targets()
        migrating = {name: e.execution_options(migrating=True) for name, e in engines.items()}
        return migrating, metadatas


alembic = MigratingAlembic(run_mkdir=False, metadatas=Base.metadata)


def setup_migrations(app: Flask) -> None:
    """Add ``flask db upgrade`` and its kin."""
    app.config["ALEMBIC"] = {"script_location": str(MIGRATIONS)}
    app.config["ALEMBIC_CONTEXT"] = {
        "render_as_batch": True,
        "compare_type": True,
        "transactional_ddl": True,
        "render_item": render_item,
    }
    alembic.init_app(app)


def render_item(kind: str, item: Any, _context: Any) -> str | bool:  # noqa: ANN401 - Alembic's hook
    """Write our own types as plain SQLAlchemy: migrations never import the application."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


@cache
def newest_revision() -> str:
    """Return the revision this release's schema should have; its files are read once."""
    return (
        ScriptDirectory(str(MIGRATIONS), version_locations=[str(MIGRATIONS)]).get_current_head()
        or ""
    )


def database_revision(engine: sa.Engine) -> str | None:
    """Return the revision a database has."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()
