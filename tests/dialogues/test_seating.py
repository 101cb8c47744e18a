"""Which seat a guest gets: by hand for the rules, by Hypothesis for what must always hold."""

import pytest
from hypothesis import given, strategies as st

from matchmaking.dialogues.seating import OPEN_SEAT, Part, Seats
from matchmaking.dialogues.values import Audience

GLOBAL, CHAMBER, BUYER = Audience.GLOBAL_500, Audience.CHAMBER, Audience.BUYER
# 10 seats: 4 for Global 500 enterprises, 1 of those for buyers among them, 2 for chambers.
HALL = Seats(
    10,
    0,
    6,
    (Part(1, None, GLOBAL, 4, 0, 1), Part(2, None, CHAMBER, 2, 0), Part(3, 1, BUYER, 1, 0)),
)


@pytest.mark.parametrize(
    "audiences, choices",
    [
        (set(), [OPEN_SEAT]),
        ({BUYER}, [OPEN_SEAT]),
        ({GLOBAL}, [1, OPEN_SEAT]),
        ({GLOBAL, BUYER}, [3, 1, OPEN_SEAT]),
        ({GLOBAL, CHAMBER}, [2, 1, OPEN_SEAT]),
        ({GLOBAL, CHAMBER, BUYER}, [3, 2, 1, OPEN_SEAT]),
    ],
)
def test_the_tightest_allotment_comes_first(
    audiences: set[Audience], choices: list[int | None]
) -> None:
    assert HALL.choices(audiences) == choices


def test_a_seat_of_a_part_counts_in_the_whole() -> None:
    after = HALL.after_giving(3)

    assert (after.taken, after.kept, after.free) == (1, 5, 4)
    assert [(part.id, part.taken, part.kept) for part in after.parts] == [
        (1, 1, 0),
        (2, 0, 0),
        (3, 1, 0),
    ]


def test_seats_kept_for_others_are_not_given() -> None:
    full = HALL
    for _ in range(4):
        full = full.after_giving(OPEN_SEAT)

    assert (full.choices(set()), full.choices({CHAMBER}), full.left_for({CHAMBER})) == ([], [2], 2)


@st.composite
def halls(draw: st.DrawFn) -> Seats:
    """Draw a session's seats, nobody seated yet: allotments, some of them parts of others."""
    parts: list[Part] = []
    sizes = draw(st.lists(st.integers(1, 5), max_size=5))
    for key, size in enumerate(sizes, start=1):
        wholes = [None, *(part.id for part in parts if part.capacity - part.kept >= size)]
        parent = draw(st.sampled_from(wholes))
        parts.append(Part(key, parent, draw(st.sampled_from(list(Audience))), size, 0))
        parts = [
            Part(p.id, p.parent_id, p.audience, p.capacity, 0, p.kept + size)
            if p.id == parent
            else p
            for p in parts
        ]
    kept = sum(part.capacity for part in parts if part.parent_id is None)
    return Seats(kept + draw(st.integers(0, 6)), 0, kept, tuple(parts))


@given(
    halls(),
    st.lists(st.tuples(st.booleans(), st.sets(st.sampled_from(list(Audience)))), max_size=40),
)
def test_whoever_comes_and_goes_the_counts_agree(
    hall: Seats, steps: list[tuple[bool, set[Audience]]]
) -> None:
    given_out: list[int | None] = []
    for comes, audiences in steps:
        if comes and (choices := hall.choices(audiences)):
            given_out.append(choices[0])
            hall = hall.after_giving(choices[0])
        elif not comes and given_out:
            hall = hall.after_freeing(given_out.pop(0))

        assert hall.taken == len(given_out)
        assert 0 <= hall.taken + hall.kept <= hall.capacity
        assert all(0 <= one.taken + one.kept <= one.capacity for one in hall.parts)
        assert hall.kept == sum(
            one.capacity - one.taken for one in hall.parts if one.parent_id is None
        )
        for whole in hall.parts:
            inside = [one for one in hall.parts if one.parent_id == whole.id]
            assert whole.kept == sum(one.capacity - one.taken for one in inside)
