"""A timetable being laid: who is where so far, and where another meeting would fit."""

from collections.abc import Iterable, Iterator, Sequence

from matchmaking.scheduling.rounds.possibilities import Possibilities, ones
from matchmaking.scheduling.rounds.values import Seat

# Beside a meeting, at the end of an idle stretch, anywhere: what a slot is worth to a person.
BESIDE, ALONE, APART = 0, 1, 4


class Board:
    """Seats given so far; takes only what breaks no rule."""

    def __init__(self, possibilities: Possibilities) -> None:
        """Begin with the locked meetings."""
        problem = possibilities.problem
        self.possibilities = possibilities
        self.problem = problem
        self.seats: list[Seat | None] = [None] * len(problem.meetings)
        self.halls: list[dict[int, int]] = [{} for _ in possibilities.attendants]
        self.occupied = [0] * len(possibilities.attendants)
        self.spots = [list(site.spots) for site in problem.sites]
        # Per site, the slots in which it has a spot left.
        self._open_bits = list(possibilities.site_bits)
        self.room: list[float] = [
            float("inf") if party.maximum is None else party.maximum for party in problem.parties
        ]
        # How many meetings each party has, and what these weigh for it.
        self.count = [0] * len(problem.parties)
        self.weight = [0] * len(problem.parties)
        self._lunch_bits = [sum(1 << slot for slot in slots) for slots in problem.lunch]
        self._away_at_lunch = [self._lunch_away(who) for who in range(len(self.halls))]
        self._open_meetings: dict[tuple[int, int], list[int]] = {}
        for index, meeting in enumerate(problem.meetings):
            if meeting.locked is not None:
                self.put(index, meeting.locked)

    def put(self, index: int, seat: Seat) -> None:
        """Give a meeting a seat, whatever the rules say."""
        meeting = self.problem.meetings[index]
        self.seats[index] = seat
        hall = self.problem.sites[seat.site].hall
        for who in self.possibilities.attending(seat):
            self.halls[who][seat.slot] = hall
            self.occupied[who] |= 1 << seat.slot
        self.spots[seat.site][seat.slot] -= 1
        if self.spots[seat.site][seat.slot] < 1:
            self._open_bits[seat.site] &= ~(1 << seat.slot)
        for party in (meeting.a, meeting.b):
            self.room[party] -= 1
            self.count[party] += 1
            self.weight[party] += meeting.weight_for(party)
            self._open_meetings.setdefault((party, seat.slot), []).append(index)

    def take(self, index: int) -> Seat | None:
        """Take a meeting off the board."""
        seat = self.seats[index]
        if seat is None:
            return None
        meeting = self.problem.meetings[index]
        self.seats[index] = None
        for who in self.possibilities.attending(seat):
            self.halls[who].pop(seat.slot, None)
            self.occupied[who] &= ~(1 << seat.slot)
        self.spots[seat.site][seat.slot] += 1
        if self.spots[seat.site][seat.slot] > 0:
            self._open_bits[seat.site] |= 1 << seat.slot
        for party in (meeting.a, meeting.b):
            self.room[party] += 1
            self.count[party] -= 1
            self.weight[party] -= meeting.weight_for(party)
            self._open_meetings[party, seat.slot].remove(index)
        return seat

    def held_by(self, party: int, slot: int) -> Sequence[int]:
        """Return the meetings that a party has in a slot."""
        return self._open_meetings.get((party, slot), ())

    def can_leave(self, index: int) -> bool:
        """Return whether a meeting may be taken without another having to come to its place."""
        seat, meeting = self.seats[index], self.problem.meetings[index]
        if seat is None or meeting.locked is not None:
            return False
        owners = [
            party
            for party in (meeting.a, meeting.b)
            if self.problem.parties[party].own_site == seat.site
        ]
        return not any(
            other != index and self._must_be_at_home(other, seat.site)
            for party in owners
            for other in self._open_meetings[party, seat.slot]
        )

    def place(self, index: int) -> bool:
        """Give a meeting the seat that suits its people best, if there is one."""
        seat = next(self.seats_for(index), None)
        if seat is None:
            return False
        self.put(index, seat)
        return True

    def seats_for(self, index: int) -> Iterator[Seat]:
        """Yield seats that a meeting can have now, those beside other meetings first."""
        meeting = self.problem.meetings[index]
        if self.room[meeting.a] < 1 or self.room[meeting.b] < 1:
            return
        choices, with_spot = [], 0
        for site in self.possibilities.sites(meeting):
            with_spot |= self._open_bits[site]
        for pair, together in self.possibilities.together(index):
            bits = together & with_spot & ~self.occupied[pair[0]] & ~self.occupied[pair[1]]
            choices += [
                (self._bother(pair[0], slot) + self._bother(pair[1], slot), slot, pair)
                for slot in ones(bits)
            ]
        choices.sort()
        for _, slot, pair in choices:
            seat = self.seat_in(index, slot, pair)
            if seat is not None:
                yield seat

    def seat_in(self, index: int, slot: int, pair: tuple[int, int]) -> Seat | None:
        """Return a seat for a meeting of two people in one slot, at their own places first."""
        return next(self.seats_in(index, slot, pair), None)

    def seats_in(self, index: int, slot: int, pair: tuple[int, int]) -> Iterator[Seat]:
        """Yield seats for a meeting of two people in one slot, one at every site with room."""
        if not all(self.can_eat(who, slot) for who in pair):
            return
        meeting = self.problem.meetings[index]
        own = self.possibilities.own_sites(meeting)
        helpers = self.possibilities.helpers(*pair)
        for site in self.possibilities.sites(meeting):
            if self.spots[site][slot] < 1:
                continue
            if site not in own and any(self.spots[home][slot] > 0 for home in own):
                return
            hall = self.problem.sites[site].hall
            if not all(self.can_be(who, slot, hall) for who in pair):
                continue
            if helpers is None:
                yield Seat(slot, *pair, site)
                continue
            helper = self.helper_in(helpers, slot, hall)
            if helper is not None:
                yield Seat(slot, *pair, site, helper)

    def helper_in(self, helpers: Iterable[int], slot: int, hall: int) -> int | None:
        """Return the first interpreter who can help in a slot and hall."""
        first = self.possibilities.people
        idle = (helper for helper in helpers if not self.occupied[first + helper] >> slot & 1)
        return next((h for h in idle if self._can_come(first + h, slot, hall)), None)

    def _can_come(self, who: int, slot: int, hall: int) -> bool:
        return self.can_be(who, slot, hall) and self.can_eat(who, slot)

    def could_have(self, index: int, seat: Seat) -> bool:
        """Return whether a meeting can have just this seat now, free booths apart."""
        meeting = self.problem.meetings[index]
        if min(self.room[meeting.a], self.room[meeting.b]) < 1:
            return False
        hall = self.problem.sites[seat.site].hall
        return (
            seat in self.possibilities.seats_of(index)
            and self.spots[seat.site][seat.slot] > 0
            and all(
                self._can_come(who, seat.slot, hall) for who in self.possibilities.attending(seat)
            )
        )

    def can_be(self, who: int, slot: int, hall: int) -> bool:
        """Return whether an attendant is free in a slot and has time for the walks to a hall."""
        if self.occupied[who] >> slot & 1 or not self.possibilities.free(who, hall) >> slot & 1:
            return False
        mine = self.halls[who]
        return all(
            other not in mine or self.possibilities.fits(slot, hall, other, mine[other])
            for other in self.possibilities.near[slot]
        )

    def can_eat(self, who: int, slot: int) -> bool:
        """Return whether an attendant keeps time for lunch with a meeting in a slot."""
        busy = self.occupied[who] | 1 << slot
        return all(
            not lunch >> slot & 1 or lunch & ~(busy | away)
            for lunch, away in zip(self._lunch_bits, self._away_at_lunch[who], strict=True)
        )

    def _lunch_away(self, who: int) -> list[int]:
        return [
            sum(1 << slot for slot in slots if self.possibilities.is_occupied(who, slot))
            for slots in self.problem.lunch
        ]

    def _bother(self, person: int, slot: int) -> int:
        """Return how ill a slot fits a person's day so far: away from other meetings is worst."""
        busy = self.occupied[person]
        if not busy:
            return ALONE
        neighbours = (busy >> slot + 1 & 1) or (slot and busy >> slot - 1 & 1)
        return BESIDE if neighbours else APART

    def _must_be_at_home(self, index: int, home: int) -> bool:
        """Return whether a meeting would have to be at a booth if this had a place left."""
        seat, meeting = self.seats[index], self.problem.meetings[index]
        if seat is None or meeting.locked is not None:
            return False
        if seat.site in self.possibilities.own_sites(meeting):
            return False
        stood = meeting.standing
        if stood is not None and (stood.site, stood.slot) == (seat.site, seat.slot):
            return False
        return home in self.possibilities.own_sites(meeting)
