"""A day laid out: appointments, walks and free time."""

from datetime import timedelta

from hypothesis import given, strategies as st

from matchmaking.agenda.values import Entry, EntryKind, Line, lines_of, standing
from matchmaking.core.wording import Name
from matchmaking.expo.slots import Walks
from tests.factories.expo import venue_time

NINE = venue_time(5, 9)
WALKS = Walks({(1, 2): 6, (2, 1): 6})


def entry_at(minute: int, length: int = 30, hall_id: int | None = None) -> Entry:
    """Return an appointment some minutes after nine."""
    start = NINE + timedelta(minutes=minute)
    return Entry(
        kind=EntryKind.MEETING,
        key=minute,
        title=Name("Partner", "对方"),
        starts_at=start,
        ends_at=start + timedelta(minutes=length),
        person_id=1,
        person=Name("Person", "代表"),
        hall_id=hall_id,
        hall_code=str(hall_id or ""),
    )


def shape(lines: list[Line]) -> list[str]:
    """Return what kind of line follows what."""
    return [
        "entry" if line.entry else f"walk {line.walk.minutes}" if line.walk else "gap"
        for line in lines
    ]


def test_a_walk_stands_before_an_appointment_in_another_hall() -> None:
    lines = list(lines_of([entry_at(0, hall_id=1), entry_at(40, hall_id=2)], WALKS, at=NINE))

    assert shape(lines) == ["entry", "walk 6", "entry"]
    assert lines[1].walk is not None
    assert lines[1].walk.hall_code == "2"


def test_free_time_ends_when_one_has_to_leave() -> None:
    lines = list(lines_of([entry_at(0, hall_id=1), entry_at(90, hall_id=2)], WALKS, at=NINE))

    assert shape(lines) == ["entry", "gap", "walk 6", "entry"]
    assert lines[1].gap is not None
    assert lines[1].gap.starts_at == NINE + timedelta(minutes=30)
    assert lines[1].gap.ends_at == NINE + timedelta(minutes=84)


def test_half_an_hour_is_free_time_and_less_is_none() -> None:
    half = lines_of([entry_at(0), entry_at(60)], WALKS, at=NINE)
    less = lines_of([entry_at(0), entry_at(55)], WALKS, at=NINE)

    assert shape(list(half)) == ["entry", "gap", "entry"]
    assert shape(list(less)) == ["entry", "entry"]


def test_an_appointment_is_past_on_or_to_come() -> None:
    entry = entry_at(0)
    moments = [entry.starts_at - timedelta(seconds=1), entry.starts_at, entry.ends_at]

    assert [standing(entry, at) for at in moments] == ["", "now", "past"]


@given(
    st.lists(
        st.builds(
            entry_at,
            st.integers(min_value=0, max_value=600),
            st.integers(min_value=5, max_value=120),
            st.sampled_from([None, 1, 2]),
        ),
        max_size=8,
    )
)
def test_every_appointment_has_its_line_in_order_of_time(entries: list[Entry]) -> None:
    lines = list(lines_of(entries, WALKS, at=NINE))

    shown = [line.entry for line in lines if line.entry]
    assert sorted(shown, key=lambda one: one.starts_at) == shown
    assert sorted(map(id, shown)) == sorted(map(id, entries))
    assert all(line.gap.starts_at < line.gap.ends_at for line in lines if line.gap)
