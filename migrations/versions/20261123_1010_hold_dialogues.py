"""Hold dialogues with seats and signing slots

Revision ID: 14d24a840464
Revises: b99148303db8
"""

import sqlalchemy as sa
from alembic import op

revision = "14d24a840464"
down_revision = "b99148303db8"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "dialogues",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "dialogue",
                "talks",
                "forum",
                "promotion",
                "matchmaking",
                "signing_ceremony",
                "debut",
                "culture",
                name="dialoguekind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "published",
                "cancelled",
                name="dialoguestate",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("about_en", sa.String(), nullable=False),
        sa.Column("about_zh", sa.String(), nullable=False),
        sa.Column("host_delegation_id", sa.Integer(), nullable=True),
        sa.Column("host_en", sa.String(), nullable=False),
        sa.Column("host_zh", sa.String(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("languages", sa.String(), nullable=False),
        sa.Column("interpretation", sa.String(), nullable=False),
        sa.Column(
            "admission",
            sa.Enum(
                "open",
                "approval",
                "invitation",
                name="admission",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("kept", sa.Integer(), nullable=False),
        sa.Column("waiting_sequence", sa.Integer(), nullable=False),
        sa.Column("seat_changes", sa.Integer(), nullable=False),
        sa.Column("cancel_reason", sa.String(), nullable=False),
        sa.Column("is_invented", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("name_zh", sa.String(), nullable=False),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_dialogues_times_in_order")),
        sa.CheckConstraint("name_en <> '' OR name_zh <> ''", name=op.f("ck_dialogues_has_a_name")),
        sa.CheckConstraint(
            "state <> 'cancelled' OR taken = 0", name=op.f("ck_dialogues_cancelled_seats_nobody")
        ),
        sa.CheckConstraint(
            "taken >= 0 AND kept >= 0 AND taken + kept <= capacity",
            name=op.f("ck_dialogues_seats"),
        ),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_dialogues_edition_id")
        ),
        sa.ForeignKeyConstraint(
            ["host_delegation_id"], ["delegations.id"], name=op.f("fk_dialogues_host_delegation_id")
        ),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name=op.f("fk_dialogues_place_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dialogues")),
    )
    with op.batch_alter_table("dialogues", schema=None) as batch_op:
        batch_op.create_index(
            "ix_dialogues_edition_id_starts_at", ["edition_id", "starts_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_dialogues_host_delegation_id"), ["host_delegation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_dialogues_place_id"), ["place_id"], unique=False)
    op.create_table(
        "agenda_items",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dialogue_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("name_zh", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dialogue_id"], ["dialogues.id"], name=op.f("fk_agenda_items_dialogue_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_items")),
    )
    with op.batch_alter_table("agenda_items", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_agenda_items_dialogue_id"), ["dialogue_id"], unique=False
        )
    op.create_table(
        "allotments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dialogue_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column(
            "audience",
            sa.Enum(
                "global_500",
                "chamber",
                "invited",
                "host_delegation",
                "exhibitor",
                "buyer",
                name="audience",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("kept", sa.Integer(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("name_zh", sa.String(), nullable=False),
        sa.CheckConstraint(
            "parent_id IS NULL OR parent_id <> id", name=op.f("ck_allotments_not_its_own_part")
        ),
        sa.CheckConstraint(
            "taken >= 0 AND kept >= 0 AND taken + kept <= capacity",
            name=op.f("ck_allotments_seats"),
        ),
        sa.ForeignKeyConstraint(
            ["dialogue_id"], ["dialogues.id"], name=op.f("fk_allotments_dialogue_id")
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["allotments.id"], name=op.f("fk_allotments_parent_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allotments")),
    )
    with op.batch_alter_table("allotments", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_allotments_dialogue_id"), ["dialogue_id"], unique=False
        )
    op.create_table(
        "invitations",
        sa.Column("dialogue_id", sa.Integer(), nullable=False),
        sa.Column("participation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dialogue_id"], ["dialogues.id"], name=op.f("fk_invitations_dialogue_id")
        ),
        sa.ForeignKeyConstraint(
            ["participation_id"],
            ["participations.id"],
            name=op.f("fk_invitations_participation_id"),
        ),
        sa.PrimaryKeyConstraint("dialogue_id", "participation_id", name=op.f("pk_invitations")),
    )
    with op.batch_alter_table("invitations", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_invitations_participation_id"), ["participation_id"], unique=False
        )
    op.create_table(
        "signing_slots",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dialogue_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("participation_id", sa.Integer(), nullable=True),
        sa.Column("counterpart_id", sa.Integer(), nullable=True),
        sa.Column("signer_id", sa.Integer(), nullable=True),
        sa.Column("counterpart_signer_id", sa.Integer(), nullable=True),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(participation_id IS NULL) = (subject = '')",
            name=op.f("ck_signing_slots_booked_for_a_subject"),
        ),
        sa.CheckConstraint(
            "counterpart_id IS NULL OR counterpart_id <> participation_id",
            name=op.f("ck_signing_slots_parties_differ"),
        ),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_signing_slots_times_in_order")),
        sa.ForeignKeyConstraint(
            ["counterpart_signer_id"],
            ["representatives.id"],
            name=op.f("fk_signing_slots_counterpart_signer_id"),
        ),
        sa.ForeignKeyConstraint(
            ["signer_id"], ["representatives.id"], name=op.f("fk_signing_slots_signer_id")
        ),
        sa.ForeignKeyConstraint(
            ["counterpart_id"], ["participations.id"], name=op.f("fk_signing_slots_counterpart_id")
        ),
        sa.ForeignKeyConstraint(
            ["dialogue_id"], ["dialogues.id"], name=op.f("fk_signing_slots_dialogue_id")
        ),
        sa.ForeignKeyConstraint(
            ["participation_id"],
            ["participations.id"],
            name=op.f("fk_signing_slots_participation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_slots")),
        sa.UniqueConstraint(
            "dialogue_id", "starts_at", name=op.f("uq_signing_slots_dialogue_id_starts_at")
        ),
    )
    with op.batch_alter_table("signing_slots", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_signing_slots_dialogue_id"), ["dialogue_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_signing_slots_participation_id"), ["participation_id"], unique=False
        )
    op.create_table(
        "speakers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dialogue_id", sa.Integer(), nullable=False),
        sa.Column("title_en", sa.String(), nullable=False),
        sa.Column("title_zh", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("name_zh", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dialogue_id"], ["dialogues.id"], name=op.f("fk_speakers_dialogue_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_speakers")),
    )
    with op.batch_alter_table("speakers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_speakers_dialogue_id"), ["dialogue_id"], unique=False)
    op.create_table(
        "registrations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dialogue_id", sa.Integer(), nullable=False),
        sa.Column("representative_id", sa.Integer(), nullable=False),
        sa.Column("allotment_id", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "requested",
                "booked",
                "waitlisted",
                "declined",
                "cancelled",
                "attended",
                "no_show",
                name="registrationstate",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("waiting_number", sa.Integer(), nullable=True),
        sa.Column("skipped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("booked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'waitlisted') = (waiting_number IS NOT NULL)",
            name=op.f("ck_registrations_waiting_has_number"),
        ),
        sa.ForeignKeyConstraint(
            ["allotment_id"], ["allotments.id"], name=op.f("fk_registrations_allotment_id")
        ),
        sa.ForeignKeyConstraint(
            ["dialogue_id"], ["dialogues.id"], name=op.f("fk_registrations_dialogue_id")
        ),
        sa.ForeignKeyConstraint(
            ["representative_id"],
            ["representatives.id"],
            name=op.f("fk_registrations_representative_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registrations")),
        sa.UniqueConstraint(
            "dialogue_id",
            "representative_id",
            name=op.f("uq_registrations_dialogue_id_representative_id"),
        ),
    )
    with op.batch_alter_table("registrations", schema=None) as batch_op:
        batch_op.create_index(
            "ix_registrations_dialogue_id_state", ["dialogue_id", "state"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_registrations_representative_id"), ["representative_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("registrations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_registrations_representative_id"))
        batch_op.drop_index("ix_registrations_dialogue_id_state")
    op.drop_table("registrations")
    with op.batch_alter_table("speakers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_speakers_dialogue_id"))
    op.drop_table("speakers")
    with op.batch_alter_table("signing_slots", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_signing_slots_participation_id"))
        batch_op.drop_index(batch_op.f("ix_signing_slots_dialogue_id"))
    op.drop_table("signing_slots")
    with op.batch_alter_table("invitations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invitations_participation_id"))
    op.drop_table("invitations")
    with op.batch_alter_table("allotments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_allotments_dialogue_id"))
    op.drop_table("allotments")
    with op.batch_alter_table("agenda_items", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agenda_items_dialogue_id"))
    op.drop_table("agenda_items")
    with op.batch_alter_table("dialogues", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dialogues_place_id"))
        batch_op.drop_index(batch_op.f("ix_dialogues_host_delegation_id"))
        batch_op.drop_index("ix_dialogues_edition_id_starts_at")
    op.drop_table("dialogues")
