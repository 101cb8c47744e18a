"""Record purchase intentions and keep the ledger

Revision ID: 15ed97708489
Revises: 9c1c84271a2f
"""

import sqlalchemy as sa
from alembic import op

revision = "15ed97708489"
down_revision = "9c1c84271a2f"
branch_labels = None
depends_on = None

# Entries and exchange rates are inserted once and never changed. SQLite: INSERT OR REPLACE deletes
# without asking the delete trigger, so it is refused by itself.
SQLITE_GUARD = (
    """
    CREATE TRIGGER ledger_entries_never_updated BEFORE UPDATE ON ledger_entries
    BEGIN SELECT RAISE(ABORT, 'ledger entries are never changed'); END
    """,
    """
    CREATE TRIGGER ledger_entries_never_deleted BEFORE DELETE ON ledger_entries
    BEGIN SELECT RAISE(ABORT, 'ledger entries are never deleted'); END
    """,
    """
    CREATE TRIGGER ledger_entries_never_replaced BEFORE INSERT ON ledger_entries
    WHEN EXISTS (
        SELECT 1 FROM ledger_entries
        WHERE id = NEW.id OR (edition_id = NEW.edition_id AND sequence = NEW.sequence)
    )
    BEGIN SELECT RAISE(ABORT, 'ledger entries are never replaced'); END
    """,
    """
    CREATE TRIGGER exchange_rates_never_updated BEFORE UPDATE ON exchange_rates
    BEGIN SELECT RAISE(ABORT, 'exchange rates are never changed'); END
    """,
    """
    CREATE TRIGGER exchange_rates_never_deleted BEFORE DELETE ON exchange_rates
    BEGIN SELECT RAISE(ABORT, 'exchange rates are never deleted'); END
    """,
)
POSTGRESQL_GUARD = (
    """
    CREATE FUNCTION refuse_ledger_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'ledger entries are never changed or deleted'
        USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
    """
    CREATE TRIGGER ledger_entries_never_changed BEFORE UPDATE OR DELETE ON ledger_entries
    FOR EACH ROW EXECUTE FUNCTION refuse_ledger_change()
    """,
    """
    CREATE TRIGGER ledger_entries_never_truncated BEFORE TRUNCATE ON ledger_entries
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_ledger_change()
    """,
    """
    CREATE FUNCTION refuse_rate_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'exchange rates are never changed or deleted'
        USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
    """
    CREATE TRIGGER exchange_rates_never_changed BEFORE UPDATE OR DELETE ON exchange_rates
    FOR EACH ROW EXECUTE FUNCTION refuse_rate_change()
    """,
)


