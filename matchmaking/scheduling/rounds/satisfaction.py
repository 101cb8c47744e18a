"""How satisfied a party is: what it got, measured by the best it could have had alone.

Alone means: as if it were the only party that wishes anything. Then each of its meetings takes
one of its people one slot in which somebody of the other side, a place and, where needed, an
interpreter could be there too, and it has at most as many as its maximum. (Lunch and walks are
left out; so nobody is measured by more than there was.) Which sets of meetings have people and
slots of their own is a matroid, so taking the heaviest first, as long as it fits, is best.
"""

from collections.abc import Sequence

from matchmaking.scheduling.rounds.possibilities import Possibilities, ones
from matchmaking.scheduling.rounds.values import RoundProblem, Seat

WHOLE = 1000

Place = tuple[int, int]


def best_alone(problem: RoundProblem, possibilities: Possibilities | None = None) -> list[int]:
    """Return, per party, the greatest weight that it could have got alone."""
    possibilities = possibilities or Possibilities(problem)
    return [_best_of(possibilities, party) for party in range(len(problem.parties))]


def shares(
    problem: RoundProblem, seats: Sequence[Seat | None], best: Sequence[int]
) -> list[int | None]:
    """Return every party's satisfaction in thousandths; nothing for who could have had nothing."""
    got = [0] * len(problem.parties)
    for meeting, seat in zip(problem.meetings, seats, strict=True):
        if seat is not None:
            got[meeting.a] += meeting.weight_for(meeting.a)
            got[meeting.b] += meeting.weight_for(meeting.b)
    return [
        min(WHOLE, WHOLE * have // most) if most else None
        for have, most in zip(got, best, strict=True)
    ]


def floor_of(problem: RoundProblem, seats: Sequence[Seat | None], best: Sequence[int]) -> int:
    """Return the least satisfied party's share."""
    return min(
        (share for share in shares(problem, seats, best) if share is not None), default=WHOLE
    )


def _best_of(possibilities: Possibilities, party: int) -> int:
    """Take a party's meetings from the heaviest, each if people and slots can be found for all."""
    problem = possibilities.problem
    mine = [i for i in problem.meetings_of[party] if problem.meetings[i].weight_for(party)]
    mine.sort(key=lambda i: (-problem.meetings[i].weight_for(party), i))
    maximum = problem.parties[party].maximum
    room = sum(possibilities.free_anywhere(p).bit_count() for p in problem.parties[party].people)
    most = room if maximum is None else min(room, maximum)
    matching = _Matching(possibilities, party)
    weight = taken = 0
    for index in mine:
        if taken >= most:
            break
        if matching.add(index):
            taken += 1
            weight += problem.meetings[index].weight_for(party)
    return weight


class _Matching:
    """Meetings of one party with a person and a slot of their own each."""

    def __init__(self, possibilities: Possibilities, party: int) -> None:
        self._possibilities = possibilities
        self._party = party
        self._holder: dict[Place, int] = {}
        self._places: dict[int, list[Place]] = {}

    def add(self, index: int) -> bool:
        """Find a place for a meeting, moving others to other places if that helps."""
        self._places[index] = self._places_of(index)
        return self._augment(index, set())

    def _augment(self, index: int, seen: set[Place]) -> bool:
        stack = [(index, iter(self._places[index]))]
        path: list[Place] = []
        while stack:
            _, places = stack[-1]
            place = next((place for place in places if place not in seen), None)
            if place is None:
                stack.pop()
                if path:
                    path.pop()
                continue
            seen.add(place)
            path.append(place)
            holder = self._holder.get(place)
            if holder is None:
                for (owner, _), taken in zip(stack, path, strict=True):
                    self._holder[taken] = owner
                return True
            stack.append((holder, iter(self._places[holder])))
        return False

    def _places_of(self, index: int) -> list[Place]:
        meeting = self._possibilities.problem.meetings[index]
        if meeting.locked is not None:
            seat = meeting.locked
            mine = seat.person_a if meeting.a == self._party else seat.person_b
            return [(mine, seat.slot)]
        bits: dict[int, int] = {}
        for person_a, person_b in self._possibilities.pairs(meeting):
            mine = person_a if meeting.a == self._party else person_b
            bits[mine] = bits.get(mine, 0) | self._possibilities.together(
                meeting, (person_a, person_b)
            )
        return [(person, slot) for person, slots in bits.items() for slot in ones(slots)]
