"""Register enterprises, their offers and needs, their people

Revision ID: bafb8ffe7dbf
Revises: 8539cd25b351
"""

import sqlalchemy as sa
from alembic import op

revision = "bafb8ffe7dbf"
down_revision = "8539cd25b351"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "enterprises",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("legal_name", sa.String(), nullable=False),
        sa.Column("territory_code", sa.String(), nullable=False),
        sa.Column("legal_identifier", sa.String(), nullable=True),
        sa.Column(
            "unit_type",
            sa.Enum(
                "enterprise",
                "government",
                "public_institution",
                "social_organisation",
                name="unittype",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column(
            "ownership",
            sa.Enum(
                "state",
                "private",
                "foreign",
                "public",
                "mixed",
                name="ownership",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=True,
        ),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("global_500_rank", sa.Integer(), nullable=True),
        sa.Column("website", sa.String(), nullable=False),
        sa.Column("is_confirmed", sa.Boolean(), nullable=False),
        sa.Column("is_invented", sa.Boolean(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("name_zh", sa.String(), nullable=False),
        sa.CheckConstraint(
            "name_en <> '' OR name_zh <> ''", name=op.f("ck_enterprises_has_a_name")
        ),
        sa.CheckConstraint(
            "parent_id IS NULL OR parent_id <> id", name=op.f("ck_enterprises_not_its_own_parent")
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["enterprises.id"], name=op.f("fk_enterprises_parent_id")
        ),
        sa.ForeignKeyConstraint(
            ["territory_code"], ["territories.code"], name=op.f("fk_enterprises_territory_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enterprises")),
    )
    with op.batch_alter_table("enterprises", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_enterprises_parent_id"), ["parent_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_enterprises_territory_code"), ["territory_code"], unique=False
        )
        batch_op.create_index("ix_enterprises_legal_identifier", ["legal_identifier"], unique=False)
        batch_op.create_index(
            "uq_enterprises_confirmed_identifier",
            ["territory_code", "legal_identifier"],
            unique=True,
            sqlite_where=sa.text("is_confirmed"),
            postgresql_where=sa.text("is_confirmed"),
        )
    op.create_table(
        "participations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.Column("is_exhibitor", sa.Boolean(), nullable=False),
        sa.Column("is_buyer", sa.Boolean(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=True),
        sa.Column("delegation_id", sa.Integer(), nullable=True),
        sa.Column("booth_id", sa.Integer(), nullable=True),
        sa.Column("about_en", sa.String(), nullable=False),
        sa.Column("about_zh", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "submitted",
                "approved",
                "returned",
                "withdrawn",
                name="participationstate",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("return_reason", sa.String(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state <> 'returned' OR return_reason <> ''",
            name=op.f("ck_participations_returned_with_a_reason"),
        ),
        sa.CheckConstraint("is_exhibitor OR is_buyer", name=op.f("ck_participations_has_a_role")),
        sa.ForeignKeyConstraint(
            ["area_id"], ["exhibition_areas.id"], name=op.f("fk_participations_area_id")
        ),
        sa.ForeignKeyConstraint(
            ["booth_id"], ["places.id"], name=op.f("fk_participations_booth_id")
        ),
        sa.ForeignKeyConstraint(
            ["delegation_id"], ["delegations.id"], name=op.f("fk_participations_delegation_id")
        ),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_participations_edition_id")
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprises.id"], name=op.f("fk_participations_enterprise_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participations")),
        sa.UniqueConstraint(
            "edition_id", "enterprise_id", name=op.f("uq_participations_edition_id_enterprise_id")
        ),
    )
    with op.batch_alter_table("participations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_participations_area_id"), ["area_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_participations_delegation_id"), ["delegation_id"], unique=False
        )
        batch_op.create_index(
            "ix_participations_edition_id_state", ["edition_id", "state"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_participations_enterprise_id"), ["enterprise_id"], unique=False
        )
    op.create_table(
        "catalogue_items",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("participation_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "offer",
                "need",
                name="cataloguekind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("hs_code", sa.String(), nullable=True),
        sa.Column("title_en", sa.String(), nullable=False),
        sa.Column("title_zh", sa.String(), nullable=False),
        sa.Column("keywords", sa.String(), nullable=False),
        sa.CheckConstraint(
            "title_en <> '' OR title_zh <> ''", name=op.f("ck_catalogue_items_has_a_title")
        ),
        sa.ForeignKeyConstraint(
            ["hs_code"], ["hs_codes.code"], name=op.f("fk_catalogue_items_hs_code")
        ),
        sa.ForeignKeyConstraint(
            ["participation_id"],
            ["participations.id"],
            name=op.f("fk_catalogue_items_participation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalogue_items")),
    )
    with op.batch_alter_table("catalogue_items", schema=None) as batch_op:
        batch_op.create_index("ix_catalogue_items_hs_code_kind", ["hs_code", "kind"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_catalogue_items_participation_id"), ["participation_id"], unique=False
        )
    op.create_table(
        "representatives",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("participation_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("title_en", sa.String(), nullable=False),
        sa.Column("title_zh", sa.String(), nullable=False),
        sa.Column("languages", sa.String(), nullable=False),
        sa.Column("is_contact", sa.Boolean(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("name_zh", sa.String(), nullable=False),
        sa.CheckConstraint(
            "name_en <> '' OR name_zh <> ''", name=op.f("ck_representatives_has_a_name")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_representatives_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["participation_id"],
            ["participations.id"],
            name=op.f("fk_representatives_participation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_representatives")),
        sa.UniqueConstraint(
            "participation_id",
            "account_id",
            name=op.f("uq_representatives_participation_id_account_id"),
        ),
    )
    with op.batch_alter_table("representatives", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_representatives_account_id"), ["account_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_representatives_participation_id"), ["participation_id"], unique=False
        )
    op.create_table(
        "search_terms",
        sa.Column("participation_id", sa.Integer(), nullable=False),
        sa.Column(
            "term",
            sa.Text().with_variant(sa.Text(collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_search_terms_edition_id")
        ),
        sa.ForeignKeyConstraint(
            ["participation_id"],
            ["participations.id"],
            name=op.f("fk_search_terms_participation_id"),
        ),
        sa.PrimaryKeyConstraint("participation_id", "term", name=op.f("pk_search_terms")),
    )
    with op.batch_alter_table("search_terms", schema=None) as batch_op:
        batch_op.create_index(
            "ix_search_terms_edition_id_term", ["edition_id", "term"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("search_terms", schema=None) as batch_op:
        batch_op.drop_index("ix_search_terms_edition_id_term")
    op.drop_table("search_terms")
    with op.batch_alter_table("representatives", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_representatives_participation_id"))
        batch_op.drop_index(batch_op.f("ix_representatives_account_id"))
    op.drop_table("representatives")
    with op.batch_alter_table("catalogue_items", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_catalogue_items_participation_id"))
        batch_op.drop_index("ix_catalogue_items_hs_code_kind")
    op.drop_table("catalogue_items")
    with op.batch_alter_table("participations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_participations_enterprise_id"))
        batch_op.drop_index("ix_participations_edition_id_state")
        batch_op.drop_index(batch_op.f("ix_participations_delegation_id"))
        batch_op.drop_index(batch_op.f("ix_participations_area_id"))
    op.drop_table("participations")
    with op.batch_alter_table("enterprises", schema=None) as batch_op:
        batch_op.drop_index("uq_enterprises_confirmed_identifier")
        batch_op.drop_index("ix_enterprises_legal_identifier")
        batch_op.drop_index(batch_op.f("ix_enterprises_territory_code"))
        batch_op.drop_index(batch_op.f("ix_enterprises_parent_id"))
    op.drop_table("enterprises")
