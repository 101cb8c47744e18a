"""Reading how an edition is laid out."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.core.database import Base
from matchmaking.core.wording import Name, Sentence, say
from matchmaking.expo.hanging import hanging_on
from matchmaking.expo.models import BlockPlace, ExhibitionArea, Hall, MeetingBlock, Place
from matchmaking.expo.values import PlaceKind
from matchmaking.expo.walking import walks_in


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
class WalkLine:
    """A hall, and how many minutes it is to each other one, as far as that is known."""

    hall: Hall
    ways: list[tuple[Hall, int]]


@dataclass(frozen=True)
class PlaceLine:
    """A place of a hall, and what hangs on it."""

    place: Place
    uses: list[Sentence]


@dataclass(frozen=True)
class Layout:
    """What there is in an edition."""

    areas: list[ExhibitionArea]
    halls: list[HallLine]
    walks: list[WalkLine]
    blocks: list[BlockLine]

    @property
    def has_tables(self) -> bool:
        """Return whether there is a hall with tables, at which a block can be opened."""
        return any(PlaceKind.TABLE in line.places for line in self.halls)

    @property
    def known_walks(self) -> int:
        """Return between how many pairs of halls the walk is known."""
        return sum(len(line.ways) for line in self.walks) // 2


def layout_of(session: Session, edition_id: int) -> Layout:
    """Return the areas, halls and blocks of an edition."""
    areas = sa.select(ExhibitionArea).where(ExhibitionArea.edition_id == edition_id)
    halls = _halls(session, edition_id)
    return Layout(
        areas=list(session.scalars(areas.order_by(ExhibitionArea.position, ExhibitionArea.id))),
        halls=halls,
        walks=_walks(session, edition_id, [line.hall for line in halls]),
        blocks=_blocks(session, edition_id),
    )


def delegations_in(session: Session, edition_id: int) -> int:
    """Return how many delegations an edition has; their own slice sits above this one."""
    table = Base.metadata.tables["delegations"]
    query = sa.select(sa.func.count()).where(table.c.edition_id == edition_id)
    return session.scalar(query) or 0


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


def _walks(session: Session, edition_id: int, halls: list[Hall]) -> list[WalkLine]:
    known = walks_in(session, edition_id)
    return [WalkLine(hall, _ways(halls, known.get(hall.id, {}))) for hall in halls]


def _ways(halls: list[Hall], minutes: dict[int, int]) -> list[tuple[Hall, int]]:
    return [(other, minutes[other.id]) for other in halls if other.id in minutes]


def _blocks(session: Session, edition_id: int) -> list[BlockLine]:
    count = sa.select(sa.func.count()).where(BlockPlace.block_id == MeetingBlock.id)
    query = (
        sa.select(MeetingBlock, count.correlate(MeetingBlock).scalar_subquery())
        .where(MeetingBlock.edition_id == edition_id)
        .order_by(MeetingBlock.starts_at, MeetingBlock.id)
    )
    return [BlockLine(block, places) for block, places in session.execute(query)]


def places_in(hall: Hall) -> sa.Select[Place]:
    """Return the query for the places of a hall, by kind and code."""
    return sa.select(Place).where(Place.hall_id == hall.id).order_by(Place.kind, Place.code)


def lines_of(session: Session, places: Sequence[Place]) -> list[PlaceLine]:
    """Return places with what hangs on each."""
    keys = [place.id for place in places]
    uses, alone = hanging_on(session, Place, keys), _alone(session, keys)
    return [
        PlaceLine(one, [*uses.get(one.id, ()), *map(_last_of, alone.get(one.id, ()))])
        for one in places
    ]


def _last_of(block: Name) -> Sentence:
    return say("the only place of “%(block)s”", block=block)


def _alone(session: Session, keys: Sequence[int]) -> dict[int, list[Name]]:
    """Return the blocks whose only place is one of these."""
    lonely = (
        sa.select(BlockPlace.block_id)
        .group_by(BlockPlace.block_id)
        .having(sa.func.count() == 1)
        .scalar_subquery()
    )
    query = (
        sa.select(BlockPlace.place_id, MeetingBlock)
        .join(MeetingBlock, MeetingBlock.id == BlockPlace.block_id)
        .where(BlockPlace.place_id.in_(keys), BlockPlace.block_id.in_(lonely))
    )
    found: dict[int, list[Name]] = {}
    for key, block in session.execute(query):
        found.setdefault(key, []).append(block.label)
    return found
