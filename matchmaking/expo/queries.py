"""Reading the fair."""

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from matchmaking.expo.models import Edition


def edition_of(session: Session, edition_id: int | None) -> Edition | None:
    """Return an edition with its series."""
    if edition_id is None:
        return None
    query = sa.select(Edition).options(joinedload(Edition.series)).where(Edition.id == edition_id)
    return session.scalar(query)
