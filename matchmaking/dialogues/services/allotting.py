"""Keeping seats for an audience, more of them, fewer, or none again.

Each holds the session's row and changes its version, so that who books at the same moment looks
again. Seats that are no longer kept go to those who wait.
"""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.accounts.values import Actor
from matchmaking.audit.services import record
from matchmaking.core.errors import NotFoundError
from matchmaking.dialogues import queries
from matchmaking.dialogues.errors import (
    AllotmentInUseError,
    AllotmentTooLargeError,
    CapacityTooSmallError,
)
from matchmaking.dialogues.models import Allotment, Dialogue
from matchmaking.dialogues.seating import Part, Seats
from matchmaking.dialogues.services.promotion import promote
from matchmaking.dialogues.values import AllotmentPlan


def keep_seats(
    session: Session, actor: Actor, dialogue_id: int, plan: AllotmentPlan, *, at: datetime
) -> Allotment:
    """Keep seats for an audience, out of those open to everybody or of the allotment it is in.

    Raises:
        AllotmentTooLargeError: there are not as many left.
        NotFoundError: the allotment it is to be a part of is another session's.
    """
    seats = _hold(session, dialogue_id)
    if plan.parent_id is not None:
        _part(seats, plan.parent_id)
    _shift_kept(session, dialogue_id, plan.parent_id, plan.capacity, seats)
    allotment = Allotment(
        dialogue_id=dialogue_id,
        parent_id=plan.parent_id,
        name_en=plan.name.en,
        name_zh=plan.name.zh,
        audience=plan.audience,
        capacity=plan.capacity,
    )
    session.add(allotment)
    record(session, actor, "kept seats", subject=("dialogue", dialogue_id), at=at)
    session.flush()
    promote(session, dialogue_id, at=at)
    return allotment


def resize_allotment(
    session: Session,
    actor: Actor,
    dialogue_id: int,
    allotment_id: int,
    *,
    capacity: int,
    at: datetime,
) -> None:
    """Keep more or fewer seats.

    Raises:
        CapacityTooSmallError: more of them are taken, or kept by its parts.
        AllotmentTooLargeError: there are not as many left.
        NotFoundError: the allotment is another session's.
    """
    seats = _hold(session, dialogue_id)
    part = _part(seats, allotment_id)
    if capacity < part.taken + part.kept:
        raise CapacityTooSmallError(part.taken, part.kept)
    _shift_kept(session, dialogue_id, part.parent_id, capacity - part.capacity, seats)
    session.execute(sa.update(Allotment).where(Allotment.id == part.id).values(capacity=capacity))
    record(session, actor, "changed kept seats", subject=("dialogue", dialogue_id), at=at)
    session.flush()
    promote(session, dialogue_id, at=at)


def release_allotment(
    session: Session, actor: Actor, dialogue_id: int, allotment_id: int, *, at: datetime
) -> None:
    """Keep none of these seats any more.

    Raises:
        AllotmentInUseError: seats of it are taken, or it has parts.
        NotFoundError: the allotment is another session's.
    """
    seats = _hold(session, dialogue_id)
    part = _part(seats, allotment_id)
    if part.taken or any(one.parent_id == part.id for one in seats.parts):
        raise AllotmentInUseError(part.taken)
    _shift_kept(session, dialogue_id, part.parent_id, -part.capacity, seats)
    session.execute(sa.delete(Allotment).where(Allotment.id == part.id))
    record(session, actor, "released kept seats", subject=("dialogue", dialogue_id), at=at)
    session.flush()
    promote(session, dialogue_id, at=at)


def _hold(session: Session, dialogue_id: int) -> Seats:
    """Hold the session's row and return its seats, which nobody else can change then."""
    session.execute(
        sa.update(Dialogue)
        .where(Dialogue.id == dialogue_id)
        .values(version=Dialogue.version + 1, seat_changes=Dialogue.seat_changes + 1)
    )
    return queries.seats_left(session, dialogue_id)


def _part(seats: Seats, allotment_id: int) -> Part:
    for part in seats.parts:
        if part.id == allotment_id:
            return part
    raise NotFoundError


def _shift_kept(
    session: Session, dialogue_id: int, parent_id: int | None, by: int, seats: Seats
) -> None:
    """Keep more or fewer seats of the whole: the allotment it is a part of, or the session."""
    free = seats.free if parent_id is None else _part(seats, parent_id).free
    if by > free:
        raise AllotmentTooLargeError(free)
    whole = Dialogue if parent_id is None else Allotment
    key = dialogue_id if parent_id is None else parent_id
    session.execute(sa.update(whole).where(whole.id == key).values(kept=whole.kept + by))
