"""Note moments that pass

Revision ID: c47d90e2b618
Revises: 5e8a1c37b902
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "c47d90e2b618"
down_revision = "5e8a1c37b902"
branch_labels = None
depends_on = None

NAMES = (
    "registration_opens_at",
    "registration_closes_at",
    "booking_opens_at",
    "booking_closes_at",
)


def upgrade() -> None:
    passed = op.create_table(
        "passed_moments",
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("moment", sa.DateTime(timezone=True), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_passed_moments_edition_id")
        ),
        sa.PrimaryKeyConstraint("edition_id", "name", "moment", name=op.f("pk_passed_moments")),
    )
    # What has come before is no news any more.
    columns = [sa.column(name, sa.DateTime(timezone=True)) for name in NAMES]
    editions = sa.table("editions", sa.column("id", sa.Integer()), *columns)
    now = datetime.now(UTC)
    for column in columns:
        come = sa.select(
            editions.c.id,
            sa.literal(column.name),
            column,
            sa.literal(now, sa.DateTime(timezone=True)),
        ).select_from(editions)
        op.execute(
            passed.insert().from_select(
                ["edition_id", "name", "moment", "noted_at"], come.where(column <= now)
            )
        )


def downgrade() -> None:
    op.drop_table("passed_moments")
