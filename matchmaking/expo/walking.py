"""How long people walk from hall to hall."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.accounts.values import Actor
from matchmaking.audit.services import record
from matchmaking.core.errors import InvalidInputError, NotFoundError
from matchmaking.core.wording import say
from matchmaking.expo.deeds import SET_WALKS
from matchmaking.expo.models import Edition, Hall, HallWalk

# Longer than any venue is wide; beyond it no two meetings of a block would fit together.
LONGEST_WALK = 60


def walks_in(session: Session, edition_id: int) -> dict[int, dict[int, int]]:
    """Return the minutes from each hall of an edition to each other, where they are known."""
    query = (
        sa.select(HallWalk.from_hall_id, HallWalk.to_hall_id, HallWalk.minutes)
        .join(Hall, Hall.id == HallWalk.from_hall_id)
        .where(Hall.edition_id == edition_id)
    )
    found: dict[int, dict[int, int]] = {}
    for one, other, minutes in session.execute(query):
        found.setdefault(one, {})[other] = minutes
    return found


def set_walks(
    session: Session, actor: Actor, hall: Hall, walks: Mapping[int, int | None], *, at: datetime
) -> None:
    """Say how long the walks from a hall are, and back; ``None`` is not known.

    Whoever sets walks of the edition waits for whoever does so at the same moment.

    Raises:
        InvalidInputError: a walk takes less than no time, or more than an hour.
        NotFoundError: one of the halls is none of this edition.
    """
    _check(walks)
    mine = sa.select(Edition.id).where(Edition.id == hall.edition_id)
    session.execute(mine.with_for_update(key_share=True))
    _require_halls(session, hall, walks)
    session.execute(sa.delete(HallWalk).where(_between(hall.id, list(walks))))
    if rows := list(_rows(hall.id, walks)):
        session.execute(sa.insert(HallWalk), rows)
    record(session, actor, SET_WALKS.text, subject=("hall", hall.id), at=at)


def _check(walks: Mapping[int, int | None]) -> None:
    if any(minutes is not None and not 0 <= minutes <= LONGEST_WALK for minutes in walks.values()):
        raise InvalidInputError(
            say("A walk takes from 0 to %(longest)d minutes.", longest=LONGEST_WALK)
        )


def _require_halls(session: Session, hall: Hall, walks: Mapping[int, int | None]) -> None:
    query = sa.select(Hall.id).where(
        Hall.edition_id == hall.edition_id, Hall.id != hall.id, Hall.id.in_(walks)
    )
    if set(session.scalars(query)) != set(walks):
        raise NotFoundError


def _between(hall_id: int, others: list[int]) -> sa.ColumnElement[bool]:
    there = sa.and_(HallWalk.from_hall_id == hall_id, HallWalk.to_hall_id.in_(others))
    back = sa.and_(HallWalk.to_hall_id == hall_id, HallWalk.from_hall_id.in_(others))
    return sa.or_(there, back)


def _rows(hall_id: int, walks: Mapping[int, int | None]) -> Iterator[dict[str, Any]]:
    for other, minutes in walks.items():
        if minutes is not None:
            yield {"from_hall_id": hall_id, "to_hall_id": other, "minutes": minutes}
            yield {"from_hall_id": other, "to_hall_id": hall_id, "minutes": minutes}
