"""A must that found no seat takes that of a lighter meeting, and of nobody else."""

from dataclasses import replace

from matchmaking.scheduling.rounds.board import Board
from matchmaking.scheduling.rounds.possibilities import Possibilities
from matchmaking.scheduling.rounds.values import RoundProblem, Seat
from matchmaking.scheduling.rounds.yielding import let_musts_in
from tests.scheduling.rounds.rounds import MAY, MUST, WANT, a_round, wish, with_party, with_person


def yielded(problem: RoundProblem, *seated: int, is_over: bool = False) -> list[int | None]:
    """Seat some meetings, let musts in and return the slot of every meeting."""
    board = Board(Possibilities(problem))
    for index in seated:
        assert board.place(index)
    let_musts_in(board, stop=lambda: is_over)
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
