"""What takes people and places: each thing counted once, from whenever it reaches into a time."""

from collections.abc import Callable
from itertools import pairwise

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.core.wording import Name
from matchmaking.expo.free_slots import common_free_slots
from matchmaking.expo.holds import Hold, rows_of, take_free
from matchmaking.expo.models import Occupancy
from matchmaking.expo.queries import reaching_into
from matchmaking.expo.services import occupy
from matchmaking.expo.values import Holder, HolderKind, Resource, ResourceKind, Slot
from tests.factories.expo import NOW, make_block, make_edition, make_place, venue_time

SESSION = Holder(HolderKind.DIALOGUE, 7)
TITLE = Name("Forum", "论坛")
AFTERNOON = Slot(venue_time(5, 14), venue_time(5, 15))

Take = Callable[[Session, Resource, Slot], object]


def take_one(session: Session, resource: Resource, slot: Slot) -> None:
    occupy(session, [resource], slot, SESSION, what=TITLE)


def take_many(session: Session, resource: Resource, slot: Slot) -> None:
    assert take_free(session, rows_of([Hold(resource, slot, SESSION, TITLE)])) == []


@pytest.mark.parametrize("take", [take_one, take_many])
def test_the_first_tick_of_what_takes_something_is_marked(session: Session, take: Take) -> None:
    hall = Resource(ResourceKind.PLACE, 1)
    for start, end in pairwise([venue_time(5, 14), venue_time(5, 14, 30), venue_time(5, 15)]):
        take(session, hall, Slot(start, end))

    marked = session.scalars(sa.select(Occupancy.tick).where(Occupancy.is_first)).all()

    assert sorted(marked) == [AFTERNOON.ticks.start, AFTERNOON.ticks.start + 6]


@pytest.mark.parametrize(
    "lasting",
    [
        Slot(venue_time(5, 14, 15), venue_time(5, 14, 45)),
        Slot(venue_time(5, 9), venue_time(5, 14, 5)),
        Slot(venue_time(5, 14, 55), venue_time(5, 18)),
        Slot(venue_time(5, 9), venue_time(5, 18)),
    ],
)
def test_one_row_stands_for_what_reaches_into_a_time(session: Session, lasting: Slot) -> None:
    take_one(session, Resource(ResourceKind.PLACE, 1), lasting)

    assert len(session.scalars(sa.select(Occupancy).where(reaching_into(AFTERNOON))).all()) == 1


@pytest.mark.parametrize(
    "elsewhen",
    [
        Slot(venue_time(5, 13), venue_time(5, 14)),
        Slot(venue_time(5, 15), venue_time(5, 16)),
        Slot(venue_time(4, 14), venue_time(4, 15)),
    ],
)
def test_what_only_touches_a_time_does_not_reach_into_it(session: Session, elsewhen: Slot) -> None:
    take_one(session, Resource(ResourceKind.PLACE, 1), elsewhen)

    assert session.scalars(sa.select(Occupancy).where(reaching_into(AFTERNOON))).all() == []


def test_a_place_is_taken_by_what_began_before_its_block(session: Session) -> None:
    edition = make_edition(session)
    table = make_place(session, edition, meetings_at_once=2)
    make_block(session, edition, [table], starts_at=venue_time(5, 14), ends_at=venue_time(5, 15))
    lasting = Slot(venue_time(5, 10), venue_time(5, 14, 10))
    for unit in range(2):
        take_one(session, Resource(ResourceKind.PLACE, table.id, unit), lasting)

    offered = common_free_slots(session, edition.id, [[1], [2]], at=NOW)

    assert [one.slot.starts_at for one in offered] == [venue_time(5, 14, 30)]


def test_blocks_at_the_same_time_keep_their_own_places(session: Session) -> None:
    edition = make_edition(session)
    full, free = (make_place(session, edition) for _ in range(2))
    for place in (full, free):
        hours = {"starts_at": AFTERNOON.starts_at, "ends_at": AFTERNOON.ends_at}
        make_block(session, edition, [place], **hours)
    take_one(session, Resource(ResourceKind.PLACE, full.id), AFTERNOON)

    offered = common_free_slots(session, edition.id, [[1], [2]], at=NOW)

    assert {hall for one in offered for hall in one.hall_ids} == {free.hall_id}
    assert {one.places_left for one in offered} == {1}


def test_of_many_rows_those_that_somebody_holds_are_told_in_their_order(session: Session) -> None:
    tables = [Resource(ResourceKind.PLACE, number) for number in (3, 1, 2)]
    take_one(session, tables[2], Slot(venue_time(5, 14, 30), venue_time(5, 14, 40)))

    rows = rows_of(Hold(table, AFTERNOON, SESSION, TITLE, hall_id=None) for table in tables)
    missing = take_free(session, rows)

    first = AFTERNOON.ticks.start + 6
    assert [(row["resource_id"], row["tick"]) for row in missing] == [(2, first), (2, first + 1)]
    assert session.scalar(sa.select(sa.func.count()).select_from(Occupancy)) == 3 * 12
    held = session.scalars(sa.select(Occupancy).where(Occupancy.resource_id == 1)).first()
    assert held is not None
    assert (held.starts_at, held.label_zh, held.hall_id) == (AFTERNOON.starts_at, TITLE.zh, None)
