"""Reading how an edition is laid out."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.expo.models import BlockPlace, ExhibitionArea, Hall, MeetingBlock, Place
from matchmaking.expo.values import PlaceKind


@dataclass(frozen=True)
class HallLine:
    """A hall, and how many places of each kind are in it."""

    hall: Hall
    places: dict[PlaceKind, int]


@dataclass(frozen=True)
class BlockLine:
    """A meeting block, and how many places it may use."""

    block: MeetingBlock
    places: int


@dataclass(frozen=True)
class Layout:
    """What there is in an edition."""

    areas: list[ExhibitionArea]
    halls: list[HallLine]
    blocks: list[BlockLine]


def layout_of(session: Session, edition_id: int) -> Layout:
    """Return the areas, halls and blocks of an edition."""
    areas = sa.select(ExhibitionArea).where(ExhibitionArea.edition_id == edition_id)
    return Layout(
        areas=list(session.scalars(areas.order_by(ExhibitionArea.position, ExhibitionArea.id))),
        halls=_halls(session, edition_id),
        blocks=_blocks(session, edition_id),
    )


def halls_of(session: Session, edition_id: int) -> list[Hall]:
    """Return the halls of an edition by their codes."""
    query = sa.select(Hall).where(Hall.edition_id == edition_id).order_by(Hall.code)
    return list(session.scalars(query))


def _halls(session: Session, edition_id: int) -> list[HallLine]:
    counted = (
        sa.select(Place.hall_id, Place.kind, sa.func.count())
        .where(Place.edition_id == edition_id)
        .group_by(Place.hall_id, Place.kind)
        .order_by(Place.kind)
    )
    found: dict[int, dict[PlaceKind, int]] = {}
    for hall_id, kind, count in session.execute(counted):
        found.setdefault(hall_id, {})[kind] = count
    return [HallLine(hall, found.get(hall.id, {})) for hall in halls_of(session, edition_id)]


def _blocks(session: Session, edition_id: int) -> list[BlockLine]:
    count = sa.select(sa.func.count()).where(BlockPlace.block_id == MeetingBlock.id)
    query = (
        sa.select(MeetingBlock, count.correlate(MeetingBlock).scalar_subquery())
        .where(MeetingBlock.edition_id == edition_id)
        .order_by(MeetingBlock.starts_at, MeetingBlock.id)
    )
    return [BlockLine(block, places) for block, places in session.execute(query)]
