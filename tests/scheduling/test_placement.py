import random

import pytest
from hypothesis import given, settings, strategies as st

from bench.events import draw_requests
from matchmaking.scheduling.placement import place_requests
from matchmaking.scheduling.request_bound import best_choice
from matchmaking.scheduling.requests import Placement, Request, RequestBook

ALWAYS = 2**96 - 1


def is_sound(book: RequestBook, placement: Placement) -> bool:
    """Say whether nobody is doubled, away or over their limit, and no slot over its tables."""
    met: list[list[int]] = [[] for _ in book.available]
    held = [0] * book.slots
    for request, slot in zip(book.requests, placement.slots, strict=True):
        if slot is not None:
            assert request.slot in {None, slot}
            held[slot] += 1
            met[request.a].append(slot)
            met[request.b].append(slot)
    limits = book.most or (book.slots,) * len(met)
    return all(
        len(slots) == len(set(slots)) <= limit and all(free >> slot & 1 for slot in slots)
        for slots, free, limit in zip(met, book.available, limits, strict=True)
    ) and all(count <= tables for count, tables in zip(held, book.tables, strict=True))


@st.composite
def books(draw: st.DrawFn) -> RequestBook:
    people = draw(st.integers(2, 6))
    slots = draw(st.integers(1, 4))
    pair = st.lists(st.integers(0, people - 1), min_size=2, max_size=2, unique=True)
    pairs = draw(st.lists(pair, max_size=10))
    return RequestBook(
        tables=tuple(draw(st.integers(0, 2)) for _ in range(slots)),
        available=tuple(draw(st.integers(0, 2**slots - 1)) for _ in range(people)),
        requests=tuple(Request(a, b, weight=draw(st.integers(1, 3))) for a, b in pairs),
        most=draw(st.none() | st.tuples(*[st.integers(0, 3)] * people)),
    )


@given(books())
@settings(max_examples=100, deadline=None)
def test_what_is_placed_keeps_every_rule_and_never_beats_the_bound(book: RequestBook) -> None:
    placement = place_requests(book)

    assert is_sound(book, placement)
    assert placement.weight <= placement.bound
    assert placement.bound <= sum(request.weight for request in book.requests)


def test_a_fair_where_all_can_always_come_is_filled_to_the_bound() -> None:
    rng = random.Random(1)
    pairs = {(rng.randrange(40), 40 + rng.randrange(90)) for _ in range(600)}
    book = RequestBook((12,) * 20, (2**20 - 1,) * 130, tuple(Request(*p) for p in sorted(pairs)))

    placement = place_requests(book)

    assert is_sound(book, placement)
    assert placement.weight == placement.bound


def test_the_heavier_request_wins_the_only_place() -> None:
    book = RequestBook((1,), (1, 1, 1), (Request(0, 1), Request(0, 2, weight=5)))

    placement = place_requests(book)

    assert (placement.slots, placement.weight, placement.bound) == ((None, 0), 5, 5)
    assert placement.unplaced == (0,)


def test_an_agreed_meeting_keeps_its_slot_even_if_heavier_ones_want_it() -> None:
    requests = (Request(0, 1, weight=9), Request(0, 2, slot=0))
    book = RequestBook((1, 1), (1, 1, 1), requests)

    assert place_requests(book).slots == (None, 0)


def test_room_is_made_by_trading_two_slots() -> None:
    # 0 and 1 meet, 2 and 3 meet; then 1 wants 2, but is free when 2 is not.
    requests = (Request(0, 1), Request(2, 3), Request(1, 2))
    book = RequestBook((2, 2), (3, 3, 3, 3), requests)

    placement = place_requests(book)

    assert is_sound(book, placement)
    assert placement.unplaced == ()


def test_people_who_are_never_there_together_are_no_part_of_the_bound() -> None:
    book = RequestBook((1, 1), (1, 2), (Request(0, 1),))

    assert best_choice(book).bound == 0
    assert place_requests(book).unplaced == (0,)


def test_nothing_to_place_is_no_gap() -> None:
    assert place_requests(RequestBook((1,), (1,), ())).gap == 0.0


@pytest.mark.stress
def test_sixty_thousand_requests_are_placed_within_a_thousandth_of_the_bound() -> None:
    placement = place_requests(draw_requests(seed=1))

    assert placement.gap < 0.001
    assert placement.seconds < 60
