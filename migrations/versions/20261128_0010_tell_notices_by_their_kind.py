"""Tell notices by their kind

Revision ID: a83e5d17c0f4
Revises: 9d3f5a1c72e8
"""

import sqlalchemy as sa
from alembic import op

revision = "a83e5d17c0f4"
down_revision = "9d3f5a1c72e8"
branch_labels = None
depends_on = None

KINDS = ("account", "meetings", "dialogues", "deals", "timetables", "organisers")
# What a notice is about could only be seen from where it leads.
BY_PATH = """
UPDATE notices SET kind = CASE
    WHEN path LIKE '/meetings%' THEN 'meetings'
    WHEN path LIKE '/programme%' THEN 'dialogues'
    WHEN path LIKE '/intentions%' OR path = '/rates' THEN 'deals'
    WHEN path LIKE '/timetable%' OR path LIKE '/agenda%' THEN 'timetables'
    ELSE 'account'
END
"""


def upgrade() -> None:
    """The defaults stay: the release that still runs writes neither, and its mails go at once."""
    kind = sa.Enum(*KINDS, name="noticekind", native_enum=False, create_constraint=True, length=24)
    with op.batch_alter_table("notices", schema=None) as batch_op:
        batch_op.add_column(sa.Column("kind", kind, nullable=False, server_default="account"))
        batch_op.add_column(
            sa.Column("is_urgent", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    op.execute(sa.text(BY_PATH))


def downgrade() -> None:
    with op.batch_alter_table("notices", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_notices_noticekind"), type_="check")
        batch_op.drop_column("is_urgent")
        batch_op.drop_column("kind")
