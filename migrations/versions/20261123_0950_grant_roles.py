"""Grant roles, and remember sign-ins and tokens

Revision ID: 2e1cd1b6e0b2
Revises: bafb8ffe7dbf
"""

import sqlalchemy as sa
from alembic import op

revision = "2e1cd1b6e0b2"
down_revision = "bafb8ffe7dbf"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "grants",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "organiser",
                "delegation_lead",
                "enterprise_admin",
                "enterprise_member",
                "staff",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("delegation_id", sa.Integer(), nullable=True),
        sa.Column("participation_id", sa.Integer(), nullable=True),
        sa.Column("representative_id", sa.Integer(), nullable=True),
        sa.Column("scope_en", sa.String(), nullable=False),
        sa.Column("scope_zh", sa.String(), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(role = 'delegation_lead') = (delegation_id IS NOT NULL)",
            name=op.f("ck_grants_lead_has_delegation"),
        ),
        sa.CheckConstraint(
            "(role IN ('enterprise_admin', 'enterprise_member')) = (participation_id IS NOT NULL)",
            name=op.f("ck_grants_team_has_participation"),
        ),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_grants_account_id")),
        sa.ForeignKeyConstraint(
            ["delegation_id"], ["delegations.id"], name=op.f("fk_grants_delegation_id")
        ),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"], name=op.f("fk_grants_edition_id")),
        sa.ForeignKeyConstraint(
            ["participation_id"], ["participations.id"], name=op.f("fk_grants_participation_id")
        ),
        sa.ForeignKeyConstraint(
            ["representative_id"], ["representatives.id"], name=op.f("fk_grants_representative_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grants")),
        sa.UniqueConstraint(
            "account_id",
            "edition_id",
            "role",
            "delegation_id",
            "participation_id",
            name=op.f("uq_grants_account_id_edition_id_role_delegation_id_participation_id"),
        ),
    )
    with op.batch_alter_table("grants", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_grants_account_id"), ["account_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_grants_delegation_id"), ["delegation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_grants_edition_id"), ["edition_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_grants_participation_id"), ["participation_id"], unique=False
        )
        batch_op.create_index(
            "uq_grants_edition_wide",
            ["account_id", "edition_id", "role"],
            unique=True,
            sqlite_where=sa.text("delegation_id IS NULL AND participation_id IS NULL"),
            postgresql_where=sa.text("delegation_id IS NULL AND participation_id IS NULL"),
        )
    op.create_table(
        "api_tokens",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_digest", sa.String(), nullable=False),
        sa.Column("grant_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["grant_id"], ["grants.id"], name=op.f("fk_api_tokens_grant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_tokens")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_api_tokens_token_digest")),
    )
    with op.batch_alter_table("api_tokens", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_api_tokens_grant_id"), ["grant_id"], unique=False)
    op.create_table(
        "sign_ins",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_digest", sa.String(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("grant_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_sign_ins_account_id")
        ),
        sa.ForeignKeyConstraint(["grant_id"], ["grants.id"], name=op.f("fk_sign_ins_grant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_ins")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_sign_ins_token_digest")),
    )
    with op.batch_alter_table("sign_ins", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_ins_account_id"), ["account_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("sign_ins", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_ins_account_id"))
    op.drop_table("sign_ins")
    with op.batch_alter_table("api_tokens", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_api_tokens_grant_id"))
    op.drop_table("api_tokens")
    with op.batch_alter_table("grants", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_grants_edition_wide",
            sqlite_where=sa.text("delegation_id IS NULL AND participation_id IS NULL"),
            postgresql_where=sa.text("delegation_id IS NULL AND participation_id IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_grants_participation_id"))
        batch_op.drop_index(batch_op.f("ix_grants_edition_id"))
        batch_op.drop_index(batch_op.f("ix_grants_delegation_id"))
        batch_op.drop_index(batch_op.f("ix_grants_account_id"))
    op.drop_table("grants")
