"""List codes, countries and rates

Revision ID: 36883d861910
Revises:
"""

import sqlalchemy as sa
from alembic import op

revision = "36883d861910"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "hs_codes",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("parent", sa.String(), nullable=True),
        sa.Column("section", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("name_zh", sa.String(), nullable=False),
        sa.CheckConstraint("length(code) IN (2, 4, 6)", name=op.f("ck_hs_codes_digits")),
        sa.ForeignKeyConstraint(["parent"], ["hs_codes.code"], name=op.f("fk_hs_codes_parent")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_hs_codes")),
    )
    with op.batch_alter_table("hs_codes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hs_codes_parent"), ["parent"], unique=False)
    op.create_table(
        "territories",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("alpha3", sa.String(), nullable=False),
        sa.Column("world_region", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("is_least_developed", sa.Boolean(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("name_zh", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_territories")),
    )


def downgrade() -> None:
    op.drop_table("territories")
    with op.batch_alter_table("hs_codes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_hs_codes_parent"))
    op.drop_table("hs_codes")
