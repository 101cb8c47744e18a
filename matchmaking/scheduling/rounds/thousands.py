"""A timetable for a round of thousands: flows say how much is possible, a matching places it.

Interpreters are few, so the wishes that need one are seated first. Every other wish is given one
person of each side, so that ``placement`` can level the slots and trade them along chains; then
sites are found, and what finds none is tried anywhere.
"""

from matchmaking.scheduling.placement import place_requests
from matchmaking.scheduling.requests import Request, RequestBook
from matchmaking.scheduling.rounds.board import Board
from matchmaking.scheduling.rounds.capacity import most_possible
from matchmaking.scheduling.rounds.first import make_room, turn_order
from matchmaking.scheduling.rounds.possibilities import Possibilities, ones
from matchmaking.scheduling.rounds.search import RoundSearch
from matchmaking.scheduling.rounds.tidying import tidy_up
from matchmaking.scheduling.rounds.values import Aim, RoundProblem
from matchmaking.scheduling.rounds.yielding import let_musts_in

# So much more than any other wish a must counts, and after it what a party needs: its dearest
# wish, and as many of the dearest as it wants at least.
MUST_WEIGHT, NEED_WEIGHT = 1_000, 100
# Of the time left, so much is kept when meetings are exchanged to place more.
EXCHANGE_SHARE = 0.75


def place_thousands(search: RoundSearch, seed: int) -> None:
    """Bound the musts and the wishes; offer a timetable, and then a tidier one."""
    meetings, possibilities = search.problem.meetings, search.possibilities
    musts = [int(meeting.is_must) for meeting in meetings]
    search.bound_by(Aim.MUSTS, most_possible(possibilities, musts))
    weights = [meeting.weight for meeting in meetings]
    search.bound_by(Aim.WISHES, most_possible(possibilities, weights))
    board = Board(possibilities)
    _place_helped(board)
    _place_others(search, board)
    _fill(search, board)
    let_musts_in(board, stop=lambda: search.is_over)
    search.offer(board.seats)
    if not search.is_over:
        tidy_up(search, seed)


def _place_helped(board: Board) -> None:
    """Seat the meetings that need an interpreter, the musts first, as long as there is one."""
    for index in turn_order(board.problem):
        if board.possibilities.needs_help(index):
            board.place(index)


def _place_others(search: RoundSearch, board: Board) -> None:
    """Choose among the other wishes and level them over the slots, then find them sites."""
    placement = place_requests(_book_of_people(search, board), seconds=search.remaining / 4)
    for index in turn_order(search.problem):
        slot = placement.slots[index]
        if slot is not None and board.seats[index] is None:
            _put(board, index, slot)


def _put(board: Board, index: int, slot: int) -> None:
    """Seat a meeting in a slot, if its sides want one more and there is a place."""
    meeting, pair = board.problem.meetings[index], _pair(board.possibilities, index)
    if pair is not None and min(board.room[meeting.a], board.room[meeting.b]) >= 1:
        seat = board.seat_in(index, slot, pair)
        if seat is not None:
            board.put(index, seat)


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


def _book_of_people(search: RoundSearch, board: Board) -> RequestBook:
    problem, possibilities = search.problem, search.possibilities
    people = len(problem.people)
    nobody = people
    requests, needs = [], _needs(problem)
    for index, meeting in enumerate(problem.meetings):
        weight = meeting.weight + MUST_WEIGHT * meeting.is_must + NEED_WEIGHT * needs[index]
        seat = board.seats[index]
        if seat is not None:
            requests.append(Request(seat.person_a, seat.person_b, weight, seat.slot))
            continue
        pair = None if possibilities.needs_help(index) else _pair(possibilities, index)
        one, other = pair or (nobody, nobody + 1)
        requests.append(Request(one, other, weight))
    slots = range(len(problem.slots))
    available = [
        possibilities.free_anywhere(person) & ~_kept_to_eat(board, person)
        for person in range(people)
    ]
    return RequestBook(
        tables=tuple(sum(site.spots[slot] for site in problem.sites) for slot in slots),
        available=(*available, 0, 0),
        requests=tuple(requests),
        most=(*_most_of(search), 0, 0),
    )


def _kept_to_eat(board: Board, person: int) -> int:
    """Return the slots that somebody keeps free to eat, where all others would be lost to them.

    Half of the people eat early, half late, so that no slot stands empty.
    """
    kept = 0
    for eats in board.possibilities.meals(person):
        idle = [slot for slot in ones(eats) if not board.occupied[person] >> slot & 1]
        if idle and not eats & kept:
            kept |= 1 << idle[person % len(idle)]
    return kept


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
