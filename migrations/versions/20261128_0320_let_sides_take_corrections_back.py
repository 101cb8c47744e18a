"""Let sides take corrections back

Revision ID: 4b7e0c92d5a8
Revises: d19c6b42e7a5
"""

import sqlalchemy as sa
from alembic import op

revision = "4b7e0c92d5a8"
down_revision = "d19c6b42e7a5"
branch_labels = None
depends_on = None

BEFORE = "'proposed', 'accepted', 'declined'"


def upgrade() -> None:
    _let_be(f"{BEFORE}, 'taken_back'")


def downgrade() -> None:
    op.execute(sa.text("UPDATE corrections SET state = 'declined' WHERE state = 'taken_back'"))
    _let_be(BEFORE)


def _let_be(states: str) -> None:
    with op.batch_alter_table("corrections", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_corrections_correctionstate"), type_="check")
        batch_op.create_check_constraint(
            op.f("ck_corrections_correctionstate"), f"state IN ({states})"
        )
