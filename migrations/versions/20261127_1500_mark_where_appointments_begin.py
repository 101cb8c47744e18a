"""Mark where appointments begin

Revision ID: c4a71f2e9d35
Revises: 8e21c7d94b60
"""

import sqlalchemy as sa
from alembic import op

revision = "c4a71f2e9d35"
down_revision = "8e21c7d94b60"
branch_labels = None
depends_on = None

# The first tick is the one before which its holder does not have the same resource.
MARK = """
UPDATE occupancy SET is_first = :yes WHERE NOT EXISTS (
    SELECT 1 FROM occupancy AS earlier
    WHERE earlier.resource_kind = occupancy.resource_kind
    AND earlier.resource_id = occupancy.resource_id
    AND earlier.unit = occupancy.unit
    AND earlier.tick = occupancy.tick - 1
    AND earlier.holder_kind = occupancy.holder_kind
    AND earlier.holder_id = occupancy.holder_id
)
"""


def upgrade() -> None:
    with op.batch_alter_table("occupancy", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("is_first", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    op.execute(sa.text(MARK).bindparams(yes=True))
    with op.batch_alter_table("occupancy", schema=None) as batch_op:
        batch_op.alter_column("is_first", server_default=None)
        batch_op.create_index(
            "ix_occupancy_beginnings",
            ["resource_kind", "tick", "resource_id", "starts_at", "ends_at"],
            unique=False,
            sqlite_where=sa.text("is_first = 1"),
            postgresql_where=sa.text("is_first"),
        )


def downgrade() -> None:
    with op.batch_alter_table("occupancy", schema=None) as batch_op:
        batch_op.drop_index("ix_occupancy_beginnings")
        batch_op.drop_column("is_first")
