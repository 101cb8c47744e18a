"""Form delegations

Revision ID: 8539cd25b351
Revises: 027a2c8c3e01
"""

import sqlalchemy as sa
from alembic import op

revision = "8539cd25b351"
down_revision = "027a2c8c3e01"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "delegations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("depth", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "local",
                "central_soe",
                "health",
                "industry",
                name="delegationkind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("name_zh", sa.String(), nullable=False),
        sa.CheckConstraint("depth >= 1", name=op.f("ck_delegations_depth_from_one")),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_delegations_edition_id")
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["delegations.id"], name=op.f("fk_delegations_parent_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegations")),
        sa.UniqueConstraint("edition_id", "code", name=op.f("uq_delegations_edition_id_code")),
    )
    with op.batch_alter_table("delegations", schema=None) as batch_op:
        batch_op.create_index(
            "ix_delegations_edition_id_path", ["edition_id", "path"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_delegations_parent_id"), ["parent_id"], unique=False)
    op.create_table(
        "officers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("delegation_id", sa.Integer(), nullable=False),
        sa.Column(
            "office",
            sa.Enum(
                "head",
                "deputy",
                "secretary_general",
                "liaison",
                name="officekind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("title_en", sa.String(), nullable=False),
        sa.Column("title_zh", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("name_zh", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["delegation_id"], ["delegations.id"], name=op.f("fk_officers_delegation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_officers")),
    )
    with op.batch_alter_table("officers", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_officers_delegation_id"), ["delegation_id"], unique=False
        )
    op.create_table(
        "targets",
        sa.Column("delegation_id", sa.Integer(), nullable=False),
        sa.Column(
            "measure",
            sa.Enum(
                "intended_turnover",
                "meetings",
                "units",
                name="targetmeasure",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("amount", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["delegation_id"], ["delegations.id"], name=op.f("fk_targets_delegation_id")
        ),
        sa.PrimaryKeyConstraint("delegation_id", "measure", name=op.f("pk_targets")),
    )


def downgrade() -> None:
    op.drop_table("targets")
    with op.batch_alter_table("officers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_officers_delegation_id"))
    op.drop_table("officers")
    with op.batch_alter_table("delegations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_delegations_parent_id"))
        batch_op.drop_index("ix_delegations_edition_id_path")
    op.drop_table("delegations")
