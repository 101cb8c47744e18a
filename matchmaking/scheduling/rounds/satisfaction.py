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
    if _all_fit(possibilities, party, mine):
        return sum(problem.meetings[index].weight_for(party) for index in mine[:most])
    matching = _Matching(possibilities, party)
    weight = taken = 0
    for index in mine:
        if taken >= most:
            break
        if matching.add(index):
            taken += 1
            weight += problem.meetings[index].weight_for(party)
    return weight


def _all_fit(possibilities: Possibilities, party: int, mine: list[int]) -> bool:
    """Return whether all wishes of a party fit beside each other, tried in the simplest way."""
    left: dict[int, int] = {}
    when = {index: _bits_of(possibilities, party, index) for index in mine}
    for index in sorted(mine, key=lambda i: sum(bits.bit_count() for bits in when[i].values())):
        for person, bits in when[index].items():
            free = bits & left.get(person, -1)
            if free:
                left[person] = left.get(person, -1) & ~(free & -free)
                break
        else:
            return False
    return True


def _bits_of(possibilities: Possibilities, party: int, index: int) -> dict[int, int]:
    """Return, by person of a party, the slots in which a meeting could be."""
    meeting = possibilities.problem.meetings[index]
    is_a = meeting.a == party
    if meeting.locked is not None:
        seat = meeting.locked
        return {seat.person_a if is_a else seat.person_b: 1 << seat.slot}
    found: dict[int, int] = {}
    for (person_a, person_b), bits in possibilities.together(index):
        mine = person_a if is_a else person_b
        found[mine] = found.get(mine, 0) | bits
    return found


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
        when = _bits_of(self._possibilities, self._party, index)
        return [(person, slot) for person, slots in when.items() for slot in ones(slots)]