def upgrade() -> None:
    op.create_table(
        "ledger_heads",
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("numbered", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_ledger_heads_edition_id")
        ),
        sa.PrimaryKeyConstraint("edition_id", name=op.f("pk_ledger_heads")),
    )
    op.create_table(
        "ledger_snapshots",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_ledger_snapshots_edition_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_snapshots")),
        sa.UniqueConstraint(
            "edition_id", "sequence", name=op.f("uq_ledger_snapshots_edition_id_sequence")
        ),
    )
    op.create_table(
        "snapshot_cells",
        sa.Column("snapshot_id", sa.Integer(), nullable=False),
        sa.Column("is_investment", sa.Boolean(), nullable=False),
        sa.Column("dimension", sa.String(), nullable=False),
        sa.Column("delegation_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column(
            "bucket",
            sa.Enum(
                "signed",
                "countersigned",
                "verified",
                "disputed",
                "held",
                "covered",
                name="bucket",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("minor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("deal_count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["snapshot_id"], ["ledger_snapshots.id"], name=op.f("fk_snapshot_cells_snapshot_id")
        ),
        sa.PrimaryKeyConstraint(
            "snapshot_id",
            "is_investment",
            "dimension",
            "delegation_id",
            "value",
            "bucket",
            name=op.f("pk_snapshot_cells"),
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "intentions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "contract",
                "framework",
                "intention",
                "call_off",
                "investment",
                name="intentionkind",
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
                "signed",
                "countersigned",
                "verified",
                "withdrawn",
                "superseded",
                name="intentionstate",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("buyer_id", sa.Integer(), nullable=False),
        sa.Column("seller_id", sa.Integer(), nullable=False),
        sa.Column(
            "author_side",
            sa.Enum(
                "buyer", "seller", name="side", native_enum=False, create_constraint=True, length=24
            ),
            nullable=False,
        ),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column(
            "full_value_minor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "one_year_minor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("term_months", sa.Integer(), nullable=False),
        sa.Column("rate_id", sa.Integer(), nullable=True),
        sa.Column(
            "base_minor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("is_on_site", sa.Boolean(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.Column("dialogue_id", sa.Integer(), nullable=True),
        sa.Column("signing_slot_id", sa.Integer(), nullable=True),
        sa.Column("framework_id", sa.Integer(), nullable=True),
        sa.Column("superseded_by_id", sa.Integer(), nullable=True),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("held_for_id", sa.Integer(), nullable=True),
        sa.Column("is_cleared", sa.Boolean(), nullable=False),
        sa.Column("contract_number", sa.String(), nullable=False),
        sa.Column("contract_key", sa.String(), nullable=False),
        sa.Column("rate_asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("disputed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("disputed_by_id", sa.Integer(), nullable=True),
        sa.Column("dispute_reason", sa.String(), nullable=False),
        sa.Column("close_reason", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "standing_sequence",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(kind = 'call_off') = (framework_id IS NOT NULL)",
            name=op.f("ck_intentions_call_off_has_framework"),
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'withdrawn') OR base_minor IS NOT NULL",
            name=op.f("ck_intentions_signed_has_rate"),
        ),
        sa.CheckConstraint("buyer_id <> seller_id", name=op.f("ck_intentions_parties_differ")),
        sa.CheckConstraint(
            "full_value_minor >= 0 AND one_year_minor >= 0", name=op.f("ck_intentions_not_negative")
        ),
        sa.CheckConstraint(
            "one_year_minor <= full_value_minor", name=op.f("ck_intentions_one_year_within_full")
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["accounts.id"], name=op.f("fk_intentions_author_id")
        ),
        sa.ForeignKeyConstraint(
            ["buyer_id"], ["participations.id"], name=op.f("fk_intentions_buyer_id")
        ),
        sa.ForeignKeyConstraint(
            ["dialogue_id"], ["dialogues.id"], name=op.f("fk_intentions_dialogue_id")
        ),
        sa.ForeignKeyConstraint(
            ["disputed_by_id"], ["participations.id"], name=op.f("fk_intentions_disputed_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_intentions_edition_id")
        ),
        sa.ForeignKeyConstraint(
            ["framework_id"], ["intentions.id"], name=op.f("fk_intentions_framework_id")
        ),
        sa.ForeignKeyConstraint(
            ["held_for_id"], ["intentions.id"], name=op.f("fk_intentions_held_for_id")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meetings.id"], name=op.f("fk_intentions_meeting_id")
        ),
        sa.ForeignKeyConstraint(
            ["rate_id"], ["exchange_rates.id"], name=op.f("fk_intentions_rate_id")
        ),
        sa.ForeignKeyConstraint(
            ["replaces_id"], ["intentions.id"], name=op.f("fk_intentions_replaces_id")
        ),
        sa.ForeignKeyConstraint(
            ["seller_id"], ["participations.id"], name=op.f("fk_intentions_seller_id")
        ),
        sa.ForeignKeyConstraint(
            ["signing_slot_id"], ["signing_slots.id"], name=op.f("fk_intentions_signing_slot_id")
        ),
        sa.ForeignKeyConstraint(
            ["superseded_by_id"], ["intentions.id"], name=op.f("fk_intentions_superseded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intentions")),
        sa.UniqueConstraint("edition_id", "number", name=op.f("uq_intentions_edition_id_number")),
    )
    with op.batch_alter_table("intentions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_intentions_buyer_id"), ["buyer_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_intentions_dialogue_id"), ["dialogue_id"], unique=False
        )
        batch_op.create_index(
            "ix_intentions_edition_id_contract_key",
            ["edition_id", "contract_key"],
            unique=False,
        )
        batch_op.create_index(
            "ix_intentions_edition_id_state", ["edition_id", "state"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_intentions_framework_id"), ["framework_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_intentions_held_for_id"), ["held_for_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_intentions_meeting_id"), ["meeting_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_intentions_seller_id"), ["seller_id"], unique=False)
    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("intention_id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("stored_as", sa.String(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_evidence_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["intention_id"], ["intentions.id"], name=op.f("fk_evidence_intention_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
        sa.UniqueConstraint("stored_as", name=op.f("uq_evidence_stored_as")),
    )
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_evidence_intention_id"), ["intention_id"], unique=False
        )
    op.create_table(
        "intention_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("intention_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("hs_code", sa.String(), nullable=True),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("quantity", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column(
            "amount_minor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["hs_code"], ["hs_codes.code"], name=op.f("fk_intention_lines_hs_code")
        ),
        sa.ForeignKeyConstraint(
            ["intention_id"], ["intentions.id"], name=op.f("fk_intention_lines_intention_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intention_lines")),
    )
    with op.batch_alter_table("intention_lines", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_intention_lines_intention_id"), ["intention_id"], unique=False
        )
    op.create_table(
        "ledger_entries",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("intention_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column(
            "bucket",
            sa.Enum(
                "signed",
                "countersigned",
                "verified",
                "disputed",
                "held",
                "covered",
                name="bucket",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column(
            "kind",
            sa.Enum(
                "contract",
                "framework",
                "intention",
                "call_off",
                "investment",
                name="intentionkind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("deal_count", sa.Integer(), nullable=False),
        sa.Column(
            "amount_minor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column(
            "base_minor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("base_currency", sa.String(), nullable=False),
        sa.Column("delegation_id", sa.Integer(), nullable=True),
        sa.Column("credit_path", sa.String(), nullable=False),
        sa.Column("area_code", sa.String(), nullable=False),
        sa.Column("source_territory", sa.String(), nullable=False),
        sa.Column("buyer_ownership", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("reason_digest", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("previous_hash", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_ledger_entries_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["delegation_id"], ["delegations.id"], name=op.f("fk_ledger_entries_delegation_id")
        ),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_ledger_entries_edition_id")
        ),
        sa.ForeignKeyConstraint(
            ["intention_id"], ["intentions.id"], name=op.f("fk_ledger_entries_intention_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_entries")),
        sa.UniqueConstraint(
            "edition_id", "sequence", name=op.f("uq_ledger_entries_edition_id_sequence")
        ),
    )
    with op.batch_alter_table("ledger_entries", schema=None) as batch_op:
        batch_op.create_index(
            "ix_ledger_entries_edition_id_delegation_id",
            ["edition_id", "delegation_id"],
            unique=False,
        )
        batch_op.create_index("ix_ledger_entries_edition_id_at", ["edition_id", "at"], unique=False)
        batch_op.create_index("ix_ledger_entries_intention_id", ["intention_id"], unique=False)
    op.create_table(
        "corrections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("intention_id", sa.Integer(), nullable=False),
        sa.Column(
            "side",
            sa.Enum(
                "buyer", "seller", name="side", native_enum=False, create_constraint=True, length=24
            ),
            nullable=False,
        ),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column(
            "full_value_minor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "one_year_minor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "accepted",
                "declined",
                name="correctionstate",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "one_year_minor <= full_value_minor",
            name=op.f("ck_corrections_one_year_within_full"),
        ),
        sa.CheckConstraint("one_year_minor >= 0", name=op.f("ck_corrections_not_negative")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_corrections_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["intention_id"], ["intentions.id"], name=op.f("fk_corrections_intention_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_corrections")),
    )
    with op.batch_alter_table("corrections", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_corrections_intention_id"), ["intention_id"], unique=False
        )
        batch_op.create_index(
            "uq_corrections_proposed",
            ["intention_id"],
            unique=True,
            sqlite_where=sa.text("state = 'proposed'"),
            postgresql_where=sa.text("state = 'proposed'"),
        )
    op.create_table(
        "signatures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("intention_id", sa.Integer(), nullable=False),
        sa.Column(
            "side",
            sa.Enum(
                "buyer", "seller", name="side", native_enum=False, create_constraint=True, length=24
            ),
            nullable=False,
        ),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_signatures_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["intention_id"], ["intentions.id"], name=op.f("fk_signatures_intention_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signatures")),
        sa.UniqueConstraint("intention_id", "side", name=op.f("uq_signatures_intention_id_side")),
    )
    op.create_table(
        "verifications",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("intention_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_verifications_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["intention_id"], ["intentions.id"], name=op.f("fk_verifications_intention_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verifications")),
        sa.UniqueConstraint(
            "intention_id", "account_id", name=op.f("uq_verifications_intention_id_account_id")
        ),
    )
    guard = SQLITE_GUARD if op.get_bind().dialect.name == "sqlite" else POSTGRESQL_GUARD
    for statement in guard:
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("corrections")
    op.drop_table("verifications")
    op.drop_table("signatures")
    with op.batch_alter_table("ledger_entries", schema=None) as batch_op:
        batch_op.drop_index("ix_ledger_entries_intention_id")
        batch_op.drop_index("ix_ledger_entries_edition_id_at")
        batch_op.drop_index("ix_ledger_entries_edition_id_delegation_id")
    op.drop_table("ledger_entries")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_ledger_change()")
        op.execute("DROP TRIGGER exchange_rates_never_changed ON exchange_rates")
        op.execute("DROP FUNCTION refuse_rate_change()")
    else:
        op.execute("DROP TRIGGER exchange_rates_never_updated")
        op.execute("DROP TRIGGER exchange_rates_never_deleted")
    with op.batch_alter_table("intention_lines", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_intention_lines_intention_id"))
    op.drop_table("intention_lines")
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_evidence_intention_id"))
    op.drop_table("evidence")
    with op.batch_alter_table("intentions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_intentions_seller_id"))
        batch_op.drop_index(batch_op.f("ix_intentions_meeting_id"))
        batch_op.drop_index(batch_op.f("ix_intentions_held_for_id"))
        batch_op.drop_index(batch_op.f("ix_intentions_framework_id"))
        batch_op.drop_index("ix_intentions_edition_id_state")
        batch_op.drop_index("ix_intentions_edition_id_contract_key")
        batch_op.drop_index(batch_op.f("ix_intentions_dialogue_id"))
        batch_op.drop_index(batch_op.f("ix_intentions_buyer_id"))
    op.drop_table("intentions")
    op.drop_table("snapshot_cells")
    op.drop_table("ledger_snapshots")
    op.drop_table("ledger_heads")
