"""See who changed the fair first

Revision ID: 4b7e2d90c6f1
Revises: 6c41d8b7e052
"""

import sqlalchemy as sa
from alembic import op

revision = "4b7e2d90c6f1"
down_revision = "6c41d8b7e052"
branch_labels = None
depends_on = None

VERSIONED = (
    "series",
    "editions",
    "exhibition_areas",
    "halls",
    "places",
    "meeting_blocks",
    "delegations",
)


def _version(name: str) -> "sa.Column[int]":
    return sa.Column(name, sa.Integer(), nullable=False, server_default="1")


def upgrade() -> None:
    op.add_column("halls", _version("walks_version"))
    for table in VERSIONED:
        op.add_column(table, _version("version"))


def downgrade() -> None:
    for table in VERSIONED:
        op.drop_column(table, "version")
    op.drop_column("halls", "walks_version")
