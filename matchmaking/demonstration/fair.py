"""Series, editions, areas, published figures; halls, places and meeting blocks of the 2nd CIIE."""

from datetime import date, datetime, timedelta
from itertools import pairwise

from matchmaking.core.wording import Name
from matchmaking.demonstration import scale
from matchmaking.demonstration.sources import name_of, rows
from matchmaking.demonstration.store import Store
from matchmaking.demonstration.world import Block, Fair, Spot
from matchmaking.expo.models import (
    AreaCrosswalk,
    BlockPlace,
    Edition,
    ExhibitionArea,
    Hall,
    HallWalk,
    MeetingBlock,
    Place,
    PublishedFigure,
    Series,
)
from matchmaking.expo.values import Bound, Phase, PlaceKind, Slot

SLOT = timedelta(minutes=30)
MINUTES_PER_HALL, MINUTES_PER_FLOOR = 4, 3
REGISTRATION_OPENS = scale.venue(date(2019, 7, 1), 10)
BOOKING_OPENS = scale.venue(date(2019, 9, 16), 9)
BOOKING_CLOSES = scale.venue(date(2019, 11, 10), 15)
TWO_OFFICERS_FROM = 50_000_000_00  # USD 50 million, in cents
MORNING, AFTERNOON = Name("Morning", "上午"), Name("Afternoon", "下午")

Window = tuple[tuple[int, int], tuple[int, int]]
PRE_SHOW: tuple[Window, Window] = (((9, 30), (12, 0)), ((13, 30), (17, 0)))
FIRST_DAY: tuple[Window, Window] = (((10, 30), (12, 0)), ((13, 30), (17, 30)))
FULL_DAY: tuple[Window, Window] = (((9, 0), (12, 0)), ((13, 0), (17, 0)))
LAST_DAY: tuple[Window, Window] = (((9, 0), (12, 0)), ((13, 0), (15, 0)))


def make_fair(store: Store, *, tables: int) -> Fair:
    """Lay out the series, and the halls of the edition worked in."""
    editions = _make_editions(store)
    areas = _make_areas(store, editions)
    _make_figures(store, editions)
    edition_id = editions[scale.EDITION]
    halls = _make_halls(store, edition_id)
    fair = Fair(
        edition_id=edition_id,
        last_edition_id=editions[scale.LAST_EDITION],
        areas=areas[scale.EDITION],
        last_areas=areas[scale.LAST_EDITION],
        halls=halls,
        walks=_make_walks(store, halls),
    )
    _make_tables(store, fair, tables)
    _make_rooms(store, fair)
    _make_blocks(store, fair)
    return fair


def _make_editions(store: Store) -> dict[str, int]:
    series = {
        row["code"]: store.add(
            Series,
            code=row["code"],
            name_en=row["en"],
            name_zh=row["zh"],
            short_en=row["short_en"],
            short_zh=row["short_zh"],
        )
        for row in rows("series")
    }
    editions: dict[str, int] = {}
    for row in rows("editions"):
        code = f"{row['series']}-{row['ordinal']}"
        is_current = code == scale.EDITION
        editions[code] = store.add(
            Edition,
            series_id=series[row["series"]],
            ordinal=int(row["ordinal"]),
            code=code,
            name_en=row["en"],
            name_zh=row["zh"],
            city_en=row["city_en"],
            city_zh=row["city_zh"],
            time_zone=row["zone"],
            starts_on=date.fromisoformat(row["starts_on"]),
            ends_on=date.fromisoformat(row["ends_on"]),
            base_currency=row["currency"],
            phase=Phase(row["phase"]),
            registration_opens_at=REGISTRATION_OPENS if is_current else None,
            registration_closes_at=BOOKING_CLOSES if is_current else None,
            booking_opens_at=BOOKING_OPENS if is_current else None,
            booking_closes_at=BOOKING_CLOSES if is_current else None,
            two_officers_from_minor=TWO_OFFICERS_FROM if is_current else None,
            previous_id=editions.get(f"{row['series']}-{int(row['ordinal']) - 1}"),
        )
    return editions


def _make_areas(store: Store, editions: dict[str, int]) -> dict[str, dict[str, int]]:
    areas: dict[str, dict[str, int]] = {}
    for position, row in enumerate(rows("areas")):
        first, _, last = row["ordinals"].partition("-")
        for ordinal in range(int(first), int(last or first) + 1):
            code = f"{scale.SERIES}-{ordinal}"
            areas.setdefault(code, {})[row["code"]] = store.add(
                ExhibitionArea,
                edition_id=editions[code],
                code=row["code"],
                name_en=row["en"],
                name_zh=row["zh"],
                position=position,
            )
    for row in rows("crosswalk"):
        store.add(
            AreaCrosswalk,
            from_area_id=areas[f"{scale.SERIES}-{row['from_ordinal']}"][row["from_code"]],
            to_area_id=areas[f"{scale.SERIES}-{row['to_ordinal']}"][row["to_code"]],
            is_exact=row["is_exact"] == "1",
            note=row["note"],
        )
    _join_later_areas(store, areas)
    return areas


