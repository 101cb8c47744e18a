"""Keep what was corrected

Revision ID: 5d0b8e63a1f7
Revises: 2b9d60e8f317
"""

import sqlalchemy as sa
from alembic import op

revision = "5d0b8e63a1f7"
down_revision = "2b9d60e8f317"
branch_labels = None
depends_on = None

MINOR = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
# What an open correction would change still stands; what earlier ones did is not known any more.
STANDING = """
UPDATE corrections SET
    old_currency = (SELECT currency FROM intentions WHERE intentions.id = intention_id),
    old_full_value_minor = (
        SELECT intentions.full_value_minor FROM intentions WHERE intentions.id = intention_id
    ),
    old_one_year_minor = (
        SELECT intentions.one_year_minor FROM intentions WHERE intentions.id = intention_id
    )
WHERE state = 'proposed'
"""


def upgrade() -> None:
    with op.batch_alter_table("corrections", schema=None) as batch_op:
        batch_op.add_column(sa.Column("old_currency", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("old_full_value_minor", MINOR, nullable=True))
        batch_op.add_column(sa.Column("old_one_year_minor", MINOR, nullable=True))
    op.execute(sa.text(STANDING))


def downgrade() -> None:
    with op.batch_alter_table("corrections", schema=None) as batch_op:
        batch_op.drop_column("old_one_year_minor")
        batch_op.drop_column("old_full_value_minor")
        batch_op.drop_column("old_currency")
