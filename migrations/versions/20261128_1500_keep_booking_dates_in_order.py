"""Keep booking dates in order

Revision ID: 5e8a1c37b902
Revises: 9c52e7a1d6f4
"""

from alembic import op

revision = "5e8a1c37b902"
down_revision = "9c52e7a1d6f4"
branch_labels = None
depends_on = None

ORDER = "ck_editions_booking_in_order"


def upgrade() -> None:
    with op.batch_alter_table("editions", schema=None) as batch_op:
        batch_op.create_check_constraint(op.f(ORDER), "booking_opens_at < booking_closes_at")


def downgrade() -> None:
    with op.batch_alter_table("editions", schema=None) as batch_op:
        batch_op.drop_constraint(op.f(ORDER), type_="check")
