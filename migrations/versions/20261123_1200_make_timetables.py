"""Make timetables

Revision ID: 8e21c7d94b60
Revises: 5d0f3a7be214
"""

import sqlalchemy as sa
from alembic import op

revision = "8e21c7d94b60"
down_revision = "5d0f3a7be214"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rounds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("wishes_open_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("wishes_close_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("most_musts", sa.Integer(), nullable=False),
        sa.Column("lunch_from", sa.Integer(), nullable=True),
        sa.Column("lunch_until", sa.Integer(), nullable=True),
        sa.Column("needs_languages", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("name_zh", sa.String(), nullable=False),
        sa.CheckConstraint(
            "(lunch_from IS NULL) = (lunch_until IS NULL) AND lunch_from < lunch_until",
            name=op.f("ck_rounds_lunch_in_order"),
        ),
        sa.CheckConstraint("most_musts >= 0", name=op.f("ck_rounds_musts_not_negative")),
        sa.CheckConstraint(
            "wishes_open_at < wishes_close_at", name=op.f("ck_rounds_wishes_in_order")
        ),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"], name=op.f("fk_rounds_edition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rounds")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("rounds", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rounds_edition_id"), ["edition_id"], unique=False)
    op.create_table(
        "plans",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "run",
                "what_if",
                "by_hand",
                "repair",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "queued",
                "running",
                "ready",
                "failed",
                name="planstate",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("question", sa.JSON(), nullable=True),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("scores", sa.JSON(), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("placed", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stop_asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("declined_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failure", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["accounts.id"], name=op.f("fk_plans_created_by_id")
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["plans.id"], name=op.f("fk_plans_parent_id")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_plans_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plans")),
        sa.UniqueConstraint("round_id", "number", name=op.f("uq_plans_round_id_number")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("plans", schema=None) as batch_op:
        batch_op.create_index(
            "uq_plans_running",
            ["round_id"],
            unique=True,
            sqlite_where=sa.text("state = 'running'"),
            postgresql_where=sa.text("state = 'running'"),
        )
    op.create_table(
        "round_blocks",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("block_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["block_id"], ["meeting_blocks.id"], name=op.f("fk_round_blocks_block_id")
        ),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_round_blocks_round_id")),
        sa.PrimaryKeyConstraint("round_id", "block_id", name=op.f("pk_round_blocks")),
        sa.UniqueConstraint("block_id", name=op.f("uq_round_blocks_block_id")),
    )
    op.create_table(
        "plan_moments",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.Column("aim", sa.String(), nullable=False),
        sa.Column("best", sa.Integer(), nullable=True),
        sa.Column("bound", sa.Integer(), nullable=True),
        sa.Column("placed", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_plan_moments_plan_id")),
        sa.PrimaryKeyConstraint("plan_id", "position", name=op.f("pk_plan_moments")),
    )
    op.create_table(
        "publications",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_publications_plan_id")),
        sa.ForeignKeyConstraint(
            ["published_by_id"], ["accounts.id"], name=op.f("fk_publications_published_by_id")
        ),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_publications_round_id")),
        sa.ForeignKeyConstraint(
            ["undone_by_id"], ["accounts.id"], name=op.f("fk_publications_undone_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publications")),
        sa.UniqueConstraint("round_id", "number", name=op.f("uq_publications_round_id_number")),
    )
    with op.batch_alter_table("publications", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_publications_plan_id"), ["plan_id"], unique=False)
    op.create_table(
        "wish_lists",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("participation_id", sa.Integer(), nullable=False),
        sa.Column("minimum", sa.Integer(), nullable=False),
        sa.Column("maximum", sa.Integer(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "maximum >= 1 AND maximum >= minimum", name=op.f("ck_wish_lists_maximum_above_minimum")
        ),
        sa.CheckConstraint("minimum >= 0", name=op.f("ck_wish_lists_minimum_not_negative")),
        sa.ForeignKeyConstraint(
            ["participation_id"], ["participations.id"], name=op.f("fk_wish_lists_participation_id")
        ),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_wish_lists_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wish_lists")),
        sa.UniqueConstraint(
            "round_id", "participation_id", name=op.f("uq_wish_lists_round_id_participation_id")
        ),
    )
    with op.batch_alter_table("wish_lists", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_wish_lists_participation_id"), ["participation_id"], unique=False
        )
    op.create_table(
        "absences",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("wish_list_id", sa.Integer(), nullable=False),
        sa.Column("representative_id", sa.Integer(), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_absences_times_in_order")),
        sa.ForeignKeyConstraint(
            ["representative_id"],
            ["representatives.id"],
            name=op.f("fk_absences_representative_id"),
        ),
        sa.ForeignKeyConstraint(
            ["wish_list_id"], ["wish_lists.id"], name=op.f("fk_absences_wish_list_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absences")),
    )
    with op.batch_alter_table("absences", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_absences_wish_list_id"), ["wish_list_id"], unique=False
        )
    op.create_table(
        "wishes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("wish_list_id", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column(
            "grade",
            sa.Enum(
                "must",
                "want",
                "may",
                name="grade",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("position >= 1", name=op.f("ck_wishes_position_from_one")),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["participations.id"], name=op.f("fk_wishes_partner_id")
        ),
        sa.ForeignKeyConstraint(
            ["wish_list_id"], ["wish_lists.id"], name=op.f("fk_wishes_wish_list_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wishes")),
        sa.UniqueConstraint(
            "wish_list_id", "partner_id", name=op.f("uq_wishes_wish_list_id_partner_id")
        ),
    )
    with op.batch_alter_table("wishes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_wishes_partner_id"), ["partner_id"], unique=False)
    op.create_table(
        "arranged_meetings",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("is_locked", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meetings.id"], name=op.f("fk_arranged_meetings_meeting_id")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["rounds.id"], name=op.f("fk_arranged_meetings_round_id")
        ),
        sa.PrimaryKeyConstraint("meeting_id", name=op.f("pk_arranged_meetings")),
    )
    with op.batch_alter_table("arranged_meetings", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_arranged_meetings_round_id"), ["round_id"], unique=False
        )
    op.create_table(
        "planned_meetings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("a_id", sa.Integer(), nullable=False),
        sa.Column("b_id", sa.Integer(), nullable=False),
        sa.Column(
            "grade_a",
            sa.Enum(
                "must",
                "want",
                "may",
                name="grade_a",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=True,
        ),
        sa.Column(
            "grade_b",
            sa.Enum(
                "must",
                "want",
                "may",
                name="grade_b",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=True,
        ),
        sa.Column("a_representative_id", sa.Integer(), nullable=True),
        sa.Column("b_representative_id", sa.Integer(), nullable=True),
        sa.Column("interpreter_id", sa.Integer(), nullable=True),
        sa.Column("block_id", sa.Integer(), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column("extra_hall_id", sa.Integer(), nullable=True),
        sa.Column("unit", sa.Integer(), nullable=False),
        sa.Column("is_locked", sa.Boolean(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.Column("obstacle", sa.JSON(), nullable=True),
        sa.CheckConstraint(
            "(starts_at IS NULL) = (ends_at IS NULL)"
            " AND (starts_at IS NULL) = (place_id IS NULL AND extra_hall_id IS NULL)"
            " AND (starts_at IS NULL) = (a_representative_id IS NULL)"
            " AND (starts_at IS NULL) = (b_representative_id IS NULL)",
            name=op.f("ck_planned_meetings_seated_or_not"),
        ),
        sa.CheckConstraint(
            "place_id IS NULL OR extra_hall_id IS NULL",
            name=op.f("ck_planned_meetings_one_table"),
        ),
        sa.CheckConstraint(
            "NOT is_locked OR starts_at IS NOT NULL",
            name=op.f("ck_planned_meetings_locked_is_seated"),
        ),
        sa.CheckConstraint("a_id < b_id", name=op.f("ck_planned_meetings_sides_in_order")),
        sa.ForeignKeyConstraint(
            ["a_id"], ["participations.id"], name=op.f("fk_planned_meetings_a_id")
        ),
        sa.ForeignKeyConstraint(
            ["a_representative_id"],
            ["representatives.id"],
            name=op.f("fk_planned_meetings_a_representative_id"),
        ),
        sa.ForeignKeyConstraint(
            ["b_id"], ["participations.id"], name=op.f("fk_planned_meetings_b_id")
        ),
        sa.ForeignKeyConstraint(
            ["b_representative_id"],
            ["representatives.id"],
            name=op.f("fk_planned_meetings_b_representative_id"),
        ),
        sa.ForeignKeyConstraint(
            ["block_id"], ["meeting_blocks.id"], name=op.f("fk_planned_meetings_block_id")
        ),
        sa.ForeignKeyConstraint(
            ["extra_hall_id"], ["halls.id"], name=op.f("fk_planned_meetings_extra_hall_id")
        ),
        sa.ForeignKeyConstraint(
            ["interpreter_id"], ["interpreters.id"], name=op.f("fk_planned_meetings_interpreter_id")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meetings.id"], name=op.f("fk_planned_meetings_meeting_id")
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["places.id"], name=op.f("fk_planned_meetings_place_id")
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["plans.id"], name=op.f("fk_planned_meetings_plan_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planned_meetings")),
        sa.UniqueConstraint(
            "plan_id", "a_id", "b_id", name=op.f("uq_planned_meetings_plan_id_a_id_b_id")
        ),
    )
    with op.batch_alter_table("planned_meetings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_planned_meetings_a_id"), ["a_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_planned_meetings_b_id"), ["b_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_planned_meetings_meeting_id"), ["meeting_id"], unique=False
        )
        batch_op.create_index(
            "uq_planned_meetings_spot",
            ["plan_id", "starts_at", "place_id", "unit"],
            unique=True,
            sqlite_where=sa.text("place_id IS NOT NULL"),
            postgresql_where=sa.text("place_id IS NOT NULL"),
        )
    op.create_table(
        "published_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("publication_id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column(
            "change",
            sa.Enum(
                "added",
                "moved",
                "removed",
                name="change",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("after", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meetings.id"], name=op.f("fk_published_changes_meeting_id")
        ),
        sa.ForeignKeyConstraint(
            ["publication_id"],
            ["publications.id"],
            name=op.f("fk_published_changes_publication_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_published_changes")),
        sa.UniqueConstraint(
            "publication_id",
            "meeting_id",
            name=op.f("uq_published_changes_publication_id_meeting_id"),
        ),
    )
    with op.batch_alter_table("published_changes", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_published_changes_meeting_id"), ["meeting_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("published_changes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_published_changes_meeting_id"))
    op.drop_table("published_changes")
    with op.batch_alter_table("planned_meetings", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_planned_meetings_spot",
            sqlite_where=sa.text("place_id IS NOT NULL"),
            postgresql_where=sa.text("place_id IS NOT NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_planned_meetings_meeting_id"))
        batch_op.drop_index(batch_op.f("ix_planned_meetings_b_id"))
        batch_op.drop_index(batch_op.f("ix_planned_meetings_a_id"))
    op.drop_table("planned_meetings")
    with op.batch_alter_table("arranged_meetings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_arranged_meetings_round_id"))
    op.drop_table("arranged_meetings")
    with op.batch_alter_table("wishes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_wishes_partner_id"))
    op.drop_table("wishes")
    with op.batch_alter_table("absences", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_absences_wish_list_id"))
    op.drop_table("absences")
    with op.batch_alter_table("wish_lists", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_wish_lists_participation_id"))
    op.drop_table("wish_lists")
    with op.batch_alter_table("publications", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_publications_plan_id"))
    op.drop_table("publications")
    op.drop_table("plan_moments")
    op.drop_table("round_blocks")
    with op.batch_alter_table("plans", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_plans_running",
            sqlite_where=sa.text("state = 'running'"),
            postgresql_where=sa.text("state = 'running'"),
        )
    op.drop_table("plans")
    with op.batch_alter_table("rounds", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rounds_edition_id"))
    op.drop_table("rounds")
