"""How people are called by those who read Chinese."""

from typing import Any

import sqlalchemy as sa

from matchmaking.core.database import Base


def name_in_chinese(account_id: Any, edition_id: Any) -> sa.ScalarSelect[str]:  # noqa: ANN401
    """Return the column with the Chinese name of whoever represents an enterprise in an edition.

    An account has one name. Representatives, who are of a slice above this one, have two.
    """
    people = Base.metadata.tables["representatives"].c
    parties = Base.metadata.tables["participations"].c
    return (
        sa.select(sa.func.max(people.name_zh))
        .where(
            people.account_id == account_id,
            parties.id == people.participation_id,
            parties.edition_id == edition_id,
        )
        .scalar_subquery()
    )
