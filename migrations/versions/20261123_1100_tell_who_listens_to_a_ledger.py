"""Tell who listens to a ledger

PostgreSQL sends a notice when an edition's ledger grows; the servers' live streams hear it.
SQLite has no notices: there the servers ask.

Revision ID: 5d0f3a7be214
Revises: 635c52eba142
"""

from alembic import op

revision = "5d0f3a7be214"
down_revision = "635c52eba142"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute("""
        CREATE FUNCTION tell_ledger_listeners() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM pg_notify('qiatan_ledger', NEW.edition_id::text);
            RETURN NULL;
        END
        $$
    """)
    op.execute("""
        CREATE TRIGGER tell_ledger_listeners AFTER INSERT OR UPDATE OF sequence ON ledger_heads
        FOR EACH ROW EXECUTE FUNCTION tell_ledger_listeners()
    """)


def downgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute("DROP TRIGGER tell_ledger_listeners ON ledger_heads")
    op.execute("DROP FUNCTION tell_ledger_listeners()")
