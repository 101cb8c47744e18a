"""Reading matchmaking rounds."""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from matchmaking.timetables.models import Plan, Publication, Round
from matchmaking.timetables.values import Stage, stage_at


def rounds_of(session: Session, edition_id: int) -> list[Round]:
    """Return an edition's rounds with their blocks, the earliest deadline first."""
    query = (
        sa.select(Round)
        .options(selectinload(Round.blocks))
        .where(Round.edition_id == edition_id)
        .order_by(Round.wishes_close_at, Round.id)
    )
    return list(session.scalars(query))


def stages_of(session: Session, rounds: Iterable[Round], at: datetime) -> dict[int, Stage]:
    """Return how far rounds have come, by their keys."""
    wanted = list(rounds)
    query = sa.select(Publication.round_id).where(
        Publication.round_id.in_([one.id for one in wanted]), Publication.undone_at.is_(None)
    )
    published = set(session.scalars(query))
    return {
        one.id: stage_at(
            at,
            opens_at=one.wishes_open_at,
            closes_at=one.wishes_close_at,
            is_published=one.id in published,
        )
        for one in wanted
    }


def plans_of(session: Session, round_: Round) -> list[Plan]:
    """Return a round's plans, the newest first."""
    query = sa.select(Plan).where(Plan.round_id == round_.id).order_by(Plan.number.desc())
    return list(session.scalars(query))
