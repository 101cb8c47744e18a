"""The fair: 5–10 November 2019 in Shanghai."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from matchmaking.expo.models import (
    BlockPlace,
    Edition,
    ExhibitionArea,
    Hall,
    HallWalk,
    MeetingBlock,
    Place,
    Series,
)
from matchmaking.expo.values import Phase, PlaceKind
from tests.factories import fresh

# 5 November 2019, 12:40 in Shanghai: the fair has just opened.
NOW = datetime(2019, 11, 5, 4, 40, tzinfo=UTC)


def venue_time(day: int, hour: int, minute: int = 0) -> datetime:
    """Return an instant of November 2019 in Shanghai's time."""
    return datetime(2019, 11, day, hour, minute, tzinfo=UTC) - timedelta(hours=8)


def make_edition(session: Session, **values: Any) -> Edition:
    """Make an edition of a series of its own."""
    number = fresh()
    series = Series(
        code=f"fair{number}", name_en="Fair", name_zh="博览会", short_en="Fair", short_zh="博览会"
    )
    edition = Edition(
        **{
            "series": series,
            "ordinal": 2,
            "code": f"fair{number}-2",
            "name_en": "2nd Fair",
            "name_zh": "第二届博览会",
            "city_en": "Shanghai",
            "city_zh": "上海",
            "time_zone": "Asia/Shanghai",
            "starts_on": date(2019, 11, 5),
            "ends_on": date(2019, 11, 10),
            "base_currency": "USD",
            "phase": Phase.RUNNING,
            **values,
        }
    )
    session.add_all([series, edition])
    session.flush()
    return edition


def make_area(session: Session, edition: Edition, **values: Any) -> ExhibitionArea:
    """Make an exhibition area."""
    number = fresh()
    area = ExhibitionArea(
        **{
            "edition_id": edition.id,
            "code": f"area{number}",
            "name_en": f"Area {number}",
            "name_zh": f"展区{number}",
            **values,
        }
    )
    session.add(area)
    session.flush()
    return area


def make_hall(session: Session, edition: Edition, **values: Any) -> Hall:
    """Make a hall."""
    number = fresh()
    hall = Hall(
        **{
            "edition_id": edition.id,
            "code": f"{number}.1",
            "name_en": f"Hall {number}.1",
            "name_zh": f"{number}.1馆",
            **values,
        }
    )
    session.add(hall)
    session.flush()
    return hall


def make_walk(session: Session, one: Hall, other: Hall, minutes: int) -> None:
    """Say how long the walk between two halls takes, both ways."""
    session.add_all(
        [
            HallWalk(from_hall_id=one.id, to_hall_id=other.id, minutes=minutes),
            HallWalk(from_hall_id=other.id, to_hall_id=one.id, minutes=minutes),
        ]
    )
    session.flush()


def make_place(session: Session, edition: Edition, **values: Any) -> Place:
    """Make a place, a table unless said otherwise, in a hall of its own unless given one."""
    number = fresh()
    place = Place(
        **{
            "edition_id": edition.id,
            "hall": values.pop("hall", None) or make_hall(session, edition),
            "kind": PlaceKind.TABLE,
            "code": str(100 + number),
            "priority": number,
            **values,
        }
    )
    session.add(place)
    session.flush()
    return place


def make_block(
    session: Session, edition: Edition, places: list[Place] | None = None, **values: Any
) -> MeetingBlock:
    """Make a meeting block on 5 November, 14:00 to 17:00, in slots of 30 minutes."""
    block = MeetingBlock(
        **{
            "edition_id": edition.id,
            "name_en": "Meetings",
            "name_zh": "洽谈",
            "starts_at": venue_time(5, 14),
            "ends_at": venue_time(5, 17),
            "slot_minutes": 30,
            **values,
        }
    )
    session.add(block)
    session.flush()
    session.add_all(BlockPlace(block_id=block.id, place_id=place.id) for place in places or [])
    session.flush()
    return block
