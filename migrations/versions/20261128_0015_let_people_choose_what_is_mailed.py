"""Let people choose what is mailed

Revision ID: d19c6b42e7a5
Revises: a83e5d17c0f4
"""

import sqlalchemy as sa
from alembic import op

revision = "d19c6b42e7a5"
down_revision = "a83e5d17c0f4"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
KINDS = ("account", "meetings", "dialogues", "deals", "timetables", "organisers")
WAYS = ("at_once", "daily", "app_only")


def one_of(words: tuple[str, ...], name: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=24)


def upgrade() -> None:
    op.create_table(
        "mail_choices",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("kind", one_of(KINDS, "noticekind"), nullable=False),
        sa.Column("way", one_of(WAYS, "way"), nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("way_before", one_of(WAYS, "way_before"), nullable=False),
        sa.CheckConstraint("kind <> 'account'", name=op.f("ck_mail_choices_can_be_chosen")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_mail_choices_account_id")
        ),
        sa.PrimaryKeyConstraint("account_id", "kind", name=op.f("pk_mail_choices")),
    )
    op.create_table(
        "digests",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("begun_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_digests_account_id")
        ),
        sa.PrimaryKeyConstraint("account_id", "day", name=op.f("pk_digests")),
    )


def downgrade() -> None:
    op.drop_table("digests")
    op.drop_table("mail_choices")
