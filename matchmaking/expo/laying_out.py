"""Laying out an edition: its phase, areas, halls, places and meeting blocks."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.accounts.values import Actor
from matchmaking.audit.services import record
from matchmaking.core.database import unique_or
from matchmaking.core.errors import ConflictError, InvalidInputError
from matchmaking.core.wording import Name, say
from matchmaking.expo.models import BlockPlace, Edition, ExhibitionArea, Hall, MeetingBlock, Place
from matchmaking.expo.values import Phase, PlaceKind

MOST_PLACES = 500


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


class StillUsedError(ConflictError):
    """Something refers to what was to be removed."""

    rule = "still-used"

    def __init__(self, name: Name) -> None:
        super().__init__(say("“%(name)s” is in use and can't be removed.", name=name))


def enter_phase(
    session: Session, actor: Actor, edition: Edition, phase: Phase, *, at: datetime
) -> None:
    """Open registration, begin the fair, or close it."""
    edition.phase = phase
    session.flush()
    record(session, actor, f"entered the phase {phase}", subject=("edition", edition.id), at=at)


def add_area(
    session: Session, actor: Actor, edition: Edition, *, code: str, name: Name, at: datetime
) -> ExhibitionArea:
    """Add an exhibition area after the others.

    Raises:
        InvalidInputError: it has no name.
        CodeUsedError: another area has the code.
    """
    require_name(name)
    area = ExhibitionArea(
        edition_id=edition.id,
        code=code,
        name_en=name.en,
        name_zh=name.zh,
        position=_next_position(session, edition),
    )
    with unique_or(session, CodeUsedError(code)):
        session.add(area)
    record(session, actor, "added an area", subject=("area", area.id), at=at)
    return area


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
    """
    require_name(name)
    hall = Hall(edition_id=edition.id, code=code, name_en=name.en, name_zh=name.zh)
    with unique_or(session, CodeUsedError(code)):
        session.add(hall)
    record(session, actor, "added a hall", subject=("hall", hall.id), at=at)
    return hall


def require_name(name: Name) -> None:
    """Refuse what has no name in either language.

    Raises:
        InvalidInputError: it has none.
    """
    if not (name.en or name.zh):
        raise InvalidInputError(
            say("Type the name in at least one of the two languages."), field="name_en"
        )


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
    record(session, actor, f"put up {len(places)} places", subject=("hall", hall.id), at=at)
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
    """
    require_name(wanted.name)
    starts, ends = _window(edition, wanted)
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
    record(session, actor, "opened a block", subject=("block", block.id), at=at)
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


def remove(
    session: Session, actor: Actor, thing: ExhibitionArea | Hall | MeetingBlock, *, at: datetime
) -> None:
    """Remove what was added by mistake: a hall goes with its places, a block leaves them.

    Raises:
        StillUsedError: enterprises, meetings, sessions or rounds refer to it.
    """
    kind, key = thing.__tablename__, thing.id
    with unique_or(session, StillUsedError(thing.label)):
        if isinstance(thing, Hall):
            session.execute(sa.delete(Place).where(Place.hall_id == key))
        if isinstance(thing, MeetingBlock):
            session.execute(sa.delete(BlockPlace).where(BlockPlace.block_id == key))
        session.delete(thing)
    record(session, actor, f"removed from {kind}", subject=(kind, key), at=at)
