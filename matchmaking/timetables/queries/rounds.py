"""Reading matchmaking rounds."""

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from matchmaking.timetables.models import Plan, Round


def rounds_of(session: Session, edition_id: int) -> list[Round]:
    """Return an edition's rounds with their blocks, the earliest deadline first."""
    query = (
        sa.select(Round)
        .options(selectinload(Round.blocks))
        .where(Round.edition_id == edition_id)
        .order_by(Round.wishes_close_at, Round.id)
    )
    return list(session.scalars(query))


def plans_of(session: Session, round_: Round) -> list[Plan]:
    """Return a round's plans, the newest first."""
    query = sa.select(Plan).where(Plan.round_id == round_.id).order_by(Plan.number.desc())
    return list(session.scalars(query))
