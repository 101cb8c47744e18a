"""Arrange one-to-one meetings

Revision ID: 9c1c84271a2f
Revises: 14d24a840464
"""

import sqlalchemy as sa
from alembic import op

revision = "9c1c84271a2f"
down_revision = "14d24a840464"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "meetings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("requester_id", sa.Integer(), nullable=False),
        sa.Column("receiver_id", sa.Integer(), nullable=False),
        sa.Column("requester_representative_id", sa.Integer(), nullable=False),
        sa.Column("receiver_representative_id", sa.Integer(), nullable=True),
        sa.Column("pair_key", sa.String(), nullable=True),
        sa.Column("block_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column("interpreter_id", sa.Integer(), nullable=True),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "requested",
                "confirmed",
                "declined",
                "withdrawn",
                "expired",
                "superseded",
                "cancelled",
                "held",
                "no_show",
                "disputed",
                name="meetingstate",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("close_reason", sa.String(), nullable=False),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.Column("requester_met", sa.Boolean(), nullable=True),
        sa.Column("receiver_met", sa.Boolean(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state NOT IN ('confirmed', 'held') OR "
            "(place_id IS NOT NULL AND receiver_representative_id IS NOT NULL)",
            name=op.f("ck_meetings_confirmed_has_place"),
        ),
        sa.CheckConstraint("requester_id <> receiver_id", name=op.f("ck_meetings_parties_differ")),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_meetings_times_in_order")),
        sa.ForeignKeyConstraint(
            ["block_id"], ["meeting_blocks.id"], name=op.f("fk_meetings_block_id")
        ),
        sa.ForeignKeyConstraint(
            ["closed_by_id"], ["participations.id"], name=op.f("fk_meetings_closed_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_meetings_edition_id")
        ),
        sa.ForeignKeyConstraint(
            ["interpreter_id"], ["interpreters.id"], name=op.f("fk_meetings_interpreter_id")
        ),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name=op.f("fk_meetings_place_id")),
        sa.ForeignKeyConstraint(
            ["receiver_id"], ["participations.id"], name=op.f("fk_meetings_receiver_id")
        ),
        sa.ForeignKeyConstraint(
            ["receiver_representative_id"],
            ["representatives.id"],
            name=op.f("fk_meetings_receiver_representative_id"),
        ),
        sa.ForeignKeyConstraint(
            ["requester_id"], ["participations.id"], name=op.f("fk_meetings_requester_id")
        ),
        sa.ForeignKeyConstraint(
            ["requester_representative_id"],
            ["representatives.id"],
            name=op.f("fk_meetings_requester_representative_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meetings")),
    )
    with op.batch_alter_table("meetings", schema=None) as batch_op:
        batch_op.create_index(
            "ix_meetings_edition_id_state_starts_at",
            ["edition_id", "state", "starts_at"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_meetings_place_id"), ["place_id"], unique=False)
        batch_op.create_index(
            "ix_meetings_receiver_id_state", ["receiver_id", "state"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_meetings_receiver_representative_id"),
            ["receiver_representative_id"],
            unique=False,
        )
        batch_op.create_index(
            "ix_meetings_requester_id_state", ["requester_id", "state"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_meetings_requester_representative_id"),
            ["requester_representative_id"],
            unique=False,
        )
        batch_op.create_index(
            "uq_meetings_open_pair",
            ["edition_id", "pair_key"],
            unique=True,
            sqlite_where=sa.text("pair_key IS NOT NULL AND state IN ('requested', 'confirmed')"),
            postgresql_where=sa.text(
                "pair_key IS NOT NULL AND state IN ('requested', 'confirmed')"
            ),
        )
    op.create_table(
        "vetoes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("participation_id", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("participation_id <> partner_id", name=op.f("ck_vetoes_parties_differ")),
        sa.ForeignKeyConstraint(
            ["participation_id"], ["participations.id"], name=op.f("fk_vetoes_participation_id")
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["participations.id"], name=op.f("fk_vetoes_partner_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vetoes")),
        sa.UniqueConstraint(
            "participation_id", "partner_id", name=op.f("uq_vetoes_participation_id_partner_id")
        ),
    )
    with op.batch_alter_table("vetoes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_vetoes_partner_id"), ["partner_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("vetoes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_vetoes_partner_id"))
    op.drop_table("vetoes")
    with op.batch_alter_table("meetings", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_meetings_open_pair",
            sqlite_where=sa.text("pair_key IS NOT NULL AND state IN ('requested', 'confirmed')"),
            postgresql_where=sa.text(
                "pair_key IS NOT NULL AND state IN ('requested', 'confirmed')"
            ),
        )
        batch_op.drop_index(batch_op.f("ix_meetings_requester_representative_id"))
        batch_op.drop_index("ix_meetings_requester_id_state")
        batch_op.drop_index(batch_op.f("ix_meetings_receiver_representative_id"))
        batch_op.drop_index("ix_meetings_receiver_id_state")
        batch_op.drop_index(batch_op.f("ix_meetings_place_id"))
        batch_op.drop_index("ix_meetings_edition_id_state_starts_at")
    op.drop_table("meetings")
