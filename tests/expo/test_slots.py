"""Blocks cut into slots, walks between halls, and what may be offered."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, strategies as st
from sqlalchemy.orm import Session

from matchmaking.core.wording import Name
from matchmaking.expo.free_slots import common_free_slots
from matchmaking.expo.services import occupy
from matchmaking.expo.slots import Walks, can_attend, cut, in_the_way, people_free_in
from matchmaking.expo.spots import free_spots
from matchmaking.expo.values import (
    Appointment,
    Holder,
    HolderKind,
    PlaceKind,
    Resource,
    ResourceKind,
    Slot,
)
from tests.browser import QueryCounter
from tests.factories.expo import (
    NOW,
    make_block,
    make_edition,
    make_hall,
    make_place,
    make_walk,
    venue_time,
)

MORNING = datetime(2019, 11, 5, 1, tzinfo=UTC)
WHAT = Name("Something", "某事")
minutes = st.integers(min_value=0, max_value=600)
halls = st.sampled_from([None, 1, 2, 3])
walks = st.dictionaries(
    st.tuples(st.sampled_from([1, 2, 3]), st.sampled_from([1, 2, 3])),
    st.integers(min_value=1, max_value=30),
).map(Walks)


def slot_at(start: int, length: int) -> Slot:
    """Return a slot some minutes after nine."""
    begin = MORNING + timedelta(minutes=start)
    return Slot(begin, begin + timedelta(minutes=length))


def appointment_at(start: int, length: int, hall_id: int | None = None) -> Appointment:
    """Return an appointment some minutes after nine."""
    slot = slot_at(start, length)
    holder = Holder(HolderKind.MEETING, start)
    return Appointment(holder, WHAT, slot.starts_at, slot.ends_at, hall_id)


appointments = st.lists(
    st.builds(appointment_at, minutes, st.integers(min_value=5, max_value=90), halls), max_size=5
)


@given(minutes, st.integers(min_value=5, max_value=120))
def test_a_block_is_cut_without_gaps_or_overlaps(length: int, each: int) -> None:
    end = MORNING + timedelta(minutes=length)

    slots = list(cut(MORNING, end, each))

    assert len(slots) == length // each
    assert [slot.starts_at for slot in slots] == [
        MORNING + timedelta(minutes=each * number) for number in range(len(slots))
    ]
    assert all(slot.ends_at - slot.starts_at == timedelta(minutes=each) for slot in slots)


@given(appointments, walks, minutes, halls)
def test_who_can_attend_has_time_for_the_walks_on_both_sides(
    known: list[Appointment], ways: Walks, start: int, hall_id: int | None
) -> None:
    slot = slot_at(start, 30)

    allowed = can_attend(slot, hall_id, known, ways)

    for one in known if allowed else []:
        before = one.ends_at + ways.between(one.hall_id, hall_id) <= slot.starts_at
        after = slot.ends_at + ways.between(hall_id, one.hall_id) <= one.starts_at
        assert before or after
    assert allowed == (in_the_way(slot, hall_id, known, ways) is None)


@given(appointments, walks, minutes, halls)
def test_longer_walks_never_make_anybody_freer(
    known: list[Appointment], ways: Walks, start: int, hall_id: int | None
) -> None:
    slot = slot_at(start, 30)
    longer = Walks({pair: 2 * minutes for pair, minutes in ways.minutes.items()})

    if can_attend(slot, hall_id, known, longer):
        assert can_attend(slot, hall_id, known, ways)


def test_the_people_free_keep_their_order() -> None:
    calendars = {3: [], 1: [appointment_at(0, 30)], 2: []}

    assert people_free_in(slot_at(0, 30), None, calendars, Walks({})) == (3, 2)


def test_only_slots_to_come_are_offered(session: Session) -> None:
    edition = make_edition(session)
    make_block(session, edition, [make_place(session, edition)])

    offered = common_free_slots(session, edition.id, [[1], [2]], at=venue_time(5, 15))

    assert [one.slot.starts_at for one in offered] == [
        venue_time(5, 15, 30),
        venue_time(5, 16),
        venue_time(5, 16, 30),
    ]


def test_without_people_or_places_nothing_is_offered(session: Session) -> None:
    edition = make_edition(session)
    make_block(session, edition, [])

    assert common_free_slots(session, edition.id, [[1], [2]], at=NOW) == []
    assert common_free_slots(session, edition.id, [[1], []], at=NOW) == []


def test_a_slot_is_offered_while_a_place_is_left(session: Session) -> None:
    edition = make_edition(session)
    hall = make_hall(session, edition)
    tables = [make_place(session, edition, hall=hall) for _ in range(2)]
    make_block(session, edition, tables, ends_at=venue_time(5, 14, 30))
    slot = Slot(venue_time(5, 14), venue_time(5, 14, 30))

    left = []
    for number, table in enumerate(tables):
        left += [
            one.places_left for one in common_free_slots(session, edition.id, [[1], [2]], at=NOW)
        ]
        holder = Holder(HolderKind.MEETING, number + 1)
        occupy(session, [Resource(ResourceKind.PLACE, table.id)], slot, holder, what=WHAT)

    assert left == [2, 1]
    assert common_free_slots(session, edition.id, [[1], [2]], at=NOW) == []


def test_a_booth_is_a_place_too(session: Session) -> None:
    edition = make_edition(session)
    booth = make_place(session, edition, kind=PlaceKind.BOOTH)
    make_block(session, edition, [], ends_at=venue_time(5, 14, 30))

    offered = common_free_slots(session, edition.id, [[1], [2]], own_place_ids=[booth.id], at=NOW)

    assert [(one.hall_ids, one.places_left) for one in offered] == [((booth.hall_id,), 1)]


def test_a_hall_nobody_can_reach_in_time_is_not_offered(session: Session) -> None:
    edition = make_edition(session)
    near, far = make_hall(session, edition), make_hall(session, edition)
    make_walk(session, near, far, 10)
    make_block(session, edition, [make_place(session, edition, hall=far)])
    occupy(
        session,
        [Resource(ResourceKind.PERSON, 1)],
        Slot(venue_time(5, 14, 30), venue_time(5, 15)),
        Holder(HolderKind.REGISTRATION, 1),
        what=WHAT,
        hall_id=near.id,
    )

    offered = common_free_slots(session, edition.id, [[1], [2]], at=NOW)

    assert [one.slot.starts_at for one in offered] == [
        venue_time(5, 15, 30),
        venue_time(5, 16),
        venue_time(5, 16, 30),
    ]


def test_offering_takes_as_many_queries_for_many_as_for_few(
    session: Session, queries: QueryCounter
) -> None:
    edition = make_edition(session)
    hall = make_hall(session, edition)
    tables = [make_place(session, edition, hall=hall) for _ in range(3)]
    make_block(session, edition, tables)
    with queries:
        common_free_slots(session, edition.id, [[1], [2]], at=NOW)
    few = len(queries)
    more = [make_place(session, edition, hall=hall) for _ in range(60)]
    for day in range(6, 11):
        make_block(
            session,
            edition,
            more,
            starts_at=venue_time(day, 9),
            ends_at=venue_time(day, 17),
            slot_minutes=15,
        )
    for number, place in enumerate(more):
        occupy(
            session,
            [Resource(ResourceKind.PLACE, place.id), Resource(ResourceKind.PERSON, number + 1)],
            Slot(venue_time(6, 9), venue_time(6, 9, 15)),
            Holder(HolderKind.MEETING, number + 1),
            what=WHAT,
        )

    with queries:
        offered = common_free_slots(
            session, edition.id, [list(range(1, 30)), list(range(30, 61))], at=NOW
        )

    assert len(offered) > 100
    assert len(queries) == few


def test_spots_are_given_away_in_order(session: Session) -> None:
    edition = make_edition(session)
    hall = make_hall(session, edition)
    first = make_place(session, edition, hall=hall, code="9", priority=1)
    second = make_place(session, edition, hall=hall, code="10", priority=1, meetings_at_once=2)
    booth = make_place(session, edition, kind=PlaceKind.BOOTH, priority=99)
    make_place(session, edition, hall=hall, code="1", is_open=False)
    block = make_block(session, edition, [first, second])
    slot = Slot(venue_time(5, 14), venue_time(5, 14, 30))
    occupy(
        session,
        [Resource(ResourceKind.PLACE, second.id, unit=0)],
        slot,
        Holder(HolderKind.MEETING, 1),
        what=WHAT,
    )

    spots = free_spots(session, block.id, slot, own_place_ids=[booth.id])

    assert [(spot.place_id, spot.unit) for spot in spots] == [
        (booth.id, 0),
        (first.id, 0),
        (second.id, 1),
    ]
