"""Laying out an edition: its areas, halls, places and meeting blocks."""

from collections.abc import Collection
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.accounts.values import Actor
from matchmaking.audit.services import record
from matchmaking.core.database import unique_or
from matchmaking.core.errors import ConflictError, InvalidInputError
from matchmaking.core.wording import Name, say
from matchmaking.expo.deeds import ADDED, OPENED, PUT_UP
from matchmaking.expo.models import BlockPlace, Edition, ExhibitionArea, Hall, MeetingBlock, Place
from matchmaking.expo.naming import (
    once_in_its_list,
    others_in,
    others_on,
    require_free,
    require_name,
    take_turn,
)
from matchmaking.expo.values import PlaceKind

MOST_PLACES = 500
LONGEST_CODE = 20


@dataclass(frozen=True)
class PlacesWanted:
    """So many places of a kind in a hall, numbered on from those with the same letters."""

    kind: PlaceKind
    letters: str
    count: int
    seats: int


@dataclass(frozen=True)
class BlockWanted:
    """When meetings are held in which halls; ``minutes`` is how long each lasts."""

    name: Name
    day: date
    begins: time
    ends: time
    minutes: int
    halls: Collection[int]


class CodeUsedError(ConflictError):
    """Something of the same kind in the edition has this code."""

    rule = "code-used"

    def __init__(self, code: str) -> None:
        super().__init__(say("The code %(code)s is used already.", code=code), field="code")


def add_area(
    session: Session, actor: Actor, edition: Edition, *, code: str, name: Name, at: datetime
) -> ExhibitionArea:
    """Add an exhibition area after the others.

    Raises:
        InvalidInputError: it has no name.
        CodeUsedError: another area has the code.
        NameTakenError: another area has the name.
    """
    area = ExhibitionArea(
        edition_id=edition.id,
        code=code,
        name_en=name.en,
        name_zh=name.zh,
        position=_next_position(session, edition),
    )
    with _once(session, ExhibitionArea, edition, name, code):
        session.add(area)
    record(session, actor, ADDED[ExhibitionArea].text, subject=("area", area.id), at=at)
    return area


def _once(
    session: Session, model: type[ExhibitionArea | Hall], edition: Edition, name: Name, code: str
) -> AbstractContextManager[None]:
    others = others_in(model, edition.id)
    return once_in_its_list(
        session, lambda: require_free(session, name, others), otherwise=CodeUsedError(code)
    )


def _next_position(session: Session, edition: Edition) -> int:
    query = sa.select(sa.func.count()).where(ExhibitionArea.edition_id == edition.id)
    return (session.scalar(query) or 0) + 1


def add_hall(
    session: Session, actor: Actor, edition: Edition, *, code: str, name: Name, at: datetime
) -> Hall:
    """Add a hall.

    Raises:
        InvalidInputError: it has no name.
        CodeUsedError: another hall has the code.
        NameTakenError: another hall has the name.
    """
    hall = Hall(edition_id=edition.id, code=code, name_en=name.en, name_zh=name.zh)
    with _once(session, Hall, edition, name, code):
        session.add(hall)
    record(session, actor, ADDED[Hall].text, subject=("hall", hall.id), at=at)
    return hall


def add_places(
    session: Session, actor: Actor, hall: Hall, wanted: PlacesWanted, *, at: datetime
) -> list[Place]:
    """Put places up in a hall, such as tables T01 to T40.

    Raises:
        CodeUsedError: somebody put one of them up at the same moment.
    """
    first = _last_number(session, hall, wanted.letters) + 1
    places = [
        Place(
            edition_id=hall.edition_id,
            hall_id=hall.id,
            kind=wanted.kind,
            code=f"{wanted.letters}{number:02d}",
            seats=wanted.seats,
        )
        for number in range(first, first + wanted.count)
    ]
    with unique_or(session, CodeUsedError(places[0].code)):
        session.add_all(places)
    record(session, actor, PUT_UP[wanted.kind].text, subject=("hall", hall.id), at=at)
    return places


def _last_number(session: Session, hall: Hall, letters: str) -> int:
    codes = session.scalars(sa.select(Place.code).where(Place.hall_id == hall.id))
    ends = [code.removeprefix(letters) for code in codes if code.startswith(letters)]
    return max((int(end) for end in ends if end.isdecimal()), default=0)


def open_block(
    session: Session, actor: Actor, edition: Edition, wanted: BlockWanted, *, at: datetime
) -> MeetingBlock:
    """Let meetings be held at the tables of some halls during a window of a day.

    Raises:
        InvalidInputError: it has no name, no table or no room for a single meeting, is not on a
            day of the fair, or meetings don't last whole ticks.
        NameTakenError: another block of the day has the name.
    """
    require_name(wanted.name)
    starts, ends = _window(edition, wanted)
    take_turn(session, edition.id)
    require_free(session, wanted.name, others_on(edition, starts))
    tables = _tables(session, edition, wanted.halls)
    block = MeetingBlock(
        edition_id=edition.id,
        name_en=wanted.name.en,
        name_zh=wanted.name.zh,
        starts_at=starts,
        ends_at=ends,
        slot_minutes=wanted.minutes,
    )
    session.add(block)
    session.flush()
    session.add_all(BlockPlace(block_id=block.id, place_id=table) for table in tables)
    session.flush()
    record(session, actor, OPENED.text, subject=("block", block.id), at=at)
    return block


def _window(edition: Edition, wanted: BlockWanted) -> tuple[datetime, datetime]:
    if not edition.starts_on <= wanted.day <= edition.ends_on:
        raise InvalidInputError(say("Choose a day of the fair."), field="day")
    if wanted.minutes % 5:
        raise InvalidInputError(say("Meetings last a multiple of 5 minutes."), field="minutes")
    starts, ends = (
        datetime.combine(wanted.day, clock, tzinfo=edition.zone)
        for clock in (wanted.begins, wanted.ends)
    )
    if ends - starts < timedelta(minutes=wanted.minutes):
        raise InvalidInputError(say("Not even one meeting fits in between."), field="ends")
    return starts, ends


def _tables(session: Session, edition: Edition, halls: Collection[int]) -> list[int]:
    query = sa.select(Place.id).where(
        Place.edition_id == edition.id, Place.kind == PlaceKind.TABLE, Place.hall_id.in_(halls)
    )
    if not (tables := list(session.scalars(query))):
        raise InvalidInputError(say("Choose a hall in which there are tables."), field="halls")
    return tables
