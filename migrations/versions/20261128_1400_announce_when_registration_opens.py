"""Announce when registration opens

Revision ID: 9c52e7a1d6f4
Revises: 4b7e0c92d5a8
"""

import sqlalchemy as sa
from alembic import op

revision = "9c52e7a1d6f4"
down_revision = "4b7e0c92d5a8"
branch_labels = None
depends_on = None

ORDER = "ck_editions_registration_in_order"


def upgrade() -> None:
    with op.batch_alter_table("editions", schema=None) as batch_op:
        for name in ("registration_opens_at", "registration_closes_at"):
            batch_op.add_column(sa.Column(name, sa.DateTime(timezone=True), nullable=True))
        batch_op.create_check_constraint(
            op.f(ORDER), "registration_opens_at < registration_closes_at"
        )


def downgrade() -> None:
    with op.batch_alter_table("editions", schema=None) as batch_op:
        batch_op.drop_constraint(op.f(ORDER), type_="check")
        batch_op.drop_column("registration_closes_at")
        batch_op.drop_column("registration_opens_at")
