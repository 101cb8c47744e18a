"""What found no seat takes that of a meeting that is needed less, and no other."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from matchmaking.scheduling.rounds.board import Board
from matchmaking.scheduling.rounds.possibilities import Possibilities
from matchmaking.scheduling.rounds.values import Interpreter, RoundProblem, Seat
from matchmaking.scheduling.rounds.yielding import let_in
from tests.scheduling.rounds.rounds import MAY, MUST, WANT, a_round, wish, with_party, with_person


def yielded(
    problem: RoundProblem,
    *seated: int,
    needed: Mapping[int, int] | None = None,
    is_over: bool = False,
    **how: Any,
) -> list[int | None]:
    """Seat some meetings, let others in and return the slot of every meeting."""
    board = Board(Possibilities(problem))
    for index in seated:
        assert board.place(index)
    weights = [(needed or {}).get(party, 0) for party in range(len(problem.parties))]
    let_in(board, weights, stop=lambda: is_over, **how)
    return [None if seat is None else seat.slot for seat in board.seats]


def test_the_lightest_at_a_table_makes_room() -> None:
    wishes = [wish(0, 1, WANT), wish(2, 3, MAY), wish(4, 5, MUST)]

    assert yielded(a_round(wishes, slots=1, tables=2), 0, 1) == [0, None, 0]


def test_a_full_party_gives_up_its_lightest_meeting_for_a_must() -> None:
    wishes = [wish(0, 1, MAY), wish(0, 2, WANT), wish(3, 0, MUST)]
    problem = with_party(a_round(wishes, slots=3), 0, maximum=2)

    slots = yielded(problem, 0, 1)

    assert slots[0] is None
    assert None not in slots[1:]


def test_both_sides_may_have_to_give_up_one() -> None:
    wishes = [wish(0, 1, MAY), wish(2, 3, MAY), wish(0, 2, MUST)]
    problem = a_round(wishes, slots=2)
    for party in (0, 2):
        problem = with_party(problem, party, maximum=1)

    assert [slot is None for slot in yielded(problem, 0, 1)] == [True, True, False]


def test_who_made_room_goes_elsewhere_if_they_can() -> None:
    wishes = [wish(0, 1, MAY), wish(2, 3, MUST)]
    problem = a_round(wishes, slots=2, tables=1)
    problem = with_person(problem, 2, closed=frozenset({1}))

    assert yielded(problem, 0) == [1, 0]


def test_musts_and_locked_meetings_stay() -> None:
    locked = replace(wish(0, 1, MAY), locked=Seat(0, 0, 1, 0))
    wishes = [locked, wish(2, 3, MUST), wish(4, 5, MUST)]

    assert yielded(a_round(wishes, slots=1, tables=2), 1) == [0, 0, None]


def test_what_would_not_help_stays_as_it_was() -> None:
    wishes = [wish(0, 1, MAY), wish(2, 3, MUST)]
    problem = a_round(wishes, slots=1, tables=1)
    problem = with_person(problem, 3, closed=frozenset({0}))

    assert yielded(problem, 0) == [0, None]


def test_nothing_yields_once_the_search_is_over() -> None:
    wishes = [wish(0, 1, MAY), wish(2, 3, MUST)]

    assert yielded(a_round(wishes, slots=1, tables=1), 0, is_over=True) == [0, None]


def test_a_meeting_towards_a_minimum_takes_the_table_of_a_heavier_one() -> None:
    problem = a_round([wish(0, 1, WANT), wish(2, 3, MAY)], slots=1, tables=1)
    problem = with_party(problem, 2, minimum=1)

    assert yielded(problem, 0) == [None, 0]


def test_a_must_does_not_yield_to_a_minimum() -> None:
    problem = a_round([wish(0, 1, MUST), wish(2, 3, MAY)], slots=1, tables=1)
    problem = with_party(problem, 2, minimum=1)

    assert yielded(problem, 0, needed={2: 1}) == [0, None]


def test_a_minimum_does_not_yield_to_the_floor() -> None:
    problem = a_round([wish(0, 1, MAY), wish(2, 3, WANT)], slots=1, tables=1)
    problem = with_party(problem, 0, minimum=1)

    assert yielded(problem, 0, needed={2: 2}) == [0, None]


def test_who_has_much_gives_up_an_hour_for_who_has_nothing() -> None:
    wishes = [wish(1, 0, WANT), wish(1, 2, WANT), wish(3, 0, MAY)]

    slots = yielded(a_round(wishes, slots=1, tables=3), 0, needed={1: 0, 3: 1})

    assert slots[0] is None
    assert slots[2] == 0


def test_who_would_fall_below_the_floor_does_not_yield() -> None:
    wishes = [wish(1, 0, WANT), wish(2, 0, MAY)]

    assert yielded(a_round(wishes, slots=1), 0, needed={1: 2, 2: 1}) == [0, None]


def test_the_only_interpreter_leaves_who_needs_it_less() -> None:
    # The lightest at a table has no interpreter to give.
    wishes = [wish(0, 1, WANT), wish(2, 3, MAY), wish(4, 5, MAY)]
    problem = replace(
        a_round(wishes, slots=1, tables=9),
        interpreters=(Interpreter(frozenset({"en", "zh"})),),
    )
    for person in range(4):
        problem = with_person(problem, person, languages=frozenset({("en", "zh")[person % 2]}))

    assert yielded(problem, 0, 2, needed={2: 1}) == [None, 0, 0]


def test_a_heavier_wish_is_let_in_unless_only_the_needy_are() -> None:
    problem = a_round([wish(0, 1, MAY), wish(2, 3, WANT)], slots=1, tables=1)

    assert yielded(problem, 0) == [None, 0]
    assert yielded(problem, 0, needy_only=True) == [0, None]


def test_who_made_room_may_have_another_make_room() -> None:
    # Each of three hosts has one hour. The first guest wishes two of them, the last only one.
    wishes = [wish(3, 0), wish(3, 1), wish(4, 1), wish(4, 2), wish(5, 2)]
    problem = a_round(wishes, slots=1, tables=9)
    needed = {3: 2, 4: 2, 5: 2}

    assert yielded(problem, 1, 3, needed=needed) == [None, 0, None, 0, None]
    assert yielded(problem, 1, 3, needed=needed, further=2) == [0, None, 0, None, 0]
