"""A timetable for a round of thousands: flows say how much is possible, a matching places it.

Every wish is given one person of each side, so that ``placement`` can level the slots and trade
them along chains; then sites and interpreters are found, and what finds none is tried anywhere.
"""

from dataclasses import dataclass
from functools import cached_property

from matchmaking.scheduling.placement import place_requests
from matchmaking.scheduling.request_bound import best_choice
from matchmaking.scheduling.requests import Request, RequestBook
from matchmaking.scheduling.rounds.board import Board
from matchmaking.scheduling.rounds.first import make_room, turn_order
from matchmaking.scheduling.rounds.possibilities import Possibilities
from matchmaking.scheduling.rounds.search import RoundSearch
from matchmaking.scheduling.rounds.tidying import tidy_up
from matchmaking.scheduling.rounds.values import Aim, RoundProblem, Seat

# So much more than any other wish a must counts, and after it what a party needs: its dearest
# wish, and as many of the dearest as it wants at least.
MUST_WEIGHT, NEED_WEIGHT = 1_000, 100
# Of the time left, so much is kept when meetings are exchanged to place more.
EXCHANGE_SHARE = 0.75


def place_thousands(search: RoundSearch, seed: int) -> None:
    """Bound the musts and the wishes; offer a timetable, and then a tidier one."""
    problem = search.problem
    musts = [int(meeting.is_must) for meeting in problem.meetings]
    search.bound_by(Aim.MUSTS, _most(search, musts))
    search.bound_by(Aim.WISHES, _most(search, [meeting.weight for meeting in problem.meetings]))
    placement = place_requests(_book_of_people(search), seconds=search.remaining / 4)
    board = Board(search.possibilities)
    for index, slot in enumerate(placement.slots):
        pair = _pair(search.possibilities, index)
        if slot is None or pair is None or board.seats[index] is not None:
            continue
        meeting = problem.meetings[index]
        if min(board.room[meeting.a], board.room[meeting.b]) >= 1:
            seat = board.seat_in(index, slot, pair)
            if seat is not None:
                board.put(index, seat)
    _fill(search, board)
    search.offer(board.seats)
    if not search.is_over:
        tidy_up(search, seed)


def _fill(search: RoundSearch, board: Board) -> None:
    """Place what is left wherever it fits, moving one other meeting if need be."""
    until = search.remaining * EXCHANGE_SHARE
    waiting = [i for i in turn_order(search.problem) if board.seats[i] is None]
    waiting = [index for index in waiting if search.is_over or not board.place(index)]
    for index in waiting:
        if search.remaining < until or search.is_over:
            return
        make_room(board, index)


def _pair(possibilities: Possibilities, index: int) -> tuple[int, int] | None:
    """Return who is to meet: those who need no help and have most slots in common."""
    together = [(pair, bits) for pair, bits in possibilities.together(index) if bits]
    if not together:
        return None

    def room(choice: tuple[tuple[int, int], int]) -> tuple[bool, int, int]:
        pair, bits = choice
        # Among equals, wishes take turns.
        return possibilities.helpers(*pair) is None, bits.bit_count(), (sum(pair) + index) % 2

    return max(together, key=room)[0]


def _book_of_people(search: RoundSearch) -> RequestBook:
    problem, possibilities = search.problem, search.possibilities
    people = len(problem.people)
    nobody = people
    requests, needs = [], _needs(problem)
    for index, meeting in enumerate(problem.meetings):
        weight = meeting.weight + MUST_WEIGHT * meeting.is_must + NEED_WEIGHT * needs[index]
        seat: Seat | None = meeting.locked
        if seat is not None:
            requests.append(Request(seat.person_a, seat.person_b, weight, seat.slot))
            continue
        pair = _pair(possibilities, index)
        one, other = pair or (nobody, nobody + 1)
        requests.append(Request(one, other, weight))
    slots = range(len(problem.slots))
    available = [possibilities.free_anywhere(person) for person in range(people)]
    return RequestBook(
        tables=tuple(sum(site.spots[slot] for site in problem.sites) for slot in slots),
        available=(*available, 0, 0),
        requests=tuple(requests),
        most=(*_most_of(search), 0, 0),
    )


def _needs(problem: RoundProblem) -> list[int]:
    """Return by how many of its sides each meeting is needed."""
    needs = [0] * len(problem.meetings)
    for number, party in enumerate(problem.parties):
        own = problem.meetings_of[number]
        dearest = sorted(own, key=lambda i: -problem.meetings[i].weight_for(number))
        for index in dearest[: max(1, party.minimum)]:
            needs[index] += 1
    return needs


def _most_of(search: RoundSearch) -> list[int]:
    """Return how many meetings each person may have: the party's maximum, shared out."""
    problem = search.problem
    most = [len(problem.slots)] * len(problem.people)
    for party in problem.parties:
        if party.maximum is not None:
            for person in party.people:
                most[person] = -(-party.maximum // len(party.people))
    return most


@dataclass(frozen=True)
class _PartyBook(RequestBook):
    """Wishes between parties, whose people together have so much room."""

    room: tuple[int, ...] = ()

    @cached_property
    def capacity(self) -> tuple[int, ...]:
        """How many meetings each party can have at most."""
        return self.room


def _most(search: RoundSearch, weights: list[int]) -> int:
    """Return the greatest weight that can be placed, people's hours and places counted only."""
    problem, possibilities = search.problem, search.possibilities
    requests = [
        Request(meeting.a, meeting.b, weight)
        for index, (meeting, weight) in enumerate(zip(problem.meetings, weights, strict=True))
        if weight
        and (meeting.locked is not None or any(b for _, b in possibilities.together(index)))
    ]
    rooms = []
    for party, wishes in zip(problem.parties, problem.meetings_of, strict=True):
        locked = sum(problem.meetings[index].locked is not None for index in wishes)
        hours = sum(possibilities.free_anywhere(who).bit_count() for who in party.people) + locked
        rooms.append(hours if party.maximum is None else min(hours, max(party.maximum, locked)))
    slots = range(len(problem.slots))
    locked = sum(meeting.locked is not None for meeting in problem.meetings)
    spots = sum(site.spots[slot] for site in problem.sites for slot in slots) + locked
    book = _PartyBook((spots,), (1,) * len(rooms), tuple(requests), room=tuple(rooms))
    return best_choice(book).bound
