"""Questions at both ends of a gap."""

from matchmaking.scheduling.rounds.closing import Closing
from matchmaking.scheduling.rounds.pursuit import Pursuit
from matchmaking.scheduling.rounds.search import RoundSearch
from matchmaking.scheduling.rounds.values import Aim, RoundProblem, Seat
from tests.scheduling.rounds.rounds import MAY, WANT, a_round, wish, with_person


def closed(problem: RoundProblem, aim: Aim, *, seats: tuple[Seat, ...] = ()) -> RoundSearch:
    """Return a search in which only questions about one aim were asked."""
    search = RoundSearch(problem, seconds=600)
    search.offer(seats or [None] * len(problem.meetings))
    Closing(search, Pursuit(search)).close(aim, 10.0, seed=0)
    return search


def test_the_floor_is_raised_to_the_next_share_that_anybody_can_have() -> None:
    # Two slots, one table: each of two wishers gets one of two.
    wishes = [wish(0, 2, WANT), wish(0, 3, WANT), wish(1, 2, MAY), wish(1, 3, MAY)]
    search = closed(a_round(wishes, slots=2, tables=1), Aim.FLOOR)
    assert (search.values[Aim.FLOOR], search.bounds[Aim.FLOOR]) == (500, 500)


def test_a_floor_that_cannot_be_raised_is_proven() -> None:
    search = closed(a_round([(0, 1), (2, 3)], slots=1, tables=1), Aim.FLOOR)
    assert (search.values[Aim.FLOOR], search.bounds[Aim.FLOOR]) == (0, 0)


def test_a_weight_that_is_too_much_is_refuted_one_by_one() -> None:
    # Three people who all meet each other, two of them in the only slot.
    search = closed(a_round([(0, 1), (1, 2), (0, 2)], slots=1), Aim.WISHES)
    assert (search.values[Aim.WISHES], search.bounds[Aim.WISHES]) == (2, 2)


def test_a_break_that_must_be_is_known_when_fewer_are_refuted() -> None:
    problem = with_person(a_round([(0, 1), (0, 2)], slots=3), 1, closed=frozenset({1, 2}))
    problem = with_person(problem, 2, closed=frozenset({0, 1}))
    search = closed(problem, Aim.BREAKS, seats=(Seat(0, 0, 1, 0), Seat(2, 0, 2, 0)))
    assert (search.values[Aim.BREAKS], search.bounds[Aim.BREAKS]) == (1, 1)
