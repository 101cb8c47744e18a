"""A timetable for a round of thousands: what to choose is computed, a matching places it.

What would be chosen were there one long slot (``relaxation``) comes first, musts even before.
Interpreters are few, so of that the wishes that need one are seated first. Every other wish is
given one person of each side, so that ``placement`` can level the slots and trade them along
chains; then sites are found, and what finds none is tried anywhere, or has others yield to it.
"""

from collections.abc import Callable

from matchmaking.scheduling.placement import place_requests
from matchmaking.scheduling.requests import Request, RequestBook
from matchmaking.scheduling.rounds.board import Board
from matchmaking.scheduling.rounds.first import make_room, turn_order
from matchmaking.scheduling.rounds.possibilities import Possibilities, ones
from matchmaking.scheduling.rounds.relaxation import Choice, Relaxation
from matchmaking.scheduling.rounds.satisfaction import WHOLE
from matchmaking.scheduling.rounds.search import RoundSearch
from matchmaking.scheduling.rounds.spreading import Goal
from matchmaking.scheduling.rounds.tidying import tidy_up
from matchmaking.scheduling.rounds.values import Aim, Seat
from matchmaking.scheduling.rounds.yielding import let_in

# So much more than any other wish a must counts, and after it what is chosen.
MUST_WEIGHT, CHOSEN_WEIGHT = 1_000, 100
# So much of the time is spent on levelling, on exchanges and on letting meetings yield, at most.
LEVELLING_SHARE, EXCHANGE_SHARE, LIFTING_SHARE, YIELDING_SHARE = 0.25, 0.2, 0.1, 0.2
# Who makes room for who needs a meeting may have others make room, so often.
FURTHER = 2


def place_thousands(search: RoundSearch, seed: int) -> None:
    """Offer a timetable, bound what it is measured by, and then make it tidier."""
    relaxation = Relaxation(search)
    search.offer(lay(search, relaxation.choose(), search.remaining))
    for aim in (Aim.MUSTS, Aim.MINIMA, Aim.FLOOR, Aim.WISHES):
        relaxation.bound(aim)
    if not search.is_over:
        tidy_up(search, seed)


def lay(search: RoundSearch, choice: Choice, seconds: float) -> list[Seat | None]:
    """Return a timetable of what is chosen and whatever else fits."""
    laying = _Laying(search, choice, seconds)
    laying.lay()
    return laying.board.seats


class _Laying:
    """A board, and the order in which meetings come onto it."""

    def __init__(self, search: RoundSearch, choice: Choice, seconds: float) -> None:
        self.board = Board(search.possibilities)
        self._search = search
        self._seconds = seconds
        self._choice = choice
        meetings = search.problem.meetings
        self._order = sorted(
            turn_order(search.problem),
            key=lambda index: (not meetings[index].is_must, index not in choice.wishes),
        )

    def lay(self) -> None:
        """Seat as much as can be."""
        self._place_helped()
        self._place_others()
        self._fill()
        self._yield()

    def _place_helped(self) -> None:
        """Seat the meetings that need an interpreter as long as there is one."""
        for index in self._order:
            if self.board.possibilities.needs_help(index):
                self.board.place(index)

    def _place_others(self) -> None:
        """Level the other wishes over the slots, then find them sites."""
        book = _book_of_people(self._search, self.board, self._choice)
        placement = place_requests(book, seconds=self._seconds * LEVELLING_SHARE)
        for index in self._order:
            slot = placement.slots[index]
            if slot is not None and self.board.seats[index] is None:
                _put(self.board, index, slot)

    def _fill(self) -> None:
        """Place what is left wherever it fits, moving one other meeting if need be."""
        board, is_late = self.board, self._until(EXCHANGE_SHARE)
        waiting = [i for i in self._order if board.seats[i] is None]
        waiting = [i for i in waiting if self._search.is_over or not board.place(i)]
        for index in waiting:
            if is_late():
                return
            make_room(board, index)

    def _yield(self) -> None:
        """Have meetings make room for who needs one more, then for who needs it after a chain."""
        for further in (0, FURTHER):
            self._lift(further)
        stop = self._until(YIELDING_SHARE)
        let_in(self.board, self._needed(self._floor()), stop=stop)

    def _lift(self, further: int) -> None:
        """Aim at the choice's floor, then at the next above what is reached."""
        is_late, goal = self._until(LIFTING_SHARE), self._choice.goal or Goal()
        aimed = goal.floor
        while not is_late() and self._reached() != self._choice.goal:
            seats, before = list(self.board.seats), self._floor()
            needed = self._needed(aimed)
            let_in(self.board, needed, stop=is_late, needy_only=True, further=further)
            if self._floor() < before:
                # What several gained on the way there, the least satisfied may have lost.
                self._lay_again(seats)
            if self._floor() == before and aimed <= before + 1:
                break
            aimed = min(goal.floor, self._floor() + 1)

    def _lay_again(self, seats: list[Seat | None]) -> None:
        changed = [i for i, seat in enumerate(seats) if self.board.seats[i] != seat]
        for index in changed:
            self.board.take(index)
        for index in changed:
            seat = seats[index]
            if seat is not None:
                self.board.put(index, seat)

    def _reached(self) -> Goal:
        """Return what the board has of the aims before the wishes."""
        problem, seats = self._search.problem, self.board.seats
        pairs = zip(problem.parties, self.board.count, strict=True)
        return Goal(
            sum(m.is_must for m, seat in zip(problem.meetings, seats, strict=True) if seat),
            sum(max(0, party.minimum - count) for party, count in pairs),
            self._floor(),
        )

    def _needed(self, floor: int) -> list[int]:
        return [-(-floor * best // WHOLE) for best in self._search.best]

    def _floor(self) -> int:
        pairs = zip(self.board.weight, self._search.best, strict=True)
        return min((WHOLE * have // best for have, best in pairs if best), default=WHOLE)

    def _until(self, share: float) -> Callable[[], bool]:
        """Return what says whether a share of the time has passed from now on."""
        until = self._search.remaining - self._seconds * share
        return lambda: self._search.is_over or self._search.remaining < until


def _put(board: Board, index: int, slot: int) -> None:
    """Seat a meeting in a slot, if its sides want one more and there is a place."""
    meeting, pair = board.problem.meetings[index], _pair(board.possibilities, index)
    if pair is not None and min(board.room[meeting.a], board.room[meeting.b]) >= 1:
        seat = board.seat_in(index, slot, pair)
        if seat is not None:
            board.put(index, seat)


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


def _book_of_people(search: RoundSearch, board: Board, choice: Choice) -> RequestBook:
    problem, possibilities = search.problem, search.possibilities
    people = len(problem.people)
    nobody = people
    requests = []
    for index, meeting in enumerate(problem.meetings):
        chosen = CHOSEN_WEIGHT * (index in choice.wishes)
        weight = meeting.weight + MUST_WEIGHT * meeting.is_must + chosen
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


def _most_of(search: RoundSearch) -> list[int]:
    """Return how many meetings each person may have: the party's maximum, shared out."""
    problem = search.problem
    most = [len(problem.slots)] * len(problem.people)
    for party in problem.parties:
        if party.maximum is not None:
            for person in party.people:
                most[person] = -(-party.maximum // len(party.people))
    return most
