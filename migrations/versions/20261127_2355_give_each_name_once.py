"""Give each name once

Names that two of one list have are numbered, “Food (2)”; that is logged and written into the
record of who did what.

Revision ID: 9d3f5a1c72e8
Revises: 4b7e2d90c6f1
"""

import logging
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "9d3f5a1c72e8"
down_revision = "4b7e2d90c6f1"
branch_labels = None
depends_on = None

# Of each table: what its things are called in the record, and within what a name is given once.
LISTS = {
    "exhibition_areas": ("area", ("edition_id",)),
    "halls": ("hall", ("edition_id",)),
    "delegations": ("delegation", ("edition_id", "parent_id")),
}
LANGUAGES = ("name_en", "name_zh")
INDEXES = (
    ("exhibition_areas", "uq_exhibition_areas_", "edition_id", ""),
    ("halls", "uq_halls_", "edition_id", ""),
    ("delegations", "uq_delegations_below_", "parent_id", ""),
    ("delegations", "uq_delegations_top_", "edition_id", " AND parent_id IS NULL"),
)
log = logging.getLogger("alembic.runtime.migration")


def upgrade() -> None:
    for name, (kind, scope) in LISTS.items():
        for language in LANGUAGES:
            _number(name, kind, scope, language)
    for name, prefix, column, rest in INDEXES:
        for language in LANGUAGES:
            where = sa.text(f"{language} <> ''{rest}")
            op.create_index(
                f"{prefix}{language}",
                name,
                [column, language],
                unique=True,
                sqlite_where=where,
                postgresql_where=where,
            )


def _number(name: str, kind: str, scope: tuple[str, ...], language: str) -> None:
    columns = dict.fromkeys(("id", "edition_id", *scope, language))
    rows = sa.table(name, *(sa.column(one) for one in columns))
    found = op.get_bind().execute(sa.select(rows).order_by(rows.c.id)).mappings().all()
    used = {(*(row[one] for one in scope), row[language]) for row in found}
    seen: set[tuple[object, ...]] = set()
    for row in found:
        where, text = tuple(row[one] for one in scope), row[language]
        if text and (*where, text) in seen:
            text = _free(where, text, used)
            op.execute(sa.update(rows).where(rows.c.id == row["id"]).values({language: text}))
            _write_down(
                kind, row["edition_id"], row["id"], f"{language}: “{row[language]}” → “{text}”"
            )
        seen.add((*where, text))


def _free(where: tuple[object, ...], text: str, used: set[tuple[object, ...]]) -> str:
    number = 2
    while (*where, f"{text} ({number})") in used:
        number += 1
    used.add((*where, f"{text} ({number})"))
    return f"{text} ({number})"


def _write_down(kind: str, edition_id: int, key: int, reason: str) -> None:
    log.warning("%s %s had the name of another one: %s", kind, key, reason)
    entry = {
        "edition_id": edition_id,
        "action": "numbered a name given twice",
        "object_kind": kind,
        "object_id": key,
        "reason": reason,
        "at": datetime.now(UTC),
    }
    columns = [
        sa.column("at", sa.DateTime(timezone=True)) if one == "at" else sa.column(one)
        for one in entry
    ]
    op.execute(sa.insert(sa.table("audit_entries", *columns)).values(**entry))


def downgrade() -> None:
    for name, prefix, _column, _rest in INDEXES:
        for language in LANGUAGES:
            op.drop_index(f"{prefix}{language}", table_name=name)
