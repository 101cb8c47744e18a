"""Let calendars subscribe

Revision ID: 2b9d60e8f317
Revises: c4a71f2e9d35
"""

import sqlalchemy as sa
from alembic import op

revision = "2b9d60e8f317"
down_revision = "c4a71f2e9d35"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calendar_feeds",
        sa.Column("representative_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["representative_id"],
            ["representatives.id"],
            name=op.f("fk_calendar_feeds_representative_id"),
        ),
        sa.PrimaryKeyConstraint("representative_id", name=op.f("pk_calendar_feeds")),
    )


def downgrade() -> None:
    op.drop_table("calendar_feeds")