def _join_later_areas(store: Store, areas: dict[str, dict[str, int]]) -> None:
    """From the third edition on the areas keep their names: one corresponds to one."""
    later = [areas[code] for code in sorted(areas)][2:]
    for before, after in pairwise(later):
        for code in sorted(before.keys() & after.keys()):
            store.add(
                AreaCrosswalk, from_area_id=before[code], to_area_id=after[code], is_exact=True
            )


def _make_figures(store: Store, editions: dict[str, int]) -> None:
    for row in rows("published_figures"):
        store.add(
            PublishedFigure,
            edition_id=editions[f"{row['series']}-{row['ordinal']}"],
            measure=row["measure"],
            breakdown_en=row["breakdown_en"],
            breakdown_zh=row["breakdown_zh"],
            value=row["value"],
            unit_en=row["unit_en"],
            unit_zh=row["unit_zh"],
            bound=Bound(row["bound"]),
            basis_en=row["basis_en"],
            basis_zh=row["basis_zh"],
            source=row["source"],
        )


def _make_halls(store: Store, edition_id: int) -> dict[str, int]:
    return {
        row["code"]: store.add(
            Hall,
            edition_id=edition_id,
            code=row["code"],
            name_en=row["en"],
            name_zh=row["zh"],
            floor=int(row["floor"]),
            map_x=int(row["x"]),
            map_y=int(row["y"]),
        )
        for row in rows("halls")
    }


def _make_walks(store: Store, halls: dict[str, int]) -> dict[tuple[int, int], int]:
    walks = {
        (halls[one["code"]], halls[other["code"]]): _walk(one, other)
        for one in rows("halls")
        for other in rows("halls")
        if one is not other
    }
    for (one, other), minutes in walks.items():
        store.add(HallWalk, from_hall_id=one, to_hall_id=other, minutes=minutes)
    return walks


def _walk(one: dict[str, str], other: dict[str, str]) -> int:
    steps = sum(abs(int(one[axis]) - int(other[axis])) for axis in ("x", "y"))
    floors = abs(int(one["floor"]) - int(other["floor"]))
    return max(2, steps * MINUTES_PER_HALL + floors * MINUTES_PER_FLOOR)


def _make_tables(store: Store, fair: Fair, tables: int) -> None:
    for number in range(1, tables + 1):
        name = Name(f"Table {number:03}", f"{number:03}号洽谈桌")
        key = store.add(
            Place,
            edition_id=fair.edition_id,
            hall_id=fair.halls["2.2"],
            kind=PlaceKind.TABLE,
            code=f"{number:03}",
            name_en=name.en,
            name_zh=name.zh,
            seats=6 if number % 10 == 0 else 4,
            priority=number,
        )
        fair.tables.append(Spot(key, fair.halls["2.2"], name))


def _make_rooms(store: Store, fair: Fair) -> None:
    for row in rows("rooms"):
        name = name_of(row)
        fair.rooms[row["code"]] = key = store.add(
            Place,
            edition_id=fair.edition_id,
            hall_id=fair.halls[row["hall"]],
            kind=PlaceKind(row["kind"]),
            code=row["code"],
            name_en=name.en,
            name_zh=name.zh,
            seats=int(row["seats"]),
            priority=1000,
            is_open=False,
        )
        fair.hall_of_room[key] = fair.halls[row["hall"]]


def _make_blocks(store: Store, fair: Fair) -> None:
    for day in scale.PRE_SHOW_DAYS:
        name = Name("Pre-show matchmaking", "展前供需对接会")
        _make_day(store, fair, day, PRE_SHOW, name)
    for number, day in enumerate(scale.FAIR_DAYS):
        windows = FIRST_DAY if number == 0 else FULL_DAY
        if day == scale.FAIR_DAYS[-1]:
            windows = LAST_DAY
        _make_day(store, fair, day, windows, Name("Supply-demand matchmaking", "供需对接会"))


def _make_day(
    store: Store, fair: Fair, day: date, windows: tuple[Window, Window], name: Name
) -> None:
    for (opens, closes), part in zip(windows, (MORNING, AFTERNOON), strict=True):
        starts_at, ends_at = scale.venue(day, *opens), scale.venue(day, *closes)
        key = store.add(
            MeetingBlock,
            edition_id=fair.edition_id,
            name_en=f"{name.en}, {part.en.lower()}",
            name_zh=f"{name.zh}（{part.zh}）",
            starts_at=starts_at,
            ends_at=ends_at,
            slot_minutes=int(SLOT.total_seconds() // 60),
        )
        for spot in fair.tables:
            store.add(BlockPlace, block_id=key, place_id=spot.id)
        fair.blocks.append(Block(key, _slots(starts_at, ends_at)))


def _slots(starts_at: datetime, ends_at: datetime) -> tuple[Slot, ...]:
    count = (ends_at - starts_at) // SLOT
    return tuple(
        Slot(starts_at + number * SLOT, starts_at + (number + 1) * SLOT) for number in range(count)
    )
