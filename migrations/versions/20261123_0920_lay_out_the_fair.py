"""Lay out the fair: editions, areas, halls, places, slots

Revision ID: 027a2c8c3e01
Revises: 81fb2cfdaf2c
"""

import sqlalchemy as sa
from alembic import op

revision = "027a2c8c3e01"
down_revision = "81fb2cfdaf2c"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "occupancy",
        sa.Column(
            "resource_kind",
            sa.Enum(
                "person",
                "place",
                "interpreter",
                "stage",
                name="resourcekind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("resource_id", sa.Integer(), nullable=False),
        sa.Column("unit", sa.Integer(), nullable=False),
        sa.Column("tick", sa.Integer(), nullable=False),
        sa.Column(
            "holder_kind",
            sa.Enum(
                "meeting",
                "registration",
                "signing",
                "dialogue",
                name="holderkind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("holder_id", sa.Integer(), nullable=False),
        sa.Column("label_en", sa.String(), nullable=False),
        sa.Column("label_zh", sa.String(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hall_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint(
            "resource_kind", "resource_id", "unit", "tick", name=op.f("pk_occupancy")
        ),
    )
    with op.batch_alter_table("occupancy", schema=None) as batch_op:
        batch_op.create_index("ix_occupancy_holder", ["holder_kind", "holder_id"], unique=False)
    op.create_table(
        "series",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("short_en", sa.String(), nullable=False),
        sa.Column("short_zh", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("name_zh", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series")),
        sa.UniqueConstraint("code", name=op.f("uq_series_code")),
    )
    op.create_table(
        "editions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("city_en", sa.String(), nullable=False),
        sa.Column("city_zh", sa.String(), nullable=False),
        sa.Column("time_zone", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("base_currency", sa.String(), nullable=False),
        sa.Column("booking_opens_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("booking_closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "phase",
            sa.Enum(
                "preparing",
                "open",
                "running",
                "closed",
                name="phase",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("one_side_counts", sa.Boolean(), nullable=False),
        sa.Column(
            "two_officers_from_minor",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
        ),
        sa.Column("previous_id", sa.Integer(), nullable=True),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("name_zh", sa.String(), nullable=False),
        sa.CheckConstraint("starts_on <= ends_on", name=op.f("ck_editions_days_in_order")),
        sa.ForeignKeyConstraint(
            ["previous_id"], ["editions.id"], name=op.f("fk_editions_previous_id")
        ),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_editions_series_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_editions")),
        sa.UniqueConstraint("code", name=op.f("uq_editions_code")),
        sa.UniqueConstraint("series_id", "ordinal", name=op.f("uq_editions_series_id_ordinal")),
    )
    op.create_table(
        "exhibition_areas",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("name_zh", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_exhibition_areas_edition_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exhibition_areas")),
        sa.UniqueConstraint("edition_id", "code", name=op.f("uq_exhibition_areas_edition_id_code")),
    )
    with op.batch_alter_table("exhibition_areas", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_exhibition_areas_edition_id"), ["edition_id"], unique=False
        )
    op.create_table(
        "halls",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("floor", sa.Integer(), nullable=False),
        sa.Column("map_x", sa.Integer(), nullable=False),
        sa.Column("map_y", sa.Integer(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("name_zh", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"], name=op.f("fk_halls_edition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_halls")),
        sa.UniqueConstraint("edition_id", "code", name=op.f("uq_halls_edition_id_code")),
    )
    with op.batch_alter_table("halls", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_halls_edition_id"), ["edition_id"], unique=False)
    op.create_table(
        "meeting_blocks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("slot_minutes", sa.Integer(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("name_zh", sa.String(), nullable=False),
        sa.CheckConstraint(
            "slot_minutes > 0 AND slot_minutes % 5 = 0",
            name=op.f("ck_meeting_blocks_slot_of_ticks"),
        ),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_meeting_blocks_times_in_order")),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_meeting_blocks_edition_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_blocks")),
    )
    with op.batch_alter_table("meeting_blocks", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_meeting_blocks_edition_id"), ["edition_id"], unique=False
        )
    op.create_table(
        "published_figures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("measure", sa.String(), nullable=False),
        sa.Column("breakdown_en", sa.String(), nullable=False),
        sa.Column("breakdown_zh", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("unit_en", sa.String(), nullable=False),
        sa.Column("unit_zh", sa.String(), nullable=False),
        sa.Column(
            "bound",
            sa.Enum(
                "exact",
                "more_than",
                "nearly",
                name="bound",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("basis_en", sa.String(), nullable=False),
        sa.Column("basis_zh", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_published_figures_edition_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_published_figures")),
        sa.UniqueConstraint(
            "edition_id",
            "measure",
            "breakdown_en",
            name=op.f("uq_published_figures_edition_id_measure_breakdown_en"),
        ),
    )
    with op.batch_alter_table("published_figures", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_published_figures_edition_id"), ["edition_id"], unique=False
        )
    op.create_table(
        "area_crosswalks",
        sa.Column("from_area_id", sa.Integer(), nullable=False),
        sa.Column("to_area_id", sa.Integer(), nullable=False),
        sa.Column("is_exact", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["from_area_id"], ["exhibition_areas.id"], name=op.f("fk_area_crosswalks_from_area_id")
        ),
        sa.ForeignKeyConstraint(
            ["to_area_id"], ["exhibition_areas.id"], name=op.f("fk_area_crosswalks_to_area_id")
        ),
        sa.PrimaryKeyConstraint("from_area_id", "to_area_id", name=op.f("pk_area_crosswalks")),
    )
    op.create_table(
        "hall_walks",
        sa.Column("from_hall_id", sa.Integer(), nullable=False),
        sa.Column("to_hall_id", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["from_hall_id"], ["halls.id"], name=op.f("fk_hall_walks_from_hall_id")
        ),
        sa.ForeignKeyConstraint(
            ["to_hall_id"], ["halls.id"], name=op.f("fk_hall_walks_to_hall_id")
        ),
        sa.PrimaryKeyConstraint("from_hall_id", "to_hall_id", name=op.f("pk_hall_walks")),
    )
    op.create_table(
        "places",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("hall_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "table",
                "booth",
                "room",
                "stage",
                name="placekind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("meetings_at_once", sa.Integer(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("name_zh", sa.String(), nullable=False),
        sa.CheckConstraint("meetings_at_once >= 1", name=op.f("ck_places_takes_a_meeting")),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"], name=op.f("fk_places_edition_id")),
        sa.ForeignKeyConstraint(["hall_id"], ["halls.id"], name=op.f("fk_places_hall_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_places")),
        sa.UniqueConstraint(
            "edition_id", "hall_id", "code", name=op.f("uq_places_edition_id_hall_id_code")
        ),
    )
    with op.batch_alter_table("places", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_places_edition_id"), ["edition_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_places_hall_id"), ["hall_id"], unique=False)
    op.create_table(
        "block_places",
        sa.Column("block_id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["block_id"], ["meeting_blocks.id"], name=op.f("fk_block_places_block_id")
        ),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name=op.f("fk_block_places_place_id")),
        sa.PrimaryKeyConstraint("block_id", "place_id", name=op.f("pk_block_places")),
    )
    with op.batch_alter_table("block_places", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_block_places_place_id"), ["place_id"], unique=False)
    op.create_table(
        "interpreters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("languages", sa.String(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("name_zh", sa.String(), nullable=False),
        sa.CheckConstraint("languages <> ''", name=op.f("ck_interpreters_speaks")),
        sa.CheckConstraint(
            "name_en <> '' OR name_zh <> ''", name=op.f("ck_interpreters_has_a_name")
        ),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_interpreters_edition_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interpreters")),
    )
    with op.batch_alter_table("interpreters", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_interpreters_edition_id"), ["edition_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("interpreters", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_interpreters_edition_id"))
    op.drop_table("interpreters")
    with op.batch_alter_table("block_places", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_block_places_place_id"))
    op.drop_table("block_places")
    with op.batch_alter_table("places", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_places_hall_id"))
        batch_op.drop_index(batch_op.f("ix_places_edition_id"))
    op.drop_table("places")
    op.drop_table("hall_walks")
    op.drop_table("area_crosswalks")
    with op.batch_alter_table("published_figures", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_published_figures_edition_id"))
    op.drop_table("published_figures")
    with op.batch_alter_table("meeting_blocks", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meeting_blocks_edition_id"))
    op.drop_table("meeting_blocks")
    with op.batch_alter_table("halls", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_halls_edition_id"))
    op.drop_table("halls")
    with op.batch_alter_table("exhibition_areas", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exhibition_areas_edition_id"))
    op.drop_table("exhibition_areas")
    op.drop_table("editions")
    op.drop_table("series")
    with op.batch_alter_table("occupancy", schema=None) as batch_op:
        batch_op.drop_index("ix_occupancy_holder")
    op.drop_table("occupancy")
