"""Removing what was laid out by mistake, while nothing hangs on it."""

from datetime import datetime
from typing import TypeAlias

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.accounts.values import Actor
from matchmaking.audit.services import record
from matchmaking.core.database import unique_or
from matchmaking.core.errors import ConflictError
from matchmaking.core.wording import Name, say
from matchmaking.expo.deeds import KINDS, REMOVED
from matchmaking.expo.hanging import are_in_rounds
from matchmaking.expo.models import (
    BlockPlace,
    ExhibitionArea,
    Hall,
    HallWalk,
    MeetingBlock,
    Occupancy,
    Place,
)
from matchmaking.expo.values import ResourceKind

Removable: TypeAlias = ExhibitionArea | Hall | MeetingBlock


class StillUsedError(ConflictError):
    """Something refers to what was to be removed."""

    rule = "still-used"

    def __init__(self, name: Name) -> None:
        super().__init__(say("“%(name)s” is in use and can't be removed.", name=name))


class LastPlaceError(ConflictError):
    """A block would be left with no place to meet at."""

    rule = "last-place"

    def __init__(self, block: Name) -> None:
        super().__init__(
            say("It is the only place of “%(block)s”: remove that block first.", block=block)
        )


def remove(session: Session, actor: Actor, thing: Removable, *, at: datetime) -> None:
    """Remove what was added by mistake: a hall goes with its places and walks, a block leaves them.

    Raises:
        StillUsedError: enterprises, meetings, sessions or rounds refer to it.
    """
    kind, key = type(thing), thing.id
    with unique_or(session, StillUsedError(thing.label)):
        if isinstance(thing, Hall):
            session.execute(sa.delete(Place).where(Place.hall_id == key))
            session.execute(sa.delete(HallWalk).where(_touches(key)))
        if isinstance(thing, MeetingBlock):
            session.execute(sa.delete(BlockPlace).where(BlockPlace.block_id == key))
        session.delete(thing)
    record(session, actor, REMOVED[kind].text, subject=(KINDS[kind], key), at=at)


def _touches(hall_id: int) -> sa.ColumnElement[bool]:
    return sa.or_(HallWalk.from_hall_id == hall_id, HallWalk.to_hall_id == hall_id)


def remove_place(session: Session, actor: Actor, place: Place, *, at: datetime) -> None:
    """Take one place away, out of the blocks that may use it, too.

    Raises:
        LastPlaceError: a block has no other.
        StillUsedError: meetings, plans, sessions or a booth's enterprise refer to it.
    """
    key, used = place.id, StillUsedError(Name(place.code, place.code))
    _leave_blocks(session, key, used)
    with unique_or(session, used):
        gone = session.execute(
            sa.delete(Place)
            .where(Place.id == key, ~_occupied(key))
            .returning(Place.id)
            .execution_options(synchronize_session=False)
        ).first()
    if gone is None:
        raise used
    session.expunge(place)
    record(session, actor, REMOVED[Place].text, subject=("place", key), at=at)


def _leave_blocks(session: Session, place_id: int, used: StillUsedError) -> None:
    """Take a place out of its blocks.

    Whoever takes another out of them, or plans a round in them, waits.
    """
    mine = sa.select(BlockPlace.block_id).where(BlockPlace.place_id == place_id)
    blocks = sa.select(MeetingBlock).where(MeetingBlock.id.in_(mine)).order_by(MeetingBlock.id)
    uses = {block.id: block.label for block in session.scalars(blocks.with_for_update())}
    if are_in_rounds(session, uses):
        raise used
    session.execute(sa.delete(BlockPlace).where(BlockPlace.place_id == place_id))
    left = session.scalars(sa.select(BlockPlace.block_id).where(BlockPlace.block_id.in_(uses)))
    if emptied := set(uses) - set(left):
        raise LastPlaceError(uses[min(emptied)])


def _occupied(place_id: int) -> sa.ColumnElement[bool]:
    return (
        sa.select(Occupancy.tick)
        .where(Occupancy.resource_kind == ResourceKind.PLACE, Occupancy.resource_id == place_id)
        .exists()
    )
