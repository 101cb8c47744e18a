"""Let sides propose other times

Revision ID: 9f3c57a1e84b
Revises: 5d0b8e63a1f7
"""

import sqlalchemy as sa
from alembic import op

revision = "9f3c57a1e84b"
down_revision = "5d0b8e63a1f7"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
COLUMNS = (
    ("proposed_by_id", sa.Integer()),
    ("proposed_representative_id", sa.Integer()),
    ("proposed_block_id", sa.Integer()),
    ("proposed_starts_at", INSTANT),
    ("proposed_ends_at", INSTANT),
    ("proposed_until", INSTANT),
)
KEYS = (
    ("proposed_by_id", "participations"),
    ("proposed_representative_id", "representatives"),
    ("proposed_block_id", "meeting_blocks"),
)
CHECKS = (
    ("proposed_by_somebody", "(proposed_by_id IS NULL) = (proposed_starts_at IS NULL)"),
    (
        "proposed_while_open",
        "proposed_by_id IS NULL OR state IN ('requested', 'confirmed')",
    ),
)
BEFORE = "'meeting', 'registration', 'signing', 'dialogue'"


def upgrade() -> None:
    with op.batch_alter_table("meetings", schema=None) as batch_op:
        for name, kind in COLUMNS:
            batch_op.add_column(sa.Column(name, kind, nullable=True))
        batch_op.add_column(
            sa.Column("proposed_message", sa.String(), nullable=False, server_default="")
        )
    with op.batch_alter_table("meetings", schema=None) as batch_op:
        batch_op.alter_column("proposed_message", server_default=None)
        for name, table in KEYS:
            batch_op.create_foreign_key(op.f(f"fk_meetings_{name}"), table, [name], ["id"])
        for name, rule in CHECKS:
            batch_op.create_check_constraint(op.f(f"ck_meetings_{name}"), rule)
        batch_op.create_index(
            "ix_meetings_proposed_until",
            ["proposed_until"],
            unique=False,
            sqlite_where=sa.text("proposed_until IS NOT NULL"),
            postgresql_where=sa.text("proposed_until IS NOT NULL"),
        )
    _let_hold(f"{BEFORE}, 'proposal'")


def downgrade() -> None:
    op.execute(sa.text("DELETE FROM occupancy WHERE holder_kind = 'proposal'"))
    _let_hold(BEFORE)
    with op.batch_alter_table("meetings", schema=None) as batch_op:
        batch_op.drop_index("ix_meetings_proposed_until")
        for name, _rule in CHECKS:
            batch_op.drop_constraint(op.f(f"ck_meetings_{name}"), type_="check")
        for name, _table in KEYS:
            batch_op.drop_constraint(op.f(f"fk_meetings_{name}"), type_="foreignkey")
        batch_op.drop_column("proposed_message")
        for name, _kind in reversed(COLUMNS):
            batch_op.drop_column(name)


def _let_hold(kinds: str) -> None:
    with op.batch_alter_table("occupancy", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_occupancy_holderkind"), type_="check")
        batch_op.create_check_constraint(
            op.f("ck_occupancy_holderkind"), f"holder_kind IN ({kinds})"
        )
